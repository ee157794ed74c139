"""Bytes to lines: texts in any encoding, PDFs and workbooks within their limits."""

import pytest

from loaders.errors import RefusedFileError
from loaders.formats import document
from loaders.formats.pdf import read_pdf
from loaders.formats.reader import _is_binary
from loaders.formats.text import read_text
from loaders.formats.workbook import read_workbook
from tests.support.forms import pdf_cells, workbook

ROWS = [["I alt", "420", "408"], ["4204 Åmli", "*", "3"]]


@pytest.mark.parametrize(
    ("content", "encoding", "newline", "lines"),
    [
        ("Tråante\nOslo".encode(), "utf-8", "\n", ["Tråante", "Oslo"]),
        ("\ufeffTråante\r\nOslo\r\n".encode(), "utf-8-sig", "\r\n", ["Tråante", "Oslo", ""]),
        ("Tråante\r\nOslo\n".encode("cp1252"), "cp1252", "\n", ["Tråante\r", "Oslo", ""]),
        ("Tråante\rOslo".encode("utf-16"), "utf-16", "\r", ["Tråante", "Oslo"]),
        (b"", "utf-8", "\n", [""]),
    ],
)
def test_a_text_is_decoded_and_changed_in_nothing(
    content: bytes, encoding: str, newline: str, lines: list[str]
) -> None:
    read = read_text(content)
    assert (read.encoding, read.newline, read.lines) == (encoding, newline, lines)


@pytest.mark.parametrize("content", [b"a\x00b", b"\x81\x8d", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedFileError, match="it is no text"):
        read_text(content)


def test_columns_of_a_pdf_and_cells_of_a_sheet_are_parted_by_tabs() -> None:
    assert [line.split("\t") for line in read_pdf(pdf_cells(ROWS)).lines] == ROWS
    read = read_workbook(workbook(ROWS))
    rows = [[cell for cell in line.split("\t") if cell] for line in read.lines]
    assert [row for row in rows if row] == ROWS
    assert len(set(read.sheet_names)) == 1


def test_a_form_is_told_by_what_a_file_holds() -> None:
    assert _is_binary(workbook(ROWS))
    assert _is_binary(b"\n\n" + pdf_cells(ROWS))
    assert not _is_binary(b"PK, but no zip" + b" " * 2000 + b"%PDF-")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7\n", "cut off"), (b"%PDF-1.7\n%%EOF", "damaged"), (b"PK\x03\x04", "damaged")],
)
def test_what_is_damaged_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(RefusedFileError, match=words):
        (read_pdf if content.startswith(b"%") else read_workbook)(content)


def test_a_document_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_LINES", 2)
    monkeypatch.setattr(document, "LONGEST_LINE", 3)
    document.Document("text", ["abc", "de"])
    with pytest.raises(RefusedFileError, match="3 lines, more than 2"):
        document.Document("text", ["a", "b", "c"])
    with pytest.raises(RefusedFileError, match="line 2"):
        document.Document("text", ["a", "abcd"])
