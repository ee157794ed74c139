"""What a command is doing, for the person who waits for it."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar

from loaders.interruption import undone_when_interrupted

Item = TypeVar("Item")
# Parts of the whole of a build that was not measured here yet.
SHARES = {"files": 1.0, "models and tests": 6.0, "audit": 1.0, "publishing": 0.5}
TIMES_A_SECOND = 4
LONGEST_NAME = 40


class Progress:
    """Stages of a command, one after the other, each of some steps; this one says nothing.

    A command calls `begin` for each stage, `step` within it, and `finish` when all went well.
    """

    def __init__(self) -> None:
        self._stage: str | None = None
        self._began = 0.0
        self._seconds: dict[str, float] = {}
        self._kept: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Say no more, however the command ended."""

    def remember(self, kept: Path) -> None:
        """Read how long the stages took before, and write there how long they take now."""
        self._kept = kept

    def begin(self, stage: str, total: int | None = None) -> None:  # noqa: ARG002
        """End the stage before and begin another, of so many steps if that is known."""
        self._end_stage()
        self._stage, self._began = stage, time.perf_counter()

    def step(self, done: int, total: int, doing: str = "") -> None:
        """Say how many steps of the stage are done, and what is being done."""

    def finish(self) -> None:
        """End the last stage, and keep what each took."""
        self._end_stage()
        if self._kept:
            with suppress(OSError):
                self._kept.write_text(json.dumps(self._seconds), encoding="utf-8")

    def over(self, items: Sequence[Item], stage: str) -> Iterator[Item]:
        """Give items in turn, each a step of a stage."""
        self.begin(stage, len(items))
        for number, item in enumerate(items):
            self.step(number, len(items), str(getattr(item, "name", item)))
            yield item

    def _end_stage(self) -> None:
        if self._stage:
            self._seconds[self._stage] = time.perf_counter() - self._began
        self._stage = None


class Lines(Progress):
    """A line for each stage when it has ended: for logs, and where there is no terminal.

    The last one is said when all is finished, so a build without anything new says nothing.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say
        self._total = 0

    def begin(self, stage: str, total: int | None = None) -> None:
        """End the stage before, which is said, and begin another."""
        super().begin(stage, total)
        self._total = total or 0

    def step(self, done: int, total: int, doing: str = "") -> None:  # noqa: ARG002
        """Keep the number of steps for the line."""
        self._total = total

    def _end_stage(self) -> None:
        stage = self._stage
        super()._end_stage()
        if stage:
            count = f"{self._total:,} in " if self._total else ""
            self._say(f"{stage}: {count}{self._seconds[stage]:.1f} s")


class Bar(Progress):
    """A bar through the whole on a terminal, with the time and, from the second build on, the rest.

    How far it is goes by what the stages took the time before.
    """

    def __init__(self) -> None:
        super().__init__()
        # It takes a tenth of a second to import.
        from rich import progress
        from rich.console import Console

        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("{task.fields[rest]}"),
            console=Console(stderr=True),
            refresh_per_second=TIMES_A_SECOND,
            transient=True,
        )
        self._task = self._bar.add_task("", total=1.0, rest="")
        self._shares = SHARES
        self._is_measured = False
        # The cursor is hidden while a bar is drawn.
        self._shown = undone_when_interrupted(self._bar.stop)

    def __enter__(self) -> Self:
        self._shown.__enter__()
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Take the bar away."""
        self._bar.stop()
        self._shown.__exit__(None, None, None)

    def remember(self, kept: Path) -> None:
        """Read how long the stages took before."""
        super().remember(kept)
        with suppress(OSError, ValueError):
            before = json.loads(kept.read_text(encoding="utf-8"))
            if set(before) >= set(SHARES) and sum(before.values()) > 0:
                self._shares, self._is_measured = before, True

    def begin(self, stage: str, total: int | None = None) -> None:
        """Begin a stage."""
        super().begin(stage, total)
        self.step(0, total or 0)

    def step(self, done: int, total: int, doing: str = "") -> None:
        """Draw how far the stage is, and with it the whole."""
        stage = self._stage or ""
        count = f" {done:,} of {total:,}" if total else ""
        # A command of one stage is that stage alone.
        shares = self._shares if stage in self._shares else {stage: 1.0}
        before = sum(shares.get(name, 0) for name in self._seconds)
        within = shares[stage] * (done / total if total else 0)
        whole = sum(shares.values())
        left = whole - before - within
        self._bar.update(
            self._task,
            description=f"{stage}{count}{f': {doing[:LONGEST_NAME]}' if doing else ''}",
            completed=(before + within) / whole,
            rest=f"about {left:.0f} s left" if self._is_measured else "",
        )


def watched(items: Iterable[Item], progress: Progress, stage: str) -> Iterator[Item]:
    """Give items, of an unknown number, each a step of a stage."""
    progress.begin(stage)
    for number, item in enumerate(items, start=1):
        progress.step(number, number)
        yield item
