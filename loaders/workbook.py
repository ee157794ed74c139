"""Bytes of an Excel workbook to lines: a row is a line, its cells separated by tabs."""

import datetime
import io
import zipfile
import zlib

import python_calamine

from loaders.document import Document, without_controls
from loaders.errors import RefusedFileError
from loaders.limits import LARGEST_UNPACKED_BYTES, MOST_CELLS_IN_A_SHEET

CHUNK_BYTES = 1 << 20
# [MS-OFFCRYPTO] 2.3: an encrypted workbook is a container with a stream of this name.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED = "the workbook is encrypted; save it without a password and try again"
DAMAGED = "it is no workbook, or a damaged one ({}); download it again"


def read_workbook(content: bytes) -> Document:
    """Read each row of each sheet as a line, from the first row and column on.

    A whole number is printed without decimals, another as it is stored; spaces and line breaks
    inside a cell become one space. Empty cells at the end of a row are left out, empty rows are
    empty lines.

    Raises RefusedFileError for an encrypted or damaged workbook, and for one that is too large.
    """
    if ENCRYPTED_PACKAGE in content:
        raise RefusedFileError(ENCRYPTED)
    if zipfile.is_zipfile(io.BytesIO(content)):
        _measure(content)
    lines: list[str] = []
    sheet_names: list[str] = []
    row_numbers: list[int] = []
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for sheet_name in _worksheets(workbook):
            sheet = workbook.get_sheet_by_name(sheet_name)
            if sheet.total_height * sheet.total_width > MOST_CELLS_IN_A_SHEET:
                raise RefusedFileError(
                    f"its sheet '{sheet_name}' has more than {MOST_CELLS_IN_A_SHEET:,} cells; "
                    "delete what is not part of the tables"
                )
            rows = sheet.to_python(skip_empty_area=False)
            lines += ["\t".join(map(_printed, row)).rstrip("\t") for row in rows]
            sheet_names += [sheet_name] * len(rows)
            row_numbers += range(1, len(rows) + 1)
    except python_calamine.PasswordError as error:
        raise RefusedFileError(ENCRYPTED) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise RefusedFileError(DAMAGED.format(str(error).splitlines()[0])) from error
    return Document("workbook", lines, sheet_names=sheet_names, lines_on_page=row_numbers)


def _worksheets(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _measure(content: bytes) -> None:
    """Unpack once into nothing: what a zip says of its sizes need not be true."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    while chunk := member.read(CHUNK_BYTES):
                        total += len(chunk)
                        if total > LARGEST_UNPACKED_BYTES:
                            raise RefusedFileError(
                                f"it unpacks to more than {LARGEST_UNPACKED_BYTES:,} bytes, which "
                                "no report does; download it again from its source"
                            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise RefusedFileError(DAMAGED.format(error)) from error


def _printed(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return without_controls(" ".join(str(cell).split()))
