"""What may be replaced at `--warehouse`, what is set aside, and how a report is forgotten."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from loaders.warehouse.paths import Warehouse
from tests.conftest import REPORTS, Build, run_tiltak


def foreign_text(path: Path) -> None:
    path.write_text("Minutes of a meeting\n", encoding="utf-8")


def foreign_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table people as select 1 as number")


def empty_file(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize("make", [foreign_text, foreign_database, empty_file])
def test_a_file_of_something_else_is_not_replaced(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    target = tmp_path / "target"
    make(target)
    before = target.read_bytes()
    outcome = run_tiltak("build", REPORTS[2], warehouse=target)
    assert outcome.exit_code == 2
    assert outcome.errors.startswith(f"{target}: it is no warehouse of this project")
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


@pytest.mark.parametrize("command", [["build", REPORTS[2]], ["status"], ["export"]])
@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device"])
def test_what_is_no_regular_file_is_neither_read_nor_replaced(
    tmp_path: Path, command: list[object], kind: str
) -> None:
    target = tmp_path / "target"
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "device":
        target = Path("/dev/null")
    else:
        target.symlink_to("/dev/null")
    outcome = run_tiltak(*command, warehouse=target)
    assert outcome.exit_code == (2 if command[0] == "build" else 1)
    assert "it is no regular file" in outcome.errors
    assert not list(tmp_path.glob("*.work")) and not Path("/dev/null.work").exists()


@pytest.fixture(scope="module")
def two_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse of two reports, to be copied."""
    folder = tmp_path_factory.mktemp("two") / "warehouse"
    built = run_tiltak("build", REPORTS[2], REPORTS[4], warehouse=folder / "tiltak.duckdb")
    assert built.exit_code == 0, built.errors
    return folder


@pytest.fixture
def warehouse(two_reports: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_reports, tmp_path / "warehouse")) / "tiltak.duckdb"


def file_names(built: Build) -> list[str]:
    query = "select file_name from marts.dim_report order by all"
    return [name for (name,) in built.query(query)]


def cut_off(warehouse: Path) -> None:
    warehouse.write_bytes(warehouse.read_bytes()[:100_000])


def spoil_lines(warehouse: Path) -> None:
    """Damage the blocks that hold the report lines, and nothing else."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        blocks = {
            block
            for (block,) in connection.execute(
                "select block_id from pragma_storage_info('raw.report_lines') "
                "where column_name = 'line_text' and block_id >= 0"
            ).fetchall()
        }
        (size,) = connection.execute("select block_size from pragma_database_size()").fetchone()
    content = bytearray(warehouse.read_bytes())
    for block in blocks:
        # After three headers of 4096 bytes.
        start = 3 * 4096 + block * size
        content[start + 100 : start + 200] = bytes(100)
    warehouse.write_bytes(content)


def test_an_unreadable_file_is_made_anew_from_its_working_folder(warehouse: Path) -> None:
    cut_off(warehouse)
    damaged = warehouse.read_bytes()
    outcome = run_tiltak("build", REPORTS[2], warehouse=warehouse)
    assert outcome.exit_code == 0, outcome.errors
    assert "what it held is built again from the working folder" in outcome.errors
    assert file_names(outcome) == [REPORTS[2].name, REPORTS[4].name]
    aside = warehouse.with_name("tiltak.duckdb.unreadable-1")
    assert aside.read_bytes() == damaged


@pytest.mark.parametrize("damage", [cut_off, spoil_lines])
def test_an_unreadable_file_without_its_working_folder_is_kept(
    warehouse: Path, damage: Callable[[Path], None]
) -> None:
    damage(warehouse)
    damaged = warehouse.read_bytes()
    warehouse.with_name("tiltak.duckdb.unreadable-1").write_text("of an earlier time")
    shutil.rmtree(Warehouse(warehouse).folder)
    outcome = run_tiltak("build", REPORTS[2], warehouse=warehouse)
    assert outcome.exit_code == 3, outcome.errors
    aside = warehouse.with_name("tiltak.duckdb.unreadable-2")
    assert f"is set aside as {aside}; give all reports again" in outcome.errors
    assert aside.read_bytes() == damaged
    assert file_names(outcome) == [REPORTS[2].name]


def test_an_unreadable_file_stays_in_place_if_nothing_is_published(warehouse: Path) -> None:
    cut_off(warehouse)
    damaged = warehouse.read_bytes()
    shutil.rmtree(Warehouse(warehouse).folder)
    text = warehouse.with_name("text.txt")
    text.write_text("no report")
    assert run_tiltak("build", text, warehouse=warehouse).exit_code == 2
    assert warehouse.read_bytes() == damaged


def test_a_report_is_forgotten_on_purpose(warehouse: Path) -> None:
    (first, _) = run_tiltak("build", warehouse.parent / "none", warehouse=warehouse).query(
        "select report_id from marts.dim_report order by file_name"
    )
    outcome = run_tiltak("forget", *first, warehouse=warehouse)
    assert outcome.exit_code == 0, outcome.errors
    assert outcome.errors == f"{REPORTS[2].name}: left out, as was asked.\n"
    assert file_names(outcome) == [REPORTS[4].name]
    assert outcome.query("select distinct report_id from marts.fct_participants_vintage") == (
        outcome.query("select report_id from raw.report_files")
    )
    # It does not come back by itself.
    assert file_names(run_tiltak("build", REPORTS[4], warehouse=warehouse)) == [REPORTS[4].name]
    # Nor is the last one forgotten: what is published is never empty.
    last = run_tiltak("forget", REPORTS[4].name, warehouse=warehouse)
    assert last.exit_code == 1
    assert file_names(last) == [REPORTS[4].name]


def test_a_report_is_left_out_of_a_build(warehouse: Path) -> None:
    outcome = run_tiltak(
        "build", REPORTS[2], REPORTS[4], "--without", REPORTS[4], warehouse=warehouse
    )
    assert outcome.exit_code == 0, outcome.errors
    assert file_names(outcome) == [REPORTS[2].name]


@pytest.mark.parametrize("name", ["nothing.txt", "0123456789abcdef"])
def test_what_nobody_knows_cannot_be_forgotten(warehouse: Path, name: str) -> None:
    before = warehouse.read_bytes()
    outcome = run_tiltak("forget", name, warehouse=warehouse)
    assert outcome.exit_code == 2
    assert outcome.errors.startswith(f"{name}: no such report is in the warehouse")
    assert warehouse.read_bytes() == before
    again = run_tiltak("build", REPORTS[2], REPORTS[4], warehouse=warehouse)
    assert (again.exit_code, again.errors) == (0, "")


@pytest.mark.parametrize("command", ["status", "export"])
def test_a_warehouse_of_an_earlier_version_is_said(warehouse: Path, command: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop table marts.rpt_coverage")
        connection.execute("alter table marts.obt_participants drop column measure_label")
    outcome = run_tiltak(command, "--warehouse", warehouse, warehouse=warehouse)
    assert outcome.exit_code == 1
    (said,) = outcome.errors.splitlines()
    assert "another version of tiltak made it: run tiltak build" in said


def test_warehouses_whose_names_have_dots_are_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "of.2026.01", tmp_path / "of.2026.02"
    assert Warehouse(first).marts_database != Warehouse(second).marts_database
    assert Warehouse(tmp_path / "tiltak.duckdb").folder.name == "tiltak.work"


def test_a_name_longer_than_files_have_is_said(tmp_path: Path) -> None:
    outcome = run_tiltak("build", REPORTS[2], warehouse=tmp_path / ("x" * 300))
    assert outcome.exit_code == 2
    assert "Traceback" not in outcome.errors
