"""Where a number is printed, for people."""

import datetime
from pathlib import Path

import duckdb

from loaders.errors import TiltakError
from loaders.publish import open_published

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
    line_number,
    report_id
from marts.rpt_trace
where
    measure_code = $measure and status_code = $status and region_code = $region
    and demographic_dimension = $dimension and demographic_code = $code and month = $month
order by is_newest desc, published_on desc nulls last, report_id
"""
TEXT_AROUND = """
select line_number, line_text
from raw.report_lines
where report_id = ? and line_number between ? and ?
order by line_number
"""
LINES_AROUND = 3


def trace(
    warehouse: Path,
    measure: str,
    status: str,
    region: str,
    group: tuple[str, str],
    month: datetime.date,
) -> list[str]:
    """Say in which files, and where in them, a number is printed, the newest first.

    `group` is a demographic dimension and code, `("_T", "_T")` for all people. Raises TiltakError
    when no report prints it.
    """
    lines = []
    with open_published(warehouse) as connection:
        prints = connection.execute(
            PRINTS,
            {
                "measure": measure,
                "status": status,
                "region": region,
                "dimension": group[0],
                "code": group[1],
                "month": month,
            },
        ).fetchall()
        for printed in prints:
            value, of, file_name, place, published_on, line_number, report_id = printed
            date = f", published {published_on}" if published_on else ""
            lines += [f"{value}   {of}", f"  {file_name}, {place}{date}", ""]
            around = connection.execute(
                TEXT_AROUND, [report_id, line_number - LINES_AROUND, line_number + LINES_AROUND]
            )
            lines += [
                f"  {'>' if number == line_number else ' '} {number:>6}  {text}"
                for number, text in around.fetchall()
            ]
            lines.append("")
        if not lines:
            _say_what_is_unknown(
                connection, measure=measure, status=status, region=region, demographic=group[1]
            )
            of = "" if group[1] == "_T" else f" / {group[0]} {group[1]}"
            raise TiltakError(
                f"no report prints {measure} / {status} / {region}{of} / {month:%Y-%m}. What has "
                "no row was not printed, which is neither zero nor a star; marts.obt_participants "
                "has what is printed."
            )
    return lines


def _say_what_is_unknown(connection: duckdb.DuckDBPyConnection, **codes: str) -> None:
    for dimension, code in codes.items():
        known = connection.execute(
            f"select 1 from marts.dim_{dimension} where {dimension}_code = ?", [code]
        ).fetchone()
        if known is None and code != "_T":
            raise TiltakError(f"nobody knows the {dimension} {code}; see marts.dim_{dimension}.")
