"""The same reports built on DuckDB and on Spark, and what differs."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import duckdb

from loaders.building.spark import BUILD, ENVIRONMENT, dbt_environment, run_dbt
from loaders.warehouse.paths import Warehouse
from tests.conftest import Build, run_tiltak

WRITE_TABLES = Path(__file__).with_name("write_tables.py")
# When it was built, and with what.
DIFFERENT_BY_NATURE = {"meta_build"}
# A hash of a member's codes, of another type on each engine; int_members has the codes.
MEMBER_KEY = "member_key"
CODES = (
    "measure_code, status_code, region_level, region_code, demographic_dimension, demographic_code"
)


@dataclass(frozen=True)
class Relation:
    """A table or view: its name, its schema, and its catalog in DuckDB."""

    name: str
    schema: str
    catalog: str


@dataclass(frozen=True)
class Engines:
    """A corpus built on both: DuckDB's build, the folder of Spark's, and what both have."""

    name: str
    build: Build
    folder: Path
    raw: Path
    relations: list[Relation]

    def written(self, relation: Relation) -> str:
        """The files of a table as Spark has it."""
        return f"read_parquet('{self.folder}/written/{relation.schema}.{relation.name}/*.parquet')"


def built_on_both(name: str, reports: Path, folder: Path) -> Engines:
    """Build reports on DuckDB, hand their raw lines over, and build them on Spark.

    Where the folder has a build already, it is one on top of that.
    """
    build = run_tiltak("build", reports, warehouse=folder / "tiltak.duckdb")
    assert build.exit_code in (0, 3), build.errors
    export = run_tiltak("export", "--raw", "--into", folder, warehouse=build.warehouse)
    assert export.exit_code == 0, export.errors
    spark, raw = folder / "spark", folder / "raw"
    assert run_dbt([*BUILD, "--quiet"], spark, raw) == 0
    engines = Engines(name, build, spark, raw, relations_of(spark))
    write_tables(engines)
    return engines


def relations_of(folder: Path) -> list[Relation]:
    """What dbt made on Spark, in the order of its names."""
    manifest = json.loads((folder / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    catalogs = {"staging": "tiltak_intermediate", "intermediate": "tiltak_intermediate"}
    return sorted(
        (
            Relation(node["name"], node["schema"], catalogs.get(node["schema"], "tiltak_marts"))
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        ),
        key=lambda relation: relation.name,
    )


def write_tables(engines: Engines) -> None:
    """Have Spark write all its tables and views as files."""
    names = [f"{relation.schema}.{relation.name}" for relation in engines.relations]
    subprocess.run(
        [ENVIRONMENT / "bin" / "python", WRITE_TABLES, engines.folder / "written", *names],
        env=dbt_environment(engines.folder, engines.raw),
        cwd=engines.folder,
        check=True,
        capture_output=True,
    )


def differing_rows(engines: Engines) -> dict[str, tuple[int, int, int]]:
    """Tables that differ: how many rows Spark alone has, DuckDB alone has, and DuckDB has."""
    built = Warehouse(engines.build.warehouse)
    differing = {}
    with duckdb.connect(str(built.marts_database), read_only=True) as connection:
        connection.execute(
            f"attach '{built.intermediate_database}' as tiltak_intermediate (read_only)"
        )
        for relation in engines.relations:
            if relation.name in DIFFERENT_BY_NATURE:
                continue
            ours = f"{relation.catalog}.{relation.schema}.{relation.name}"
            theirs = engines.written(relation)
            columns = columns_of(connection, ours)
            assert columns == columns_of(connection, theirs), relation.name
            if MEMBER_KEY in columns and relation.name != "int_members":
                members = Relation("int_members", "intermediate", "tiltak_intermediate")
                key = f"(select {MEMBER_KEY}, concat_ws('|', {CODES}) as member from "
                of_ours = f"{members.catalog}.{members.schema}.{members.name}"
                columns = ["member" if name == MEMBER_KEY else name for name in columns]
                ours = f"{ours} left join {key}{of_ours}) using ({MEMBER_KEY})"
                theirs = f"{theirs} left join {key}{engines.written(members)}) using ({MEMBER_KEY})"
            selected = ", ".join(name for name in columns if name != MEMBER_KEY)
            sides = [f"(select {selected} from {rows})" for rows in (theirs, ours)]
            counts = [
                connection.execute(f"select count(*) from ({query})").fetchone()[0]
                for query in (
                    f"{sides[0]} except all {sides[1]}",
                    f"{sides[1]} except all {sides[0]}",
                    sides[1],
                )
            ]
            if counts[0] or counts[1]:
                differing[relation.name] = tuple(counts)
    return differing


def columns_of(connection: duckdb.DuckDBPyConnection, rows: str) -> list[str]:
    """The columns of a table, in their order."""
    return [name for name, *_ in connection.execute(f"describe (from {rows})").fetchall()]
