"""The marts as CSV, for everybody and for Excel in Norwegian, with a Data Package."""

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from loaders.sharing.files import copy, write_json
from loaders.sharing.tables import Column, Table, mart_tables
from loaders.warehouse.sql import literal, one_row

# https://datapackage.org/standard/table-schema/#field-types
FIELD_TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DECIMAL": "number",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
}
# https://owasp.org/www-community/attacks/CSV_Injection, and the same signs of full width.
FORMULA_BEGINNING = r"^[=+@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}-]"
APOSTROPHE = "'"
# Codes of digits are read as numbers by pandas and by spreadsheets, in one file and not in another:
# 03 becomes 3. Here they have their level before them, as `region_key` has. The id of a report can
# be digits alone, or 12e4567890123456, a number without end.
CODES_OF_DIGITS = {
    "region_code": "region_level",
    "old_code": "region_level",
    "new_code": "region_level",
    "fylke_code": "'fylke'",
    "comparable_code": "'fylke'",
    "kommune_code": "'kommune'",
    "report_id": "'report'",
    "earlier_report_id": "'report'",
}
BYTE_ORDER_MARK = "\ufeff"
# What each source says of its licence, and no more.
SOURCES = (
    {"title": "Nav, reports on participants in labour-market measures: no licence is stated"},
    {
        "title": "Statistics Norway, KLASS 104 and 131, codes and names of regions: NLOD",
        "path": "https://www.ssb.no/klass",
    },
    {
        "title": "Kartverket, Administrative enheter, names of regions: CC BY 4.0",
        "path": "https://www.kartverket.no",
    },
)


def export_csv(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write each mart as `csv/TABLE.csv` (UTF-8, empty where null) and `csv/datapackage.json`.

    Codes of digits have their level before them, so that a plain reader takes them for text. A text
    that a spreadsheet would take for a formula has an apostrophe before it: labels and names of
    files and sheets are whatever somebody wrote.

    The Data Package is made from the models' own descriptions
    (https://datapackage.org/standard/data-package/).
    """
    tables = mart_tables(connection)
    files = [
        _write(connection, table, folder / "csv", "timestampformat '%Y-%m-%dT%H:%M:%S.%f'")
        for table in tables
    ]
    (built_at,) = one_row(connection, "select built_at from marts.meta_build")
    package = {
        "name": "tiltak",
        "title": "Participants in Nav's labour-market measures",
        "description": "Read from Nav's monthly report pages; see the tables' descriptions. Codes "
        "of regions have their level before them (fylke:03, kommune:0301) and ids of reports the "
        "word report, so that no reader takes them for numbers. A text that begins with = + - @ or "
        "a control character has an apostrophe before it, so that no spreadsheet takes it for a "
        "formula. The Parquet files have both as they are.",
        "version": _version(connection),
        "created": built_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": [
            *SOURCES,
            *(
                {"title": f"Nav, {title or file_name}", "path": file_name}
                for title, file_name in connection.execute(
                    "select title, file_name from marts.dim_report "
                    "where state = 'accepted' order by all"
                ).fetchall()
            ),
        ],
        "resources": [_resource(table) for table in tables],
    }
    return [*files, write_json(package, folder / "csv" / "datapackage.json")]


def export_norwegian_csv(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write each mart as `csv-no/TABLE.csv`, as Excel in Norwegian opens it by a double click.

    Semicolons between the cells, a decimal comma, and the mark by which Excel knows UTF-8.
    """
    return [
        _write(connection, table, folder / "csv-no", "delimiter ';'", is_norwegian=True)
        for table in mart_tables(connection)
    ]


def _write(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    folder: Path,
    options: str,
    is_norwegian: bool = False,
) -> Path:
    columns = [
        f'{_expression(column, is_norwegian)} as "{column.name}"' for column in table.columns
    ]
    if is_norwegian:
        first = table.columns[0].name
        columns[0] = columns[0].replace(f'as "{first}"', f'as "{BYTE_ORDER_MARK}{first}"')
    return copy(
        connection,
        f"select {', '.join(columns)} from (select * from marts.{table.name} order by all)",
        folder / f"{table.name}.csv",
        f"format csv, header, {options}",
    )


def _expression(column: Column, is_norwegian: bool) -> str:
    if column.name in CODES_OF_DIGITS:
        return f"{CODES_OF_DIGITS[column.name]} || ':' || {column.name}"
    if FIELD_TYPES[column.type_name] == "number" and is_norwegian:
        return f"replace(cast({column.name} as varchar), '.', ',')"
    if FIELD_TYPES[column.type_name] != "string":
        return column.name
    return (
        f"case when regexp_matches({column.name}, {literal(FORMULA_BEGINNING)}) "
        f"then {literal(APOSTROPHE)} || {column.name} else {column.name} end"
    )


def _version(connection: duckdb.DuckDBPyConnection) -> str:
    """Name the data: the day of the newest report, and a digest of reports and reading."""
    newest, reports, fingerprint = one_row(
        connection,
        """
        select
            max(published_on),
            (select string_agg(report_id, ' ' order by report_id) from marts.dim_report),
            (select any_value(project_fingerprint) from marts.meta_build)
        from marts.dim_report
        where state = 'accepted'
        """,
    )
    digest = hashlib.sha256(f"{reports} {fingerprint}".encode()).hexdigest()[:8]
    day = f"{newest.year}.{newest.month}.{newest.day}" if newest else "0.0.0"
    return f"{day}+{digest}"


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.description,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": table.key,
            "foreignKeys": [
                {
                    "fields": reference.columns,
                    "reference": {"resource": reference.dimension, "fields": reference.columns},
                }
                for reference in table.references
            ],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": FIELD_TYPES[column.type_name],
        "description": column.description,
        **({"description_no": column.description_no} if column.description_no else {}),
        **({"constraints": {"required": True}} if column.is_required else {}),
    }
