"""Files of an export, each there whole or not at all."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb

from loaders.warehouse.sql import literal
from loaders.whole_file import whole_file

# https://www.w3.org/TR/xml/#charsets; labels and names of files are whatever somebody wrote.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path, options: str) -> Path:
    """Write the rows of a query by DuckDB's `copy`."""
    with whole_file(target) as file:
        connection.execute(f"copy ({query}) to {literal(file)} ({options})")
    return target


def write_json(content: dict[str, Any], target: Path) -> Path:
    """Write an object as JSON."""
    with whole_file(target) as file:
        text = json.dumps(content, ensure_ascii=False, indent=1)
        file.write_text(text, encoding="utf-8", newline="\n")
    return target
