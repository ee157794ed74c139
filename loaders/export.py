"""Exports of a published file: Parquet, CSV with a Data Package, JSON-stat and SDMX-CSV.

Each file is written under another name first and then renamed, so none is ever half there.
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from loaders.errors import TiltakError
from loaders.interruption import gone_afterwards
from loaders.publish import literal, open_published
from loaders.published_tables import Column, Table, mart_tables

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
# What is written only when it is asked for: it is no result.
RAW = "raw"
SDMX_DATAFLOW = "NAV:TILTAK(1.0)"
# Names of SDMX concepts where there is one, else the columns' own.
SDMX_CSV = f"""
select
    'dataflow' as "STRUCTURE",
    '{SDMX_DATAFLOW}' as "STRUCTURE_ID",
    'I' as "ACTION",
    'M' as "FREQ",
    measure_code as "MEASURE_CODE",
    status_code as "STATUS_CODE",
    region_level as "REGION_LEVEL",
    region_code as "REF_AREA",
    demographic_dimension as "DEMOGRAPHIC_DIMENSION",
    demographic_code as "DEMOGRAPHIC_CODE",
    strftime(month, '%Y-%m') as "TIME_PERIOD",
    participants as "OBS_VALUE",
    obs_status as "OBS_STATUS",
    conf_status as "CONF_STATUS",
    series_segment as "SERIES_SEGMENT",
    report_id as "REPORT_ID",
    line_number as "LINE_NUMBER"
from marts.obt_participants
order by all
"""


def export_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write each mart as `parquet/TABLE.parquet`."""
    return [
        _copy(
            connection,
            f"select * from marts.{table.name} order by all",
            folder / "parquet" / f"{table.name}.parquet",
            "format parquet",
        )
        for table in mart_tables(connection)
    ]


def export_csv(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write each mart as `csv/TABLE.csv` (UTF-8, empty where null) and `csv/datapackage.json`.

    A text that a spreadsheet would take for a formula has an apostrophe before it: labels and names
    of files and sheets are whatever somebody wrote.

    The Data Package is made from the models' own descriptions
    (https://datapackage.org/standard/data-package/).
    """
    tables = mart_tables(connection)
    files = [
        _copy(
            connection,
            f"select {', '.join(map(_no_formula, table.columns))} from marts.{table.name} "
            "order by all",
            folder / "csv" / f"{table.name}.csv",
            "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S.%f'",
        )
        for table in tables
    ]
    built_at, version = connection.execute(
        "select built_at, project_version from marts.meta_build"
    ).fetchone()
    package = {
        "name": "tiltak",
        "title": "Participants in Nav's labour-market measures",
        "description": "Read from Nav's monthly report pages; see the tables' descriptions. A text "
        "that begins with = + - @ or a control character has an apostrophe before it, so that no "
        "spreadsheet takes it for a formula; the Parquet files have it as it is printed.",
        "version": version,
        "created": built_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": [
            {"title": f"Nav, {title or file_name}", "path": file_name}
            for title, file_name in connection.execute(
                "select title, file_name from marts.dim_report "
                "where state = 'accepted' order by all"
            ).fetchall()
        ],
        "resources": [_resource(table) for table in tables],
    }
    return [*files, _write_json(package, folder / "csv" / "datapackage.json")]


def export_json_stat(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write the facts as JSON-stat 2.0, a dataset for each breakdown (https://json-stat.org/full/).

    A suppressed cell has no value and the status `Q`; a cell that is not printed has neither.
    """
    breakdowns = connection.execute(
        "select distinct breakdown from marts.obt_participants order by all"
    ).fetchall()
    return [
        _write_json(
            _json_stat(connection, breakdown),
            folder / "json-stat" / f"participants_{breakdown}.json",
        )
        for (breakdown,) in breakdowns
    ]


def export_sdmx_csv(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write both facts as SDMX-CSV 2.0, `sdmx-csv/participants.csv`.

    A suppressed cell has no OBS_VALUE, OBS_STATUS `Q` and CONF_STATUS `A`.
    """
    target = folder / "sdmx-csv" / "participants.csv"
    return [_copy(connection, SDMX_CSV, target, "format csv, header")]


def export_dictionary(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write what each table and column means, in English and Norwegian, as `dictionary.csv`."""
    target = folder / "dictionary.csv"
    with _whole(target) as file, file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["table", "column", "type", "is_key", "description", "description_no"])
        for table in mart_tables(connection):
            rows.writerow([table.name, "", "", "", table.description, ""])
            for column in table.columns:
                rows.writerow(
                    [
                        table.name,
                        column.name,
                        column.data_type,
                        str(column.name in table.key).lower(),
                        column.description,
                        column.description_no,
                    ]
                )
    return [target]


def export_raw(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write the report files and their lines as `raw/TABLE/TABLE.parquet`: Spark reads folders."""
    return [
        _copy(
            connection,
            f"select * from raw.{table} order by all",
            folder / RAW / table / f"{table}.parquet",
            "format parquet",
        )
        for table in ("report_files", "report_lines")
    ]


Export = Callable[[duckdb.DuckDBPyConnection, Path], list[Path]]
FORMATS: dict[str, Export] = {
    "parquet": export_parquet,
    "csv": export_csv,
    "json-stat": export_json_stat,
    "sdmx-csv": export_sdmx_csv,
    "dictionary": export_dictionary,
}


def export(warehouse: Path, formats: list[str], folder: Path) -> list[Path]:
    """Write a published file in the given formats (keys of FORMATS, or RAW) below a folder.

    Gives the files that were written. Raises TiltakError when the warehouse cannot be read or a
    file cannot be written.
    """
    with open_published(warehouse) as connection:
        try:
            exports = FORMATS | {RAW: export_raw}
            return [file for name in formats for file in exports[name](connection, folder)]
        except (OSError, duckdb.IOException) as error:
            reason = str(error).splitlines()[0]
            raise TiltakError(
                f"{folder}: the export could not be written ({reason}); "
                "make room or choose another folder with --into."
            ) from error


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


def _json_stat(connection: duckdb.DuckDBPyConnection, breakdown: str) -> dict[str, Any]:
    is_region = breakdown in ("country", "fylke", "kommune")
    member = "region" if is_region else "demographic"
    dimensions = {
        "measure_code": ("Tiltak", "measure_label"),
        "status_code": ("Status", "status_name"),
        f"{member}_code": (
            "Region" if is_region else "Gruppe",
            "region_label" if is_region else "demographic_name",
        ),
        "month": ("Måned", "strftime(month, '%Y-%m')"),
    }
    categories = {
        column: connection.execute(
            f"select {_code(column)} as code, max_by({name}, month) as label "
            "from marts.obt_participants where breakdown = ? group by code order by code",
            [breakdown],
        ).fetchall()
        for column, (_, name) in dimensions.items()
    }
    positions = {
        column: {code: position for position, (code, _) in enumerate(members)}
        for column, members in categories.items()
    }
    sizes = [len(members) for members in categories.values()]
    values: dict[str, int] = {}
    statuses: dict[str, str] = {}
    rows = connection.execute(
        f"select participants, obs_status, {', '.join(map(_code, dimensions))} "
        "from marts.obt_participants where breakdown = ? order by all",
        [breakdown],
    )
    while batch := rows.fetchmany(10_000):
        for participants, obs_status, *codes in batch:
            cell = 0
            for column, size, code in zip(dimensions, sizes, codes, strict=True):
                cell = cell * size + positions[column][code]
            if participants is not None:
                values[str(cell)] = participants
            statuses[str(cell)] = obs_status
    (built_at,) = connection.execute("select built_at from marts.meta_build").fetchone()
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"Deltakere på arbeidsmarkedstiltak, {breakdown}",
        "source": "Nav",
        "updated": built_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "note": [
            "Status Q: * i rapporten, 0 til 3 personer. Status B: måneden da serien brytes.",
            *(
                f"Brudd i serien fra {month:%Y-%m} for {status}: {words}"
                for month, status, words in connection.execute(
                    "select break_month, status_code, description from marts.dim_series_break "
                    "order by all"
                ).fetchall()
            ),
        ],
        "id": list(dimensions),
        "size": sizes,
        "role": {"time": ["month"], **({"geo": ["region_code"]} if is_region else {})},
        "dimension": {
            column: {
                "label": label,
                "category": {
                    "index": [code for code, _ in categories[column]],
                    "label": dict(categories[column]),
                },
            }
            for column, (label, _) in dimensions.items()
        },
        "value": values,
        "status": statuses,
    }


def _code(column: str) -> str:
    return "strftime(month, '%Y-%m')" if column == "month" else column


def _no_formula(column: Column) -> str:
    if FIELD_TYPES[column.type_name] != "string":
        return column.name
    return (
        f"case when regexp_matches({column.name}, {literal(FORMULA_BEGINNING)}) "
        f"then {literal(APOSTROPHE)} || {column.name} else {column.name} end as {column.name}"
    )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path, options: str) -> Path:
    with _whole(target) as file:
        connection.execute(f"copy ({query}) to {literal(file)} ({options})")
    return target


def _write_json(content: dict[str, Any], target: Path) -> Path:
    with _whole(target) as file:
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return target


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a file to write, and rename it to the target when that is done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    private = target.with_name(f".{target.name}.new")
    with gone_afterwards(private):
        yield private
        private.replace(target)
