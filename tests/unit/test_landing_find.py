"""Which files a call means: each once, in order, and what is said of the others."""

from pathlib import Path

import duckdb
import pytest

from loaders.errors import TiltakError, WrongUsageError
from loaders.landing.find import find_reports
from loaders.landing.lines import find_report_ids, land_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports and other things in a folder, as people have them."""
    for name in (
        "b.txt", "a.XLSX", "deeper/c.pdf", ".hidden.txt", ".git/d.txt", "README.md",
        "Sources.md", "a.xlsx.provenance.json", "notes.docx", "table",
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("text\n", encoding="utf-8")
    return tmp_path


def test_a_folder_gives_its_reports_at_any_depth(folder: Path) -> None:
    found = find_reports([folder])
    assert [file.relative_to(folder).as_posix() for file in found.files] == [
        "a.XLSX",
        "b.txt",
        "deeper/c.pdf",
    ]
    assert found.complaints == []
    assert found.remarks == [
        f"{folder}: files of other kinds were left out (1 .docx, 1 no suffix)."
    ]


def test_a_file_that_is_named_is_taken_whatever_it_is_called_and_once(folder: Path) -> None:
    found = find_reports([folder / "table", folder / "b.txt", folder, folder / "README.md"])
    assert [file.name for file in found.files] == ["README.md", "a.XLSX", "b.txt", "c.pdf", "table"]


def test_links_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "e.txt"
    outside.write_text("text\n", encoding="utf-8")
    links = {"out.txt": outside, "back": folder, "nothing.txt": folder / "gone", "in.txt": "b.txt"}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    found = find_reports([folder])
    assert len(found.files) == 3
    assert [
        complaint.removeprefix(f"{folder}/").split(":")[0] for complaint in found.complaints
    ] == [
        "back",
        "nothing.txt",
        "out.txt",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [("gone.txt", "there is no such file or folder"), ("deeper/empty", "holds no report")],
)
def test_what_is_not_there_is_said(folder: Path, name: str, words: str) -> None:
    (folder / "deeper" / "empty").mkdir()
    with pytest.raises(TiltakError, match=words):
        find_reports([folder / name])


def test_a_report_is_named_by_a_file_that_can_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    with duckdb.connect() as connection:
        land_files(connection, [folder / "b.txt"])
        (report_id,) = find_report_ids(connection, [str(folder / "b.txt")])
        assert find_report_ids(connection, [report_id, "b.txt"]) == [report_id, report_id]
        monkeypatch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(WrongUsageError, match="it cannot be read"):
            find_report_ids(connection, [str(folder / "b.txt")])
