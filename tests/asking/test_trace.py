"""Any number leads to the line where it is printed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPORTS, Build, report, run_tiltak
from tests.support.forms import FORMS, cells_of


def test_a_number_is_shown_where_it_is_printed(five_reports: Build) -> None:
    outcome = run_tiltak(
        "trace", "--measure", "ARBTREN", "--region", "5001", "--month", "2026-02",
        warehouse=five_reports.warehouse,
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.errors
    head, place, _, *around = outcome.output.split("\n")
    assert head == "431   ARBTREN / _T / kommune 5001 / 2026-02"
    assert place.strip() == f"{REPORTS[1].name}, line 1099, published 2026-03-04"
    (marked,) = [line for line in around if line.startswith("  >")]
    assert marked.split(maxsplit=2)[2] == "5001 Trondheim - Tråante\t420\t408\t431"


def test_a_demographic_group(five_reports: Build) -> None:
    outcome = run_tiltak(
        "trace", "--measure", "ARBTREN", "--group", "gender:F", "--month", "2026-02",
        warehouse=five_reports.warehouse,
    )  # fmt: skip
    assert outcome.output.startswith("4 279   ARBTREN / _T / gender F / 2026-02\n")


def test_what_is_not_printed_is_said(five_reports: Build) -> None:
    outcome = run_tiltak(
        "trace", "--measure", "ARBTREN", "--region", "1151", "--month", "2026-02",
        warehouse=five_reports.warehouse,
    )  # fmt: skip
    assert outcome.exit_code == 1
    assert (
        "no report prints ARBTREN Arbeidstrening / _T I alt / kommune:1151 Utsira / 2026-02"
        in outcome.errors
    )


@pytest.mark.parametrize(
    ("options", "exit_code", "words"),
    [
        (["--measure", "arbtrening"], 2, "did you mean ARBTREN"),
        (["--measure", "ARBTREN", "--region", "9999"], 2, "unknown region '9999'"),
        (["--measure", "ARBTREN", "--group", "gender"], 2, "can be gender:F Kvinner or gender:M"),
        (["--measure", "ARBTREN", "--group", "gender:X"], 2, "unknown group 'gender:X'"),
        (["--measure", "ARBTREN", "MENTOR"], 2, "give one measure"),
        ([], 2, "give one measure"),
    ],
)
def test_what_is_unknown_is_said(
    five_reports: Build, options: list[str], exit_code: int, words: str
) -> None:
    outcome = run_tiltak("trace", *options, "--month", "2026-02", warehouse=five_reports.warehouse)
    assert outcome.exit_code == exit_code
    assert words in outcome.errors


def test_a_page_and_a_sheet_are_named(build: Callable[..., Build], tmp_path: Path) -> None:
    lines = cells_of(report(4))
    for form, name in (("workbook", "b.xlsx"), ("pdf_cells", "b.pdf")):
        (tmp_path / name).write_bytes(FORMS[form](lines))
    outcome = build(tmp_path / "b.xlsx", tmp_path / "b.pdf")
    places = dict(
        outcome.query(
            "select file_name, place from marts.rpt_trace where measure_code = 'ARBTREN' "
            "and region_code = '46' and month = date '2024-02-01'"
        )
    )
    assert places["b.xlsx"].startswith("sheet '")
    assert places["b.pdf"].startswith("page ")


def test_the_view_has_every_observation_and_its_text(five_reports: Build) -> None:
    assert five_reports.query(
        "select count(*), bool_and(contains(text_around, line_text)) from marts.rpt_trace"
    ) == five_reports.query("select count(*), true from marts.fct_participants_vintage")
