"""Bytes of an Excel workbook to lines: a row is a line, its cells separated by tabs."""

import datetime
import io
import zipfile
import zlib

import python_calamine

from loaders.errors import RefusedFileError, first_line
from loaders.formats.document import Document, without_controls
from loaders.limits import (
    LARGEST_UNPACKED_BYTES,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_PARTS,
    MOST_SHEETS,
)

CHUNK_BYTES = 1 << 20
# How far from a whole number computing in doubles leaves one at most.
FLOAT_NOISE = 1e-6
# Office Open XML, 18.4.6: the format of characters that are raised or lowered.
RAISED = b"<vertAlign"
# [MS-OFFCRYPTO] 2.3: an encrypted workbook is a container with a stream of this name.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED = "the workbook is encrypted; save it without a password and try again"
OURS = ", which no report has; delete what is not part of the tables"
DAMAGED = "it is no workbook, or a damaged one ({}); download it again"


def read_workbook(content: bytes) -> Document:
    """Read each row of each sheet as a line, from the first row and column on.

    A whole number is printed without decimals, another as it is stored; one that computing left a
    little beside a whole number (3278.9999999987) is that number, as the sheet shows it. Spaces and
    line breaks inside a cell become one space, raised characters `<sup>1</sup>`. Empty cells at the
    end of a row are left out, empty rows are empty lines.

    Raises RefusedFileError for an encrypted or damaged workbook, and for one that is too large.
    """
    if ENCRYPTED_PACKAGE in content:
        raise RefusedFileError(ENCRYPTED)
    has_raised = zipfile.is_zipfile(io.BytesIO(content)) and _measure(content)
    lines: list[str] = []
    sheet_names: list[str] = []
    row_numbers: list[int] = []
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        names = _worksheets(workbook)
        if len(names) > MOST_SHEETS:
            raise RefusedFileError(f"it has {len(names):,} sheets, more than {MOST_SHEETS:,}{OURS}")
        marked_cells = _marked_cells(content) if has_raised else {}
        cell_count = character_count = 0
        for sheet_name in names:
            sheet = workbook.get_sheet_by_name(sheet_name)
            cell_count += sheet.total_height * sheet.total_width
            if cell_count > MOST_CELLS:
                raise RefusedFileError(f"it has more than {MOST_CELLS:,} cells{OURS}")
            rows = sheet.to_python(skip_empty_area=False)
            for (row, column), text in marked_cells.get(sheet_name, {}).items():
                rows[row][column] = text
            printed = ["\t".join(map(_printed, row)).rstrip("\t") for row in rows]
            lines += printed
            character_count += sum(map(len, printed))
            if character_count > MOST_CHARACTERS:
                raise RefusedFileError(f"it has more than {MOST_CHARACTERS:,} characters{OURS}")
            sheet_names += [sheet_name] * len(rows)
            row_numbers += range(1, len(rows) + 1)
    except python_calamine.PasswordError as error:
        raise RefusedFileError(ENCRYPTED) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise RefusedFileError(DAMAGED.format(first_line(error))) from error
    return Document("workbook", lines, sheet_names=sheet_names, lines_on_page=row_numbers)


def _marked_cells(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Find the cells in which some characters are raised or lowered, by sheet, row and column.

    The reader of workbooks gives the text of a cell without its format, in which 4 with a footnote
    is 41. Few workbooks have such cells, and only they are read by the slower library.
    """
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText

    book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True, data_only=True)
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): "".join(map(_marked_run, cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, CellRichText)
        }
        for sheet in book.worksheets
    }


def _marked_run(run: object) -> str:
    """Give a run of characters of one format, within `<sup>` if it is raised or lowered."""
    font = getattr(run, "font", None)
    is_raised = font is not None and font.vertAlign in ("superscript", "subscript")
    return f"<sup>{run}</sup>" if is_raised else str(run)


def _worksheets(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _measure(content: bytes) -> bool:
    """Unpack once into nothing: what a zip says of its sizes need not be true.

    Gives whether some of its characters are raised or lowered.
    """
    total = 0
    has_raised = False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS:
                raise RefusedFileError(
                    f"it is a package of {len(names):,} files, more than {MOST_PARTS:,}{OURS}"
                )
            for name in names:
                has_text = name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml"
                with archive.open(name) as member:
                    end_of_last = b""
                    while chunk := member.read(CHUNK_BYTES):
                        total += len(chunk)
                        has_raised |= has_text and RAISED in end_of_last + chunk
                        end_of_last = chunk[-len(RAISED) :]
                        if total > LARGEST_UNPACKED_BYTES:
                            raise RefusedFileError(
                                f"it unpacks to more than {LARGEST_UNPACKED_BYTES:,} bytes, which "
                                "no report does; download it again from its source"
                            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise RefusedFileError(DAMAGED.format(error)) from error
    return has_raised


def _printed(cell: object) -> str:
    if isinstance(cell, float) and abs(cell - round(cell)) < FLOAT_NOISE:
        return str(round(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return without_controls(" ".join(str(cell).split()))
