"""The published file: a copy of the database of the marts, put in place whole."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from loaders.errors import TiltakError, WrongUsageError, first_line
from loaders.interruption import gone_afterwards
from loaders.warehouse.sql import literal

# Drivers of DuckDB 1.4 and later open this; what DuckDB 2.0 writes by default they do not.
STORAGE_VERSION = "v1.4.0"
# https://duckdb.org/docs/stable/internals/storage: after a checksum of eight bytes.
DATABASE_BEGINNING = b"DUCK"
# What keeps a sound database from being opened, in DuckDB's words or the system's; any other
# failure of reading it is damage.
HINDRANCES = ("set lock", "Permission denied", "Read-only file system", "No space", "too large")


@contextmanager
def private_copy(database: Path, warehouse: Path) -> Iterator[Path]:
    """Copy a database to a new file beside `warehouse`, to be put in place or dropped.

    Nobody may write to the database. The copy is on the disk when the block begins, and
    gone after it.

    Raises TiltakError when the file cannot be written.
    """
    private = warehouse.with_name(f".{warehouse.name}.new")
    with gone_afterwards(private):
        with _written(warehouse):
            _copy_to_disk(database, private)
        yield private


def put_in_place(private: Path, warehouse: Path, set_aside_as: Path | None = None) -> None:
    """Rename a private copy to `warehouse`, atomically; readers of the old file go on reading it.

    A file there that is to be kept is renamed to `set_aside_as` before. Raises TiltakError when
    that cannot be done.
    """
    with _written(warehouse):
        if set_aside_as:
            warehouse.rename(set_aside_as)
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


def refuse_irregular(warehouse: Path) -> None:
    """Raise WrongUsageError where something else than a regular file is: it is never replaced."""
    try:
        is_irregular = warehouse.exists() and not warehouse.is_file()
    except OSError as error:
        raise WrongUsageError(
            f"{warehouse}: it cannot be reached ({error.strerror}); name another place with "
            "--warehouse."
        ) from error
    if is_irregular:
        raise WrongUsageError(
            f"{warehouse}: it is no regular file; name one that is a warehouse, or is not there "
            "yet, with --warehouse."
        )


def reason_unreadable(warehouse: Path, was_built_here: bool) -> str | None:
    """Say why a published file cannot be read; None where there is none, or it can.

    `was_built_here` says that its working folder is there with reports.

    Raises WrongUsageError where a file is no warehouse of this project, and TiltakError where
    another program or its permissions keep it from being opened.
    """
    if not warehouse.exists():
        return None
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach {literal(warehouse)} as published (read_only)")
            connection.execute("select project_fingerprint from published.marts.meta_build")
            return None
        except (duckdb.CatalogException, duckdb.BinderException):
            reason = "it is a database of something else"
            is_known = False
        except duckdb.Error as error:
            reason = first_line(error)
            if any(hindrance in reason for hindrance in HINDRANCES):
                raise TiltakError(
                    f"{warehouse}: the published file cannot be opened; if another program has it "
                    f"open, close it there ({reason})."
                ) from error
            is_known = was_built_here or _begins_as_database(warehouse)
    if is_known:
        return reason
    raise WrongUsageError(
        f"{warehouse}: it is no warehouse of this project ({reason}) and was not replaced; choose "
        "another place with --warehouse."
    )


def _begins_as_database(warehouse: Path) -> bool:
    with warehouse.open("rb") as file:
        return file.read(len(DATABASE_BEGINNING) + 8)[8:] == DATABASE_BEGINNING


def place_for_unreadable(warehouse: Path) -> Path:
    """Name the first free `NAME.unreadable-1`."""
    places = (warehouse.with_name(f"{warehouse.name}.unreadable-{n}") for n in itertools.count(1))
    return next(place for place in places if not place.exists())


def open_published(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open a published file for reading, whatever it is called.

    Raises TiltakError when it is no warehouse.
    """
    refuse_irregular(warehouse)
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {literal(warehouse)} as published (read_only)")
        connection.execute("use published")
        connection.execute("select project_fingerprint from marts.meta_build")
    except duckdb.Error as error:
        connection.close()
        raise TiltakError(
            f"{warehouse}: this is no warehouse that can be read "
            f"({first_line(error)}); run tiltak build."
        ) from error
    return connection


def _copy_to_disk(database: Path, private: Path) -> None:
    shutil.copyfile(database, private)
    _to_disk(private)


def _to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk, so that no crash of the machine undoes it."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        # Windows opens no folder, and writes its entries by itself.
        return
    # Windows waits only for what is open for writing.
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
