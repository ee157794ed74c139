"""Measures the warehouse, and beside it what it can be compared with: `make bench`.

Prints a table and writes benchmarks/results.json. Each build is a process of its own. Machines are
noisy and shared: compare within one run, by the ratios.
"""

import argparse
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.corpus import write_corpus
from loaders.project import PROJECT
from loaders.shortcuts import kept_project
from loaders.warehouse.paths import Warehouse

RESULTS = PROJECT / "benchmarks" / "results.json"
FIVE = sorted((PROJECT / "reports").glob("*.txt"))
ANALYSES = sorted((PROJECT / "analyses").glob("*.sql"))
# The report of 10,175 lines.
LARGE_REPORT = next(path for path in FIVE if path.name.startswith("000"))
DEFAULT_SIZES = (13_000, 130_000, 1_300_000, 6_500_000)
WORKBOOK_LINES = 50_000
READERS = (1, 8)
RUNS_OF_A_QUERY = 5
# What is too long for the table is in the JSON.
HIDDEN = ("nodes", "queries")
LONGEST_SECONDS = 3600
SECONDS_BETWEEN_LOOKS = 0.5
# What an analyst still takes for at once.
AT_ONCE_SECONDS = 0.1


class Spilled:
    """Notes, while it is entered, the most bytes that DuckDB wrote to disk for want of memory."""

    def __init__(self, folder: Path) -> None:
        self.most_bytes = 0
        self._folder = folder
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Spilled":
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_LOOKS):
            there = 0
            for file in self._folder.glob("*.tmp/*"):
                with contextlib.suppress(OSError):
                    there += file.stat().st_size
            self.most_bytes = max(self.most_bytes, there)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Bench:
    """Runs things in a folder, and keeps what was measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[dict[str, Any]] = []

    def keep(self, what: str, seconds: float, **more: Any) -> None:
        """Keep and print a row."""
        self.rows.append({"what": what, "seconds": round(seconds, 3), **more})
        extra = ", ".join(f"{name} {value}" for name, value in more.items() if name not in HIDDEN)
        print(f"{seconds:10.2f} s  {what}" + (f": {extra}" if extra else ""), flush=True)

    def build(self, what: str, warehouse: Path, *paths: Path) -> float:
        """Build, and keep its time, peak of memory, size and stages; gives its seconds."""
        start = time.perf_counter()
        with Spilled(Warehouse(warehouse).folder) as spilled:
            finished = subprocess.run(
                [sys.executable, "-m", "benchmarks.staged_build", *map(str, paths)],
                env={**os.environ, "TILTAK_WAREHOUSE": str(warehouse)},
                cwd=PROJECT,
                capture_output=True,
                text=True,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        seconds = time.perf_counter() - start
        if finished.returncode != 0:
            sys.exit(f"{what}: {finished.stderr}")
        result = json.loads(finished.stdout.splitlines()[-1])
        if result["exit_code"] != 0:
            sys.exit(f"{what}: exit code {result['exit_code']}: {finished.stderr[-2000:]}")
        shares = {
            name: result["stages"][name]
            for name in ("load", "audit", "publish")
            if name in result["stages"]
        }
        self.keep(
            what,
            seconds,
            processor_s=round(result["processor_seconds"], 1),
            peak_mib=max(result["peak_mib"], result["audit_peak_mib"]),
            spilled_mib=spilled.most_bytes // 2**20,
            file_mib=warehouse.stat().st_size // 2**20,
            **{f"{name}_s": round(took, 1) for name, took in shares.items()},
            **{f"{kind}s_s": round(sum(n.values()), 1) for kind, n in result["nodes"].items()},
            nodes=result["nodes"],
        )
        return seconds

    def run(self, what: str, *command: object) -> float:
        """Run a program and keep its time; gives its seconds."""
        start, used = time.perf_counter(), _processor_seconds()
        subprocess.run(
            list(map(str, command)),
            cwd=PROJECT,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
        )
        seconds = time.perf_counter() - start
        self.keep(what, seconds, processor_s=round(_processor_seconds() - used, 1))
        return seconds


def five_reports(bench: Bench) -> None:
    """The bundled reports: cold without and with the parsed project, and with nothing new."""
    first = bench.folder / "a" / "t.duckdb"
    kept_project(Warehouse(first).folder).unlink(missing_ok=True)
    bench.build("five reports, project not parsed before", first, *FIVE)
    bench.build("five reports, project parsed before", bench.folder / "b" / "t.duckdb", *FIVE)
    bench.build("five reports, nothing new", bench.folder / "b" / "t.duckdb", *FIVE)


def growth(bench: Bench, sizes: list[int]) -> Path:
    """Full builds of growing corpora, what they are compared with, and one report on top."""
    on_empty = bench.build(
        "one report of 10,175 lines on an empty warehouse",
        bench.folder / "one" / "t.duckdb",
        LARGE_REPORT,
    )
    for size in sizes:
        corpus = bench.folder / f"corpus_{size}"
        lines = write_corpus(corpus, size)
        warehouse = bench.folder / f"warehouse_{size}" / "t.duckdb"
        seconds = bench.build(f"{lines:,} lines, full build", warehouse, corpus)
        plain = bench.run(
            f"{lines:,} lines, plain Python into pandas",
            sys.executable, "-m", "benchmarks.plain_python", corpus, bench.folder / "plain.parquet",
        )  # fmt: skip
        expert = bench.run(
            f"{lines:,} lines, Polars by columns",
            sys.executable, "-m", "benchmarks.polars_reader",
            corpus, bench.folder / "plain.parquet",
        )  # fmt: skip
        floor = bench.run(
            f"{lines:,} lines, one regular expression in DuckDB",
            sys.executable, "-c", FLOOR, corpus,
        )  # fmt: skip
        bare = bench.run(
            f"{lines:,} lines, the same SQL without dbt, tests and audit",
            sys.executable, "-m", "benchmarks.bare_sql", warehouse, corpus,
        )  # fmt: skip
        bench.keep(
            f"{lines:,} lines, ratios",
            seconds,
            lines_per_second=round(lines / seconds),
            times_bare_sql=round(seconds / bare, 2),
            times_plain_python=round(seconds / plain, 2),
            times_polars=round(seconds / expert, 1),
            times_floor=round(seconds / floor, 1),
        )
        on_top = bench.build(
            f"one report of 10,175 lines on {lines:,} lines", warehouse, LARGE_REPORT
        )
        bench.keep(
            "the same, ratio to an empty warehouse", on_top, ratio=round(on_top / on_empty, 2)
        )
        bench.build(f"nothing new on {lines:,} lines", warehouse, LARGE_REPORT)
    return warehouse


def workbooks(bench: Bench) -> None:
    """Reports as workbooks, beside pandas that unpivots their sheets."""
    corpus = bench.folder / "corpus_workbooks"
    lines = write_corpus(corpus, WORKBOOK_LINES, "workbook")
    seconds = bench.build(
        f"{lines:,} rows in workbooks, full build",
        bench.folder / "warehouse_workbooks" / "t.duckdb",
        corpus,
    )
    plain = bench.run(
        f"{lines:,} rows in workbooks, pandas unpivoting the sheets",
        sys.executable, "-m", "benchmarks.plain_workbooks", corpus, bench.folder / "plain.parquet",
    )  # fmt: skip
    bench.keep(
        f"{lines:,} rows in workbooks, ratios", seconds, times_pandas=round(seconds / plain, 2)
    )


FLOOR = r"""
import sys, duckdb
duckdb.sql(
    "select count(*) filter (where regexp_matches(line, '\t(?:[*]|[0-9 ]+)$')) from ("
    "select unnest(string_split(content, chr(10))) as line "
    f"from read_text('{sys.argv[1]}/*.txt'))"
).fetchall()
"""


def queries(bench: Bench, warehouse: Path) -> None:
    """The analyses on the largest warehouse, by one reader and by several at once."""
    asked = {
        path.stem: path.read_text(encoding="utf-8").partition("-- answer:")[0] for path in ANALYSES
    }
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def seconds_of(query: str) -> float:
            start = time.perf_counter()
            connection.cursor().execute(query).fetchall()
            return time.perf_counter() - start

        for readers in READERS:
            medians: dict[str, float] = {}
            with ThreadPoolExecutor(readers) as pool:
                for name, query in asked.items():
                    taken = pool.map(seconds_of, [query] * max(readers, RUNS_OF_A_QUERY))
                    medians[name] = statistics.median(taken)
            name = max(medians, key=medians.__getitem__)
            bench.keep(
                f"slowest of {len(medians)} analyses, {readers} readers",
                medians[name],
                query=name,
                at_once=sum(seconds <= AT_ONCE_SECONDS for seconds in medians.values()),
                queries={query: round(seconds, 4) for query, seconds in medians.items()},
            )


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="*", default=DEFAULT_SIZES, help="sizes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tiltak-bench-") as folder:
        bench = Bench(Path(folder))
        five_reports(bench)
        workbooks(bench)
        queries(bench, growth(bench, list(given.lines)))
    about = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }
    RESULTS.write_text(
        json.dumps({"machine": about, "rows": bench.rows}, indent=2, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
