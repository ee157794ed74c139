"""Prints tables in the forms that reports come in.

A report is a list of lines, each a list of cells: a label and values as numbers or `*`. The forms
differ in what separates cells, how digits are grouped, how labels break and what stands between.
"""

import random
import textwrap
import unicodedata
from collections.abc import Callable, Iterable

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


def decomposed(text: str) -> str:
    """Letters and accents as two characters."""
    return unicodedata.normalize("NFD", text)


Form = Callable[[list[Line]], bytes]

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
}
