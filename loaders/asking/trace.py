"""Where a number is printed, for people."""

import datetime
from dataclasses import dataclass

import duckdb

from loaders.asking.names import ALL_PEOPLE, ALL_STATUSES, find_named
from loaders.errors import TiltakError
from loaders.warehouse.sql import records

PRINTS = """
select
    printed_value,
    measure_code || ' / ' || status_code || ' / '
    || case
        when demographic_dimension = '_T' then region_level || ' ' || region_code
        else demographic_dimension || ' ' || demographic_code
    end
    || ' / ' || strftime(month, '%Y-%m') as observation,
    file_name,
    place,
    published_on,
    is_newest,
    report_id,
    line_number
from marts.rpt_trace
where
    measure_code = $measure and status_code = $status
    and region_level || ':' || region_code = $region
    and demographic_dimension || ':' || demographic_code = $group and month = $month
order by is_newest desc, published_on desc nulls last, report_id
"""
TEXT_AROUND = """
select line_number, line_text
from raw.report_lines
where report_id = ? and line_number between ? and ?
order by line_number
"""
LINES_AROUND = 3


@dataclass(frozen=True)
class Print:
    """A number as one report prints it, with the text around it by the number of the line."""

    printed_value: str
    observation: str
    file_name: str
    place: str
    published_on: datetime.date | None
    is_newest: bool
    report_id: str
    line_number: int
    text_around: dict[int, str]


def trace(
    connection: duckdb.DuckDBPyConnection,
    measure: str,
    status: str,
    region: str,
    group: str | None,
    month: datetime.date,
) -> tuple[list[Print], list[str]]:
    """List the reports that print a number, the newest first, and remarks on names.

    Names are those that people write, see `find_member`. Raises TiltakError when no report prints
    it, WrongQuestionError for a name that is none.
    """
    written = {"measure": measure, "status": status, "region": region, "group": group}
    found, remarks = find_named(connection, written)
    members = {"group": ALL_PEOPLE, **found}
    codes = {kind: member.code for kind, member in members.items()}
    prints = [
        Print(**row, text_around=_text_around(connection, row["report_id"], row["line_number"]))
        for row in records(connection, PRINTS, {**codes, "month": month})
    ]
    if not prints:
        shown = [
            str(members[kind])
            for kind in ("measure", "status", "region", "group")
            if members[kind] not in (ALL_PEOPLE, ALL_STATUSES)
        ]
        raise TiltakError(
            f"no report prints {' / '.join(shown)} / {month:%Y-%m}. What has no row was not "
            "printed, which is neither zero nor a star; tiltak show has what is printed."
        )
    return prints, remarks


def _text_around(
    connection: duckdb.DuckDBPyConnection, report_id: str, line: int
) -> dict[int, str]:
    between = [report_id, line - LINES_AROUND, line + LINES_AROUND]
    return dict(connection.execute(TEXT_AROUND, between).fetchall())


def to_text(prints: list[Print]) -> list[str]:
    """Write each print with its source and the lines around it, its own line marked."""
    lines = []
    for printed in prints:
        date = f", published {printed.published_on}" if printed.published_on else ""
        lines += [
            f"{printed.printed_value}   {printed.observation}",
            f"  {printed.file_name}, {printed.place}{date}",
            "",
            *(
                f"  {'>' if number == printed.line_number else ' '} {number:>6}  {text}"
                for number, text in printed.text_around.items()
            ),
            "",
        ]
    return lines
