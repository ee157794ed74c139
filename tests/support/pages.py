"""What the pages of the docs say to type, and what they print as the answer."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import duckdb

SLOWEST_SECONDS = 120
QUERY = re.compile(r"^```sql\n(.*?)^```(?:\n\n((?:\|[^\n]*\n)+))?", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(
    r"^```(sh|python)\n(.*?)^```(?:\n\n```text\n(.*?)^```)?", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Table:
    """The names of columns, and rows of text; what is null is empty."""

    names: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Query:
    """A block of SQL on a page, and the table under it if there is one."""

    sql: str
    answer: Table | None


@dataclass(frozen=True)
class Command:
    """A block for a shell or for Python on a page, and the text under it if there is one."""

    language: str
    code: str
    answer: str | None


def queries(page: Path) -> list[Query]:
    """Find the SQL of a page, in its order."""
    return [
        Query(sql, table(answer.splitlines()) if answer else None)
        for sql, answer in QUERY.findall(page.read_text("utf-8"))
    ]


def commands(page: Path) -> list[Command]:
    """Find what a page says to type into a shell or to Python, in its order."""
    return [
        Command(match[1], match[2], match[3]) for match in COMMAND.finditer(page.read_text("utf-8"))
    ]


def table(lines: Sequence[str]) -> Table:
    """Read a table of Markdown."""
    names, _, *rows = [[cell.strip(" ") for cell in line.split("|")[1:-1]] for line in lines]
    return Table(names, rows)


def answer_of(connection: duckdb.DuckDBPyConnection, sql: str) -> Table:
    """Ask, and write each value as DuckDB does."""
    found = connection.sql(sql)
    texts = found.select("cast(columns(*) as varchar)").fetchall()
    return Table(
        found.columns, [["" if text is None else text for text in values] for values in texts]
    )


def typed(
    command: Command,
    folder: Path,
    programs: Sequence[Path] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Run a command in a folder and give the lines it prints; it may complain of nothing.

    Programs are those beside this Python, then those of the given folders, then all others.
    """
    path = [Path(sys.executable).parent, *programs, os.environ["PATH"]]
    finished = subprocess.run(
        [sys.executable if command.language == "python" else "sh", "-c", command.code],
        cwd=folder,
        env={
            **os.environ,
            "HOME": str(folder),
            "COLUMNS": "120",
            "PATH": os.pathsep.join(map(str, path)),
            "TILTAK_WAREHOUSE": str(folder / "warehouse" / "tiltak.duckdb"),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=SLOWEST_SECONDS,
        check=False,
    )
    assert finished.stderr == ""
    return trimmed(finished.stdout)


def trimmed(text: str) -> list[str]:
    """The lines of a text without the spaces that some tools fill them up with."""
    return [line.rstrip() for line in text.rstrip().splitlines()]
