"""What the README and the pages beside it say: answers to queries, commands, tables.

The queries of the docs' first page run.
"""

import re
import shlex
from pathlib import Path

import duckdb
import pytest
import yaml

from loaders.cli import main
from loaders.project import PROJECT
from tests.conftest import Build
from tests.support.pages import Command, Query, answer_of, commands, queries, trimmed, typed

README = PROJECT / "README.md"
TABLES = PROJECT / "docs" / "tables.md"
PAGES = [
    README,
    PROJECT / "CONTRIBUTING.md",
    PROJECT / "SECURITY.md",
    # The page of all commands is written from them.
    *sorted(page for page in (PROJECT / "docs").rglob("*.md") if page.name != "cli.md"),
]
EXAMPLES = [*queries(README), *queries(TABLES)]
PRINTED = [command for command in commands(README) if command.answer is not None]


def test_the_pages_have_examples() -> None:
    assert len(queries(README)) == 2
    assert len(queries(TABLES)) == 3
    assert len(PRINTED) == 1


@pytest.mark.parametrize("query", EXAMPLES)
def test_answers(five_reports: Build, query: Query) -> None:
    with duckdb.connect(str(five_reports.warehouse), read_only=True) as connection:
        assert answer_of(connection, query.sql) == query.answer


@pytest.mark.parametrize("command", PRINTED)
def test_a_command_prints_what_the_readme_prints(folder: Path, command: Command) -> None:
    assert typed(command, folder) == trimmed(command.answer)


def named_commands() -> list:
    """Each command line of `tiltak` on a page, in a block or within a sentence."""
    named = []
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [
            *re.findall(r"^(?:    )?(?:\.venv/bin/)?tiltak +(.*)$", text, re.MULTILINE),
            *re.findall(r"`tiltak +([^`\n]*)`", text),
        ]
        named += [
            pytest.param(line, id=f"{page.stem}: {line}"[:60]) for line in dict.fromkeys(lines)
        ]
    return named


@pytest.mark.parametrize("line", named_commands())
def test_a_command_that_a_page_names_is_one(line: str) -> None:
    words = shlex.split(line.split(" | ", maxsplit=1)[0].replace("…", ""), comments=True)
    command = main
    if not words[0].startswith("-"):
        assert words[0] in main.commands
        command = main.commands[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if re.fullmatch("--?[a-z][a-z-]*", word)} <= options


def test_what_make_is_asked_for_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    asked = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^ *)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"build", "test", "docs"} <= asked <= targets


def test_the_page_of_tables_has_each_table(five_reports: Build) -> None:
    listed = set(re.findall(r"`(\w+…?)`", TABLES.read_text("utf-8").partition("## ")[0]))
    relations = {
        name
        for (name,) in five_reports.query(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        )
    }
    assert {
        "group_participants_by_…" if name.startswith("group_") else name for name in relations
    } <= listed


def test_the_version_stands_in_one_place() -> None:
    assert "version" not in yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))


OVERVIEW = queries(PROJECT / "models" / "overview.md")


def test_the_first_page_has_queries() -> None:
    assert len(OVERVIEW) == 4


@pytest.mark.parametrize("block", OVERVIEW)
def test_the_right_query_of_the_first_page_has_an_answer(five_reports: Build, block: Query) -> None:
    wrong, right = (query for query in block.sql.split(";") if query.strip())
    assert "-- wrong: " in wrong
    assert "-- right: " in right
    five_reports.query(wrong)
    assert five_reports.query(right)
