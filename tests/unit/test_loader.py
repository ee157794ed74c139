"""The loader: lines verbatim and numbered, each content once, in any encoding."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import RefusedFileError
from loaders.formats.reader import RefusedFile
from loaders.formats.text import read_text
from loaders.landing import lines
from loaders.landing.lines import LandedFile, land_files
from tests.conftest import REPORTS

# Text as files hold it: no control characters but those that end lines, and not blank.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\t\n\r")
).filter(lambda text: bool(text.encode().strip()) and not text.startswith("\ufeff"))


@given(TEXTS)
def test_joining_the_lines_gives_the_file_back(text: str) -> None:
    read = read_text(text.encode())
    assert read.newline.join(read.lines) == text
    assert read.encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "encoding", "lines"),
    [
        ("æ\nå".encode(), "utf-8", ["æ", "å"]),
        ("æ\nå".encode("utf-8-sig"), "utf-8-sig", ["æ", "å"]),
        ("æ\r\nå".encode("cp1252"), "cp1252", ["æ", "å"]),
        (b"a\rb", "utf-8", ["a", "b"]),
        (b"a\r\nb\nc", "utf-8", ["a\r", "b", "c"]),
    ],
)
def test_encodings_and_line_ends(content: bytes, encoding: str, lines: list[str]) -> None:
    read = read_text(content)
    assert (read.encoding, read.lines) == (encoding, lines)


@pytest.mark.parametrize("content", [b"a\x00b", b"\x81\x8d\x8f"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedFileError):
        read_text(content)


@pytest.mark.parametrize("lines_at_once", [1, 3_000, 1_000_000])
def test_raw_lines_are_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines_at_once: int
) -> None:
    monkeypatch.setattr(lines, "LINES_AT_ONCE", lines_at_once)
    with duckdb.connect(str(tmp_path / "lines.duckdb")) as connection:
        land_files(connection, REPORTS)
        for report in REPORTS:
            rows = connection.execute(
                "select line_number, line_text from raw.report_lines "
                "inner join raw.report_files using (report_id) where file_name = ? order by 1",
                [report.name],
            ).fetchall()
            assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
            assert "\n".join(text for _, text in rows).encode() == report.read_bytes()


def test_a_content_is_landed_once(tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(REPORTS[4].read_bytes())
    changed = tmp_path / "changed.txt"
    changed.write_bytes(REPORTS[4].read_bytes() + b"\n")
    missing = tmp_path / "missing.txt"
    with duckdb.connect() as connection:
        first = land_files(connection, [REPORTS[4], copy, changed])
        again = land_files(connection, [copy, missing])
        count = connection.execute("select count(*) from raw.report_files").fetchone()
    assert [file.is_new for file in first if isinstance(file, LandedFile)] == [True, False, True]
    assert first[0].report_id == first[1].report_id != first[2].report_id
    assert isinstance(again[0], LandedFile) and not again[0].is_new
    assert isinstance(again[1], RefusedFile)
    assert count == (2,)
