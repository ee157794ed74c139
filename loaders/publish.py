"""The published file: a compact copy of the working database, audited and put in place whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from loaders.errors import TiltakError

PUBLISHED_SCHEMAS = ("raw", "reference", "marts")
# Drivers of DuckDB 1.4 and later open this; what DuckDB 2.0 writes by default they do not.
STORAGE_VERSION = "v1.4.0"


@contextmanager
def private_copy(working: duckdb.DuckDBPyConnection, warehouse: Path) -> Iterator[Path]:
    """Copy the published schemas to a new file beside `warehouse`, to be put in place or dropped.

    Tables keep their constraints and comments. The copy is gone after the block.

    Raises TiltakError when the file cannot be written.
    """
    private = warehouse.with_name(f".{warehouse.name}.new")
    try:
        with _written(warehouse):
            private.unlink(missing_ok=True)
            working.execute(
                f"attach {literal(private)} as published (storage_version '{STORAGE_VERSION}')"
            )
            try:
                _copy_schemas(working)
            finally:
                working.execute("detach published")
        yield private
    finally:
        private.unlink(missing_ok=True)


def put_in_place(private: Path, warehouse: Path) -> None:
    """Rename a private copy to `warehouse`, atomically; readers of the old file go on reading it.

    Raises TiltakError when that cannot be done.
    """
    with _written(warehouse):
        _to_disk(private)
        private.replace(warehouse)
        _to_disk(warehouse.parent)


@contextmanager
def _written(warehouse: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.Error) as error:
        reason = " ".join(str(error).split())
        raise TiltakError(
            f"{warehouse}: the published file could not be written ({reason}); "
            "make room or choose another place with --warehouse."
        ) from error


def open_published(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open a published file for reading, whatever it is called.

    Raises TiltakError when it is no warehouse.
    """
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {literal(warehouse)} as published (read_only)")
        connection.execute("use published")
        connection.execute("select project_fingerprint from marts.meta_build")
    except duckdb.Error as error:
        connection.close()
        raise TiltakError(
            f"{warehouse}: this is no warehouse that can be read "
            f"({str(error).splitlines()[0]}); run tiltak build."
        ) from error
    return connection


def _copy_schemas(working: duckdb.DuckDBPyConnection) -> None:
    (source,) = working.execute("select current_database()").fetchone()
    tables = _tables(working)
    views = _views(working)
    functions = _functions(working)
    working.execute("use published")
    try:
        for schema in PUBLISHED_SCHEMAS:
            working.execute(f"create schema {schema}")
        for schema, table, ddl, comment in tables:
            working.execute(ddl)
            working.execute(
                f'insert into published.{schema}.{table} select * from "{source}".{schema}.{table}'
            )
            if comment:
                working.execute(f"comment on table {schema}.{table} is {literal(comment)}")
        # Views and functions name what they read by its schema, so they read the copy.
        for statement in (*views, *functions):
            working.execute(statement)
        for schema, table, column, comment in _commented_columns(working, source):
            working.execute(f'comment on column {schema}.{table}."{column}" is {literal(comment)}')
    finally:
        working.execute(f'use "{source}"')


def _tables(working: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str | None]]:
    return working.execute(
        """
        select schema_name, table_name, sql, comment
        from duckdb_tables()
        where database_name = current_database() and list_contains(?, schema_name)
        order by schema_name, table_name
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def _views(working: duckdb.DuckDBPyConnection) -> list[str]:
    rows = working.execute(
        """
        select sql, 'comment on view ' || schema_name || '.' || view_name, comment
        from duckdb_views()
        where database_name = current_database() and list_contains(?, schema_name) and not internal
        order by schema_name, view_name
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    statements = []
    for ddl, comment_on, comment in rows:
        statements.append(ddl)
        if comment:
            statements.append(f"{comment_on} is {literal(comment)}")
    return statements


def _functions(working: duckdb.DuckDBPyConnection) -> list[str]:
    rows = working.execute(
        """
        select schema_name, function_name, parameters, macro_definition
        from duckdb_functions()
        where database_name = current_database() and list_contains(?, schema_name)
            and function_type = 'table_macro' and not internal
        order by schema_name, function_name
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return [
        f"create macro {schema}.{name}({', '.join(parameters)}) as table {definition}"
        for schema, name, parameters, definition in rows
    ]


def _commented_columns(
    working: duckdb.DuckDBPyConnection, source: str
) -> list[tuple[str, str, str, str]]:
    return working.execute(
        """
        select schema_name, table_name, column_name, comment
        from duckdb_columns()
        where database_name = ? and list_contains(?, schema_name) and comment is not null
        """,
        [source, list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def _to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk, so that no crash of the machine undoes it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def literal(value: object) -> str:
    """Quote a value for a statement that takes no parameters."""
    return "'" + str(value).replace("'", "''") + "'"
