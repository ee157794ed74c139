"""Stands in for dbt's adapter when sqlfluff renders macros."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """Give a macro that renders as a call of a function of its name, as a query, or as nothing."""
    if name == "not_materialized":
        return str
    if name == "beside_the_last":
        return lambda lines, others, columns: (
            f"select {lines}.* from {lines} inner join {others} "
            f"on {lines}.report_id = {others}.report_id"
        )
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"
