"""Stands in for dbt's adapter when sqlfluff renders macros."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """Give a macro that renders as a call of a function of its name, or as what it stands for."""
    return FORMS.get(
        name, lambda *arguments: f"{name}({', '.join(str(argument) for argument in arguments)})"
    )


def beside_the_last(lines: str, others: str, columns: list[str]) -> str:
    """Give a query in place of one that not every dialect has."""
    return (
        f"select {lines}.* from {lines} inner join {others} "
        f"on {lines}.report_id = {others}.report_id"
    )


def rows_beside(alias: str, columns: list[str], rows: list[list[object]]) -> str:
    """Give a join with rows of expressions."""
    values = ", ".join(f"({', '.join(str(value) for value in row)})" for row in rows)
    return f"cross join lateral (values {values}) as {alias} ({', '.join(columns)})"


def unnested_together(lists: dict[str, str]) -> str:
    """Give columns of a query."""
    return ", ".join(f"unnest({value}) as {column}" for column, value in lists.items())


FORMS: dict[str, Callable[..., str]] = {
    "beside_the_last": beside_the_last,
    "not_materialized": str,
    "pattern_literal": "'{}'".format,
    "regex_replace": "regex_replace({}, {}, '{}')".format,
    "rows_beside": rows_beside,
    "unnested_together": unnested_together,
}
