"""Bytes of a PDF to lines: text at one height is a line, wide gaps in it are tabs."""

import io
from collections.abc import Iterator

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils import cluster_objects
from pdfplumber.utils.exceptions import PdfminerException

from loaders.document import Document, without_controls
from loaders.errors import RefusedFileError
from loaders.limits import MOST_PAGES

# In points. Characters of one word touch and a space in a font of 7 points is 2 wide, so a gap that
# no space fills and that is wider parts two columns; a superscript is less than 2 above its line.
COLUMN_GAP = 2.0
LINE_HEIGHT_TOLERANCE = 2.0
# PDF 1.7, 3.4.4 and appendix H: a file ends with this mark, readers accept some bytes after it.
END_OF_FILE = b"%%EOF"
END_OF_FILE_WITHIN = 2048


def read_pdf(content: bytes) -> Document:
    """Read the text of each page from top to bottom and from left to right.

    Raises RefusedFileError for an encrypted or damaged PDF, and for one of pictures without text.
    """
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
    pieces = page.extract_words(
        keep_blank_chars=True, x_tolerance=COLUMN_GAP, y_tolerance=LINE_HEIGHT_TOLERANCE
    )
    for line in cluster_objects(pieces, lambda piece: piece["bottom"], LINE_HEIGHT_TOLERANCE):
        in_order = sorted(line, key=lambda piece: piece["x0"])
        yield "\t".join(without_controls(piece["text"]) for piece in in_order).rstrip()
