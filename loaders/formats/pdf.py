"""Bytes of a PDF to lines: text at one height is a line, wide gaps in it are tabs."""

import bisect
import io
import itertools
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.clustering import cluster_objects
from pdfplumber.utils.exceptions import PdfminerException

from loaders.errors import RefusedFileError
from loaders.formats.document import Document, without_controls
from loaders.limits import MOST_PAGES

# What pdfplumber knows of a character or a word: its text, edges and size.
Object = dict[str, Any]
# In points. Characters of one word touch and a space in a font of 7 points is 2 wide, so a gap that
# no space fills and that is wider parts two columns.
COLUMN_GAP = 2.0
LINE_HEIGHT_TOLERANCE = 2.0
# As parts of a character's size. The digits of a number touch: others belong to two numbers, or a
# space that groups digits was not written.
WORD_GAP = 0.1
# The same character so near is no second one: letters are drawn twice to look bold.
BOLD_OFFSET = 0.2
# A smaller character close behind another and off its base line is a mark, such as the number of a
# footnote, and no part of the word or number. A smaller one on the same base line ends a little
# higher, as it reaches less below it.
MARK_SIZE = 0.8
MARK_GAP = 0.4
MARK_RAISED = 0.15
MARK_LOWERED = 0.05
DIGIT_SIZE = 0.95
# PDF 1.7, 3.4.4 and appendix H: a file ends with this mark, readers accept some bytes after it.
END_OF_FILE = b"%%EOF"
END_OF_FILE_WITHIN = 2048


def read_pdf(content: bytes) -> Document:
    """Read the text of each page from top to bottom and from left to right.

    Raises RefusedFileError for an encrypted or damaged PDF, and for one of pictures without text.
    """
    # Transfers and copies fill their last block with zero bytes.
    content = content.rstrip(b"\0")
    if END_OF_FILE not in content[-END_OF_FILE_WITHIN:]:
        raise RefusedFileError("the PDF is cut off (its end mark is missing); download it again")
    lines: list[str] = []
    page_numbers: list[int] = []
    lines_on_page: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise RefusedFileError(
                    f"it has {len(pdf.pages):,} pages, more than {MOST_PAGES:,}; split it"
                )
            for page in pdf.pages:
                page_lines = list(_lines_of(page))
                lines += page_lines
                page_numbers += [page.page_number] * len(page_lines)
                lines_on_page += range(1, len(page_lines) + 1)
                page.close()
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise RefusedFileError(
                "the PDF is encrypted; save it without a password and try again"
            ) from error
        raise RefusedFileError("it is a damaged PDF; download it again") from error
    if not any(line.strip() for line in lines):
        raise RefusedFileError(
            "the PDF has no text, its pages are pictures; recognise the text first (OCR)"
        )
    return Document("pdf", lines, page_numbers=page_numbers, lines_on_page=lines_on_page)


def _lines_of(page: Page) -> Iterator[str]:
    page.objects["char"] = _with_marks(_drawn_once(page.chars))
    pieces = page.extract_words(
        keep_blank_chars=True, x_tolerance_ratio=WORD_GAP, y_tolerance=LINE_HEIGHT_TOLERANCE
    )
    for line in cluster_objects(pieces, lambda piece: piece["bottom"], LINE_HEIGHT_TOLERANCE):
        in_order = sorted(line, key=lambda piece: piece["x0"])
        yield without_controls(_joined(in_order)).rstrip()


def _joined(pieces: list[Object]) -> str:
    """Join the pieces of a line: columns by tabs, numbers that do not touch by spaces."""
    text = pieces[0]["text"]
    for left, right in itertools.pairwise(pieces):
        if right["x0"] - left["x1"] > COLUMN_GAP:
            text += "\t"
        elif _is_of_a_number(left["text"][-1]) and _is_of_a_number(right["text"][0]):
            text += " "
        text += right["text"]
    return text


def _is_of_a_number(character: str) -> bool:
    return character.isdecimal() or character == "*"


def _drawn_once(characters: list[Object]) -> list[Object]:
    """Leave out characters that are drawn again at nearly the same place."""
    kept: list[Object] = []
    places: dict[tuple[str, int, int], list[Object]] = {}
    for character in characters:
        text, x, y = character["text"], character["x0"], character["top"]
        offset = BOLD_OFFSET * character["size"]
        is_again = any(
            abs(x - other["x0"]) < offset and abs(y - other["top"]) < offset
            for near in itertools.product((-1, 0, 1), repeat=2)
            for other in places.get(
                (text, int(x / offset) + near[0], int(y / offset) + near[1]), ()
            )
        )
        if not is_again:
            kept.append(character)
            places.setdefault((text, int(x / offset), int(y / offset)), []).append(character)
    return kept


def _with_marks(characters: list[Object]) -> list[Object]:
    """Write raised or lowered small characters as marks, on the line of what they stand at."""
    largest = max((character["size"] for character in characters), default=0)
    if not any(character["size"] < DIGIT_SIZE * largest for character in characters):
        return characters
    by_end = sorted(characters, key=lambda character: character["x1"])
    ends = [character["x1"] for character in by_end]
    by_start = sorted(characters, key=lambda character: character["x0"])
    starts = [character["x0"] for character in by_start]
    result: list[Object] = []
    marked: list[Object] = []
    for character in by_start:
        near = MARK_GAP * largest
        begin = bisect.bisect_left(ends, character["x0"] - near)
        end = bisect.bisect_right(ends, character["x0"] + near)
        # A mark of two signs stands at what its first sign stands at.
        bases = [mark["base"] for mark in marked[-2:] if _touch(mark, character)]
        bases += [other for other in by_end[begin:end] if _touch(other, character)]
        # `¹4`: a mark may stand before, too.
        begin = bisect.bisect_left(starts, character["x1"] - near)
        end = bisect.bisect_right(starts, character["x1"] + near)
        bases += [other for other in by_start[begin:end] if _touch(character, other)]
        base = next((base for base in bases if _is_mark_at(base, character)), None)
        if base is not None:
            line = {edge: base[edge] for edge in ("top", "bottom", "doctop")}
            text = f"<sup>{character['text']}</sup>"
            mark = character | line | {"text": text, "base": base}
            marked.append(mark)
        result.append(character if base is None else mark)
    return result


def _touch(left: Object, right: Object) -> bool:
    return abs(right["x0"] - left["x1"]) < MARK_GAP * left["size"]


def _is_mark_at(base: Object, character: Object) -> bool:
    """Whether a character is a mark at another: smaller, on its line and not on its base line.

    The digits of a number have one size, so of two digits the smaller is a mark wherever it stands.
    """
    size = base["size"]
    is_on_line = character["top"] < base["bottom"] and character["bottom"] > base["top"]
    if base["text"].isdecimal() and character["text"].isdecimal():
        return is_on_line and character["size"] < DIGIT_SIZE * size
    return (
        is_on_line
        and character["size"] < MARK_SIZE * size
        and not -MARK_RAISED * size < character["bottom"] - base["bottom"] < MARK_LOWERED * size
    )
