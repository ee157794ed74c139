"""The tour: what it says to paste is run in its order, and prints what stands under it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from loaders.project import PROJECT
from tests.support.pages import Command, Query, answer_of, commands, queries, trimmed, typed

PAGE = PROJECT / "docs" / "tour.md"
ATTACH, *QUERIES = queries(PAGE)
COMMANDS = commands(PAGE)


@pytest.fixture(scope="module")
def connection(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, with the other database attached as the page says to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with duckdb.connect("warehouse/tiltak.duckdb", read_only=True) as connection:
            connection.execute(ATTACH.sql)
            yield connection


def test_only_attaching_has_no_answer() -> None:
    assert ATTACH.answer is None
    assert len(QUERIES) == 13
    assert len(COMMANDS) == 2


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_gives_what_the_page_prints(
    connection: duckdb.DuckDBPyConnection, query: Query
) -> None:
    assert answer_of(connection, query.sql) == query.answer


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_what_the_page_prints(folder: Path, command: Command) -> None:
    assert typed(command, folder) == trimmed(command.answer)


def test_every_room_is_visited() -> None:
    text = PAGE.read_text("utf-8")
    rooms = {file.parent.name for file in (PROJECT / "models" / "intermediate").rglob("*.sql")}
    # What it decides, which tables of the marts a new report changes, is no part of a line's road.
    assert {room for room in rooms if f"`intermediate/{room}`" not in text} == {"changes"}
