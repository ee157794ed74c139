"""Lands report files as raw lines in DuckDB, runs dbt on them and publishes the result."""

from importlib.metadata import version

__version__ = version("tiltak-warehouse")
