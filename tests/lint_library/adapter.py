"""Stands in for dbt's adapter when sqlfluff renders macros."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """Give a macro that renders as a call of a function of its name, or as a join if it is one."""
    return _unnest_with_position if name == "unnest_with_position" else _function(name)


def _function(name: str) -> Callable[..., str]:
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"


def _unnest_with_position(values: str, alias: str, element: str, position: str) -> str:
    return f"cross join (select {values} as {element}, 1 as {position}) as {alias}"
