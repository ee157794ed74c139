"""Series and tables of a published file, by names: what `tiltak show` and `chart` draw from."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import duckdb

from loaders.asking.names import ALL_PEOPLE, ALL_STATUSES, Member, find_named
from loaders.errors import TiltakError, WrongQuestionError
from loaders.warehouse.sql import one_row, records

DEMOGRAPHICS = ("gender", "age", "immigrant", "birth_region", "education")
BREAKDOWNS = ("status", "fylke", "kommune", *DEMOGRAPHICS, "measure")
# The columns that tell the members of a table apart, and the one that a person reads.
MEMBER_COLUMNS = {
    "status": ("status_code", "status_name"),
    "fylke": ("region_key", "region_label"),
    "kommune": ("region_key", "region_label"),
    "measure": ("measure_code", "measure_label"),
}
DEMOGRAPHIC_COLUMNS = ("demographic_code", "demographic_name")
# Months from the first that is printed of a series. A row of an older division of a table that was
# printed once more is none of its table. In the order of the page, what is not printed last.
NUMBERS = """
select
    series.measure_code,
    series.measure_label,
    series.status_code,
    statuses.status_name,
    series.region_key,
    series.region_label,
    series.demographic_dimension,
    series.demographic_code,
    series.demographic_name,
    series.month,
    series.participants,
    series.participants_low,
    series.participants_high,
    series.is_suppressed,
    facts.is_waived,
    series.no_number_reason,
    series.is_series_break,
    series.change_from_month_before,
    series.change_from_month_before_low,
    series.change_from_month_before_high,
    series.no_change_from_month_before_reason,
    series.change_from_year_before,
    series.change_from_year_before_low,
    series.change_from_year_before_high,
    series.no_change_from_year_before_reason,
    series.report_id,
    series.file_name,
    reports.report_code,
    reports.published_on,
    series.line_number
from marts.rpt_series as series
inner join marts.dim_status as statuses on series.status_code = statuses.status_code
inner join marts.dim_measure as measures on series.measure_code = measures.measure_code
inner join marts.dim_region as regions on series.region_key = regions.region_key
left join marts.obt_participants as facts
    on series.measure_code = facts.measure_code and series.status_code = facts.status_code
    and series.region_key = facts.region_key and series.month = facts.month
    and series.demographic_dimension = facts.demographic_dimension
    and series.demographic_code = facts.demographic_code
left join marts.dim_report as reports on series.report_id = reports.report_id
where {filters}
order by series.month, facts.line_number nulls last, series.region_key, series.demographic_code
"""
NEWEST_MONTH = """
select max(series.month)
from marts.obt_participants as series
inner join marts.dim_measure as measures on series.measure_code = measures.measure_code
inner join marts.dim_region as regions on series.region_key = regions.region_key
where {filters}
"""
# Asked by itself, with what was found: joined to the series, all lines would be looked up.
PLACES = """
select report_id, line_number, any_value(place)
from marts.rpt_trace
where
    is_newest and list_contains($measure_code, measure_code)
    and list_contains($status_code, status_code)
    and list_contains($region_key, region_level || ':' || region_code)
    and list_contains($demographic_dimension, demographic_dimension)
    and list_contains($demographic_code, demographic_code)
    and list_contains($month, month)
group by all
"""
IS_OF_THE_TABLE = """
coalesce(facts.is_of_newest_table, true)
and coalesce(series.no_number_reason not in ('region_ended', 'region_not_yet'), true)
"""
# By what it is printed, and from when to when.
PRINTED_BY = """
select
    breakdown
    || ' from ' || strftime(min(month), '%Y-%m') || ' to ' || strftime(max(month), '%Y-%m')
from marts.obt_participants
where measure_code = ? and status_code = ?
group by breakdown
order by min(line_number)
"""


@dataclass(frozen=True)
class Question:
    """A series, or a table by a breakdown; names as people write them, months as they begin."""

    measure: str | None = None
    status: str = "_T"
    region: str = "NO"
    group: str | None = None
    by: str | None = None
    first_month: datetime.date | None = None
    last_month: datetime.date | None = None


@dataclass
class Answer:
    """What is printed of what was asked for: a row for each member and month, with its source.

    `members` are what was asked for, by kind; `rows` have the columns of NUMBERS and `place`;
    `remarks` are sentences on names that could have been others.
    """

    members: dict[str, Member]
    by: str | None
    rows: list[dict[str, Any]]
    remarks: list[str] = field(default_factory=list)

    @property
    def member_columns(self) -> tuple[str, str] | None:
        """Give the columns with code and label of what the table is by; None for one series."""
        return MEMBER_COLUMNS.get(self.by, DEMOGRAPHIC_COLUMNS) if self.by else None

    @property
    def title(self) -> str:
        """Say in one line what the numbers are of."""
        shown = ", ".join(map(str, self.members.values()))
        return f"{shown}, by {self.by}" if self.by else shown


def ask(connection: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    """Answer a question from an open published file.

    A table without months is of the newest that is printed. Raises WrongQuestionError for names
    that are unknown and for what cannot be asked together, TiltakError for what is not printed.
    """
    members, remarks = _find(connection, question)
    filters, parameters = _filters(members, question.by)
    first, last = question.first_month, question.last_month
    if question.by and not (first or last):
        newest = NEWEST_MONTH.format(filters=" and ".join(filters))
        (first,) = one_row(connection, newest, parameters)
        last = first
    if question.by:
        filters.append(IS_OF_THE_TABLE)
    for comparison, month in ((">=", first), ("<=", last)):
        if month:
            filters.append(f"series.month {comparison} ?")
            parameters.append(month)
    query = NUMBERS.format(filters="\n    and ".join(filters))
    rows = records(connection, query, parameters)
    answer = Answer(members, question.by, rows, remarks)
    if all(row["participants_low"] is None for row in rows):
        raise TiltakError(_not_printed(connection, answer, first, last))
    _add_places(connection, rows)
    return answer


def _add_places(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    """Say of each number where in its file it is printed: `page 3, line 12`."""
    keys = ("measure_code", "status_code", "region_key", "demographic_dimension",
            "demographic_code", "month")  # fmt: skip
    printed = [row for row in rows if row["report_id"]]
    found = connection.execute(
        PLACES, {key: list({row[key] for row in printed}) for key in keys}
    ).fetchall()
    places = {(report_id, line_number): place for report_id, line_number, place in found}
    for row in rows:
        row["place"] = places.get((row["report_id"], row["line_number"]))


def _find(
    connection: duckdb.DuckDBPyConnection, question: Question
) -> tuple[dict[str, Member], list[str]]:
    if question.by and question.by not in BREAKDOWNS:
        raise WrongQuestionError(f"--by {question.by}: give one of {', '.join(BREAKDOWNS)}.")
    if question.measure is None and question.by != "measure":
        raise WrongQuestionError("give a measure or group; tiltak codes measures lists them.")
    if question.first_month and question.last_month and question.first_month > question.last_month:
        raise WrongQuestionError("the last month is before the first.")
    written = {
        "measure": question.measure,
        "status": None if question.by == "status" else question.status,
        "region": question.region,
        "group": question.group,
    }
    members, remarks = find_named(connection, written)
    _refuse_two_breakdowns(members, question)
    return members, remarks


def _refuse_two_breakdowns(members: dict[str, Member], question: Question) -> None:
    """Nav prints regions and groups apart: no number is of a region and a group."""
    by_group = question.by in DEMOGRAPHICS
    by_region = question.by in ("fylke", "kommune")
    region, is_fylke = members["region"], members["region"].code.startswith("fylke:")
    if by_group and "group" in members:
        raise WrongQuestionError(f"--by {question.by} is of all its groups; leave --group out.")
    if (by_group or "group" in members) and (by_region or region.code != "country:NO"):
        raise WrongQuestionError(
            "demographic groups are printed for the whole country only; leave the region out."
        )
    if by_region and region.code != "country:NO" and not (question.by == "kommune" and is_fylke):
        raise WrongQuestionError(
            f"{region} has no {question.by}r here; --by kommune takes a fylke as --region."
        )


def _filters(members: dict[str, Member], by: str | None) -> tuple[list[str], list[Any]]:
    """Give the conditions that a question comes to, without its months."""
    filters: list[str] = []
    parameters: list[Any] = []

    def where(condition: str, *values: Any) -> None:
        filters.append(condition)
        parameters.extend(values)

    if by == "measure":
        where("measures.measure_level = 'measure'")
        if "measure" in members:
            where("measures.measure_group_code = ?", members["measure"].code)
    else:
        where("series.measure_code = ?", members["measure"].code)
    if by == "status":
        where("series.status_code <> '_T'")
    else:
        where("series.status_code = ?", members["status"].code)
    if by in ("fylke", "kommune"):
        where("series.region_level = ?", by)
        if members["region"].code != "country:NO":
            where("regions.fylke_code = ?", members["region"].code.removeprefix("fylke:"))
    else:
        where("series.region_key = ?", members["region"].code)
    if by in DEMOGRAPHICS:
        where("series.demographic_dimension = ?", by)
    else:
        group = members.get("group", ALL_PEOPLE).code
        where("series.demographic_dimension || ':' || series.demographic_code = ?", group)
    return filters, parameters


def _not_printed(
    connection: duckdb.DuckDBPyConnection,
    answer: Answer,
    first: datetime.date | None,
    last: datetime.date | None,
) -> str:
    months = f"{f' from {first:%Y-%m}' if first else ''}{f' to {last:%Y-%m}' if last else ''}"
    said = f"no report prints {answer.title}{months}"
    if "measure" not in answer.members:
        return f"{said}."
    status = answer.members.get("status", ALL_STATUSES)
    printed = [
        breakdown
        for (breakdown,) in connection.execute(
            PRINTED_BY, [answer.members["measure"].code, status.code]
        ).fetchall()
    ]
    by = ", ".join(printed) or "nothing"
    return (
        f"{said}. What has no row is neither zero nor hidden. {answer.members['measure']} is "
        f"printed for {status} by {by}."
    )
