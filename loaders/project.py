"""The dbt project that this package belongs to: where it is and what it is made of."""

import hashlib
import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_REPORTS = PROJECT / "reports"
DEFAULT_WAREHOUSE = PROJECT / "warehouse" / "tiltak.duckdb"
WORKING_DATABASE_VARIABLE = "TILTAK_WORKING_DATABASE"

# What decides how reports are read: when one of these changes, all reports are read again.
SOURCES = ("dbt_project.yml", "models/**/*", "macros/**/*", "seeds/**/*")


def working_database(warehouse: Path) -> Path:
    """Name the database that dbt works in, beside the published file."""
    return warehouse.with_suffix(".working.duckdb")


def fingerprint() -> str:
    """Hash the project's models, macros, seeds and settings, as 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for file in sorted(PROJECT.glob(pattern)):
            if file.is_file():
                digest.update(file.relative_to(PROJECT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def use_working_database(path: Path) -> None:
    """Point dbt's profile at a working database."""
    os.environ[WORKING_DATABASE_VARIABLE] = str(path)
