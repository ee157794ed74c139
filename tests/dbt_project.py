"""Runs dbt's own tests as a dbt user would: `python -m tests.dbt_project`.

Builds everything in a database of its own, unit tests and the checks of single reports included,
with deprecations as errors.
"""

import sys
import tempfile
from pathlib import Path

from dbt.cli.main import dbtRunner

from loaders.files import find_reports
from loaders.project import DEFAULT_REPORTS, PROJECT, use_working_database
from loaders.raw import land_files
from loaders.working import open_working


def main() -> int:
    """Land the bundled reports and run `dbt build` on them; give dbt's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "tiltak_working.duckdb"
        with open_working(database) as connection:
            land_files(connection, find_reports([DEFAULT_REPORTS]).files)
        use_working_database(database)
        places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        places += ["--target-path", folder, "--log-path", folder]
        # Unit tests read the types of the tables that their models read, so the models come first.
        for command in (
            ["build", "--exclude-resource-type", "unit_test"],
            ["test", "--select", "test_type:unit"],
        ):
            options = ["--quiet", "--no-partial-parse"]
            options += ["--warn-error-options", '{"error": ["Deprecations"]}']
            outcome = dbtRunner().invoke([*command, *places, *options])
            if outcome.exception is not None:
                print(outcome.exception, file=sys.stderr)
            if not outcome.success:
                return 1
            print(f"dbt {' '.join(command)}: {len(outcome.result.results)} nodes passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
