"""The raw schema: report files and their lines, as they are."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from loaders.errors import RefusedFileError
from loaders.text import Text, read_text

REPORT_ID_LENGTH = 16

DDL = """
create schema if not exists raw;

create table if not exists raw.report_files (
    report_id varchar primary key,
    file_name varchar not null,
    sha256 varchar not null unique,
    size_bytes bigint not null,
    encoding varchar not null,
    newline varchar not null,
    line_count integer not null,
    loaded_at timestamp with time zone not null
);

create table if not exists raw.report_lines (
    report_id varchar not null,
    line_number integer not null,
    line_text varchar not null
);
"""


@dataclass(frozen=True)
class LandedFile:
    """A file and the report it is: `report_id` is the beginning of its SHA-256."""

    path: Path
    report_id: str
    is_new: bool


@dataclass(frozen=True)
class RefusedFile:
    """A file that was not landed, and why."""

    path: Path
    reason: str


def sha256_of(content: bytes) -> str:
    """Give the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def land_files(
    connection: duckdb.DuckDBPyConnection, paths: Iterable[Path]
) -> list[LandedFile | RefusedFile]:
    """Land each file in `raw.report_files` and `raw.report_lines`, one transaction a file.

    A file whose content is there already is skipped; a file that cannot be read is refused and the
    others go on. Gives one result a path, in their order.
    """
    connection.execute(DDL)
    known = {
        sha256 for (sha256,) in connection.execute("select sha256 from raw.report_files").fetchall()
    }
    results: list[LandedFile | RefusedFile] = []
    for path in paths:
        try:
            content = _read_bytes(path)
            sha256 = sha256_of(content)
            is_new = sha256 not in known
            if is_new:
                _insert(connection, path, sha256, len(content), read_text(content))
                known.add(sha256)
            results.append(LandedFile(path, sha256[:REPORT_ID_LENGTH], is_new))
        except RefusedFileError as error:
            results.append(RefusedFile(path, str(error)))
    return results


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusedFileError(
            f"it cannot be read ({error.strerror}); check its permissions"
        ) from error


def _insert(
    connection: duckdb.DuckDBPyConnection, path: Path, sha256: str, size_bytes: int, text: Text
) -> None:
    report_id = sha256[:REPORT_ID_LENGTH]
    lines = list(text.lines)
    connection.begin()
    connection.execute(
        "insert into raw.report_files values (?, ?, ?, ?, ?, ?, ?, now())",
        [report_id, path.name, sha256, size_bytes, text.encoding, text.newline, len(lines)],
    )
    connection.execute(
        "insert into raw.report_lines select ?, unnest(range(1, ? + 1)), unnest(?::varchar[])",
        [report_id, len(lines), lines],
    )
    connection.commit()
