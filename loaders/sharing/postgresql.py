"""The marts in a PostgreSQL database, put there in one transaction."""

import hashlib
import os

import duckdb
from adbc_driver_manager import dbapi as adbc
from adbc_driver_postgresql import dbapi as postgresql

from loaders import __version__
from loaders.errors import TiltakError
from loaders.sharing.tables import Column, Table, View, answer_views, mart_tables
from loaders.warehouse.sql import identifier, literal

# https://www.postgresql.org/docs/current/datatype.html
COLUMN_TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DECIMAL": "numeric",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp",
    "VARCHAR": "text",
}


# At the end of the comment of each table and view that `tiltak publish` made, with its version and
# a digest of how it was made: what is made otherwise now is replaced.
MARK = "tiltak-warehouse"
MARK_PATTERN = rf"\({MARK} [0-9.]+ [0-9a-f]{{8}}\)$"
CONNECT_SECONDS = 30


def to_postgresql(
    connection: duckdb.DuckDBPyConnection, address: str, schema: str, role: str
) -> tuple[list[tuple[str, int]], list[str]]:
    """Copy the marts of an open published file to a schema of a PostgreSQL database.

    All in one transaction: readers see the figures of before or of after. A table that is there
    with the same columns is refilled, so that views on it stay; another is replaced. Tables get
    their keys, references and comments, the views of one grain are views there too, and the role
    may read all.

    Gives the tables with their numbers of rows, and what a person must be told. Raises TiltakError
    when the database cannot be reached or refuses a statement; it is then as it was.
    """
    counts = []
    remarks = []
    # libpq itself waits without end for a server that says nothing.
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(CONNECT_SECONDS))
    try:
        connected = postgresql.connect(address)
    except adbc.Error as error:
        # The driver's words can hold the password, as a whole or in part.
        raise TiltakError(
            "PostgreSQL: the database cannot be reached, or the address is not written as libpq "
            "has it (postgresql://user@host:port/database, special characters as %40); "
            "nothing was published."
        ) from error
    try:
        with connected as target, target.cursor() as cursor:
            # Who owns the schema need not be allowed to make one.
            if not _is_there(cursor, "select 1 from pg_namespace where nspname = $1", schema):
                cursor.execute(f"create schema {identifier(schema)}")
            views = answer_views(connection)
            tables = mart_tables(connection)
            _drop_old_views(cursor, schema, tables, views)
            _drop_references(cursor, schema)
            for table in tables:
                _prepare(cursor, schema, table)
                rows = connection.sql(f"select * from marts.{table.name}").to_arrow_reader()
                count = cursor.adbc_ingest(table.name, rows, mode="append", db_schema_name=schema)
                counts.append((table.name, count))
            for table in tables:
                _refer(cursor, schema, table)
            for view in views:
                _make_view(cursor, schema, view)
            if _is_there(cursor, "select 1 from pg_roles where rolname = $1", role) or _created(
                cursor, role
            ):
                names = [*(table.name for table in tables), *map(_view_name, views)]
                _let_read(cursor, schema, role, names)
            else:
                remarks.append(
                    f"PostgreSQL: there is no role {role}, and this user may not create it; nobody "
                    "else was allowed to read. Create it, or name another with --read-role."
                )
            target.commit()
    except adbc.Error as error:
        reason = " ".join(str(error).split())
        raise TiltakError(f"PostgreSQL: nothing was published ({reason}).") from error
    return counts, remarks


def _prepare(cursor: adbc.Cursor, schema: str, table: Table) -> None:
    """Empty a table that is as it would be made, or make it; leave alone what is not ours."""
    target = _target(schema, table.name)
    _refuse_others(cursor, schema, table.name, "r")
    if _is_table_current(cursor, schema, table):
        cursor.execute(f"delete from {target}")
    else:
        cursor.execute(f"drop table if exists {target}")
        cursor.execute(f"create table {target} ({_columns_of(table)})")
    _comment(cursor, "table", target, table, _columns_of(table))


def _drop_references(cursor: adbc.Cursor, schema: str) -> None:
    """Let our tables be emptied and replaced in any order."""
    cursor.execute(
        "select conrelid::regclass::text, quote_ident(conname) from pg_constraint "
        "where contype = 'f' and connamespace = $1::regnamespace "
        "and obj_description(conrelid, 'pg_class') ~ $2",
        [identifier(schema), MARK_PATTERN],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"alter table {table} drop constraint {name}")


def _refer(cursor: adbc.Cursor, schema: str, table: Table) -> None:
    """Let a fact's columns refer to its dimensions: what is none of them is an error here."""
    for reference in table.references:
        columns = ", ".join(map(identifier, reference.columns))
        cursor.execute(
            f"alter table {_target(schema, table.name)} add foreign key ({columns}) "
            f"references {_target(schema, reference.dimension)} ({columns})"
        )


def _columns_of(table: Table) -> str:
    columns = [_column(column) for column in table.columns]
    return ", ".join([*columns, _key(table)] if table.key else columns)


def _make_view(cursor: adbc.Cursor, schema: str, view: View) -> None:
    """Make a view, or replace it."""
    name = _view_name(view)
    target = _target(schema, name)
    _refuse_others(cursor, schema, name, "v")
    # DuckDB's own words for the query, which are PostgreSQL's too but for the schema.
    query = view.query.replace(" marts.", f" {identifier(schema)}.")
    cursor.execute(f"create or replace view {target} as {query}")
    _comment(cursor, "view", target, view.table, view.query)


def _drop_old_views(
    cursor: adbc.Cursor, schema: str, tables: list[Table], views: list[View]
) -> None:
    """Drop our views if one is made otherwise now, or would keep a table from being replaced."""
    cursor.execute(
        "select relname from pg_class where relnamespace = $1::regnamespace and relkind = 'v' "
        "and obj_description(oid, 'pg_class') ~ $2",
        [identifier(schema), MARK_PATTERN],
    )
    there = {name for (name,) in cursor.fetchall()}
    wanted = {_view_name(view): view.query for view in views}
    if all(_is_as_made(cursor, schema, table.name, _columns_of(table)) for table in tables) and all(
        name in wanted and _is_as_made(cursor, schema, name, wanted[name]) for name in there
    ):
        return
    if there:
        names = ", ".join(_target(schema, name) for name in sorted(there))
        cursor.execute(f"drop view {names}")


def _view_name(view: View) -> str:
    """Name a view; `series` is what DuckDB has as a function."""
    return "series" if view.table.name == "rpt_series" else view.table.name


def _refuse_others(cursor: adbc.Cursor, schema: str, name: str, kind: str) -> None:
    """Raise TiltakError where something of that name is not ours, by the mark in its comment."""
    cursor.execute(
        "select relkind = $1 and coalesce(obj_description(oid, 'pg_class'), '') ~ $2 "
        "from pg_class where oid = to_regclass($3)",
        [kind, MARK_PATTERN, _target(schema, name)],
    )
    if (False,) in cursor.fetchall():
        raise TiltakError(
            f"PostgreSQL: {schema}.{name} is there and was not made by tiltak publish (its "
            "comment does not say so); nothing was published. Choose another schema with --schema, "
            "or drop it if an early version of tiltak made it."
        )


def _is_table_current(cursor: adbc.Cursor, schema: str, table: Table) -> bool:
    """Whether a table was made as it would be now, and nobody changed its columns since."""
    cursor.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = $1 and table_name = $2 order by ordinal_position",
        [schema, table.name],
    )
    there = [
        (name, data_type.removesuffix(" without time zone"))
        for name, data_type in cursor.fetchall()
    ]
    wanted = [(column.name, COLUMN_TYPES[column.type_name]) for column in table.columns]
    return there == wanted and _is_as_made(cursor, schema, table.name, _columns_of(table))


def _is_as_made(cursor: adbc.Cursor, schema: str, name: str, made: str) -> bool:
    """Whether the comment of a table or view says that it was made so."""
    cursor.execute(
        "select coalesce(obj_description(to_regclass($1), 'pg_class'), '')",
        [_target(schema, name)],
    )
    ((comment,),) = cursor.fetchall()
    return str(comment).endswith(f" {_digest(made)})")


def _comment(cursor: adbc.Cursor, kind: str, target: str, table: Table, made: str) -> None:
    words = f"{table.description} ({MARK} {__version__} {_digest(made)})"
    cursor.execute(f"comment on {kind} {target} is {literal(words)}")
    for column in table.columns:
        words = f"{column.description} Norsk: {column.description_no}"
        cursor.execute(f"comment on column {target}.{identifier(column.name)} is {literal(words)}")


def _digest(made: str) -> str:
    return hashlib.sha256(made.encode()).hexdigest()[:8]


def _target(schema: str, name: str) -> str:
    return f"{identifier(schema)}.{identifier(name)}"


def _is_there(cursor: adbc.Cursor, query: str, name: str) -> bool:
    cursor.execute(query, [name])
    return bool(cursor.fetchall())


def _created(cursor: adbc.Cursor, role: str) -> bool:
    """Create a role if the user may, and say whether that was done."""
    cursor.execute("select rolcreaterole or rolsuper from pg_roles where rolname = current_user")
    may_create = (True,) in cursor.fetchall()
    if may_create:
        cursor.execute(f"create role {identifier(role)} nologin")
    return may_create


def _let_read(cursor: adbc.Cursor, schema: str, role: str, tables: list[str]) -> None:
    cursor.execute(f"grant usage on schema {identifier(schema)} to {identifier(role)}")
    for table in tables:
        cursor.execute(
            f"grant select on {identifier(schema)}.{identifier(table)} to {identifier(role)}"
        )


def _column(column: Column) -> str:
    required = " not null" if column.is_required else ""
    return f"{identifier(column.name)} {COLUMN_TYPES[column.type_name]}{required}"


def _key(table: Table) -> str:
    optional = {column.name for column in table.columns if not column.is_required}
    # PostgreSQL has primary keys of required columns only; the other kind it has since version 15.
    kind = "unique nulls not distinct" if optional.intersection(table.key) else "primary key"
    return f"{kind} ({', '.join(map(identifier, table.key))})"
