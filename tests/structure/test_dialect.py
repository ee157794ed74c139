"""The models are one set for two engines: what differs stands in macros/dialect alone."""

import re
from pathlib import Path

import pytest

from loaders.project import PROJECT

DIALECT = PROJECT / "macros" / "dialect"
ENGINES = ("duckdb", "spark")
MACRO = re.compile(r"{% macro (\w+)\(")
# DuckDB's alone: they give tables for arguments, which Spark's functions cannot.
FUNCTIONS = PROJECT / "models" / "marts" / "answers" / "functions"
# Not to be told apart by what they give.
WITHOUT_A_CASE = {"not_materialized"}
# What an engine alone understands, or understands in another way without an error.
OF_ONE_ENGINE = {
    "a type by DuckDB's name": r"\bvarchar\b",
    "a pattern not written by the macros": r"\bregexp_\w+\(|\brlike\b|\bsimilar to\b",
    "nulls passed over": r"\bignore nulls\b",
    "a lateral join with values": r"lateral \(\s*values",
    "columns replaced": r"\* (?:replace|exclude|except) \(",
    "a text trimmed of what an engine takes for spaces": r"(?<!\w)[lr]?trim\(",
    "a function that one engine has": r"\b(?:strpos|strftime|string_agg|list_\w+|len|any_value)\(",
    "a quote within a text": r"\w''\w|'''",
    "the engine asked for": r"\btarget\.(?:type|name)\b",
}


def sql_files() -> list[Path]:
    """The models, and the macros that are not of the dialect."""
    return [
        path
        for folder in ("models", "macros")
        for path in sorted((PROJECT / folder).rglob("*.sql"))
        if not path.is_relative_to(DIALECT) and not path.is_relative_to(FUNCTIONS)
    ]


def without_comments_and_calls(sql: str) -> str:
    """SQL as it stands: comments and what Jinja works out are left out."""
    return re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}|--[^\n]*", "", sql, flags=re.DOTALL)


@pytest.mark.parametrize("construct", OF_ONE_ENGINE)
def test_no_model_has_what_one_engine_alone_understands(construct: str) -> None:
    pattern = re.compile(OF_ONE_ENGINE[construct])
    found = {
        path.name: match.group()
        for path in sql_files()
        if (match := pattern.search(without_comments_and_calls(path.read_text("utf-8"))))
    }
    assert not found


def test_no_model_asks_which_engine_it_runs_on() -> None:
    asking = [
        path.name
        for path in (PROJECT / "models").rglob("*.sql")
        if re.search(r"\btarget\b", path.read_text("utf-8"))
    ]
    assert not asking


def test_engines_write_the_same_macros() -> None:
    macros = {
        engine: {
            name.removeprefix(f"{engine}__")
            for name in MACRO.findall((DIALECT / f"{engine}.sql").read_text("utf-8"))
        }
        for engine in ENGINES
    }
    dispatched = set(
        re.findall(r"adapter\.dispatch\('(\w+)'\)", (DIALECT / "dialect.sql").read_text("utf-8"))
    )
    assert macros["duckdb"] == macros["spark"] == dispatched


def test_each_macro_has_a_case_on_both_engines() -> None:
    cases = (PROJECT / "tests" / "dbt" / "dialect_agrees.sql").read_text("utf-8")
    for name in MACRO.findall((DIALECT / "dialect.sql").read_text("utf-8")):
        tested = f"'{name}'" in cases or f"{name}(" in cases
        assert tested or name in WITHOUT_A_CASE, name
