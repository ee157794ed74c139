"""The tables of a published file, as the models describe them, and what they refer to."""

import re
from dataclasses import dataclass

import duckdb

# A large table has its key in its description: the key is tested, not enforced by an index.
DESCRIBED_KEY = re.compile(r"Its key is ((?:`\w+`(?:, )?)+)")
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
# A description is English, then one sentence in Norwegian (models/definitions.md).
NORWEGIAN = re.compile(r"^(?P<english>.*?)\s*Norsk:\s*(?P<norwegian>.*)$", re.DOTALL)


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
    keys = dict(
        connection.execute(
            """
            select table_name, constraint_column_names
            from duckdb_constraints()
            where database_name = current_database() and schema_name = 'marts'
                and constraint_type = 'PRIMARY KEY'
            """
        ).fetchall()
    )
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, is_nullable, comment in connection.execute(
        """
        select table_name, column_name, data_type, is_nullable, comment
        from duckdb_columns()
        where database_name = current_database() and schema_name = 'marts'
        order by table_name, column_index
        """
    ).fetchall():
        english, norwegian = _two_languages(comment or "")
        column = Column(name, data_type, not is_nullable, english, norwegian)
        columns.setdefault(table, []).append(column)
    tables = connection.execute(
        """
        select table_name, comment
        from duckdb_tables()
        where database_name = current_database() and schema_name = 'marts'
        order by table_name
        """
    ).fetchall()
    return [
        Table(
            name,
            description := _one_line(comment or ""),
            keys.get(name) or _described_key(description),
            columns[name],
            _references(name, {column.name for column in columns[name]}, keys),
        )
        for name, comment in tables
    ]


def _references(table: str, columns: set[str], keys: dict[str, list[str]]) -> list[Reference]:
    """List the dimensions of a fact: those whose whole key it has.

    A row of a region is of no demographic group, so a fact of both refers to regions only.
    """
    if not table.startswith("fct_"):
        return []
    return [
        Reference(key, dimension)
        for dimension, key in sorted(keys.items())
        if dimension in DIMENSIONS
        and columns.issuperset(key)
        and not (dimension == "dim_demographic" and "region_code" in columns)
    ]


@dataclass(frozen=True)
class View:
    """A view that people are sent to, and the query that it is, on tables of the schema `marts`."""

    table: Table
    query: str


def answer_views(connection: duckdb.DuckDBPyConnection) -> list[View]:
    """List the views of one grain (`participants_by_…`) and `rpt_series` of a published file.

    Their columns are those of the tables that they are made of, and mean the same.
    """
    meanings = {
        column.name: column for table in mart_tables(connection) for column in table.columns
    }
    columns: dict[str, list[Column]] = {}
    views = connection.execute(
        """
        select view_name, comment, sql
        from duckdb_views()
        where database_name = current_database() and schema_name = 'marts'
            and (contains(view_name, 'participants_by_') or view_name = 'rpt_series')
        order by view_name
        """
    ).fetchall()
    for view, name, data_type, comment in connection.execute(
        """
        select table_name, column_name, data_type, comment
        from duckdb_columns()
        where database_name = current_database() and schema_name = 'marts'
        order by table_name, column_index
        """
    ).fetchall():
        english, norwegian = _two_languages(comment or "")
        if not english and name in meanings:
            english, norwegian = meanings[name].description, meanings[name].description_no
        columns.setdefault(view, []).append(Column(name, data_type, False, english, norwegian))
    return [
        View(
            Table(name, _one_line(comment or ""), VIEW_KEY, columns[name], []),
            sql.partition(" AS ")[2].rstrip(";"),
        )
        for name, comment, sql in views
    ]


def _described_key(description: str) -> list[str]:
    match = DESCRIBED_KEY.search(description)
    return re.findall(r"\w+", match[1]) if match else []


def _two_languages(comment: str) -> tuple[str, str]:
    match = NORWEGIAN.match(comment)
    if match is None:
        return _one_line(comment), ""
    return _one_line(match["english"]), _one_line(match["norwegian"])


def _one_line(text: str) -> str:
    return " ".join(text.split())
