"""A report on top of others gives on Spark what all of them give; keys are looked after."""

import shutil
from pathlib import Path

import pytest

from loaders.building.spark import run_dbt
from loaders.project import PROJECT
from tests.conftest import REPORTS, run_tiltak
from tests.spark.engines import built_on_both, differing_rows

# What dbt reads of a project.
DBT_FILES = (
    "dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/dbt", "analyses",
)  # fmt: skip
NEW_REPORT = REPORTS[2]


@pytest.fixture(scope="module", autouse=True)
def in_this_machine() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_MASTER", "local[2]")
        yield


def test_a_report_on_top_of_others(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in REPORTS:
        if path != NEW_REPORT:
            shutil.copy(path, reports)
    before = built_on_both("four", reports, tmp_path)
    assert not differing_rows(before)
    shutil.copy(NEW_REPORT, reports)
    after = built_on_both("five", reports, tmp_path)
    assert not differing_rows(after)
    # What was rewritten lies beside what it was.
    tables = {path.name for path in (after.folder / "tables").iterdir()}
    assert {"fct_participants", "fct_participants__other"} <= tables
    # And once more, with nothing new.
    assert not differing_rows(built_on_both("nothing new", reports, tmp_path))


def test_a_key_that_comes_twice_stops_the_build(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    for name in DBT_FILES:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, project / name)
    breaks = project / "seeds" / "series_break.csv"
    header, first, *others = breaks.read_text(encoding="utf-8").splitlines()
    breaks.write_text("\n".join([header, first, first, *others]), encoding="utf-8")
    run_tiltak("build", REPORTS[2], warehouse=tmp_path / "tiltak.duckdb")
    run_tiltak("export", "--raw", "--into", tmp_path, warehouse=tmp_path / "tiltak.duckdb")
    chosen = ["build", "--select", "series_break", "dim_series_break"]
    assert run_dbt(chosen, tmp_path / "spark", tmp_path / "raw", project) == 1
    assert (
        "dim_series_break: the key (break_month, status_code) comes twice" in capfd.readouterr().out
    )
