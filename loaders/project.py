"""The dbt project that this package belongs to: where it is and what it is made of."""

import hashlib
import importlib.metadata
import platform
import subprocess
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = (PACKAGE.parent / "dbt_project.yml").is_file()
# An installed package has the project within it (pyproject.toml).
PROJECT = PACKAGE.parent if IS_CHECKOUT else PACKAGE / "bundled"
BUNDLED_REPORTS = PROJECT / "reports"
# What commands make lies in the checkout, whatever folder they are called in; of an installed
# package it lies in that folder.
PLACE = PROJECT if IS_CHECKOUT else Path()
DEFAULT_FETCHED = PLACE / "reports" / "nav"
DEFAULT_EXPORTS = PLACE / "exports"
DEFAULT_WAREHOUSE = PLACE / "warehouse" / "tiltak.duckdb"

TOOLS = (
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great_expectations",
    "pdfplumber",
    "python-calamine",
)

# What decides how reports are read and audited: when one of these changes, all are read again.
SOURCES = ("dbt_project.yml", "models/**/*", "macros/**/*", "seeds/**/*", "expectations/*.yml")
# What dbt parses beside them.
PARSED_TOO = ("profiles.yml", "analyses/**/*", "tests/dbt/**/*")


def default_reports() -> list[Path]:
    """Name the folders that are read where none is named: bundled reports and fetched ones."""
    is_fetched = DEFAULT_FETCHED.is_dir() and any(DEFAULT_FETCHED.iterdir())
    return [BUNDLED_REPORTS, DEFAULT_FETCHED] if is_fetched else [BUNDLED_REPORTS]


def fingerprint() -> str:
    """Hash models, macros, seeds, settings and expectations, as 16 hexadecimal digits."""
    return _hash(*SOURCES)


def fingerprint_of_parsed() -> str:
    """Hash all that dbt parses, and the versions of the tools."""
    versions = hashlib.sha256(tool_versions().encode()).hexdigest()
    return f"{_hash(*SOURCES, *PARSED_TOO)}_{versions[:8]}"


def _hash(*patterns: str) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(PROJECT.glob(pattern)):
            if file.is_file():
                digest.update(file.relative_to(PROJECT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def git_commit() -> str:
    """Give the commit of the project, with `+` if files changed since; empty without git."""
    git = ["git", "-C", str(PROJECT)]
    try:
        if Path(_output([*git, "rev-parse", "--show-toplevel"])) != PROJECT:
            return ""
        commit = _output([*git, "rev-parse", "HEAD"])
        changes = _output([*git, "status", "--porcelain", "--untracked-files=no"])
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"{commit}+" if changes else commit


def tool_versions() -> str:
    """Name the versions of Python and of the tools that read, build and write a warehouse."""
    versions = [f"{tool} {importlib.metadata.version(tool)}" for tool in TOOLS]
    return ", ".join([f"python {platform.python_version()}", *versions])


def _output(command: list[str]) -> str:
    finished = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, timeout=10
    )
    return finished.stdout.strip()
