"""dbt in this process: importing it twice would cost seconds."""

import contextlib
import os
from pathlib import Path

from loaders.errors import TiltakError
from loaders.project import PROJECT, dbt_folder, use_working_database


class ModelsError(TiltakError):
    """The models could not be built, or one of their tests failed."""


def build_models(working_database: Path, variables: dict[str, str], full_refresh: bool) -> None:
    """Build and test all models in the working database.

    The checks of single reports are left to the state that the models give each report: a report
    that fails one is quarantined, and the others go on.

    Raises ModelsError naming what failed, with dbt's own message.
    """
    use_working_database(working_database)
    os.environ.setdefault("DO_NOT_TRACK", "1")
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folder = dbt_folder(working_database)
    arguments = [
        "build",
        "--project-dir", str(PROJECT),
        "--profiles-dir", str(PROJECT),
        "--target-path", str(folder),
        "--log-path", str(folder),
        "--exclude", "tag:report_check", "tag:model_key",
        "--exclude-resource-type", "unit_test",
        "--vars", repr(variables),
        "--quiet",
        "--log-level", "none",
        "--log-level-file", "info",
    ]  # fmt: skip
    if full_refresh:
        arguments.append("--full-refresh")
    try:
        outcome = dbtRunner().invoke(arguments)
    finally:
        # dbt keeps the database open to the end of the process; a damaged one must be let go. It
        # raises a plain Exception where dbt did not come as far as to open it.
        with contextlib.suppress(Exception):
            DuckDBConnectionManager.env().close()
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise ModelsError(f"dbt could not start: {outcome.exception}")
    if not outcome.success:
        failures = [
            f"{result.node.name}: {' '.join(str(result.message).split())}"
            for result in outcome.result.results
            if result.status in ("error", "fail", "runtime error")
        ]
        raise ModelsError(
            "the models did not build: "
            + "; ".join(failures[:3])
            + f". The whole log is in {folder / 'dbt.log'}."
        )
