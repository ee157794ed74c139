"""Exports of a published file: Parquet, CSV, Excel, JSON-stat, SDMX and a dictionary.

Each file is written under another name first and then renamed, so none is ever half there.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb

from loaders.errors import TiltakError, first_line
from loaders.progress import Progress
from loaders.sharing.csv_package import export_csv, export_norwegian_csv
from loaders.sharing.excel import export_excel, is_too_large
from loaders.sharing.files import copy
from loaders.sharing.json_stat import export_json_stat
from loaders.sharing.sdmx import export_sdmx_csv
from loaders.sharing.tables import mart_tables
from loaders.warehouse.published import open_published
from loaders.whole_file import whole_file

# What is written only when it is asked for: it is no result.
RAW = "raw"


def export_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write each mart as `parquet/TABLE.parquet`."""
    return [
        copy(
            connection,
            f"select * from marts.{table.name} order by all",
            folder / "parquet" / f"{table.name}.parquet",
            "format parquet",
        )
        for table in mart_tables(connection)
    ]


def export_dictionary(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write what each table and column means, in English and Norwegian, as `dictionary.csv`."""
    target = folder / "dictionary.csv"
    with whole_file(target) as file, file.open("w", encoding="utf-8", newline="") as stream:
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
        copy(
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
    "csv-no": export_norwegian_csv,
    "excel": export_excel,
    "json-stat": export_json_stat,
    "sdmx-csv": export_sdmx_csv,
    "dictionary": export_dictionary,
}


def export(
    warehouse: Path, formats: list[str], folder: Path, progress: Progress
) -> tuple[list[Path], list[str]]:
    """Write a published file in the given formats (keys of FORMATS, or RAW) below a folder.

    Without formats, all are written but a workbook that would be too large for people. Gives
    the files that were written, and what a person must be told. Raises TiltakError when the
    warehouse cannot be read or a file cannot be written.
    """
    written: list[Path] = []
    remarks = []
    with open_published(warehouse) as connection:
        try:
            if not formats:
                formats = list(FORMATS)
                if is_too_large(connection):
                    formats.remove("excel")
                    remarks.append(
                        "no workbook was written: it would be too large to work with; "
                        "tiltak export --format excel writes it."
                    )
            for name in progress.over(formats, "formats"):
                written += (FORMATS | {RAW: export_raw})[name](connection, folder)
            return written, remarks
        except (OSError, duckdb.IOException) as error:
            reason = first_line(error)
            raise TiltakError(
                f"{folder}: the export could not be written ({reason}); "
                "make room or choose another folder with --into."
            ) from error
