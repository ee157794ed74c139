"""Fetches the workbooks that Nav's pages link to; the only part that uses the network."""

import datetime
import hashlib
import json
import os
import re
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from loaders import __version__
from loaders.errors import TiltakError
from loaders.interruption import undone_when_interrupted
from loaders.limits import LARGEST_FILE_BYTES

NAV_PAGES = Path(__file__).with_name("nav.toml")
REPORT_CODE = re.compile(r"TILT ?[0-9]{3}", re.IGNORECASE)
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
# How a workbook begins: a zip, or the container of Excel before 2007.
WORKBOOK_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UNSAFE_IN_A_NAME = re.compile(r"[^\w .,()+=@-]")
SIDECAR_SUFFIX = ".provenance.json"

LARGEST_PAGE_BYTES = 10_000_000
CONNECT_SECONDS, READ_SECONDS, TRANSFER_SECONDS = 10, 60, 600
ATTEMPTS, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 4, 1, 30
CHUNK_BYTES = 1 << 16


class _PassingError(Exception):
    """A failure that another attempt may not have."""


@dataclass(frozen=True)
class Provenance:
    """Where a file came from: what its sidecar holds.

    `address` is where it was fetched, `page` the page that linked to it, `fetched_at` the time
    (UTC, ISO 8601); `other_addresses` had the same content later.
    """

    address: str
    page: str
    fetched_at: str
    sha256: str
    size_bytes: int
    other_addresses: tuple[str, ...] = ()


@dataclass
class Fetched:
    """What a fetch did: the new files, how many were there already, what a person must be told."""

    new_files: list[Path] = field(default_factory=list)
    known_count: int = 0
    page_count: int = 0
    complaints: list[str] = field(default_factory=list)


def nav_pages(today: datetime.date) -> list[str]:
    """List the addresses of Nav's index pages: that of this year and the archive pages."""
    settings = tomllib.loads(NAV_PAGES.read_text(encoding="utf-8"))
    years = range(settings["first_archive_year"], today.year)
    archive = [settings["archive_page"].format(year=year) for year in reversed(years)]
    return [settings["current_page"], *archive]


def fetch(pages: Iterable[str], folder: Path) -> Fetched:
    """Download the workbooks that the pages link to and that are not in the folder yet.

    A file is known by its address, which has a hash that changes when Nav publishes it anew, and
    then by its content. Files of one name and different content are kept beside each other. What
    fails is told of, and the others go on.

    Raises TiltakError when the folder cannot be written.
    """
    fetched = Fetched()
    session = requests.Session()
    session.headers["User-Agent"] = f"tiltak-warehouse/{__version__}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _known_files(folder)
        for page in pages:
            try:
                links = _links(session, page)
            except TiltakError as error:
                fetched.complaints.append(str(error))
                continue
            fetched.page_count += 1
            for address in links:
                if address in known:
                    fetched.known_count += 1
                    continue
                try:
                    file, is_new = _fetch_file(session, address, page, folder)
                except TiltakError as error:
                    fetched.complaints.append(str(error))
                    continue
                known.add(address)
                if is_new:
                    fetched.new_files.append(file)
                else:
                    fetched.known_count += 1
    except OSError as error:
        raise TiltakError(
            f"{folder}: files cannot be written there ({error.strerror}); "
            "make room or choose another folder with --into."
        ) from error
    return fetched


def _known_files(folder: Path) -> set[str]:
    """Give the addresses of the files that are there whole."""
    known: set[str] = set()
    for sidecar in folder.glob(f"*{SIDECAR_SUFFIX}"):
        provenance = _read_sidecar(sidecar)
        file = sidecar.with_name(sidecar.name.removesuffix(SIDECAR_SUFFIX))
        if provenance and file.is_file() and file.stat().st_size == provenance.size_bytes:
            known |= {provenance.address, *provenance.other_addresses}
    return known


def _read_sidecar(sidecar: Path) -> Provenance | None:
    """Read a sidecar; None for one that is damaged, whose file is then fetched again."""
    try:
        values = json.loads(sidecar.read_text(encoding="utf-8"))
        return Provenance(**{**values, "other_addresses": tuple(values["other_addresses"])})
    except (ValueError, TypeError, KeyError):
        return None


def _links(session: requests.Session, page: str) -> list[str]:
    """List the addresses of the TILT workbooks that a page links to, each once.

    Raises TiltakError when the page cannot be had or links to none.
    """
    address, content = _get(session, page, LARGEST_PAGE_BYTES)
    soup = BeautifulSoup(content, "html.parser")
    base = soup.find("base", href=True)
    if base:
        address = urljoin(address, base["href"])
    links = [
        urljoin(address, link["href"].strip())
        for link in soup.find_all("a", href=True)
        if _is_workbook(link["href"], link.get_text())
    ]
    if not links:
        raise TiltakError(
            f"{page}: no link to a TILT workbook was found on the page; "
            "look whether Nav moved it and give the new address with --page."
        )
    return list(dict.fromkeys(links))


def _is_workbook(href: str, text: str) -> bool:
    name = _last_segment(href)
    suffix = Path(name).suffix.lower()
    return (
        urlsplit(href).scheme in ("", "http", "https")
        and bool(REPORT_CODE.search(name) or REPORT_CODE.search(text))
        and (suffix in WORKBOOK_SUFFIXES or not re.fullmatch(r"\.[a-z]{2,5}", suffix))
    )


def _last_segment(address: str) -> str:
    return unquote(urlsplit(address).path).rsplit("/", 1)[-1]


def _fetch_file(
    session: requests.Session, address: str, page: str, folder: Path
) -> tuple[Path, bool]:
    """Fetch one workbook and give its file, and whether it is new.

    Raises TiltakError when it cannot be had or is none.
    """
    _, content = _get(session, address, LARGEST_FILE_BYTES)
    if not content.startswith(WORKBOOK_BEGINNINGS):
        raise TiltakError(
            f"{address}: what was downloaded is no workbook; open the address in a browser to see "
            "what it is."
        )
    provenance = Provenance(
        address=address,
        page=page,
        fetched_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
    )
    file = folder / _file_name(address)
    if file.exists() and _sha256(file) != provenance.sha256:
        file = file.with_stem(f"{file.stem}.{provenance.sha256[:8]}")
    sidecar = file.with_name(file.name + SIDECAR_SUFFIX)
    is_new = not file.exists()
    if is_new:
        _write_whole(file, content)
    elif sidecar.exists() and (first := _read_sidecar(sidecar)):
        others = (*first.other_addresses, address)
        provenance = Provenance(**{**asdict(first), "other_addresses": others})
    text = json.dumps(asdict(provenance), indent=2, ensure_ascii=False) + "\n"
    _write_whole(sidecar, text.encode())
    return file, is_new


def _file_name(address: str) -> str:
    """Name a file as Nav does, with nothing in it that a file's name cannot have."""
    name = UNSAFE_IN_A_NAME.sub("_", _last_segment(address)).strip(". ") or "workbook"
    return name if name.lower().endswith(WORKBOOK_SUFFIXES) else f"{name}.xlsx"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    with undone_when_interrupted(lambda: part.unlink(missing_ok=True)):
        try:
            with part.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


def _get(session: requests.Session, address: str, largest: int) -> tuple[str, bytes]:
    """Download an address whole and give the address it was redirected to, and the content.

    Failures that pass (no connection, a broken transfer, 429 and 5xx) are tried again with growing
    waits. Raises TiltakError when there is no content in the end.
    """
    attempts = Retrying(
        retry=retry_if_exception_type(_PassingError),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential_jitter(initial=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS),
        reraise=True,
    )
    try:
        return attempts(_get_once, session, address, largest)
    except _PassingError as error:
        raise TiltakError(
            f"{address}: it could not be downloaded in {ATTEMPTS} attempts ({error}); "
            "try again later."
        ) from error
    except requests.RequestException as error:
        raise TiltakError(
            f"{address}: it could not be downloaded ({_in_short(error)}); check the address."
        ) from error


def _get_once(session: requests.Session, address: str, largest: int) -> tuple[str, bytes]:
    try:
        with session.get(address, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)) as response:
            if response.status_code == 429 or response.status_code >= 500:
                raise _PassingError(f"the server answers {response.status_code}")
            response.raise_for_status()
            return response.url, b"".join(_chunks(response, address, largest))
    except (
        requests.ConnectionError,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
    ) as error:
        raise _PassingError(_in_short(error)) from error


def _chunks(response: requests.Response, address: str, largest: int) -> Iterator[bytes]:
    """Give the content of a response as it comes, within limits of size and time."""
    size = 0
    end = time.monotonic() + TRANSFER_SECONDS
    for chunk in response.iter_content(CHUNK_BYTES):
        size += len(chunk)
        if size > largest:
            raise TiltakError(
                f"{address}: it is larger than {largest:,} bytes, which no report is; "
                "open the address in a browser to see what it is."
            )
        if time.monotonic() > end:
            raise _PassingError(f"the transfer takes longer than {TRANSFER_SECONDS} seconds")
        yield chunk


def _in_short(error: requests.RequestException) -> str:
    if isinstance(error, requests.HTTPError):
        return f"the server answers {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "the server does not answer in time"
    if isinstance(error, requests.TooManyRedirects):
        return "it is redirected without end"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the transfer broke off"
    if isinstance(error, requests.ConnectionError):
        return "there is no connection to the server, or it broke off"
    return type(error).__name__
