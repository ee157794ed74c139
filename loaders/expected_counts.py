"""Regenerates the seed of expected row counts from the working database: `make expected-counts`."""

from pathlib import Path

from loaders.files import find_reports
from loaders.project import DEFAULT_REPORTS, DEFAULT_WAREHOUSE, PROJECT, working_database
from loaders.raw import REPORT_ID_LENGTH
from loaders.reading import sha256_of
from loaders.working import open_working

QUERY = """
copy (
    select
        report_id, file_name, table_name,
        sum(row_count) as row_count, sum(suppressed_count) as suppressed_count
    from tiltak_reading.intermediate.int_table_sums
    inner join raw.report_files using (report_id)
    where list_contains($report_ids, report_id)
    group by all
    order by file_name, table_name
) to '{seed}' (format csv, header)
"""


def write_expected_counts(working_database: Path, reports: list[Path], seed: Path) -> None:
    """Write one row per table of the given reports: how many rows it has, how many suppressed."""
    report_ids = [sha256_of(report.read_bytes())[:REPORT_ID_LENGTH] for report in reports]
    with open_working(working_database) as connection:
        connection.execute(
            QUERY.format(seed=str(seed).replace("'", "''")), {"report_ids": report_ids}
        )


if __name__ == "__main__":
    write_expected_counts(
        working_database(DEFAULT_WAREHOUSE),
        find_reports([DEFAULT_REPORTS]).files,
        PROJECT / "seeds" / "expected_row_count.csv",
    )
