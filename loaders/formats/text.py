"""Bytes of a text file to lines, and back."""

from loaders.errors import RefusedFileError
from loaders.formats.document import Document

UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# Control characters but those that text files do hold.
FOREIGN_CONTROLS = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\v\f\r"]
NO_TEXT = (
    "it is no text, workbook or PDF (it holds control characters); "
    "give a report in one of these forms"
)


def read_text(content: bytes) -> Document:
    r"""Decode a text file and split it into lines, changing nothing.

    UTF-8 is tried first (`utf-8-sig` with a byte order mark, which is not part of the lines); what
    is not UTF-8 is taken as Windows-1252 (`cp1252`), in which older Norwegian text is kept. UTF-16
    (Excel's "Unicode text") is known by its byte order mark. Lines
    end with `\r\n` when all of them do, with `\r` when there is no `\n`, and else with `\n`, so
    that joining the lines gives the decoded file back.

    Raises RefusedFileError when the bytes are no text in one of these encodings.
    """
    text, encoding = _decode(content)
    if any(control in text for control in FOREIGN_CONTROLS):
        raise RefusedFileError(NO_TEXT)
    newline = _newline(text)
    return Document("text", text.split(newline), encoding=encoding, newline=newline)


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith(UTF16_BOMS):
        encodings = ["utf-16"]
    elif content.startswith(UTF8_BOM):
        encodings = ["utf-8-sig", "cp1252"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    if any(control.encode() in content for control in FOREIGN_CONTROLS):
        raise RefusedFileError(NO_TEXT)
    raise RefusedFileError(
        "it is no text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8 and try again"
    )


def _newline(text: str) -> str:
    feeds = text.count("\n")
    if feeds == 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if text.count("\r\n") == feeds else "\n"
