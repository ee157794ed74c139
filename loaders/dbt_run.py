"""dbt in this process: importing it twice would cost seconds."""

import contextlib
import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from loaders.errors import TiltakError
from loaders.progress import Progress
from loaders.project import PROJECT, parsed_project, use_working_database

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg


# How DuckDB's message begins; dbt keeps nothing else of its exception.
OUT_OF_MEMORY = "Out of Memory Error"


class ModelsError(TiltakError):
    """The models could not be built, or one of their tests failed."""


def build_models(
    working_database: Path, variables: dict[str, str], full_refresh: bool, progress: Progress
) -> None:
    """Build and test all models in the working database.

    The checks of single reports are left to the state that the models give each report: a report
    that fails one is quarantined, and the others go on.

    Raises ModelsError naming what failed, with dbt's own message, and duckdb.OutOfMemoryException.
    """
    use_working_database(working_database)
    os.environ.setdefault("DO_NOT_TRACK", "1")
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.constants import PARTIAL_PARSE_FILE_NAME

    folder = working_database.parent
    kept = parsed_project()
    manifest = _parsed_before(kept)
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
    # What is made of the seeds alone changes with the project only, which is then built anew.
    arguments += ["--full-refresh"] if full_refresh else ["--select", "source:raw+"]
    try:
        # dbt keeps most of what it makes to the end; looking through it for garbage takes a tenth
        # of a small build.
        gc.disable()
        progress.begin("models and tests")
        outcome = dbtRunner(manifest, callbacks=[_steps_of(progress)]).invoke(arguments)
    finally:
        gc.enable()
        # dbt keeps the database open to the end of the process; a damaged one must be let go. It
        # raises a plain Exception where dbt did not come as far as to open it.
        with contextlib.suppress(Exception):
            DuckDBConnectionManager.env().close()
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise ModelsError(f"dbt could not start: {outcome.exception}")
    if manifest is None:
        _keep_parsed(folder / PARTIAL_PARSE_FILE_NAME, kept)
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
            + f". The whole log is in {folder / 'dbt.log'}."
        )


def _steps_of(progress: Progress) -> "Callable[[EventMsg], None]":
    """Give what tells dbt's events to a person: each node as it is begun, of so many."""

    def tell(event: "EventMsg") -> None:
        if event.info.name == "LogStartLine":
            name = event.data.node_info.node_name
            progress.step(event.data.index - 1, event.data.total, name)

    return tell


def _parsed_before(kept: Path) -> "Manifest | None":
    """Give the project as dbt parsed it in an earlier build: parsing costs seconds.

    dbt's own way of reusing it parses again where the path of the database is another.
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    if not kept.exists():
        return None
    manifest = Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def _keep_parsed(parsed: Path, kept: Path) -> None:
    """Keep what dbt parsed for the next build, whole or not at all; not in a read-only checkout."""
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        for older in kept.parent.glob("parsed_*.msgpack"):
            older.unlink(missing_ok=True)
        private = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(parsed, private)
        private.replace(kept)
