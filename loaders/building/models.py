"""dbt in this process: importing it twice would cost seconds."""

import contextlib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from loaders.errors import TiltakError
from loaders.progress import Progress
from loaders.project import PROJECT
from loaders.shortcuts import keep_parsed, kept_project, no_garbage_collection, parsed_before
from loaders.warehouse.paths import Warehouse

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg

# Where profiles.yml looks for the databases.
WORKING_FOLDER_VARIABLE = "TILTAK_WORKING_FOLDER"
# How DuckDB's message begins; dbt keeps nothing else of its exception.
OUT_OF_MEMORY = "Out of Memory Error"


class ModelsError(TiltakError):
    """The models could not be built, or one of their tests failed."""


def build_models(
    warehouse: Warehouse, variables: dict[str, str], full_refresh: bool, progress: Progress
) -> None:
    """Build and test all models in the databases of a warehouse; nobody may have them open.

    The checks of single reports are left to the state that the models give each report: a report
    that fails one is quarantined, and the others go on.

    Raises ModelsError naming what failed, with dbt's own message, and duckdb.OutOfMemoryException.
    """
    folder = warehouse.folder
    os.environ[WORKING_FOLDER_VARIABLE] = str(folder)
    os.environ.setdefault("DO_NOT_TRACK", "1")
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.constants import PARTIAL_PARSE_FILE_NAME

    kept = kept_project(folder)
    manifest = parsed_before(kept)
    arguments = [
        "build",
        "--project-dir", str(PROJECT),
        "--profiles-dir", str(PROJECT),
        "--target-path", str(folder),
        "--log-path", str(folder),
        "--exclude", "tag:report_check", "tag:model_key",
        # Views and functions are as they were, whatever the tables hold.
        *([] if full_refresh else ["tag:definition"]),
        "--exclude-resource-types", "unit_test",
        "--vars", repr(variables),
        "--no-write-json",
        "--quiet",
        "--log-level", "none",
        "--log-level-file", "info",
    ]  # fmt: skip
    # What is made of the seeds alone changes with the project only, and is then built too.
    arguments += ["--full-refresh"] if full_refresh else ["--select", "source:raw+"]
    try:
        progress.begin("models and tests")
        with no_garbage_collection():
            outcome = dbtRunner(manifest, callbacks=[_steps_of(progress)]).invoke(arguments)
    finally:
        # dbt keeps the database open to the end of the process; a damaged one must be let go. It
        # raises a plain Exception where dbt did not come as far as to open it.
        with contextlib.suppress(Exception):
            DuckDBConnectionManager.env().close()
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise ModelsError(f"dbt could not start: {outcome.exception}")
    if manifest is None:
        keep_parsed(folder / PARTIAL_PARSE_FILE_NAME, kept)
    if not outcome.success:
        failures = [
            f"{result.node.name}: {' '.join(str(result.message).split())}"
            for result in outcome.result.results
            if result.status in ("error", "fail", "runtime error")
        ]
        if out_of_memory := [failure for failure in failures if OUT_OF_MEMORY in failure]:
            raise duckdb.OutOfMemoryException(out_of_memory[0])
        raise ModelsError(
            "the models did not build: "
            + "; ".join(failures[:3])
            + f". The whole log is in {warehouse.dbt_log}."
        )


def _steps_of(progress: Progress) -> "Callable[[EventMsg], None]":
    """Give what tells dbt's events to a person: each node as it is begun, of so many."""

    def tell(event: "EventMsg") -> None:
        if event.info.name == "LogStartLine":
            name = event.data.node_info.node_name
            progress.step(event.data.index - 1, event.data.total, name)

    return tell
