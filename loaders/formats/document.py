"""A report file as lines, whatever its form."""

from dataclasses import dataclass

from loaders.errors import RefusedFileError
from loaders.limits import LONGEST_LINE, MOST_LINES

# Control characters but the tab: a PDF gives one for a glyph whose letter it does not tell, and
# DuckDB's text functions end at the first NUL.
CONTROLS = dict.fromkeys([*range(0x09), *range(0x0A, 0x20), 0x7F], "\ufffd")


def without_controls(text: str) -> str:
    """Replace characters that cannot be part of a line by U+FFFD."""
    return text.translate(CONTROLS)


@dataclass(frozen=True)
class Document:
    """The lines of a file in their order, and where each stands.

    `file_format` is `text`, `workbook` or `pdf`. A workbook has the name of the sheet of each line
    in `sheet_names`, a PDF the page of each (from 1) in `page_numbers`; `lines_on_page` numbers the
    rows of a sheet or the lines of a page. They are None where there is no such thing.
    `encoding` and `newline` are what a text was decoded with and what ends its lines.
    """

    file_format: str
    lines: list[str]
    sheet_names: list[str] | None = None
    page_numbers: list[int] | None = None
    lines_on_page: list[int] | None = None
    encoding: str | None = None
    newline: str | None = None

    def __post_init__(self) -> None:
        if len(self.lines) > MOST_LINES:
            raise RefusedFileError(
                f"it has {len(self.lines):,} lines, more than {MOST_LINES:,}; split it into reports"
            )
        for number, line in enumerate(self.lines, start=1):
            if len(line) > LONGEST_LINE:
                raise RefusedFileError(
                    f"its line {number} has {len(line):,} characters, more than {LONGEST_LINE:,}, "
                    "which no report has; download it again from its source"
                )
