"""Ctrl-C and SIGTERM at any moment: an end at once, one sentence, and nothing published by half."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import REPORTS, TILTAK, Figure, run_tiltak

INTERRUPTIONS = 5
# Python itself starts within the first of these.
FIRST_SECONDS, LAST_SECONDS = 0.4, 8
LONGEST_END_SECONDS = 3


def interrupt(report: Path, warehouse: Path, number: int, after: float) -> tuple[int, str, float]:
    """Interrupt a build as a terminal does, with all of its processes."""
    process = subprocess.Popen(
        [str(TILTAK), "build", str(report), "--warehouse", str(warehouse)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(after)
    began = time.monotonic()
    if process.poll() is None:
        os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors, time.monotonic() - began


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize(
    ("number", "exit_code", "word"),
    [(signal.SIGINT, 130, "Interrupted"), (signal.SIGTERM, 143, "Terminated")],
)
def test_a_build_ends_at_once(
    tmp_path: Path, number: int, exit_code: int, word: str, is_there: bool, figure: Figure
) -> None:
    rng = random.Random(f"{number} {is_there}")
    warehouse = tmp_path / "warehouse" / "tiltak.duckdb"
    if is_there:
        assert run_tiltak("build", REPORTS[2], warehouse=warehouse).exit_code == 0
    interrupted = 0
    longest = 0.0
    for place in range(INTERRUPTIONS):
        if not is_there:
            shutil.rmtree(warehouse.parent, ignore_errors=True)
        report = tmp_path / f"{place}.txt"
        report.write_bytes(REPORTS[4].read_bytes() + b"\n" * place)
        before = warehouse.read_bytes() if warehouse.exists() else None
        after = rng.uniform(FIRST_SECONDS, LAST_SECONDS)
        ended, errors, seconds = interrupt(report, warehouse, number, after)
        if ended == 0:
            # It had published before it was reached.
            continue
        interrupted += 1
        longest = max(longest, seconds)
        assert (ended, errors.count("\n")) == (exit_code, 1), (after, errors)
        assert errors.startswith(f"{word}; nothing was "), (after, errors)
        assert seconds < LONGEST_END_SECONDS
        assert (warehouse.read_bytes() if warehouse.exists() else None) == before
        assert not list(warehouse.parent.glob(".*"))
    assert interrupted > INTERRUPTIONS / 2
    figure(f"{word}: {interrupted} of {INTERRUPTIONS} builds, at most {longest:.1f} s to the end")
    last = run_tiltak("build", REPORTS[4], warehouse=warehouse)
    assert last.exit_code == 0, last.errors
    files = {name for (name,) in last.query("select file_name from marts.dim_report")}
    assert {REPORTS[4].name, *([REPORTS[2].name] if is_there else [])} <= files


HELD = """
import os, signal, sys, time
import loaders.building.build
from loaders.interruption import end_when_interrupted, not_interrupted

end_when_interrupted("before")
with not_interrupted():
    # A thread of a library may take the signal, whatever the mask of this one is.
    os.kill(os.getpid(), signal.SIGTERM)
    signal.raise_signal(signal.SIGTERM)
    time.sleep(0.2)
    end_when_interrupted("after")
    print("whole", flush=True)
time.sleep(5)
"""


def test_what_must_not_be_interrupted_is_done_first() -> None:
    process = subprocess.run(
        [sys.executable, "-c", HELD], capture_output=True, text=True, timeout=60, check=False
    )
    assert process.returncode == 143
    assert (process.stdout, process.stderr) == ("whole\n", "Terminated; after.\n")
