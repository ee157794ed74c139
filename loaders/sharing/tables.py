"""The tables of a published file, as the models describe them, and what they refer to."""

from dataclasses import dataclass, replace

import duckdb

VIEW_KEY = [
    "measure_code",
    "status_code",
    "region_key",
    "demographic_dimension",
    "demographic_code",
    "month",
]
DIMENSIONS = (
    "dim_demographic",
    "dim_measure",
    "dim_month",
    "dim_region",
    "dim_report",
    "dim_status",
)
COLUMNS = """
select
    columns.table_name,
    columns.column_name,
    columns.data_type,
    columns.is_nullable,
    coalesce(described.description, '') as description,
    coalesce(described.description_no, '') as description_no,
    described.key_position
from duckdb_columns() as columns
left join marts.meta_column as described using (table_name, column_name)
where columns.database_name = current_database() and columns.schema_name = 'marts'
order by columns.table_name, columns.column_index
"""
RELATIONS = """
select {name}, comment from {relations}
where database_name = current_database() and schema_name = 'marts'
order by {name}
"""


@dataclass(frozen=True)
class Column:
    """A column: its DuckDB type, and what it means in two languages (Norwegian may be empty)."""

    name: str
    data_type: str
    is_required: bool
    description: str
    description_no: str

    @property
    def type_name(self) -> str:
        """Its type without width and scale: `DECIMAL` of `DECIMAL(18,6)`."""
        return self.data_type.partition("(")[0]


@dataclass(frozen=True)
class Reference:
    """Columns of a table, each row of which is a row of a dimension by the same columns."""

    columns: list[str]
    dimension: str


@dataclass(frozen=True)
class Table:
    """A table of the schema `marts`; `key` are the columns that one row of it is known by."""

    name: str
    description: str
    key: list[str]
    columns: list[Column]
    references: list[Reference]


def mart_tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """List the tables of the marts of an open published file, without its views."""
    columns, keys = _columns(connection)
    query = RELATIONS.format(name="table_name", relations="duckdb_tables()")
    tables = connection.execute(query).fetchall()
    names = {name for name, _ in tables}
    dimensions = {name: keys[name] for name in DIMENSIONS if name in names}
    return [
        Table(
            name,
            _one_line(comment or ""),
            keys[name],
            columns[name],
            _references(name, {column.name for column in columns[name]}, dimensions),
        )
        for name, comment in tables
    ]


def _columns(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, list[Column]], dict[str, list[str]]]:
    """Give the columns of each table and view of the marts, and those of its key."""
    columns: dict[str, list[Column]] = {}
    positions: dict[str, list[tuple[int, str]]] = {}
    for table, name, data_type, is_nullable, english, norwegian, position in connection.execute(
        COLUMNS
    ).fetchall():
        column = Column(name, data_type, not is_nullable, _one_line(english), norwegian)
        columns.setdefault(table, []).append(column)
        of_key = positions.setdefault(table, [])
        if position:
            of_key.append((position, name))
    return columns, {table: [name for _, name in sorted(of)] for table, of in positions.items()}


def _references(table: str, columns: set[str], dimensions: dict[str, list[str]]) -> list[Reference]:
    """List the dimensions of a fact: those whose whole key it has.

    A row of a region is of no demographic group, so a fact of both refers to regions only.
    """
    if not table.startswith("fct_"):
        return []
    return [
        Reference(key, dimension)
        for dimension, key in sorted(dimensions.items())
        if columns.issuperset(key)
        and not (dimension == "dim_demographic" and "region_code" in columns)
    ]


@dataclass(frozen=True)
class View:
    """A view that people are sent to, and the query that it is, on tables of the schema `marts`."""

    table: Table
    query: str


def answer_views(connection: duckdb.DuckDBPyConnection) -> list[View]:
    """List the views of one grain (`participants_by_…`) and `rpt_series` of a published file."""
    columns, _ = _columns(connection)
    views = connection.execute(
        """
        select view_name, comment, sql
        from duckdb_views()
        where database_name = current_database() and schema_name = 'marts'
            and (contains(view_name, 'participants_by_') or view_name = 'rpt_series')
        order by view_name
        """
    ).fetchall()
    return [
        View(
            Table(
                name,
                _one_line(comment or ""),
                VIEW_KEY,
                [replace(column, is_required=False) for column in columns[name]],
                [],
            ),
            sql.partition(" AS ")[2].rstrip(";"),
        )
        for name, comment, sql in views
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
