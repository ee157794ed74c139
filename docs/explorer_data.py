"""The data of the explorer: small scripts, so that a page that is opened as a file can load them.

- `data/index.js`: what can be chosen, what is printed of it, reports, and templates of charts.
- `data/MEASURE.BREAKDOWN.js`: members, and for each status and member its cells by month, counted
  from the first month of all. A cell is null where nothing is printed; else the number, the place
  of its report in the index, and its line. A hidden one has the lowest number first and the highest
  fourth; a fifth element says that its table was printed once more without this row.
- `lines/REPORT/N.js`: the lines of a report in parts, each its text and, where the file has pages
  or sheets, its place.
"""

import csv
import itertools
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import vl_convert

from loaders.asking.chart import MONTHS, templates

SOURCE = Path(__file__).with_name("explorer")
PAGE = ("index.html", "explorer.css", "explorer.js")
LINES_OF_A_FILE = 500
ROWS_AT_A_TIME = 10_000
# How each breakdown is called, and one member of it.
BREAKDOWNS = {
    "country": ("Hele landet", "Land"),
    "fylke": ("Fylke", "Fylke"),
    "kommune": ("Kommune", "Kommune"),
    "gender": ("Kjønn", "Kjønn"),
    "age": ("Alder", "Alder"),
    "immigrant": ("Innvandrerbakgrunn", "Gruppe"),
    "birth_region": ("Fødselsregion", "Fødselsregion"),
    "education": ("Utdanning", "Utdanning"),
}
MEASURES = """
select measure_code as code, measure_label as label, measure_level as level,
    measure_group_name as "group"
from marts.dim_measure
order by measure_level, measure_group_name, measure_label
"""
# Counted from the first month that is printed.
NUMBER_OF_MONTH = "date_diff('month', first.month, {month})"
FIRST = "cross join (select min(month) as month from marts.obt_participants) as first"
COVERAGE = f"""
select
    measure_code, breakdown, status_code,
    list_sort(list(distinct {NUMBER_OF_MONTH.format(month="facts.month")})) as months
from marts.obt_participants as facts
{FIRST}
group by measure_code, breakdown, status_code
order by measure_code, breakdown, status_code
"""
MEMBER = """
case when facts.demographic_dimension = '_T' then facts.region_key else facts.demographic_code end
"""
MEMBERS = f"""
select
    breakdown,
    {MEMBER} as code,
    any_value(
        case when demographic_dimension = '_T' then facts.region_label else demographic_name end
    ) as label,
    any_value({NUMBER_OF_MONTH.format(month="regions.valid_from")}) as valid_from,
    any_value({NUMBER_OF_MONTH.format(month="regions.valid_to")}) as valid_to
from marts.obt_participants as facts
inner join marts.dim_region as regions on facts.region_key = regions.region_key
{FIRST}
where measure_code = ?
group by breakdown, code
order by
    breakdown,
    case when breakdown in ('fylke', 'kommune') then 0 else min(line_number) end,
    label
"""
CELLS = f"""
select
    breakdown,
    status_code,
    {MEMBER} as code,
    {NUMBER_OF_MONTH.format(month="facts.month")} as month,
    participants_low, participants_high, is_suppressed, is_of_newest_table, report_id, line_number
from marts.obt_participants as facts
{FIRST}
where measure_code = ?
order by breakdown, status_code, code, month
"""
LINES = """
select
    line_text,
    case
        when sheet_name is not null then 'ark ' || sheet_name || ', rad ' || line_on_page
        when page_number is not null then 'side ' || page_number || ', linje ' || line_on_page
    end as place
from raw.report_lines
where report_id = ?
order by line_number
"""
REPORTS = """
select report_id, file_name, report_code, published_on, line_count
from marts.dim_report
where report_id in (select report_id from marts.obt_participants)
order by published_on nulls first, file_name
"""


def write_explorer(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the page and its data of an open published file into a folder."""
    (folder / "data").mkdir(parents=True)
    for name in PAGE:
        shutil.copy(SOURCE / name, folder / name)
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    (folder / "vega.js").write_text(f"(() => {{{bundle}}})();", encoding="utf-8")
    reports = connection.execute(REPORTS).fetchall()
    places = {report_id: place for place, (report_id, *_) in enumerate(reports)}
    index = _index(connection, reports)
    _write(folder / "data" / "index.js", f"tiltak.start({_json(index)})")
    for measure in index["coverage"]:
        for breakdown, table in _tables(connection, measure, places):
            key = f"{measure}.{breakdown}"
            _write(folder / "data" / f"{key}.js", f"tiltak.tables[{_json(key)}] = {_json(table)}")
    for report_id, place in places.items():
        rows = connection.execute(LINES, [report_id])
        for number in itertools.count():
            part = rows.fetchmany(LINES_OF_A_FILE)
            if not part:
                break
            key = f"{place}/{number}"
            lines = [[text, at] if at else [text] for text, at in part]
            _write(folder / "lines" / f"{key}.js", f"tiltak.lines[{_json(key)}] = {_json(lines)}")


def _index(connection: duckdb.DuckDBPyConnection, reports: list[tuple]) -> dict[str, Any]:
    with (SOURCE / "glossary.csv").open(encoding="utf-8", newline="") as file:
        glossary = {row["measure_code"]: row["description"] for row in csv.DictReader(file)}
    first, month_count, built = connection.execute(
        """
        select
            strftime(min(month), '%Y-%m'),
            date_diff('month', min(month), max(month)) + 1,
            (select strftime(built_at, '%d.%m.%Y') from marts.meta_build)
        from marts.obt_participants
        """
    ).fetchone()
    coverage: dict[str, list] = {}
    for measure, breakdown, status, months in connection.execute(COVERAGE).fetchall():
        coverage.setdefault(measure, []).append([breakdown, status, _ranges(first, months)])
    return {
        "first_month": first,
        "month_count": month_count,
        "built": built,
        "lines_of_a_file": LINES_OF_A_FILE,
        "time_locale": vl_convert.get_time_format_locale("nb-NO"),
        "charts": templates(),
        "measures": [
            {**row, "description": glossary.get(row["code"], "Et tiltak som ordlisten ikke har.")}
            for row in _records(connection.execute(MEASURES))
        ],
        "statuses": dict(
            connection.execute(
                "select status_code, status_name from marts.dim_status "
                "order by status_code <> '_T', status_code"
            ).fetchall()
        ),
        "breakdowns": {
            name: {"label": label, "word": word} for name, (label, word) in BREAKDOWNS.items()
        },
        "coverage": coverage,
        "breaks": _records(
            connection.execute(
                f"""
                select
                    {NUMBER_OF_MONTH.format(month="break_month")} as month,
                    list(status_code order by status_code) as statuses,
                    list(status_name order by status_code) as names,
                    description as text
                from marts.dim_series_break
                inner join marts.dim_status using (status_code)
                {FIRST}
                group by all
                order by month
                """
            )
        ),
        "reports": [
            {
                "file": file_name,
                "code": report_code,
                "published": f"{published_on:%d.%m.%Y}" if published_on else None,
                "published_on": published_on and published_on.isoformat(),
                "line_files": -(-line_count // LINES_OF_A_FILE),
            }
            for _, file_name, report_code, published_on, line_count in reports
        ],
    }


def _tables(
    connection: duckdb.DuckDBPyConnection, measure: str, places: dict[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each table of a measure with its breakdown."""
    members: dict[str, dict[str, dict]] = {}
    for breakdown, code, label, valid_from, valid_to in connection.execute(
        MEMBERS, [measure]
    ).fetchall():
        members.setdefault(breakdown, {})[code] = {
            "code": code,
            "label": label,
            "from": 0 if valid_from is None else valid_from,
            "to": 100_000 if valid_to is None else valid_to,
        }
    rows = _fetched(connection.execute(CELLS, [measure]))
    for breakdown, of_breakdown in itertools.groupby(rows, key=lambda row: row[0]):
        order = {code: place for place, code in enumerate(members[breakdown])}
        cells = {
            f"{status}/{order[code]}": _cells(series, places)
            for (status, code), series in itertools.groupby(
                of_breakdown, key=lambda row: (row[1], row[2])
            )
        }
        yield breakdown, {"members": list(members[breakdown].values()), "cells": cells}


def _cells(series: Iterable[tuple], places: dict[str, int]) -> list[list[int] | None]:
    cells: list[list[int] | None] = []
    for *_, month, low, high, is_hidden, is_of_newest_table, report_id, line in series:
        cells += [None] * (month - len(cells))
        cell = [low, places[report_id], line]
        if is_hidden or not is_of_newest_table:
            cell.append(high)
        if not is_of_newest_table:
            cell.append(1)
        cells.append(cell)
    return cells


def _ranges(first: str, months: list[int]) -> str:
    """Write months as people do: `januar 2024–november 2024, januar 2026`."""
    year, month = map(int, first.split("-"))

    def words(number: int) -> str:
        years, place = divmod(year * 12 + month - 1 + number, 12)
        return f"{MONTHS[place]} {years}"

    spans = []
    for _, run in itertools.groupby(enumerate(months), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        spans.append("–".join(dict.fromkeys((words(numbers[0]), words(numbers[-1])))))
    return ", ".join(spans)


def _records(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while batch := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from batch


def _json(value: object) -> str:
    """Write JSON that a script may hold: no end of a script in it, and no line ends of its own."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text};\n", encoding="utf-8")
