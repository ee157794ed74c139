"""SQL of the reader's own on a published file."""

from typing import Any

import duckdb

from loaders.errors import WrongQuestionError


def query(
    connection: duckdb.DuckDBPyConnection, sql: str, most_rows: int
) -> tuple[list[str], list[tuple[Any, ...]], bool]:
    """Run one statement: the names of its columns, its first rows, and whether there are more.

    Tables of `marts` need no schema. The published file is open for reading only, and the
    connection reaches no other file and no network from here on.

    Raises WrongQuestionError, with DuckDB's words, for what is no statement or fails.
    """
    connection.execute("use published.marts")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise WrongQuestionError("give one statement of SQL.")
        cursor = connection.execute(statements[0])
        rows = cursor.fetchmany(most_rows + 1)
    except duckdb.Error as error:
        said = " ".join(str(error).split("\n\n")[0].split())
        raise WrongQuestionError(f"the query failed: {said}") from error
    names = [column[0] for column in cursor.description or []]
    return names, rows[:most_rows], len(rows) > most_rows
