"""Ctrl-C and SIGTERM: the process ends at once, and says in one sentence what it leaves.

A build may be killed at any moment without loss, so nothing waits for what is being done: libraries
take the usual KeyboardInterrupt for a failure of their own, wait for their threads, or go on.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIGNALS = {signal.SIGINT: "Interrupted", signal.SIGTERM: "Terminated"}

_to_undo: list[Callable[[], object]] = []
_left = "nothing was changed"
_held = 0
_waiting: int | None = None


def end_when_interrupted(what_is_left: str) -> None:
    """End the process at SIGINT (exit code 130) or SIGTERM (143) from now on.

    `what_is_left` is the sentence's end: `the published file is as it was`.
    """
    now_left(what_is_left)
    # Python's own helper warns of locks that it frees after this process.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
    for number in SIGNALS:
        signal.signal(number, _end)


def now_left(what_is_left: str) -> None:
    """Change what is said of an interruption, where one is answered at all."""
    global _left
    _left = what_is_left


@contextmanager
def undone_when_interrupted(undo: Callable[[], object]) -> Iterator[None]:
    """Call `undo` if the process is interrupted within the block."""
    _to_undo.append(undo)
    try:
        yield
    finally:
        _to_undo.remove(undo)


@contextmanager
def gone_afterwards(file: Path) -> Iterator[None]:
    """Remove a file that is only written for the block, however it ends."""

    def remove() -> None:
        file.unlink(missing_ok=True)

    with undone_when_interrupted(remove):
        try:
            yield
        finally:
            remove()


@contextmanager
def not_interrupted() -> Iterator[None]:
    """Hold signals back until the end of the block; threads and processes begun in it get none."""
    global _held
    _held += 1
    try:
        with _none_inherited():
            yield
    finally:
        _held -= 1
        if _waiting and not _held:
            _end(_waiting, None)


@contextmanager
def _none_inherited() -> Iterator[None]:
    """Block signals in this thread and what it begins; another may take one all the same."""
    if not hasattr(signal, "pthread_sigmask"):
        # Windows has no masks; what is begun there gets Ctrl-C and ends.
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(number: int, _: object) -> None:
    global _waiting
    if _held:
        _waiting = number
        return
    for undo in reversed(_to_undo):
        with suppress(Exception):
            undo()
    for child in multiprocessing.active_children():
        child.kill()
    # What prints may be in the middle of a line: this goes past it.
    with suppress(OSError):
        os.write(2, f"{SIGNALS[signal.Signals(number)]}; {_left}.\n".encode())
    os._exit(128 + number)
