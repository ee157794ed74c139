"""The raw schema: report files and their lines, as they are."""

import datetime
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from loaders.errors import WrongUsageError
from loaders.formats.reader import FileContent, RefusedFile, read_files, sha256_of
from loaders.warehouse.databases import INTERMEDIATE_CATALOG
from loaders.warehouse.sql import one_row

REPORT_ID_LENGTH = 16
# Files of so many lines together are inserted in one transaction: each costs some milliseconds.
LINES_AT_ONCE = 100_000

DDL = """
create schema if not exists raw;

create table if not exists raw.report_files (
    report_id varchar primary key,
    file_name varchar not null,
    sha256 varchar not null unique,
    size_bytes bigint not null,
    file_format varchar not null,
    encoding varchar,
    newline varchar,
    line_count integer not null,
    loaded_at timestamp with time zone not null
);

create table if not exists raw.report_lines (
    report_id varchar not null,
    line_number integer not null,
    line_text varchar not null,
    sheet_name varchar,
    page_number integer,
    line_on_page integer
);

create table if not exists raw.built_reports (
    report_id varchar primary key
);
"""


@dataclass(frozen=True)
class LandedFile:
    """A file and the report it is: `report_id` is the beginning of its SHA-256.

    `same_as` is another file of the same call that has the same content.
    """

    path: Path
    report_id: str
    is_new: bool
    same_as: Path | None = None


def land_files(
    connection: duckdb.DuckDBPyConnection, paths: Iterable[Path]
) -> list[LandedFile | RefusedFile]:
    """Land each file in `raw.report_files` and `raw.report_lines`, some files in one transaction.

    A file whose content is there already is skipped; a file that cannot be read is refused and the
    others go on. Gives one result a path, in their order.
    """
    connection.execute(DDL)
    known = {
        sha256 for (sha256,) in connection.execute("select sha256 from raw.report_files").fetchall()
    }
    first_paths: dict[str, Path] = {}
    results: list[LandedFile | RefusedFile] = []
    waiting: list[FileContent] = []
    # Some files are read while those before them are inserted, which DuckDB does without Python.
    with ThreadPoolExecutor(max_workers=1) as writer:
        loaded_at = datetime.datetime.now(datetime.UTC)
        insertion = writer.submit(_insert, connection, [], loaded_at)
        for file in read_files(paths, known):
            if isinstance(file, RefusedFile):
                results.append(file)
                continue
            is_new = file.sha256 not in known
            if isinstance(file, FileContent) and is_new:
                known.add(file.sha256)
                waiting.append(file)
                if sum(len(new.document.lines) for new in waiting) >= LINES_AT_ONCE:
                    insertion.result()
                    insertion = writer.submit(_insert, connection, waiting, loaded_at)
                    waiting = []
            same_as = first_paths.get(file.sha256)
            first_paths.setdefault(file.sha256, file.path)
            results.append(LandedFile(file.path, _report_id(file.sha256), is_new, same_as))
        insertion.result()
    _insert(connection, waiting, loaded_at)
    return results


def mark_as_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Write down in `raw.built_reports` that the marts hold all reports that were landed."""
    connection.execute(
        "insert or ignore into raw.built_reports select report_id from raw.report_files"
    )


def unfinished_reports(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the ids of reports that were landed by a build which did not finish."""
    connection.execute(DDL)
    rows = connection.execute(
        "select report_id from raw.report_files "
        "where report_id not in (select report_id from raw.built_reports)"
    ).fetchall()
    return [report_id for (report_id,) in rows]


def report_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the names of the files that were landed."""
    rows = connection.execute("select file_name from raw.report_files").fetchall()
    return [file_name for (file_name,) in rows]


def find_report_ids(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> list[str]:
    """Give the ids of landed reports, each named by its id, its file or the name of its file.

    Raises WrongUsageError where a name is that of no report, or of several.
    """
    report_ids = []
    for name in names:
        content_id = _content_id(Path(name))
        rows = connection.execute(
            "select report_id from raw.report_files "
            "where report_id in (?, ?) or (? = '' and file_name = ?) order by all",
            [name, content_id, content_id, name],
        ).fetchall()
        if len(rows) != 1:
            which = ", ".join(report_id for (report_id,) in rows)
            raise WrongUsageError(
                f"{name}: several reports are of this name; give one of the ids {which}."
                if rows
                else f"{name}: no such report is in the warehouse; marts.dim_report has the "
                "report_id and file_name of each."
            )
        report_ids += [report_id for (report_id,) in rows]
    return report_ids


def _content_id(path: Path) -> str:
    """Give the id of the report that a file is; empty where there is no such file."""
    try:
        return _report_id(sha256_of(path.read_bytes())) if path.is_file() else ""
    except OSError as error:
        raise WrongUsageError(
            f"{path}: it cannot be read ({error.strerror}); check its permissions, or name the "
            "report by its report_id."
        ) from error


def take_back(connection: duckdb.DuckDBPyConnection, report_ids: list[str]) -> list[str]:
    """Delete the lines of reports, as if they had not been landed; give the names of their files.

    What the models made of them goes with the next build: without `marts.meta_build` it builds
    everything.
    """
    file_names = connection.execute(
        "select file_name from raw.report_files where list_contains(?, report_id) order by all",
        [report_ids],
    ).fetchall()
    for table in ("report_files", "report_lines", "built_reports"):
        connection.execute(
            f"delete from raw.{table} where list_contains(?, report_id)", [report_ids]
        )
    try:
        (was_read,) = one_row(
            connection,
            f"select count(*) > 0 from {INTERMEDIATE_CATALOG}.staging.stg_report_lines "
            "where list_contains(?, report_id)",
            [report_ids],
        )
    except duckdb.CatalogException:
        was_read = False
    if was_read:
        connection.execute("drop table if exists marts.meta_build")
    return [file_name for (file_name,) in file_names]


def _insert(
    connection: duckdb.DuckDBPyConnection, files: list[FileContent], loaded_at: datetime.datetime
) -> None:
    """Insert files in one transaction; all of one build have one time."""
    if not files:
        return
    connection.begin()
    connection.register("landed_files", _file_rows(files))
    connection.execute(
        "insert into raw.report_files by name select *, ? as loaded_at from landed_files",
        [loaded_at],
    )
    connection.unregister("landed_files")
    connection.register("landed_lines", pa.concat_tables(_line_rows(file) for file in files))
    connection.execute("insert into raw.report_lines by name select * from landed_lines")
    connection.unregister("landed_lines")
    connection.commit()


def _file_rows(files: list[FileContent]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "report_id": _report_id(file.sha256),
                # Names of files are bytes; old ones may be in Latin-1.
                "file_name": os.fsencode(file.path.name).decode(errors="replace"),
                "sha256": file.sha256,
                "size_bytes": file.size_bytes,
                "file_format": file.document.file_format,
                "encoding": file.document.encoding,
                "newline": file.document.newline,
                "line_count": len(file.document.lines),
            }
            for file in files
        ],
        pa.schema(
            {
                "report_id": pa.string(),
                "file_name": pa.string(),
                "sha256": pa.string(),
                "size_bytes": pa.int64(),
                "file_format": pa.string(),
                "encoding": pa.string(),
                "newline": pa.string(),
                "line_count": pa.int32(),
            }
        ),
    )


def _line_rows(file: FileContent) -> pa.Table:
    document = file.document
    line_count = len(document.lines)
    return pa.table(
        {
            "report_id": pa.repeat(_report_id(file.sha256), line_count),
            "line_number": pa.arange(1, line_count + 1).cast(pa.int32()),
            "line_text": pa.array(document.lines, pa.string()),
            "sheet_name": _column(document.sheet_names, line_count, pa.string()),
            "page_number": _column(document.page_numbers, line_count, pa.int32()),
            "line_on_page": _column(document.lines_on_page, line_count, pa.int32()),
        }
    )


def _column(values: list[Any] | None, line_count: int, data_type: pa.DataType) -> pa.Array:
    return pa.array(values, data_type) if values else pa.nulls(line_count, data_type)


def _report_id(sha256: str) -> str:
    return sha256[:REPORT_ID_LENGTH]
