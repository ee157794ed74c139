"""Where the files of a warehouse are."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Warehouse:
    """A published file, and the private folder beside it in which it is built.

    The databases in the folder have the same names for every warehouse: DuckDB names a catalog by
    its file, and one called like a schema (`raw.duckdb`) would make every name ambiguous.
    """

    published: Path

    @property
    def folder(self) -> Path:
        """The working folder: whatever a build keeps for the next one."""
        return self.published.with_name(self.published.name.removesuffix(".duckdb") + ".work")

    @property
    def marts_database(self) -> Path:
        """The database of `raw`, `reference` and `marts`; a copy of it is what is published."""
        return self.folder / "tiltak_marts.duckdb"

    @property
    def intermediate_database(self) -> Path:
        """The database of `staging` and `intermediate`, which the models alone read."""
        return self.folder / "tiltak_intermediate.duckdb"

    @property
    def audit_site(self) -> Path:
        """The folder of the audit's pages (Data Docs)."""
        return self.folder / "audit"

    @property
    def durations(self) -> Path:
        """How long the stages of the last build took."""
        return self.folder / "durations.json"

    @property
    def dbt_log(self) -> Path:
        """What dbt wrote of the last builds."""
        return self.folder / "dbt.log"
