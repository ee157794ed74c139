"""What a warehouse holds, in a few lines for people."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from loaders.publish import open_published

FIGURES = """
select
    (select count(*) from marts.dim_report) as report_count,
    (select count(*) from raw.report_lines) as line_count,
    (select count(distinct month) from marts.fct_participants_vintage) as month_count,
    (select strftime(min(month), '%Y-%m') from marts.fct_participants_vintage) as first_month,
    (select strftime(max(month), '%Y-%m') from marts.fct_participants_vintage) as last_month,
    (select count(*) from marts.fct_participants) as region_count,
    (select count(*) filter (where is_suppressed) from marts.fct_participants) as region_suppressed,
    (select count(*) from marts.fct_participants_demographic) as demographic_count,
    (select count(*) filter (where is_suppressed) from marts.fct_participants_demographic)
        as demographic_suppressed,
    (select count(*) filter (where passed) from marts.fct_check_result) as checks_passed,
    (select count(*) filter (where not passed) from marts.fct_check_result) as checks_failed,
    (select count(*) from marts.rejected_lines) as rejected_lines,
    (select strftime(built_at, '%Y-%m-%d %H:%M') from marts.meta_build) as built_at
"""

QUERY_TO_TRY = (
    "select region_code, participants from marts.fct_participants "
    "where measure_code = 'ARBTREN' and status_code = '_T' and region_level = 'fylke' "
    "and month = date '2026-02-01' order by region_code"
)


@dataclass(frozen=True)
class ReportState:
    """What became of a report: `accepted`, `quarantined` or `refused`, and why."""

    report_id: str
    file_name: str
    state: str
    state_reason: str | None
    incomplete_reason: str | None


@dataclass(frozen=True)
class InferredMember:
    """A label that nobody knows, and where it is printed first (`page 3, line 12`)."""

    file_name: str
    place: str
    label: str


def describe(warehouse: Path) -> list[str]:
    """Say what a published file holds, and give a query to try.

    Raises TiltakError when the file is no warehouse.
    """
    with open_published(warehouse) as connection:
        cursor = connection.execute(FIGURES)
        names = [column[0] for column in cursor.description]
        figures = dict(zip(names, cursor.fetchone(), strict=True))
    template = [
        "reports: {report_count:,}, lines: {line_count:,}, rejected lines: {rejected_lines:,}",
        "months: {month_count:,}, {first_month} to {last_month}",
        "{region_count:,} observations by region, {region_suppressed:,} of them suppressed",
        "{demographic_count:,} observations by demographic group, "
        "{demographic_suppressed:,} of them suppressed",
        "{checks_passed:,} checks passed, {checks_failed:,} failed",
        "built {built_at}: {warehouse}",
    ]
    lines = [line.format(**figures, warehouse=warehouse) for line in template]
    return [*lines, f"try: {QUERY_TO_TRY}"]


def report_states(connection: duckdb.DuckDBPyConnection) -> dict[str, ReportState]:
    """Give the state of each report in a built database, by report_id."""
    rows = connection.execute(
        "select report_id, file_name, state, state_reason, incomplete_reason from marts.dim_report"
    ).fetchall()
    return {row[0]: ReportState(*row) for row in rows}


def inferred_members(
    connection: duckdb.DuckDBPyConnection, report_ids: list[str]
) -> list[InferredMember]:
    """List the labels of the given reports that nobody knows, where each is printed first."""
    rows = connection.execute(
        """
        select distinct file_name, line_number, place, label
        from marts.inferred_members
        where list_contains(?, report_id)
        order by file_name, line_number
        """,
        [report_ids],
    ).fetchall()
    return [InferredMember(file_name, place, label) for file_name, _, place, label in rows]
