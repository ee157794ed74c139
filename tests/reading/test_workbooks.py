"""Workbooks as they vary: empty columns, averages with decimals, periods that only a name tells."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import REPORTS, Build, report, run_tiltak
from tests.support.forms import HEADING, Line, cell_of_a_sheet, cells_of

Cell = str | int | float | None
Row = list[Cell]


def sheets(lines: list[Line], change: Callable[[Row], Row], sheet_per_section: bool) -> bytes:
    """A workbook of the changed rows, with a sheet for each section or with one."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        heading = line[0].strip("# ")
        if len(line) == 1 and HEADING.fullmatch(heading) and sheet_per_section:
            title = heading[:31]
            sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
            continue
        sheet.append(change([line[0], *map(cell_of_a_sheet, line[1:])]))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def empty_column(place: int, heading: str | None) -> Callable[[Row], Row]:
    """Put an empty column into tables, with a heading or without."""

    def change(row: Row) -> Row:
        if len(row) == 1:
            return row
        return [*row[:place], None if row[0] else heading, *row[place:]]

    return change


def exact_averages(row: Row) -> Row:
    """Numbers as decimals, the average not rounded where all its months are printed."""
    label, *values = row
    months = values[1:]
    if len(months) > 1 and all(isinstance(value, int) for value in months):
        values[0] = sum(months) / len(months)
    return [label, *(float(value) if isinstance(value, int) else value for value in values)]


def numbers_as_text(row: Row) -> Row:
    """Numbers as text, digits grouped by no-break spaces."""
    return [f"{value:,}".replace(",", "\xa0") if isinstance(value, int) else value for value in row]


def codes_apart(row: Row) -> Row:
    """Codes of regions in a column of their own."""
    code, _, name = str(row[0]).partition(" ")
    is_code = code.isdigit() and len(code) in (2, 4) and "år" not in name
    return [*([code, name] if is_code else [row[0], None]), *row[1:]] if len(row) > 1 else row


def heading_of_labels(row: Row) -> Row:
    """A heading over the labels too."""
    return ["Fylke", *row[1:]] if len(row) > 1 and not row[0] else row


VARIANTS: dict[str, Callable[[Row], Row]] = {
    "as it is": lambda row: row,
    "an empty column before all": lambda row: [None, *row],
    "a column NA before the average": empty_column(1, "NA"),
    "a column NA after the average": empty_column(2, "NA"),
    "an empty column between months": empty_column(3, None),
    "exact averages": exact_averages,
    "numbers as text": numbers_as_text,
    "codes apart": codes_apart,
    "a heading of the labels": heading_of_labels,
}
FILE_NAMES = {1: "2026.02_TILT120", 3: "202411_TILT140", 4: "202412_TILT120"}
FACTS = """
    select
        measure_code, status_code, region_level, region_code,
        demographic_dimension, demographic_code, month, participants, is_suppressed
    from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
    where file_name = ?
    order by all
"""


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Reports as workbooks in every variant, all in one build."""
    folder: Path = tmp_path_factory.mktemp("workbooks")
    for number, name in FILE_NAMES.items():
        lines = cells_of(report(number))
        for variant, change in VARIANTS.items():
            content = sheets(lines, change, sheet_per_section=True)
            (folder / f"{name} {variant}.xlsx").write_bytes(content)
        without_period = [line for line in lines if len(line) > 1 or " - " not in line[0]]
        content = sheets(without_period, lambda row: row, sheet_per_section=False)
        (folder / f"{name} no period.xlsx").write_bytes(content)
        (folder / f"period lost {number}.xlsx").write_bytes(content + b"\0")
    return run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")


@pytest.mark.parametrize("variant", [*VARIANTS, "no period"])
@pytest.mark.parametrize("number", FILE_NAMES)
def test_same_facts(five_reports: Build, workbooks: Build, number: int, variant: str) -> None:
    name = f"{FILE_NAMES[number]} {variant}.xlsx"
    original = five_reports.query(FACTS, REPORTS[number].name)
    assert len(original) > 500
    assert workbooks.query(FACTS, name) == original, workbooks.query(
        "select state_reason from marts.dim_report where file_name = ?", name
    )


@pytest.mark.parametrize("number", FILE_NAMES)
def test_a_period_that_nothing_tells_is_not_guessed(workbooks: Build, number: int) -> None:
    (state,) = workbooks.query(
        "select state, state_reason from marts.dim_report where file_name = ?",
        f"period lost {number}.xlsx",
    )
    assert state[0] == "refused" and "which months it covers" in state[1]


def test_a_number_is_traced_to_sheet_and_row(workbooks: Build) -> None:
    name = f"{FILE_NAMES[4]} as it is.xlsx"
    assert workbooks.query(
        """
        select sheet_name, line_text
        from marts.fct_participants_vintage
        inner join marts.dim_report using (report_id)
        inner join raw.report_lines using (report_id, line_number)
        where file_name = ? and measure_code = 'ARBTREN' and region_code = '03'
            and month = date '2024-12-01'
        """,
        name,
    ) == [
        (
            # The heading of the fylker comes after these rows in report 004 (line 108).
            "Arbeidsmarkedsstatus og tiltak",
            "03 Oslo\t438\t401\t428\t414\t444\t493\t466\t366\t393\t401\t460\t489\t505",
        )
    ]
