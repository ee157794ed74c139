"""A report never stops another: what breaks a build is set aside, what a crash left taken back."""

import os
from pathlib import Path

import duckdb
import pytest

import loaders.building.build
from loaders.building.models import ModelsError, build_models
from loaders.errors import ExitCode
from loaders.landing.find import find_reports
from loaders.landing.lines import land_files
from loaders.progress import Progress
from loaders.warehouse.databases import open_databases
from loaders.warehouse.paths import Warehouse
from tests.conftest import REPORTS, Build, run_tiltak
from tests.reading.test_cases import CASES

BREAKS = "f8_name_after_hyphen.txt"


@pytest.fixture
def broken_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models that fail with one report, as a test of dbt would that it alone breaks."""

    def fail(
        warehouse: Warehouse, variables: dict[str, str], full_refresh: bool, progress: Progress
    ) -> None:
        with open_databases(warehouse) as connection:
            names = connection.execute("select file_name from raw.report_files").fetchall()
        if (BREAKS,) in names:
            raise ModelsError("the models did not build: a planted fault")
        build_models(warehouse, variables, full_refresh, progress)

    monkeypatch.setattr(loaders.building.build, "build_models", fail)


def file_names(warehouse: Path) -> list[str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute("select file_name from raw.report_files order by 1").fetchall()
    return [name for (name,) in rows]


@pytest.mark.usefixtures("broken_models")
def test_a_report_that_breaks_the_models_is_set_aside(tmp_path: Path) -> None:
    files = [CASES / BREAKS, CASES / "u2_averages_one_decimal.txt", CASES / "u9_svalbard.txt"]
    outcome = loaders.building.build.build(find_reports(files), tmp_path / "tiltak.duckdb")
    assert outcome.exit_code == ExitCode.PUBLISHED_WITH_REFUSALS
    (said,) = [message for message in outcome.messages if "set aside" in message]
    assert said.startswith(f"{CASES / BREAKS}: set aside, ") and "a planted fault" in said
    assert file_names(tmp_path / "tiltak.duckdb") == [file.name for file in files[1:]]


@pytest.mark.usefixtures("broken_models")
def test_it_does_not_break_the_next_build(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    with pytest.raises(ModelsError, match="a planted fault"):
        loaders.building.build.build(find_reports([CASES / BREAKS]), warehouse)
    assert not warehouse.exists()
    outcome = loaders.building.build.build(find_reports([CASES / "u9_svalbard.txt"]), warehouse)
    assert outcome.exit_code == ExitCode.PUBLISHED, outcome.messages
    assert file_names(warehouse) == ["u9_svalbard.txt"]


def test_what_a_broken_off_build_landed_is_taken_back(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    assert run_tiltak("build", REPORTS[2], warehouse=warehouse).exit_code == 0
    with open_databases(Warehouse(warehouse)) as connection:
        land_files(connection, [CASES / BREAKS])
    outcome = run_tiltak("build", CASES / "u9_svalbard.txt", warehouse=warehouse)
    assert outcome.exit_code == 0, outcome.errors
    assert f"{BREAKS}: taken back, " in outcome.errors
    assert file_names(warehouse) == [REPORTS[2].name, "u9_svalbard.txt"]


def test_what_was_found_can_be_seen_where_nothing_was_published(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    file = CASES / "w2_columns_are_no_months.xlsx"
    outcome = run_tiltak("build", file, warehouse=warehouse)
    assert outcome.exit_code == 2 and not warehouse.exists()
    assert "tiltak status --last" in outcome.errors and "marts." not in outcome.errors
    last: Build = run_tiltak("status", "--last", warehouse=warehouse)
    assert last.exit_code == 0
    first, *details = last.output.splitlines()
    assert first.startswith(f"{file.name}: refused, ")
    assert any("row 9: the header above it was not read (03 Oslo 40 30 10)" in d for d in details)


def test_a_report_that_was_not_forgotten_in_the_end_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The models were built without it, and then nothing was published."""
    warehouse = tmp_path / "tiltak.duckdb"
    both = find_reports([REPORTS[2], REPORTS[4]])
    assert loaders.building.build.build(both, warehouse).exit_code == ExitCode.PUBLISHED
    with monkeypatch.context() as broken:
        broken.setattr(loaders.building.build, "_publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            loaders.building.build.build(both, warehouse, without=[REPORTS[4].name])
    assert loaders.building.build.build(both, warehouse).exit_code == ExitCode.PUBLISHED
    assert file_names(warehouse) == [REPORTS[2].name, REPORTS[4].name]


def test_a_file_name_of_other_bytes_is_kept_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    name = os.fsdecode(b"m\xe5ned.txt")
    (tmp_path / name).write_bytes(REPORTS[4].read_bytes())
    built = run_tiltak("build", tmp_path, warehouse=tmp_path / "out" / "tiltak.duckdb")
    assert built.exit_code == 0, built.errors
    assert file_names(built.warehouse) == ["m\ufffdned.txt"]
