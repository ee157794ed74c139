"""Every table and view is on Spark what it is on DuckDB, row for row."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from loaders.project import PROJECT, reading_database, working_database
from loaders.spark import ENVIRONMENT, dbt_environment, run_dbt
from tests.conftest import Build, Figure, run_tiltak
from tests.spark.corpora import CORPORA

MASTERS = {"local": "local[2]", "cluster": "local-cluster[2,1,1500]"}
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
    """A table or view: its name, its schema, and its catalog in DuckDB's working database."""

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


def built_on_both(name: str, corpus: str, folder: Path) -> Engines:
    """Build a corpus on DuckDB, hand its raw lines over, and build them on Spark."""
    reports = folder / "reports"
    reports.mkdir()
    CORPORA[corpus](reports)
    build = run_tiltak("build", reports, warehouse=folder / "tiltak.duckdb")
    assert build.exit_code in (0, 3), build.errors
    export = run_tiltak("export", "--raw", "--into", folder, warehouse=build.warehouse)
    assert export.exit_code == 0, export.errors
    spark, raw = folder / "spark", folder / "raw"
    assert run_dbt(["build", "--quiet"], spark, raw) == 0
    engines = Engines(name, build, spark, raw, relations_of(spark))
    write_tables(engines)
    return engines


def relations_of(folder: Path) -> list[Relation]:
    """What dbt made on Spark, in the order of its names."""
    manifest = json.loads((folder / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    catalogs = {"staging": "tiltak_reading", "intermediate": "tiltak_reading"}
    return sorted(
        (
            Relation(node["name"], node["schema"], catalogs.get(node["schema"], "tiltak_working"))
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


@pytest.fixture(scope="module", params=[(c, m) for m in MASTERS for c in CORPORA], ids="-".join)
def engines(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engines]:
    """A corpus on both engines, in this machine's JVM or with executors of their own."""
    corpus, master = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_MASTER", MASTERS[master])
        yield built_on_both(f"{corpus}-{master}", corpus, tmp_path_factory.mktemp(corpus))


def differing_rows(engines: Engines) -> dict[str, tuple[int, int, int]]:
    """Tables that differ: how many rows Spark alone has, DuckDB alone has, and DuckDB has."""
    working = working_database(engines.build.warehouse)
    differing = {}
    with duckdb.connect(str(working), read_only=True) as connection:
        connection.execute(f"attach '{reading_database(working)}' as tiltak_reading (read_only)")
        for relation in engines.relations:
            if relation.name in DIFFERENT_BY_NATURE:
                continue
            ours = f"{relation.catalog}.{relation.schema}.{relation.name}"
            theirs = engines.written(relation)
            columns = columns_of(connection, ours)
            assert columns == columns_of(connection, theirs), relation.name
            if MEMBER_KEY in columns and relation.name != "int_members":
                members = Relation("int_members", "intermediate", "tiltak_reading")
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


def test_every_row_is_the_same(engines: Engines, figure: Figure) -> None:
    differing = differing_rows(engines)
    assert not differing
    figure(f"{len(engines.relations)} tables and views are the same on Spark: {engines.name}")


def test_the_same_tests_passed(engines: Engines) -> None:
    results = json.loads((engines.folder / "dbt" / "run_results.json").read_text(encoding="utf-8"))
    passed = {
        result["unique_id"] for result in results["results"] if result["status"] in ("pass",)
    }
    # As `make unit-tests` runs them on DuckDB; none there is of a function, which Spark lacks.
    listed = subprocess.run(
        [
            PROJECT / ".venv" / "bin" / "dbt", "ls", "--target", "duckdb", "--quiet",
            "--resource-types", "test", "unit_test", "--output", "json", "--output-keys", "unique_id",
            "--project-dir", PROJECT, "--profiles-dir", PROJECT,
            "--target-path", engines.folder / "listed", "--log-path", engines.folder / "listed",
        ],
        env={**os.environ, "TILTAK_WORKING_FOLDER": str(working_database(engines.build.warehouse).parent)},
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip
    expected = {json.loads(line)["unique_id"] for line in listed.stdout.splitlines()}
    assert passed == expected
    assert len(expected) > 150


def test_nothing_lands_elsewhere(engines: Engines) -> None:
    left = {"metastore_db", "derby.log", "spark-warehouse"}
    assert not left & {path.name for path in PROJECT.iterdir()}
