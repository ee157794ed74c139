"""Bad input: one sentence that names the file, an exit code, no traceback; the rest is built."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPORTS, Build, run_tiltak

BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\n ",
    "random.txt": bytes(range(256)) * 20,
    "no_report.txt": b"Dear reader,\n\nthis is a letter of 3 pages and 12 lines.\n\nJanuar 12 13\n",
}


def complaints(build: Build) -> list[str]:
    """Give the lines on standard error, which must hold no traceback."""
    assert "Traceback" not in build.errors
    return [line for line in build.errors.split("\n") if line]


def test_a_path_that_does_not_exist(build: Callable[..., Build], tmp_path: Path) -> None:
    outcome = build(tmp_path / "nowhere.txt")
    assert outcome.exit_code == 2
    assert complaints(outcome) == [
        f"{tmp_path / 'nowhere.txt'}: there is no such file or folder; check the path."
    ]
    assert not outcome.warehouse.exists()


def test_a_folder_with_nothing_readable(build: Callable[..., Build], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "folder" / "README.md").write_text("not a report")
    outcome = build(tmp_path / "folder")
    assert outcome.exit_code == 2
    (complaint,) = complaints(outcome)
    assert "folder: the folder holds no report" in complaint


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_alone(build: Callable[..., Build], tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name])
    outcome = build(tmp_path / name)
    assert outcome.exit_code == 2
    complaint, ending = complaints(outcome)
    assert complaint.startswith(f"{tmp_path / name}: refused, ")
    assert ending == "Nothing was published; the published file is as it was."
    assert not outcome.warehouse.exists()


def test_bad_files_never_stop_the_others(tmp_path: Path) -> None:
    for name, content in BAD_FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "same content.txt").write_bytes(REPORTS[4].read_bytes())
    warehouse = tmp_path / "out" / "tiltak.duckdb"
    outcome = run_tiltak("build", tmp_path, warehouse=warehouse)
    assert outcome.exit_code == 3
    assert {line.split(":")[0] for line in complaints(outcome)} == {
        str(tmp_path / name) for name in BAD_FILES
    }
    states = outcome.query("select file_name, state from marts.dim_report order by 1")
    assert states == [("no_report.txt", "refused"), ("same content.txt", "accepted")]
    assert outcome.query("select count(*) > 500 from marts.fct_participants") == [(True,)]

    before = warehouse.read_bytes()
    again = run_tiltak("build", tmp_path / "empty.txt", warehouse=warehouse)
    assert again.exit_code == 2
    assert warehouse.read_bytes() == before


def test_a_damaged_published_file_is_replaced(five_reports: Build, tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    warehouse.write_bytes(b"no database")
    status = run_tiltak("status", warehouse=warehouse)
    assert status.exit_code == 1
    assert len(complaints(status)) == 1
    assert run_tiltak("build", REPORTS[2], warehouse=warehouse).exit_code == 0
    assert run_tiltak("status", warehouse=warehouse).exit_code == 0


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = run_tiltak("build", REPORTS[2], warehouse=tmp_path / "file" / "tiltak.duckdb")
    assert outcome.exit_code == 1
    assert len(complaints(outcome)) == 1


def test_status_without_a_warehouse(tmp_path: Path) -> None:
    outcome = run_tiltak("status", warehouse=tmp_path / "tiltak.duckdb")
    assert outcome.exit_code == 1
    (complaint,) = complaints(outcome)
    assert "run tiltak build" in complaint
