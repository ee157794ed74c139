"""What is said of a build: a bar on a terminal, a line a stage elsewhere, nothing if asked."""

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import BUILD_SECONDS, REPORTS, TILTAK, Build, run_tiltak

STAGES = ("files", "models and tests", "audit", "publishing")


def on_a_terminal(*arguments: object, warehouse: Path) -> str:
    """What a command writes to a terminal, without the codes that move the cursor."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [str(TILTAK), *map(str, arguments)],
        env={**os.environ, "TILTAK_WAREHOUSE": str(warehouse), "COLUMNS": "120", "TERM": "xterm"},
        stdout=child,
        stderr=child,
    )
    os.close(child)
    written = b""
    deadline = time.monotonic() + BUILD_SECONDS
    while time.monotonic() < deadline:
        ready, _, _ = select.select([parent], [], [], 1)
        try:
            written += os.read(parent, 65536) if ready else b""
        except OSError:
            break
    os.close(parent)
    assert process.wait(timeout=60) == 0, written.decode()
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\n", written.decode())


def test_a_line_for_each_stage_without_a_terminal(build: Callable[..., Build]) -> None:
    outcome = build(REPORTS[2])
    lines = outcome.output.splitlines()[: len(STAGES)]
    assert [line.partition(":")[0] for line in lines] == list(STAGES)
    assert re.fullmatch(r"files: 1 in [0-9.]+ s", lines[0])
    assert re.fullmatch(r"models and tests: 1[0-9]{2} in [0-9.]+ s", lines[1])
    assert outcome.errors == ""
    again = build(REPORTS[2])
    assert again.output.startswith("nothing new")


@pytest.mark.parametrize("has_terminal", [False, True])
def test_quiet_says_nothing_of_it(tmp_path: Path, has_terminal: bool) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    if has_terminal:
        output = on_a_terminal("build", REPORTS[2], "--quiet", warehouse=warehouse)
    else:
        output = run_tiltak("build", REPORTS[2], "--quiet", warehouse=warehouse).output
    assert output.lstrip().startswith("reports: 1,")
    assert not any(f"{stage}:" in output for stage in STAGES)


def test_a_bar_on_a_terminal_and_an_estimate_the_second_time(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    first = on_a_terminal("build", REPORTS[2], warehouse=warehouse)
    assert re.search(r"models and tests [0-9]+ of 1[0-9]{2}: \w+", first)
    assert "s left" not in first
    second = on_a_terminal("build", REPORTS[4], warehouse=warehouse)
    assert re.search(r"models and tests [0-9]+ of 1[0-9]{2}: \w+", second)
    assert re.search(r"about [0-9]+ s left", second)
    assert "reports: 2," in second


def test_verbose_says_where_the_log_is(build: Callable[..., Build], tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    outcome = run_tiltak("build", REPORTS[2], "--verbose", warehouse=warehouse)
    (log,) = re.findall(r"^log: (.*)$", outcome.output, re.MULTILINE)
    assert "fct_participants" in Path(log).read_text("utf-8")
