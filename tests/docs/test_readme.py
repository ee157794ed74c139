"""The queries of the README give the answers that it prints; those of the docs' first page run."""

import duckdb
import pytest

from loaders.project import PROJECT
from tests.conftest import Build
from tests.support.pages import Query, answer_of, queries

EXAMPLES = queries(PROJECT / "README.md")


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize("query", EXAMPLES)
def test_answers(five_reports: Build, query: Query) -> None:
    with duckdb.connect(str(five_reports.warehouse), read_only=True) as connection:
        assert answer_of(connection, query.sql) == query.answer


OVERVIEW = queries(PROJECT / "models" / "overview.md")


def test_the_first_page_has_queries() -> None:
    assert len(OVERVIEW) == 4


@pytest.mark.parametrize("block", OVERVIEW)
def test_the_right_query_of_the_first_page_has_an_answer(five_reports: Build, block: Query) -> None:
    wrong, right = (query for query in block.sql.split(";") if query.strip())
    assert "-- wrong: " in wrong
    assert "-- right: " in right
    five_reports.query(wrong)
    assert five_reports.query(right)
