"""Every table and view is on Spark what it is on DuckDB, row for row."""

import json
import os
import subprocess
from collections.abc import Iterator

import pytest

from loaders.building.spark import BUILD
from loaders.project import PROJECT
from loaders.warehouse.paths import Warehouse
from tests.conftest import Figure
from tests.spark.corpora import CORPORA
from tests.spark.engines import Engines, built_on_both, differing_rows

MASTERS = {"local": "local[2]", "cluster": "local-cluster[2,1,1500]"}


@pytest.fixture(scope="module", params=[(c, m) for m in MASTERS for c in CORPORA], ids="-".join)
def engines(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engines]:
    """A corpus on both engines, in this machine's JVM or with executors of their own."""
    corpus, master = request.param
    folder = tmp_path_factory.mktemp(corpus)
    reports = folder / "reports"
    reports.mkdir()
    CORPORA[corpus](reports)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_MASTER", MASTERS[master])
        yield built_on_both(f"{corpus}-{master}", reports, folder)


def test_every_row_is_the_same(engines: Engines, figure: Figure) -> None:
    differing = differing_rows(engines)
    assert not differing
    figure(f"{len(engines.relations)} tables and views are the same on Spark: {engines.name}")


def test_the_same_tests_passed(engines: Engines) -> None:
    results = json.loads((engines.folder / "dbt" / "run_results.json").read_text(encoding="utf-8"))
    passed = {result["unique_id"] for result in results["results"] if result["status"] == "pass"}
    # As `make unit-tests` runs them on DuckDB; none there is of a function, which Spark lacks.
    duckdb_folder = Warehouse(engines.build.warehouse).folder
    listed = subprocess.run(
        [
            PROJECT / ".venv" / "bin" / "dbt", "ls", "--target", "duckdb", "--quiet",
            "--resource-types", "test", "unit_test", *BUILD[1:],
            "--output", "json", "--output-keys", "unique_id",
            "--project-dir", PROJECT, "--profiles-dir", PROJECT,
            "--target-path", engines.folder / "listed", "--log-path", engines.folder / "listed",
        ],
        env={**os.environ, "TILTAK_WORKING_FOLDER": str(duckdb_folder)},
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip
    expected = {json.loads(line)["unique_id"] for line in listed.stdout.splitlines()}
    assert passed == expected
    assert len(expected) > 140


def test_nothing_lands_elsewhere(engines: Engines) -> None:
    left = {"metastore_db", "derby.log", "spark-warehouse"}
    assert not left & {path.name for path in PROJECT.iterdir()}
