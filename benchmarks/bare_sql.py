"""The same SQL without dbt, its tests and the audit, to compare with.

`python -m benchmarks.bare_sql WORKING REPORTS`: takes the SQL that the full build of a working
database was made of, in the order in which dbt ran it, and runs it on the same reports in new
databases. The loader is the same, and the seeds are copied.
"""

import re
import sys
import tempfile
from pathlib import Path

from benchmarks.staged_build import last_run
from loaders.files import find_reports
from loaders.publish import literal
from loaders.raw import land_files
from loaders.working import open_working

# `OK created sql incremental model marts.rpt_change ... [OK in 0.13s]`
CREATED = re.compile(r"OK created sql (table|incremental|view) model ([\w.]+)\.(\w+)\.(\w+) ")


def run(working: Path, reports: Path) -> int:
    """Land the reports and make all models of a full build from them; gives how many."""
    compiled = {path.stem: path for path in (working.parent / "compiled").rglob("*.sql")}
    models = CREATED.findall(
        last_run(working).replace(" model marts.", " model tiltak_working.marts.")
    )
    with (
        tempfile.TemporaryDirectory(dir=working.parent.parent) as folder,
        open_working(Path(folder) / working.name) as connection,
    ):
        connection.execute(f"attach {literal(working)} as built (read_only)")
        connection.execute("create schema reference")
        for (seed,) in connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'built' and schema_name = 'reference'"
        ).fetchall():
            connection.execute(f"create table reference.{seed} as from built.reference.{seed}")
        connection.execute("detach built")
        land_files(connection, find_reports([reports]).files)
        for kind, database, schema, model in models:
            connection.execute(f"create schema if not exists {database}.{schema}")
            made = "view" if kind == "view" else "table"
            connection.execute(
                f"create {made} {database}.{schema}.{model} as "
                + compiled[model].read_text(encoding="utf-8")
            )
    return len(models)


if __name__ == "__main__":
    print(run(Path(sys.argv[1]), Path(sys.argv[2])), "models")
