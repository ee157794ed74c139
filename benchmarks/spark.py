"""The same models on DuckDB and on Spark: `python -m benchmarks.spark --lines 13000 130000`.

Models and seeds alone, by dbt on both, without tests; the raw lines lie there before. Seconds are
of the whole command, processor seconds of all its processes, Spark's executors among them.
`make build-spark` makes Spark's environment.
"""

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import write_corpus
from loaders.building.models import WORKING_FOLDER_VARIABLE
from loaders.building.spark import run_dbt
from loaders.landing.find import find_reports
from loaders.landing.lines import land_files
from loaders.project import BUNDLED_REPORTS, PROJECT
from loaders.warehouse.databases import open_databases
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.sql import literal

MASTERS = ("local[2]", "local-cluster[2,1,1500]")
MODELS_ONLY = ["--exclude-resource-types", "test", "unit_test", "--quiet"]
SLOWEST = 6
PR_SET_CHILD_SUBREAPER = 36


@contextmanager
def measured(name: str, results: Path) -> Iterator[None]:
    """Print what a run of dbt took, with its slowest models."""
    before, began = _processor_seconds(), time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    # Spark's JVM ends a moment after dbt.
    while _wait_for_children():
        time.sleep(0.1)
    models = json.loads(results.read_text(encoding="utf-8"))["results"]
    slowest = sorted(
        ((result["execution_time"], result["unique_id"].split(".")[-1]) for result in models),
        reverse=True,
    )
    print(
        f"{name}: {seconds:.0f} s, {_processor_seconds() - before:.0f} processor seconds; "
        + ", ".join(f"{name} {model:.1f}" for model, name in slowest[:SLOWEST]),
        flush=True,
    )


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_children() -> bool:
    """Wait for one of those whose parents have ended; whether there are more."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def on_duckdb(warehouse: Warehouse, target: Path) -> None:
    """Build the models by dbt's own command."""
    subprocess.run(
        [
            Path(sys.executable).with_name("dbt"), "build", "--full-refresh", *MODELS_ONLY,
            "--project-dir", PROJECT, "--profiles-dir", PROJECT,
            "--target-path", target, "--log-path", target,
        ],
        env={**os.environ, WORKING_FOLDER_VARIABLE: str(warehouse.folder)},
        check=True,
    )  # fmt: skip


def on_spark(folder: Path, raw: Path, master: str) -> None:
    """Build them on Spark."""
    os.environ["SPARK_MASTER"] = master
    if run_dbt(["build", "--full-refresh", *MODELS_ONLY], folder, raw) != 0:
        sys.exit(f"the models did not build on Spark; the log is in {folder}")


def main() -> None:
    """Measure the five reports and corpora of the given sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="*", default=[130_000])
    parser.add_argument("--masters", nargs="*", default=MASTERS)
    arguments = parser.parse_args()
    # Processes whose parents have ended are waited for here, and counted.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lines in (0, *arguments.lines):
            corpus = folder / f"corpus_{lines}"
            written = write_corpus(corpus, lines) if lines else None
            warehouse = Warehouse(folder / f"{lines}.duckdb")
            raw = folder / f"raw_{lines}"
            with open_databases(warehouse) as connection:
                land_files(connection, find_reports([corpus if lines else BUNDLED_REPORTS]).files)
                for table in ("report_files", "report_lines"):
                    (raw / table).mkdir(parents=True)
                    file = literal(raw / table / f"{table}.parquet")
                    connection.execute(f"copy raw.{table} to {file}")
            print(f"{written:,} lines" if written else "the five reports", flush=True)
            target = folder / "dbt"
            with measured("DuckDB", target / "run_results.json"):
                on_duckdb(warehouse, target)
            for number, master in enumerate(arguments.masters):
                spark = folder / f"spark_{lines}_{number}"
                with measured(f"Spark {master}", spark / "dbt" / "run_results.json"):
                    on_spark(spark, raw, master)


if __name__ == "__main__":
    main()
