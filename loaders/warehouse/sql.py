"""Small pieces of SQL that every part needs."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb


def literal(value: object) -> str:
    """Quote a value for a statement that takes no parameters."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'


def one_row(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()
) -> tuple[Any, ...]:
    """Give the one row of a query that always has one, as an aggregate does.

    Raises LookupError where it has none.
    """
    row = connection.execute(query, list(parameters)).fetchone()
    if row is None:
        raise LookupError(f"no row: {query}")
    return row


def records(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Sequence[object] | Mapping[str, object] = (),
) -> list[dict[str, Any]]:
    """Give the rows of a query, each by the names of its columns."""
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
