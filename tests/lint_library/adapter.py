"""Stands in for dbt's adapter when sqlfluff renders macros."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """Give a macro that renders as a call of a function of its name, or as nothing."""
    if name == "not_materialized":
        return str
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"
