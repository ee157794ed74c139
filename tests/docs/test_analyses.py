"""The questions of analyses/: their answers, and the printed lines that the answers follow from."""

import re
from pathlib import Path

import duckdb
import pytest

from loaders.project import PROJECT
from tests.conftest import REPORTS, Build
from tests.support.pages import Table, answer_of, table

ANALYSES = sorted((PROJECT / "analyses").glob("*.sql"))
EVIDENCE = re.compile(
    r"^-- (?P<report>[0-9]{3}) line (?P<line>[0-9]+): (?P<text>.*)$", re.MULTILINE
)
KOMMUNE_ROW = re.compile(r"^[0-9]{4} [^\t]+\t(?P<values>.*)$")


def answer(text: str) -> Table:
    """The table that stands below a query, as comments."""
    return table(re.findall(r"^-- (\|.*\|)$", text.partition("-- answer:")[2], re.MULTILINE))


def test_there_are_questions() -> None:
    assert len(ANALYSES) >= 15
    assert all(path.read_text("utf-8").startswith("-- ") for path in ANALYSES)


@pytest.mark.parametrize("path", ANALYSES, ids=lambda path: path.stem)
def test_the_answer_is_the_one_that_is_written_down(five_reports: Build, path: Path) -> None:
    text = path.read_text("utf-8")
    with duckdb.connect(str(five_reports.warehouse), read_only=True) as connection:
        assert answer_of(connection, text.partition("-- answer:")[0]) == answer(text)


@pytest.mark.parametrize("path", ANALYSES, ids=lambda path: path.stem)
def test_its_evidence_is_printed(path: Path) -> None:
    text = path.read_text("utf-8")
    evidence = list(EVIDENCE.finditer(text))
    assert evidence or path.stem.startswith("15"), "an answer without the lines it follows from"
    for match in evidence:
        lines = re.split("\r\n|\n|\r", REPORTS[int(match["report"])].read_text("utf-8"))
        assert lines[int(match["line"]) - 1].strip() == match["text"].strip()


def test_stars_counted_by_hand(five_reports: Build) -> None:
    """The counts of analysis 15 for report 001, whose kommune rows are one line each."""
    stars = {1: 0, 2: 0}
    cells = 0
    for line in REPORTS[1].read_text("utf-8").splitlines():
        if match := KOMMUNE_ROW.match(line):
            values = match["values"].split("\t")
            assert len(values) == 3
            cells += 1
            for month in stars:
                stars[month] += values[month] == "*"
    fifteenth = next(path for path in ANALYSES if path.stem.startswith("15")).read_text("utf-8")
    printed = {
        row[1]: (int(row[2]), int(row[3]))
        for row in answer(fifteenth).rows
        if row[0] == "Arbeidspraksis"
    }
    # The rows without a code (`Ukjent`) are named like those of other tables.
    others = {
        str(month): (hidden, count)
        for month, hidden, count in five_reports.query(
            "select month, count(*) filter (where is_suppressed), count(*) "
            "from marts.fct_participants where report_id = '256a0b00a8618dc0' "
            "and region_level = 'kommune' and region_code in ('unknown', '99') group by month"
        )
    }
    for month, position in (("2026-01-01", 1), ("2026-02-01", 2)):
        hidden, count = others[month]
        assert printed[month] == (stars[position] + hidden, cells + count)
