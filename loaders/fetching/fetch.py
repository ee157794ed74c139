"""Fetches the workbooks that Nav's pages link to; the only part that uses the network."""

import datetime
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup

from loaders.errors import TiltakError
from loaders.fetching.download import Downloader, downloader, site_of
from loaders.landing.find import SIDECAR_SUFFIX
from loaders.limits import (
    LARGEST_FILE_BYTES,
    LARGEST_PAGE_BYTES,
    LONGEST_FILE_NAME_BYTES,
    MOST_FETCHED_BYTES,
    MOST_LINKS,
    TRANSFER_SECONDS,
)
from loaders.progress import Progress, watched
from loaders.whole_file import whole_file

NAV_PAGES = Path(__file__).with_name("nav.toml")
REPORT_CODE = re.compile(r"TILT ?[0-9]{3}", re.IGNORECASE)
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
# How a workbook begins: a zip, or the container of Excel before 2007.
WORKBOOK_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UNSAFE_IN_A_NAME = re.compile(r"[^\w .,()+=@-]")

LONGEST_LINK_SHOWN = 100
# So many elements of a link's text are looked at, and so deep in it.
MOST_ELEMENTS, DEEPEST = 20, 5


@dataclass(frozen=True)
class Provenance:
    """Where a file came from: what its sidecar holds.

    `address` is what the page linked to, `redirected_to` the addresses that it led to, in order,
    the last of which gave the file. `page` is the page as it was given, `page_redirected_to` where
    it led. (Both lists are in the sidecar where there is something in them.) `fetched_at` is the
    time (UTC, ISO 8601); `other_addresses` had the same content later.
    """

    address: str
    page: str
    fetched_at: str
    sha256: str
    size_bytes: int
    other_addresses: tuple[str, ...] = ()
    redirected_to: tuple[str, ...] = ()
    page_redirected_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link to a workbook on a page, and the sites that it may lead to."""

    address: str
    page: str
    page_redirected_to: tuple[str, ...]
    sites: frozenset[str]


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


def fetch(
    pages: Iterable[str],
    folder: Path,
    allowed_sites: Collection[str] = (),
    transfer_seconds: float = TRANSFER_SECONDS,
    progress: Progress | None = None,
) -> Fetched:
    """Download the workbooks that the pages link to and that are not in the folder yet.

    A file is known by its address, which has a hash that changes when Nav publishes it again, and
    then by its content. Files of one name and different content are kept beside each other. What
    fails is named with its reason, and the others go on. Links and redirects lead to the site of
    their page, to the `allowed_sites` (`host:port`), or over https to a public one.

    Raises TiltakError when the folder cannot be written.
    """
    fetched = Fetched()
    size_bytes = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _known_files(folder)
        with downloader(transfer_seconds) as downloads:
            links = _links_of_pages(downloads, pages, allowed_sites, fetched)
            for link in watched(links, progress or Progress(), "links"):
                if link.address in known:
                    fetched.known_count += 1
                    continue
                if size_bytes > MOST_FETCHED_BYTES:
                    fetched.complaints.append(
                        f"{link.address}: not fetched, the files of this call have more than "
                        f"{MOST_FETCHED_BYTES:,} bytes together; run the command again for more."
                    )
                    break
                try:
                    file, is_new = _fetch_file(downloads, link, folder)
                except TiltakError as error:
                    fetched.complaints.append(str(error))
                    continue
                known.add(link.address)
                size_bytes += file.stat().st_size
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
        lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
        return Provenance(**{**values, **lists})
    except (ValueError, TypeError, AttributeError):
        return None


def _links_of_pages(
    downloads: Downloader,
    pages: Iterable[str],
    allowed_sites: Collection[str],
    fetched: Fetched,
) -> Iterator[Link]:
    """Give the links of the pages; note in `fetched` what fails and which pages were had."""
    count = 0
    for page in pages:
        try:
            sites = frozenset({site_of(page), *allowed_sites})
            links, complaints = _links(downloads, page, sites)
        except TiltakError as error:
            fetched.complaints.append(str(error))
            continue
        fetched.page_count += 1
        fetched.complaints += complaints
        for link in links:
            count += 1
            if count > MOST_LINKS:
                fetched.complaints.append(
                    f"{page}: there are more than {MOST_LINKS:,} links to workbooks, which Nav's "
                    "pages do not have; give pages with fewer."
                )
                return
            yield link


def _links(downloads: Downloader, page: str, sites: frozenset[str]) -> tuple[list[Link], list[str]]:
    """List the links to TILT workbooks of a page, each once, and what is said of unreadable ones.

    Raises TiltakError when the page cannot be had or links to none.
    """
    download = downloads.get(page, sites, LARGEST_PAGE_BYTES)
    try:
        soup = BeautifulSoup(download.content, "html.parser")
    except ParserRejectedMarkup as error:
        raise TiltakError(
            f"{page}: it cannot be read as a page of the web; open it in a browser to see what it "
            "is."
        ) from error
    address = (page, *download.redirected_to)[-1]
    base = soup.find("base", href=True)
    addresses: dict[str, None] = {}
    complaints: list[str] = []
    for link in soup.find_all("a", href=True):
        try:
            target = str(link["href"])
            if _is_workbook(target, _beginning_of(link)):
                start = urljoin(address, str(base["href"])) if base else address
                addresses[urljoin(start, target.strip())] = None
        except ValueError:
            complaints.append(
                f"{page}: a link there cannot be read ({link['href'][:LONGEST_LINK_SHOWN]}); "
                "open the page to see where it leads."
            )
    if not addresses and not complaints:
        raise TiltakError(
            f"{page}: no link to a TILT workbook was found on the page; "
            "look whether Nav moved it and give the new address with --page."
        )
    links = [Link(address, page, download.redirected_to, sites) for address in addresses]
    return links, complaints


def _is_workbook(href: str, text: str) -> bool:
    name = _last_segment(href)
    suffix = Path(name).suffix.lower()
    return (
        urlsplit(href).scheme in ("", "http", "https")
        and bool(REPORT_CODE.search(name) or REPORT_CODE.search(text))
        and (suffix in WORKBOOK_SUFFIXES or not re.fullmatch(r"\.[a-z]{2,5}", suffix))
    )


def _beginning_of(link: Tag) -> str:
    """Give the beginning of a link's text: one that is never closed holds all that follows."""
    return "".join(
        element
        for element in islice(link.next_elements, MOST_ELEMENTS)
        if isinstance(element, NavigableString)
        and any(parent is link for parent in islice(element.parents, DEEPEST))
    )


def _last_segment(address: str) -> str:
    return unquote(urlsplit(address).path).rsplit("/", 1)[-1]


def _fetch_file(downloads: Downloader, link: Link, folder: Path) -> tuple[Path, bool]:
    """Fetch one workbook and give its file, and whether it is new.

    Raises TiltakError when it cannot be had or is none.
    """
    address = link.address
    download = downloads.get(address, link.sites, LARGEST_FILE_BYTES)
    content = download.content
    if not content.startswith(WORKBOOK_BEGINNINGS):
        raise TiltakError(
            f"{address}: what was downloaded is no workbook; open the address in a browser to see "
            "what it is."
        )
    provenance = Provenance(
        address=address,
        redirected_to=download.redirected_to,
        page=link.page,
        page_redirected_to=link.page_redirected_to,
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
    values = {
        key: value
        for key, value in asdict(provenance).items()
        if value or key not in ("redirected_to", "page_redirected_to")
    }
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    _write_whole(sidecar, text.encode())
    return file, is_new


def _file_name(address: str) -> str:
    """Name a file as Nav does, with nothing in it that a file's name cannot have."""
    name = UNSAFE_IN_A_NAME.sub("_", _last_segment(address)).strip(". ") or "workbook"
    suffix = Path(name).suffix if name.lower().endswith(WORKBOOK_SUFFIXES) else ".xlsx"
    stem = name.removesuffix(suffix).encode()[:LONGEST_FILE_NAME_BYTES].decode(errors="ignore")
    return f"{stem}{suffix}"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, after a crash of the machine too."""
    with whole_file(file) as part, part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
