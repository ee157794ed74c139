"""Prints tables in the forms that reports come in.

A report is a list of lines, each a list of cells: a label and values as numbers or `*`. The forms
differ in what separates cells, how digits are grouped, how labels break and what stands between.
"""

import io
import random
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable

import openpyxl
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

Line = list[str]

NO_BREAK_SPACE = "\xa0"
THIN_SPACE = "\u2009"
NARROW_NO_BREAK_SPACE = "\u202f"


def cells_of(text: str) -> list[Line]:
    """Lines of a tab-separated report as cells, without the markup of Markdown."""
    text = text.replace("<b>", "").replace("</b>", "").replace("### ", "").replace("\\*", "*")
    return [line.split("\t") for line in text.split("\n")]


def grouped(value: str, separator: str) -> str:
    """Group the digits of a printed value by another space."""
    return value.replace(" ", separator)


def tabs(lines: Iterable[Line], separator: str = " ") -> str:
    """Cells separated by tabs."""
    return "\n".join(
        "\t".join([line[0], *(grouped(v, separator) for v in line[1:])]) for line in lines
    )


def pipes(lines: Iterable[Line]) -> str:
    """Tables of Markdown with a rule under each header."""
    printed = []
    for line in lines:
        if len(line) == 1:
            printed.append(line[0])
            continue
        printed.append("| " + " | ".join(value.replace("*", "\\*") for value in line) + " |")
        if line[0] == "":
            printed.append("|" + "---|" * len(line))
    return "\n".join(printed)


def html(lines: Iterable[Line]) -> str:
    """Tags of tables left over from a page."""
    return "\n".join(
        line[0]
        if len(line) == 1
        else "<tr>"
        + "".join(f"<td>{value.replace(' ', '&nbsp;')}</td>" for value in line)
        + "</tr>"
        for line in lines
    )


def aligned(lines: Iterable[Line]) -> str:
    """Columns aligned by spaces, digits grouped by one."""
    return "\n".join(
        line[0]
        if len(line) == 1
        else f"{line[0]:<70}" + "".join(f"{value:>12}" for value in line[1:])
        for line in lines
    )


def layout(
    lines: Iterable[Line], rng: random.Random, separator: str = NO_BREAK_SPACE, width: int = 14
) -> str:
    """Text of a PDF: single spaces between columns, labels wrapped, furniture and blank lines."""
    printed: list[str] = []
    for line in lines:
        label, *values = (cell.strip() for cell in line)
        values = [grouped(value, separator) for value in values if value]
        if len(line) == 1:
            printed.append(label)
        elif not label:
            printed += wrapped_header(values)
        else:
            *first, last = textwrap.wrap(label, width, break_long_words=False) or [""]
            printed += [*first, " ".join([last, *values])]
        if rng.random() < 0.3:
            printed.append("")
        if rng.random() < 0.03:
            page = rng.randint(1, 40)
            printed += ["", f"Side {page} av 40Kilde: NAV Fotnote"]
    return "\n".join(printed)


def wrapped_header(values: list[str]) -> list[str]:
    """The average's heading broken over three lines, months after it."""
    if values and values[0].startswith("Gjennom"):
        return ["Gjennom", "snitt hittil", "", " ".join(["i år", *values[1:]])]
    return [" ".join(values)]


HEADING = re.compile(r"(?:Tiltak|Arbeidsmarkedsstatus|Fylke|Kommune)\b(?! på)[^.\d]*")
LONGEST_SHEET_NAME = 31


def workbook(lines: Iterable[Line]) -> bytes:
    """A sheet for each section, numbers as numbers, an empty row between blocks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Om statistikken"
    for line in lines:
        if len(line) == 1 and HEADING.fullmatch(line[0].strip("# ")):
            title = line[0].strip("# ")[:LONGEST_SHEET_NAME]
            sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        elif len(line) > 1 and line[0] == "":
            sheet.append([])
        sheet.append([line[0], *map(cell_of_a_sheet, line[1:])])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell_of_a_sheet(value: str) -> str | int | None:
    """A number as a number, an empty cell as none."""
    digits = value.replace(" ", "")
    return int(digits) if digits.isdecimal() else value.strip() or None


PDF_FONT = "Vera"
PDF_FONT_SIZE = 7
PDF_LEADING = 10
PDF_MARGIN = 30
PDF_LABEL_WIDTH = 90
PDF_COLUMN_WIDTH = 50


class PdfPages:
    """Lines on pages, in a font that has the letters of all names."""

    def __init__(self) -> None:
        pdfmetrics.registerFont(TTFont(PDF_FONT, "Vera.ttf"))
        self.file = io.BytesIO()
        self.width, self.height = landscape(A4)
        self.canvas = Canvas(self.file, pagesize=(self.width, self.height))
        self.page = 0
        self.new_page()

    def new_page(self) -> None:
        """Begin a page; a page before it gets its footer."""
        if self.page:
            self.canvas.drawString(PDF_MARGIN, PDF_MARGIN, f"Side {self.page} av 40Kilde: NAV")
            self.canvas.showPage()
        self.page += 1
        self.canvas.setFont(PDF_FONT, PDF_FONT_SIZE)
        self.top = self.height - PDF_MARGIN

    def row(self, label: list[str], values: list[str]) -> None:
        """Draw the lines of a label, and values right-aligned beside the last of them."""
        if self.top - len(label) * PDF_LEADING < 2 * PDF_MARGIN:
            self.new_page()
        for text in label:
            self.top -= PDF_LEADING
            self.canvas.drawString(PDF_MARGIN, self.top, text)
        right = PDF_MARGIN + PDF_LABEL_WIDTH
        for value in values:
            right += PDF_COLUMN_WIDTH
            self.canvas.drawRightString(right, self.top, value)

    def save(self) -> bytes:
        """Give the file."""
        self.canvas.save()
        return self.file.getvalue()


def pdf_cells(lines: Iterable[Line]) -> bytes:
    """A PDF whose cells are drawn in columns, digits grouped by plain spaces, labels wrapped."""
    pages = PdfPages()
    for line in lines:
        label, *values = (cell.strip() for cell in line)
        width = PDF_LABEL_WIDTH // 4 if values else 150
        pages.row(textwrap.wrap(label, width, break_long_words=False) or [""], values)
    return pages.save()


def pdf_lines(text: str) -> bytes:
    """A PDF whose lines are drawn as they are."""
    pages = PdfPages()
    for line in text.split("\n"):
        pages.row([line], [])
    return pages.save()


def decomposed(text: str) -> str:
    """Letters and accents as two characters."""
    return unicodedata.normalize("NFD", text)


Form = Callable[[list[Line]], bytes]


def file_name(name: str, form: str) -> str:
    """Name a file by what it holds."""
    kind = {"workbook": "xlsx", "pdf": "pdf"}.get(form.split("_", maxsplit=1)[0], "txt")
    return f"{name}_{form}.{kind}"


FORMS: dict[str, Form] = {
    "tabs": lambda lines: tabs(lines).encode(),
    "tabs_narrow_spaces": lambda lines: tabs(lines, NARROW_NO_BREAK_SPACE).encode(),
    "byte_order_mark": lambda lines: tabs(lines, NO_BREAK_SPACE).encode("utf-8-sig"),
    "windows_1252_crlf": lambda lines: (
        tabs(lines, NO_BREAK_SPACE).replace("\n", "\r\n").encode("cp1252", errors="replace")
    ),
    "carriage_returns": lambda lines: tabs(lines).replace("\n", "\r").encode(),
    "decomposed": lambda lines: decomposed(tabs(lines)).encode(),
    "pipes": lambda lines: pipes(lines).encode(),
    "html": lambda lines: html(lines).encode(),
    "aligned": lambda lines: aligned(lines).encode(),
    "layout": lambda lines: layout(lines, random.Random(1)).encode(),
    "layout_thin_spaces": lambda lines: layout(lines, random.Random(2), THIN_SPACE, 20).encode(),
    "layout_narrow": lambda lines: layout(lines, random.Random(3), NO_BREAK_SPACE, 8).encode(),
    "layout_plain_spaces": lambda lines: layout(lines, random.Random(4), " ").encode(),
    "workbook": workbook,
    "pdf_cells": pdf_cells,
    "pdf_lines": lambda lines: pdf_lines(layout(lines, random.Random(5), NO_BREAK_SPACE)),
    "pdf_plain_spaces": lambda lines: pdf_lines(layout(lines, random.Random(6), " ")),
}
