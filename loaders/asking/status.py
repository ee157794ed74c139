"""What a warehouse holds, in a few lines for people."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from loaders.errors import TiltakError, first_line
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.published import open_published
from loaders.warehouse.sql import records

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

# Each kind of report with its newest month, and the months before it that no report prints.
NEWEST_MONTHS = """
with months as (
    select
        report_code,
        month,
        bool_or(is_printed) as is_printed,
        max(newest_month) over (partition by report_code) as newest_month
    from marts.rpt_coverage
    where grain = 'country / measure / all statuses' and report_code is not null
    group by report_code, month, newest_month
),

holes as (
    select
        report_code,
        month,
        month - to_months(
            cast(row_number() over (partition by report_code order by month) as integer)
        ) as hole
    from months
    where month < newest_month
    group by report_code, month
    having not bool_or(is_printed)
),

ranges as (
    select
        report_code,
        strftime(min(month), '%Y-%m')
        || case when count(*) > 1 then ' to ' || strftime(max(month), '%Y-%m') else '' end
            as missing,
        min(month) as first_month
    from holes
    group by report_code, hole
)

select
    report_code,
    strftime(max(newest_month), '%Y-%m') as newest_month,
    (
        select string_agg(missing, ', ' order by first_month) from ranges
        where ranges.report_code = months.report_code
    ) as missing
from months
group by report_code
order by report_code
"""

# The newest month of what is printed of most: measures, or groups where there is nothing else.
QUERY_TO_TRY = """
select printf(
    'select measure_label, participants from marts.%s where month = date ''%s'' '
    || 'order by participants desc nulls last',
    view_name, month
)
from (
    select 'participants_by_total' as view_name, max(month) as month
    from marts.participants_by_total
    union all
    select 'group_participants_by_total', max(month) from marts.group_participants_by_total
)
where month is not null
order by view_name desc
limit 1
"""


# How many failing checks and rejected lines of a report are shown.
MOST_DETAILS = 20

DETAILS = """
with details as (
    select
        report_id,
        line_number,
        place || ': ' || reason
        || ' (' || trim(regexp_replace(line_text, '\\s+', ' ', 'g'))[:80] || ')' as detail
    from marts.rejected_lines
    union all
    select
        report_id,
        line_number,
        'line ' || line_number || ': ' || check_name || ': no, for ' || table_name
        || coalesce(strftime(month, ' in %Y-%m'), '')
        || ' (expected ' || bounds(expected_low, expected_high)
        || ', found ' || bounds(found_low, found_high) || ')'
    from marts.fct_check_result
    where not passed and check_code <> 'rejected_lines'
)

select
    report_id,
    detail
from details
where list_contains(?, report_id)
qualify row_number() over (partition by report_id order by line_number, detail) <= {most}
order by report_id, line_number, detail
"""


@dataclass(frozen=True)
class ReportState:
    """What became of a report: `accepted`, `quarantined` or `refused`, and why."""

    report_id: str
    file_name: str
    state: str
    state_reason: str | None
    incomplete_reason: str | None
    rejected_line_count: int
    first_rejection: str | None


@dataclass(frozen=True)
class InferredMember:
    """An unknown label, and where it is printed first (`page 3, line 12`)."""

    file_name: str
    place: str
    label: str


def figures_of(warehouse: Path) -> dict[str, Any]:
    """Count what a published file holds; `newest_months` has a row for each kind of report.

    Raises TiltakError when the file is no warehouse.
    """
    with open_published(warehouse) as connection:
        (figures,) = records(connection, FIGURES)
        kinds = records(connection, NEWEST_MONTHS)
        queries = connection.execute(QUERY_TO_TRY).fetchall()
    return {
        **figures,
        "warehouse": str(warehouse),
        "newest_months": kinds,
        "query_to_try": queries[0][0] if queries else None,
    }


def describe(warehouse: Path) -> list[str]:
    """Say what a published file holds, and give a query to try.

    Raises TiltakError when the file is no warehouse.
    """
    figures = figures_of(warehouse)
    kinds = [tuple(kind.values()) for kind in figures["newest_months"]]
    template = [
        "reports: {report_count:,}, lines: {line_count:,}, rejected lines: {rejected_lines:,}",
        "months: {month_count:,}, {first_month} to {last_month}",
        "{region_count:,} observations by region, {region_suppressed:,} of them suppressed",
        "{demographic_count:,} observations by demographic group, "
        "{demographic_suppressed:,} of them suppressed",
        "{checks_passed:,} checks passed, {checks_failed:,} failed",
        "built {built_at}: {warehouse}",
    ]
    lines = [line.format(**figures) for line in template]
    query = figures["query_to_try"]
    return [*lines, *_newest_months(kinds), *([f"try: {query}"] if query else [])]


def _newest_months(kinds: list[tuple[str, str | None, str | None]]) -> list[str]:
    there = [
        f"{code} {newest}" + (f" (without {missing})" if missing else "")
        for code, newest, missing in kinds
        if newest
    ]
    if not there:
        return []
    absent = [code for code, newest, _ in kinds if not newest]
    nothing = f"; nothing of {', '.join(absent)}" if absent else ""
    return [f"newest months: {', '.join(there)}{nothing}"]


def last_build(warehouse: Warehouse) -> list[dict[str, Any]]:
    """List the reports of the last build that are not published, or not in full, with `details`.

    It is read where the warehouse is built, so that it is there where nothing was published.

    Raises TiltakError when there was no build.
    """
    database = warehouse.marts_database
    if not database.exists():
        raise TiltakError(f"{database}: there was no build; run tiltak build.")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            states = [
                state
                for state in report_states(connection).values()
                if state.state != "accepted" or state.incomplete_reason or state.first_rejection
            ]
            connection.execute(
                "create temporary macro bounds(low, high) as case when low is null then 'nothing' "
                "when low = high then printf('%g', low) else printf('%g to %g', low, high) end"
            )
            details: dict[str, list[str]] = {}
            for report_id, detail in connection.execute(
                DETAILS.format(most=MOST_DETAILS), [[state.report_id for state in states]]
            ).fetchall():
                details.setdefault(report_id, []).append(detail)
    except duckdb.Error as error:
        raise TiltakError(
            f"{database}: the last build cannot be read ({first_line(error)}); "
            "run tiltak build again."
        ) from error
    return [
        {**asdict(state), "details": details.get(state.report_id, [])}
        for state in sorted(states, key=lambda state: state.file_name)
    ]


def describe_last_build(warehouse: Warehouse) -> list[str]:
    """Say what the last build found in reports that are not published, or not in full.

    Raises TiltakError when there was no build.
    """
    lines: list[str] = []
    for report in last_build(warehouse):
        reason = report["state_reason"] or report["incomplete_reason"]
        lines.append(
            f"{report['file_name']}: {report['state']}" + (f", {reason}" if reason else "")
        )
        lines += [f"    {detail}" for detail in report["details"]]
    return lines or ["All reports of the last build were published in full."]


def report_states(connection: duckdb.DuckDBPyConnection) -> dict[str, ReportState]:
    """Give the state of each report in a built database, by report_id."""
    rows = connection.execute(
        """
        select
            report_id, file_name, state, state_reason, incomplete_reason, rejected_line_count,
            (
                select min_by(place || ': ' || reason, line_number)
                from marts.rejected_lines
                where rejected_lines.report_id = dim_report.report_id
            ) as first_rejection
        from marts.dim_report
        """
    ).fetchall()
    return {row[0]: ReportState(*row) for row in rows}


def inferred_members(
    connection: duckdb.DuckDBPyConnection, report_ids: list[str]
) -> list[InferredMember]:
    """List the unknown labels of the given reports, where each is printed first."""
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
