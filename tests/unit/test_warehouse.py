"""The files of a warehouse: their places, whole or not at all; small pieces of SQL."""

from pathlib import Path

import duckdb
import pytest

from loaders.warehouse.paths import Warehouse
from loaders.warehouse.sql import identifier, literal, one_row, records
from loaders.whole_file import whole_file


@pytest.mark.parametrize(
    ("published", "folder"),
    [
        ("tiltak.duckdb", "tiltak.work"),
        ("data.db", "data.db.work"),
        ("a.duckdb.x", "a.duckdb.x.work"),
    ],
)
def test_the_working_folder_lies_beside_the_published_file(published: str, folder: str) -> None:
    warehouse = Warehouse(Path("somewhere") / published)
    assert warehouse.folder == Path("somewhere") / folder
    places = [warehouse.marts_database, warehouse.intermediate_database, warehouse.audit_site]
    assert {place.parent for place in places} == {warehouse.folder}
    # DuckDB names a catalog by its file: none is called like a schema.
    assert not {place.stem for place in places} & {"raw", "marts", "staging", "intermediate"}


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "deeper" / "file.txt"
    with whole_file(target) as file:
        file.write_text("first", encoding="utf-8")
        assert not target.exists()

    def break_off() -> None:
        with whole_file(target) as file:
            file.write_text("sec", encoding="utf-8")
            raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        break_off()
    assert target.read_text("utf-8") == "first"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("text", ["plain", "it's", "''", '"', "a;b--c", "æ\nå", ""])
def test_what_is_quoted_comes_back(text: str) -> None:
    with duckdb.connect() as connection:
        assert one_row(connection, f"select {literal(text)}") == (text,)
        assert records(connection, f"select 1 as {identifier(text or 'x')}") == [{text or "x": 1}]


def test_one_row_is_one_row() -> None:
    with duckdb.connect() as connection, pytest.raises(LookupError, match="no row"):
        one_row(connection, "select 1 where false")
