"""Times `tiltak build`: `make bench`.

Prints seconds of wall clock for builds of the five reports: in a new warehouse that dbt has not
parsed the project for, in a new one that it has, on top of four of them, and with nothing new; and
what importing dbt takes of each. Each is run in a process of its own, three times; the median is
printed. Machines are noisy: compare within one run.
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


def forget(warehouse: Path) -> None:
    """Remove the warehouse and its working database, but not what dbt parsed."""
    for file in warehouse.parent.rglob("*.duckdb*"):
        file.unlink()


def main() -> None:
    """Measure and print."""
    times: dict[str, list[float]] = {}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            warehouse = Path(folder) / "tiltak.duckdb"
            build = (TILTAK, "build")
            measured = {
                "importing dbt": seconds(sys.executable, "-c", "import dbt.cli.main"),
                "five reports, project not parsed": seconds(*build, *REPORTS, warehouse=warehouse),
                "nothing new": seconds(*build, *REPORTS, warehouse=warehouse),
            }
            forget(warehouse)
            measured["five reports, project parsed"] = seconds(
                *build, *REPORTS, warehouse=warehouse
            )
            forget(warehouse)
            seconds(*build, *REPORTS[:4], warehouse=warehouse)
            measured["a fifth report on top of four"] = seconds(
                *build, REPORTS[4], warehouse=warehouse
            )
        for name, value in measured.items():
            times.setdefault(name, []).append(value)
    whole = statistics.median(times["five reports, project parsed"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:<34} {median:6.2f} s {median / whole:6.2f} of the parsed build")


if __name__ == "__main__":
    main()
