"""The working database: opened, and made anew when it is damaged."""

from pathlib import Path

import duckdb

from loaders.errors import TiltakError
from loaders.publish import open_published
from loaders.raw import DDL


def open_working(working: Path) -> duckdb.DuckDBPyConnection:
    """Open the working database, or make it.

    Raises TiltakError when another process has it open or the folder cannot be written, and
    DamagedDatabaseError when the file is no database that can be used.
    """
    try:
        working.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(working))
    except (OSError, duckdb.IOException) as error:
        reason = str(error).splitlines()[0]
        if "valid DuckDB database" in reason or "orrupt" in reason:
            raise DamagedDatabaseError(reason) from error
        raise TiltakError(
            f"{working}: the working database cannot be opened; if another program has it open, "
            f"close it there ({reason})."
        ) from error
    except duckdb.Error as error:
        raise DamagedDatabaseError(str(error).splitlines()[0]) from error


class DamagedDatabaseError(Exception):
    """A working database that cannot be used: it is made anew."""


def renew_working(working: Path, warehouse: Path) -> None:
    """Make the working database anew, with the report lines that the published file holds.

    It holds nothing else that cannot be built again.
    """
    for file in (working, working.with_name(f"{working.name}.wal")):
        file.unlink(missing_ok=True)
    with open_working(working) as connection:
        connection.execute(DDL)
        if not warehouse.exists():
            return
        try:
            open_published(warehouse).close()
        except TiltakError:
            return
        quoted = str(warehouse).replace("'", "''")
        connection.execute(f"attach '{quoted}' as published (read_only)")
        try:
            for table in ("report_files", "report_lines"):
                connection.execute(
                    f"insert into raw.{table} by name select * from published.raw.{table}"
                )
        finally:
            connection.execute("detach published")
