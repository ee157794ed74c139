"""Builds once and says what each stage took, as JSON: `python -m benchmarks.staged_build PATH ...`.

For the benchmarks; TILTAK_WAREHOUSE says where. The stages are those of loaders/building/build.py,
timed from outside; what dbt did is read from its log.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loaders import cli
from loaders.auditing import process
from loaders.building import build
from loaders.project import DEFAULT_WAREHOUSE
from loaders.warehouse import published
from loaders.warehouse.paths import Warehouse

STARTED = time.perf_counter()
# `12 of 100 OK created sql table model marts.dim_month ... [OK in 0.13s]`, between colours.
LOGGED = re.compile(r"(model|seed|PASS) (?:file )?([\w.]+) \.* ?\[.*? in ([0-9.]+)s\]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def timed(module: Any, name: str, stage: str, stages: dict[str, float]) -> None:
    """Add the seconds of each call of a function to a stage."""
    function: Callable = getattr(module, name)

    def call(*arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            stages[stage] = stages.get(stage, 0) + time.perf_counter() - start

    setattr(module, name, call)


def noting_peaks(findings: Callable, peaks: list[int]) -> Callable:
    """Note the most memory, in MiB, that the process of an audit had when it answered."""

    def noting(answering: process.Audit) -> list[process.Finding]:
        found = findings(answering)
        status = Path(f"/proc/{answering._process.pid}/status").read_text(encoding="utf-8")
        peaks.append(int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024)
        return found

    return noting


def last_run(warehouse: Warehouse) -> str:
    """Give what dbt wrote of its last run, without colours."""
    log = warehouse.dbt_log.read_text(encoding="utf-8")
    return COLOUR.sub("", log[log.rindex("Running with dbt") :])


def main() -> None:
    """Build what the command line names."""
    stages: dict[str, float] = {}
    timed(build, "_land", "load", stages)
    timed(build, "build_models", "dbt", stages)
    timed(build, "_publish", "audit", stages)
    # Beside the audit.
    timed(published, "_copy_to_disk", "publish", stages)
    timed(build, "put_in_place", "put in place", stages)
    audit_peaks: list[int] = []
    process.Audit.findings = noting_peaks(process.Audit.findings, audit_peaks)
    sys.argv = ["tiltak", "build", *sys.argv[1:]]
    exit_code: object = 0
    try:
        cli.main()
    except SystemExit as error:
        exit_code = error.code
    warehouse = Path(os.environ.get("TILTAK_WAREHOUSE", DEFAULT_WAREHOUSE))
    nodes: dict[str, dict[str, float]] = {"model": {}, "seed": {}, "test": {}}
    if "dbt" in stages:
        for kind, name, took in LOGGED.findall(last_run(Warehouse(warehouse))):
            nodes[kind.replace("PASS", "test")][name] = float(took)
    if "publish" in stages:
        put_in_place = stages.pop("put in place", 0)
        stages["audit"] -= put_in_place
        stages["publish"] += put_in_place
    print(
        json.dumps(
            {
                "exit_code": exit_code,
                "seconds": time.perf_counter() - STARTED,
                "processor_seconds": time.process_time(),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "audit_peak_mib": max(audit_peaks, default=0),
                "stages": stages,
                "nodes": nodes,
            }
        ),
        flush=True,
    )
    # As `tiltak` ends.
    os._exit(0)


if __name__ == "__main__":
    main()
