"""Regenerates the seed of expected row counts from what was built: `make expected-counts`."""

from pathlib import Path

from loaders.formats.reader import sha256_of
from loaders.landing.find import find_reports
from loaders.landing.lines import REPORT_ID_LENGTH
from loaders.project import BUNDLED_REPORTS, DEFAULT_WAREHOUSE, PROJECT
from loaders.warehouse.databases import open_databases
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.sql import literal

QUERY = """
copy (
    select
        report_id, file_name,
        table_measure_code as measure_code, table_status_code as status_code,
        table_breakdown as breakdown,
        sum(row_count) as row_count, sum(suppressed_count) as suppressed_count
    from tiltak_intermediate.intermediate.int_table_sums
    inner join raw.report_files using (report_id)
    where list_contains($report_ids, report_id)
    group by all
    order by file_name, measure_code, status_code, breakdown
) to {seed} (format csv, header)
"""


def write_expected_counts(warehouse: Warehouse, reports: list[Path], seed: Path) -> None:
    """Write one row per table of the given reports: how many rows it has, how many suppressed."""
    report_ids = [sha256_of(report.read_bytes())[:REPORT_ID_LENGTH] for report in reports]
    with open_databases(warehouse) as connection:
        connection.execute(QUERY.format(seed=literal(seed)), {"report_ids": report_ids})


if __name__ == "__main__":
    write_expected_counts(
        Warehouse(DEFAULT_WAREHOUSE),
        find_reports([BUNDLED_REPORTS]).files,
        PROJECT / "seeds" / "expected_row_count.csv",
    )
