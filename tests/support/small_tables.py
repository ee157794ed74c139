"""Macros and generic tests of the project on small tables: one run of dbt for many of them."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml

from loaders.project import PROJECT

DBT = Path(sys.executable).with_name("dbt")
# It takes seconds; one that takes this long hangs.
SECONDS = 300
DATABASE = "small.duckdb"


@dataclass(frozen=True)
class Table:
    """A small table: its columns with their types, as in `create table`, and its rows."""

    columns: str
    rows: list[tuple]


class SmallProject:
    """A dbt project that has this project's macros and generic tests, and small tables to read."""

    def __init__(self, folder: Path, tables: dict[str, Table]) -> None:
        """Write the tables into a database of its own; models read them as `given.<name>`."""
        self.folder = folder
        self.tables = tables
        settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))
        self._write(
            "dbt_project.yml",
            {
                "name": "small",
                "profile": "small",
                "macro-paths": [str(PROJECT / "macros"), str(PROJECT / "tests/dbt/generic")],
                "vars": settings["vars"],
                "flags": {"send_anonymous_usage_stats": False},
            },
        )
        output = {"type": "duckdb", "path": str(folder / DATABASE), "threads": 2}
        self._write("profiles.yml", {"small": {"target": "small", "outputs": {"small": output}}})
        with duckdb.connect(str(folder / DATABASE)) as connection:
            connection.execute("create schema given")
            for name, table in tables.items():
                connection.execute(f"create table given.{name} ({table.columns})")
                if table.rows:
                    places = ", ".join("?" for _ in table.rows[0])
                    connection.executemany(
                        f"insert into given.{name} values ({places})", table.rows
                    )

    def failing_rows(self, tests: dict[str, tuple[str, dict]]) -> dict[str, int | str]:
        """Run generic tests, each under a name: (`is_unique of a_table`, its arguments).

        Gives how many rows each found failing, or the message of one that could not be run.
        """
        tests_of: dict[str, list] = {name: [] for name in self.tables}
        for name, (called, arguments) in tests.items():
            test, table = called.split(" of ")
            tests_of[table].append({test: {"name": _word(name), "arguments": arguments}})
        listed = [{"name": table, "data_tests": found} for table, found in tests_of.items()]
        self._write("models/given.yml", {"sources": [{"name": "given", "tables": listed}]})
        failures = {
            result["unique_id"].split(".")[2]: (
                result["message"] if result["status"] == "error" else result["failures"]
            )
            for result in self._run("test")
        }
        return {name: failures[_word(name)] for name in tests}

    def found(self, calls: dict[str, tuple[str, str]]) -> dict[str, list | str]:
        """Work out calls of macros, each under a name: what it reads from, and the call.

        `number` is the column that its rows are told apart by. Gives what was found for each row,
        in their order, or the message of a call that could not be worked out.
        """
        for name, (source, call) in calls.items():
            self._write(
                f"models/{name}.sql", f"select number, {{{{ {call} }}}} as found from {source}"
            )
        messages = {
            result["unique_id"].split(".")[2]: result["message"]
            for result in self._run("run")
            if result["status"] == "error"
        }
        with duckdb.connect(str(self.folder / DATABASE)) as connection:
            return {
                name: messages.get(name)
                or [
                    found
                    for _, found in connection.execute(
                        f"select number, found from {name} order by 1"
                    ).fetchall()
                ]
                for name in calls
            }

    def _run(self, command: str) -> list[dict]:
        """Run dbt, and give its results."""
        places = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        finished = subprocess.run(
            [str(DBT), "--quiet", command, *places],
            capture_output=True, text=True, timeout=SECONDS, check=False, cwd=self.folder,
        )  # fmt: skip
        results = self.folder / "target" / "run_results.json"
        assert results.is_file(), finished.stdout + finished.stderr
        return json.loads(results.read_text("utf-8"))["results"]

    def _write(self, name: str, content: dict | str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text, encoding="utf-8")


def _word(name: str) -> str:
    """Give a name as dbt has them: without spaces and signs."""
    return re.sub(r"\W+", "_", name)
