"""Files to documents: what form each has, within limits, some of them ahead in other processes."""

import hashlib
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from loaders.errors import RefusedFileError
from loaders.formats.document import Document
from loaders.formats.text import read_text
from loaders.interruption import not_interrupted
from loaders.limits import (
    FILES_AHEAD,
    LARGEST_FILE_BYTES,
    READER_MEMORY_BYTES,
    READER_SECONDS,
)

ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
# The container of Excel before 2007 and of encrypted workbooks.
OLE_BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_BEGINNING = b"%PDF-"
# PDF 1.7, appendix H: readers accept some bytes before the beginning.
PDF_BEGINS_WITHIN = 1024
TOO_MUCH = "reading it took too much {}, which no report does; it may be damaged, download it again"


@dataclass(frozen=True)
class FileContent:
    """A file that was read: its SHA-256, its size and its lines."""

    path: Path
    sha256: str
    size_bytes: int
    document: Document


@dataclass(frozen=True)
class KnownFile:
    """A file whose content was known, and not read again."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class RefusedFile:
    """A file that cannot be read, and why."""

    path: Path
    reason: str


def sha256_of(content: bytes) -> str:
    """Give the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_files(
    paths: Iterable[Path], known_sha256: Collection[str]
) -> Iterator[FileContent | KnownFile | RefusedFile]:
    """Read each file, in order; one whose SHA-256 is known is not taken apart again.

    Workbooks and PDFs are read in processes of their own, which a damaged or hostile file cannot
    make last or grow beyond the limits.
    """
    pool = ProcessPool(
        max_workers=os.cpu_count() or 1,
        initializer=_limit_this_process,
        context=multiprocessing.get_context("spawn"),
    )
    started: deque[tuple[Path, _Started | RefusedFileError]] = deque()
    with pool:
        for path in paths:
            started.append((path, _start(pool, path, known_sha256)))
            if len(started) > FILES_AHEAD:
                yield _finish(*started.popleft())
        while started:
            yield _finish(*started.popleft())


@dataclass(frozen=True)
class _Started:
    sha256: str
    size_bytes: int
    document: "Document | Future[Document] | None"


def _start(
    pool: ProcessPool, path: Path, known_sha256: Collection[str]
) -> "_Started | RefusedFileError":
    try:
        content = _read_bytes(path)
        sha256 = sha256_of(content)
        if sha256 in known_sha256:
            return _Started(sha256, len(content), None)
        if _is_binary(content):
            # A process that just begins would answer Ctrl-C with a traceback.
            document: Document | Future[Document]
            with not_interrupted():
                document = pool.schedule(_read_binary, args=[content], timeout=READER_SECONDS)
        else:
            document = read_text(content)
        return _Started(sha256, len(content), document)
    except RefusedFileError as error:
        return error


def _finish(
    path: Path, started: "_Started | RefusedFileError"
) -> FileContent | KnownFile | RefusedFile:
    if isinstance(started, RefusedFileError):
        return RefusedFile(path, str(started))
    document = started.document
    if document is None:
        return KnownFile(path, started.sha256)
    if isinstance(document, Future):
        try:
            document = document.result()
        except RefusedFileError as error:
            return RefusedFile(path, str(error))
        except TimeoutError:
            return RefusedFile(path, TOO_MUCH.format("time"))
        except (ProcessExpired, MemoryError):
            return RefusedFile(path, TOO_MUCH.format("memory"))
    if not any(line.strip() for line in document.lines):
        return RefusedFile(path, "it is empty; download or extract it again")
    return FileContent(path, started.sha256, started.size_bytes, document)


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise RefusedFileError("it is no regular file; copy what it gives into one")
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise RefusedFileError(
                f"it has {path.stat().st_size:,} bytes, more than {LARGEST_FILE_BYTES:,}, which no "
                "report has; download it again from its source"
            )
        return path.read_bytes()
    except OSError as error:
        raise RefusedFileError(
            f"it cannot be read ({error.strerror}); check its permissions"
        ) from error


def _is_binary(content: bytes) -> bool:
    return content.startswith((*ZIP_BEGINNINGS, OLE_BEGINNING)) or _is_pdf(content)


def _is_pdf(content: bytes) -> bool:
    return PDF_BEGINNING in content[:PDF_BEGINS_WITHIN]


def _read_binary(content: bytes) -> Document:
    # A library is imported only where there is something to read with it.
    try:
        if _is_pdf(content):
            from loaders.formats.pdf import read_pdf

            return read_pdf(content)
        from loaders.formats.workbook import read_workbook

        return read_workbook(content)
    except (RefusedFileError, MemoryError):
        raise
    except Exception as error:
        # A damaged file can raise anything inside a library; the others go on.
        raise RefusedFileError(
            f"it is damaged ({type(error).__name__} while it was read); download it again"
        ) from error


def _limit_this_process() -> None:
    """Take no more memory than a reader may, where the system has such a limit (not Windows)."""
    with suppress(ImportError):
        import resource

        _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
        # macOS knows the limit and does not let it be set.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (READER_MEMORY_BYTES, hard_limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What libraries say about a damaged file says less than the sentence that refuses it.
    logging.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
