"""Runs dbt's own tests as a dbt user would: `python -m tests.support.dbt_project`.

Builds everything in a database of its own, unit tests and the checks of single reports included,
with deprecations as errors, and arguments that are described and no macro has.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from dbt.cli.main import dbtRunner

from loaders.building.models import WORKING_FOLDER_VARIABLE
from loaders.landing.find import find_reports
from loaders.landing.lines import land_files
from loaders.project import BUNDLED_REPORTS, PROJECT
from loaders.warehouse.databases import open_databases
from loaders.warehouse.paths import Warehouse


def main() -> int:
    """Land the bundled reports and run `dbt build` on them; give dbt's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse(Path(folder) / "tiltak.duckdb")
        with open_databases(warehouse) as connection:
            land_files(connection, find_reports([BUNDLED_REPORTS]).files)
        os.environ[WORKING_FOLDER_VARIABLE] = str(warehouse.folder)
        places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        places += ["--target-path", folder, "--log-path", folder]
        # Unit tests read the types of the tables that their models read, so the models come first.
        for command in (
            ["build", "--exclude-resource-type", "unit_test"],
            ["test", "--select", "test_type:unit"],
        ):
            options = ["--quiet", "--no-partial-parse"]
            errors = ["Deprecations", "InvalidMacroAnnotation", "MacroNotFoundForPatch"]
            options += ["--warn-error-options", json.dumps({"error": errors})]
            outcome = dbtRunner().invoke([*command, *places, *options])
            if outcome.exception is not None:
                print(outcome.exception, file=sys.stderr)
            if not outcome.success:
                return 1
            print(f"dbt {' '.join(command)}: {len(outcome.result.results)} nodes passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
