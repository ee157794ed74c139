"""Times `tiltak build`: `make bench`.

Prints seconds of wall clock for a build of the five reports in a new warehouse, in a warehouse that
has four of them, and with nothing new; and what share importing dbt has. Each is run in a process of
its own, three times; the median is printed. Machines are noisy: compare within one run.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REPORTS = sorted((PROJECT / "reports").glob("*.txt"))
TILTAK = Path(sys.executable).with_name("tiltak")
RUNS = 3


def seconds(*command: object, warehouse: Path | None = None) -> float:
    """Run a command to its end and give the seconds it took."""
    environment = dict(os.environ)
    if warehouse is not None:
        environment["TILTAK_WAREHOUSE"] = str(warehouse)
    start = time.perf_counter()
    subprocess.run(
        list(map(str, command)), env=environment, check=True, stdout=subprocess.DEVNULL, timeout=600
    )
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    times: dict[str, list[float]] = {}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            warehouse = Path(folder) / "tiltak.duckdb"
            measured = {
                "importing dbt": seconds(sys.executable, "-c", "import dbt.cli.main"),
                "four reports, new warehouse": seconds(
                    TILTAK, "build", *REPORTS[:4], warehouse=warehouse
                ),
                "a fifth report": seconds(TILTAK, "build", REPORTS[4], warehouse=warehouse),
                "nothing new": seconds(TILTAK, "build", *REPORTS, warehouse=warehouse),
            }
        with tempfile.TemporaryDirectory() as folder:
            measured["five reports, new warehouse"] = seconds(
                TILTAK, "build", *REPORTS, warehouse=Path(folder) / "tiltak.duckdb"
            )
        for name, value in measured.items():
            times.setdefault(name, []).append(value)
    whole = statistics.median(times["five reports, new warehouse"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:<30} {median:6.2f} s {median / whole:6.2f} of the five reports")


if __name__ == "__main__":
    main()
