"""The two databases that a warehouse is built in: opened, and emptied where they are damaged."""

import os
from pathlib import Path

import duckdb

from loaders.errors import TiltakError, first_line
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.published import HINDRANCES, STORAGE_VERSION
from loaders.warehouse.sql import literal, one_row

# As what the database of the models between the lines and the marts is attached (profiles.yml).
INTERMEDIATE_CATALOG = "tiltak_intermediate"
MEMORY_LIMIT_VARIABLE = "TILTAK_MEMORY_LIMIT"
# As in profiles.yml, where dbt reads it.
DEFAULT_MEMORY_LIMIT = "2GiB"
# What Python, dbt and their threads take of a process's addresses.
MEMORY_BESIDE_DUCKDB = 1_500_000_000


def open_databases(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """Open the database of the marts with the other one attached, or make them.

    Raises TiltakError when another process has them open or the folder cannot be written, and
    DamagedDatabaseError when a file is no database that can be used.
    """
    database, intermediate = warehouse.marts_database, warehouse.intermediate_database
    try:
        warehouse.folder.mkdir(parents=True, exist_ok=True)
        if not database.exists():
            # Left over from another database.
            _remove(intermediate)
        connection = duckdb.connect(
            str(database),
            config={
                "storage_compatibility_version": STORAGE_VERSION,
                "memory_limit": memory_limit(),
            },
        )
        try:
            _refuse_other_storage(connection)
            connection.execute(f"attach {literal(intermediate)} as {INTERMEDIATE_CATALOG}")
        except (duckdb.Error, DamagedDatabaseError):
            connection.close()
            raise
        return connection
    except (OSError, duckdb.IOException) as error:
        reason = first_line(error)
        if isinstance(error, duckdb.IOException) and not any(
            hindrance in reason for hindrance in HINDRANCES
        ):
            raise DamagedDatabaseError(reason) from error
        raise TiltakError(
            f"{database}: this database of the working folder cannot be opened; if another program "
            f"has it open, close it there ({reason})."
        ) from error
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise DamagedDatabaseError(first_line(error)) from error


def _refuse_other_storage(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a database that an earlier version of this project made: it cannot be published."""
    (storage_version,) = one_row(
        connection,
        "select tags['storage_version'] from duckdb_databases() "
        "where database_name = current_database()",
    )
    if not storage_version.startswith(STORAGE_VERSION):
        raise DamagedDatabaseError(
            f"its storage is of version {storage_version}, what is published of {STORAGE_VERSION}"
        )


def memory_limit() -> str:
    """Say how much memory DuckDB may take; what does not fit there it writes to disk.

    Raises TiltakError when the environment gives what is no size.
    """
    limit = os.environ.get(MEMORY_LIMIT_VARIABLE, DEFAULT_MEMORY_LIMIT)
    try:
        duckdb.connect(config={"memory_limit": limit}).close()
    except duckdb.Error as error:
        raise TiltakError(
            f"{MEMORY_LIMIT_VARIABLE}: '{limit}' is no size of memory; give one like 2GiB."
        ) from error
    return limit


def refuse_too_little_memory() -> None:
    """Raise TiltakError where the process may not have what a build takes (`ulimit -v`).

    Beyond that limit DuckDB's threads end the process without a word, or wait for one another.
    """
    try:
        import resource
    except ImportError:
        # Windows has no such limit.
        return
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY:
        return
    with duckdb.connect(config={"memory_limit": memory_limit()}) as connection:
        (of_duckdb,) = one_row(
            connection, "select parse_formatted_bytes(current_setting('memory_limit'))"
        )
    if allowed < of_duckdb + MEMORY_BESIDE_DUCKDB:
        raise TiltakError(
            f"this process may have {allowed:,} bytes of memory (ulimit -v), and a build takes "
            f"{of_duckdb:,} for DuckDB and {MEMORY_BESIDE_DUCKDB:,} beside it; allow it more, or "
            f"DuckDB less, as in {MEMORY_LIMIT_VARIABLE}=500MiB."
        )


class DamagedDatabaseError(Exception):
    """A database of the working folder that cannot be used: it is replaced by an empty one."""


def empty_databases(warehouse: Warehouse) -> None:
    """Replace the databases by empty ones."""
    _remove(warehouse.marts_database)
    open_databases(warehouse).close()


def _remove(database: Path) -> None:
    for file in (database, database.with_name(f"{database.name}.wal")):
        file.unlink(missing_ok=True)


def bring_back_lines(connection: duckdb.DuckDBPyConnection, published: Path) -> str | None:
    """Take report lines that only the published file holds into the open database.

    So a database that was emptied, or is an old one, loses no report; it holds nothing else that
    cannot be built again. Gives the reason where the lines cannot be read, else None.
    """
    connection.execute(f"attach {literal(published)} as published (read_only)")
    connection.begin()
    try:
        missing = connection.execute(
            "select report_id from published.raw.report_files "
            "where report_id not in (select report_id from raw.report_files)"
        ).fetchall()
        # Most often there is nothing to bring back, and the lines need not be looked through.
        for table in ("report_files", "report_lines") if missing else ():
            connection.execute(
                f"insert into raw.{table} by name select * from published.raw.{table} "
                "where list_contains(?, report_id)",
                [[report_id for (report_id,) in missing]],
            )
        connection.commit()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        connection.rollback()
        try:
            connection.execute("select sum(length(line_text)) from published.raw.report_lines")
        except duckdb.Error:
            return first_line(error)
        raise
    finally:
        connection.execute("detach published")
    return None
