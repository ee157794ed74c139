"""The same SQL without dbt, its tests and the audit, to compare with.

`python -m benchmarks.bare_sql WAREHOUSE REPORTS`: takes the SQL that the full build of a warehouse
was made of, in the order in which dbt ran it, and runs it on the same reports in new
databases. The loader is the same, and the seeds are copied.
"""

import re
import sys
import tempfile
from pathlib import Path

from benchmarks.staged_build import last_run
from loaders.landing.find import find_reports
from loaders.landing.lines import land_files
from loaders.warehouse.databases import open_databases
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.sql import literal

# `OK created sql incremental model marts.rpt_change ... [OK in 0.13s]`
CREATED = re.compile(r"OK created sql (table|incremental|view) model ([\w.]+)\.(\w+)\.(\w+) ")


def run(warehouse: Warehouse, reports: Path) -> int:
    """Land the reports and make all models of a full build from them; gives how many."""
    compiled = {path.stem: path for path in (warehouse.folder / "compiled").rglob("*.sql")}
    log = last_run(warehouse).replace(" model marts.", " model tiltak_marts.marts.")
    models = CREATED.findall(log)
    with (
        tempfile.TemporaryDirectory(dir=warehouse.published.parent) as folder,
        open_databases(Warehouse(Path(folder) / "bare.duckdb")) as connection,
    ):
        connection.execute(f"attach {literal(warehouse.marts_database)} as built (read_only)")
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
    print(run(Warehouse(Path(sys.argv[1])), Path(sys.argv[2])), "models")
