"""The published file: a copy of the working database, put in place whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from loaders.errors import TiltakError

# Drivers of DuckDB 1.4 and later open this; what DuckDB 2.0 writes by default they do not.
STORAGE_VERSION = "v1.4.0"


@contextmanager
def private_copy(working: Path, warehouse: Path) -> Iterator[Path]:
    """Copy the working database to a new file beside `warehouse`, to be put in place or dropped.

    Nobody may write to the working database. The copy is on the disk when the block begins, and
    gone after it.

    Raises TiltakError when the file cannot be written.
    """
    private = warehouse.with_name(f".{warehouse.name}.new")
    try:
        with _written(warehouse):
            _copy_to_disk(working, private)
        yield private
    finally:
        private.unlink(missing_ok=True)


def put_in_place(private: Path, warehouse: Path) -> None:
    """Rename a private copy to `warehouse`, atomically; readers of the old file go on reading it.

    Raises TiltakError when that cannot be done.
    """
    with _written(warehouse):
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


def _copy_to_disk(working: Path, private: Path) -> None:
    shutil.copyfile(working, private)
    _to_disk(private)


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
