"""The queries of the README give the answers that it prints; those of the docs' first page run."""

import re

import pytest

from loaders.project import PROJECT
from tests.conftest import Build

EXAMPLES = re.findall(
    r"```sql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL
)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize(("query", "answer"), EXAMPLES)
def test_answers(five_reports: Build, query: str, answer: str) -> None:
    _, _, *rows = answer.strip().split("\n")
    found = five_reports.query(query)
    assert [[str(value) for value in row] for row in found] == [cells(row) for row in rows]


OVERVIEW = re.findall(
    r"```sql\n(.*?)```", (PROJECT / "models" / "overview.md").read_text("utf-8"), re.DOTALL
)


def test_the_first_page_has_queries() -> None:
    assert len(OVERVIEW) == 4


@pytest.mark.parametrize("block", OVERVIEW)
def test_the_right_query_of_the_first_page_has_an_answer(five_reports: Build, block: str) -> None:
    wrong, right = (query for query in block.split(";") if query.strip())
    assert "-- wrong: " in wrong
    assert "-- right: " in right
    five_reports.query(wrong)
    assert five_reports.query(right)
