"""The dbt project that this package belongs to: where it is and what it is made of."""

import hashlib
import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_REPORTS = PROJECT / "reports"
DEFAULT_FETCHED = DEFAULT_REPORTS / "nav"
DEFAULT_EXPORTS = PROJECT / "exports"
DEFAULT_WAREHOUSE = PROJECT / "warehouse" / "tiltak.duckdb"
WORKING_FOLDER_VARIABLE = "TILTAK_WORKING_FOLDER"

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


def working_database(warehouse: Path) -> Path:
    """Name the database of what is published, in a private folder beside the published file.

    Its own name is the same for every warehouse: DuckDB names the catalog by it, and a catalog
    called like a schema (`raw.duckdb`) would make every name ambiguous.
    """
    folder = warehouse.name.removesuffix(".duckdb") + ".work"
    return warehouse.with_name(folder) / "tiltak_working.duckdb"


def reading_database(working: Path) -> Path:
    """Name the database of what lies between lines and marts, beside the working database.

    Nobody but the models reads it, so it is not published.
    """
    return working.with_name("tiltak_reading.duckdb")


def parsed_project() -> Path:
    """Name the file that keeps the project as dbt parsed it, for every warehouse of this checkout.

    The name has a hash of all that dbt parses and of the tools' versions: a change is parsed anew.
    """
    versions = hashlib.sha256(tool_versions().encode()).hexdigest()
    return PROJECT / "target" / f"parsed_{_hash(*SOURCES, *PARSED_TOO)}_{versions[:8]}.msgpack"


def audit_site(warehouse: Path) -> Path:
    """Name the folder of the audit's pages (Data Docs) for a published file."""
    return working_database(warehouse).with_name("audit")


def durations_of_stages(warehouse: Path) -> Path:
    """Name the file that keeps how long the stages of the last build took."""
    return working_database(warehouse).with_name("durations.json")


def fingerprint() -> str:
    """Hash models, macros, seeds, settings and expectations, as 16 hexadecimal digits."""
    return _hash(*SOURCES)


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
        if _output([*git, "rev-parse", "--show-toplevel"]) != str(PROJECT):
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
    finished = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    return finished.stdout.strip()


def use_working_database(path: Path) -> None:
    """Point dbt's profile at the folder of a working database."""
    os.environ[WORKING_FOLDER_VARIABLE] = str(path.parent)
