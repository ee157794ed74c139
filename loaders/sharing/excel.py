"""One workbook for people: a sheet for each of the views `participants_by_…`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from loaders.sharing.files import NOT_IN_XML, REPLACEMENT
from loaders.warehouse.sql import one_row
from loaders.whole_file import whole_file

# Of Excel, https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3, and of
# patience: a workbook of a million rows takes minutes to write and to open.
ROWS_OF_A_SHEET = 1_048_576
ROWS_OF_A_WORKBOOK = 1_000_000
SHEETS = {
    "total": "i alt",
    "status": "etter status",
    "fylke": "etter fylke",
    "kommune": "etter kommune",
    "gender": "etter kjønn",
    "age": "etter alder",
    "immigrant": "etter innvandrerbakgrunn",
    "birth_region": "etter fødselsregion",
    "education": "etter utdanning",
}
MEASURES = {"participants_by": "Tiltak", "group_participants_by": "Grupper"}
REGION = {"region_code": "Regionkode", "region_label": "Region"}
GROUP = {"demographic_code": "Gruppekode", "demographic_name": "Gruppe"}
MEMBER_COLUMNS = {
    "total": {},
    "status": {"status_code": "Statuskode", "status_name": "Status"},
    "fylke": REGION,
    "kommune": REGION,
}
HIDDEN = "*"
# A number that is not there is a hidden one: what is not printed has no row.
COLUMNS = {
    "strftime(month, '%Y-%m')": "Måned",
    "measure_code": "Tiltakskode",
    "measure_label": "Tiltak",
    "{members}": "",
    f"coalesce(cast(participants as varchar), '{HIDDEN}')": "Deltakere",
    "participants_low": "Minst",
    "participants_high": "Høyst",
    "case when is_series_break then 'ja' end": "Brudd i serien",
    "case when is_complete_month then 'ja' else 'nei' end": "Hele måneden er lest",
    "file_name": "Fil",
    "line_number": "Linje",
}
NUMBERS = ("Deltakere", "Minst", "Høyst", "Linje")
WIDTHS = {"Tiltak": 44, "Region": 24, "Gruppe": 36, "Status": 32, "Fil": 36}
USUAL_WIDTH = 14
NOTES = (
    "Deltakere på Navs arbeidsmarkedstiltak",
    "Tallene er lest fra Navs månedlige rapporter og er ikke endret. Fil og linje sier hvor et "
    "tall er trykt.",
    "* er et tall som Nav skjuler, eller en sum som har et: oftest 0 til 3 personer. Minst og "
    "Høyst er grensene; for et trykt tall er de tallet selv.",
    "En måned eller en region uten rad er ikke trykt. Det er verken null eller skjult.",
    "Hele måneden er lest: om alle gruppene av tiltak er med i måneden.",
    "Et ark har rader av én inndeling: ingen rad er en del eller summen av en annen i samme måned.",
)


def is_too_large(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the workbook would have more rows than a person can work with."""
    (count,) = one_row(connection, "select count(*) from marts.obt_participants")
    return bool(count > ROWS_OF_A_WORKBOOK)


def export_excel(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write `tiltak.xlsx`: a sheet of notes, and one for each view that has rows.

    Codes are text, a hidden number is `*`, headers are frozen and have filters. A view of more rows
    than a sheet can have goes on in further sheets.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    notes = workbook.create_sheet("Les meg")
    notes.column_dimensions["A"].width = 120
    for line in (*NOTES, *_breaks(connection), "", *_sheets(connection), "", *_sources(connection)):
        notes.append([_text(notes, line)])
    for view, breakdown, title in _views():
        _write_view(connection, workbook, view, breakdown, title)
    target = folder / "tiltak.xlsx"
    with whole_file(target) as file:
        workbook.save(file)
    return [target]


def _views() -> Iterator[tuple[str, str, str]]:
    for prefix, measures in MEASURES.items():
        for breakdown, words in SHEETS.items():
            yield f"{prefix}_{breakdown}", breakdown, f"{measures} {words}"


def _write_view(
    connection: duckdb.DuckDBPyConnection, workbook: Any, view: str, breakdown: str, title: str
) -> None:
    members = MEMBER_COLUMNS.get(breakdown, GROUP)
    columns = {
        column: name
        for expression, words in COLUMNS.items()
        for column, name in (members if expression == "{members}" else {expression: words}).items()
    }
    rows = connection.execute(
        f"select {', '.join(columns)} from marts.{view} "
        "order by month desc, measure_code, region_key, line_number"
    )
    sheet, count, number = None, 0, 1
    while batch := rows.fetchmany(10_000):
        for row in batch:
            if sheet is None or count == ROWS_OF_A_SHEET:
                sheet = _new_sheet(workbook, title if number == 1 else f"{title} {number}", columns)
                count, number = 1, number + 1
            sheet.append(
                [
                    _value(sheet, value, name)
                    for value, name in zip(row, columns.values(), strict=True)
                ]
            )
            count += 1
            sheet.auto_filter.ref = f"A1:{_letter(len(columns))}{count}"


def _new_sheet(workbook: Any, title: str, columns: dict[str, str]) -> Any:
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for position, name in enumerate(columns.values(), start=1):
        sheet.column_dimensions[_letter(position)].width = WIDTHS.get(name, USUAL_WIDTH)
    sheet.append([_text(sheet, name) for name in columns.values()])
    return sheet


def _letter(position: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(position))


def _value(sheet: Any, value: Any, name: str) -> Any:
    if name in NUMBERS and value != HIDDEN:
        return None if value is None else int(value)
    return None if value is None else _text(sheet, value)


def _text(sheet: Any, text: str) -> Any:
    """Give a cell of text, which Excel takes for neither a number nor a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, NOT_IN_XML.sub(REPLACEMENT, text))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _breaks(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        f"Brudd i serien fra {month:%Y-%m} for {status}: {words}"
        for month, status, words in connection.execute(
            "select break_month, status_name, description from marts.dim_series_break "
            "inner join marts.dim_status using (status_code) order by all"
        ).fetchall()
    ]


def _sheets(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        f"{title}: marts.{view}, {count} rader" if count else f"{title}: ingenting er trykt"
        for view, _, title in _views()
        for (count,) in connection.execute(f"select count(*) from marts.{view}").fetchall()
    ]


def _sources(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        f"Kilde: Nav, {title or file_name}"
        + (f", oppdatert {date:%d.%m.%Y}" if date else "")
        + f" ({file_name})"
        for title, file_name, date in connection.execute(
            "select title, file_name, published_on from marts.dim_report "
            "where state = 'accepted' order by published_on desc nulls last, file_name"
        ).fetchall()
    ]
