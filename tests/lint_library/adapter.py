"""Stands in for dbt's adapter when sqlfluff renders macros."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """Give a macro that renders as a call of a function of the same name."""
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"
