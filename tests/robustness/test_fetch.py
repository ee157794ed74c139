"""`tiltak fetch` against a local web server: what it finds, downloads, keeps and says."""

import contextlib
import hashlib
import ipaddress
import json
import re
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from loaders.fetching import fetch as fetching
from loaders.fetching.download import is_public
from loaders.limits import LARGEST_FILE_BYTES
from tests.conftest import TILTAK, report, run_tiltak
from tests.support.forms import cells_of, workbook

FETCH_SECONDS = 120
ATTACHMENT = "/_/attachment/download/0000:{}/{}"


class Nav:
    """A web server on 127.0.0.1 with pages, files, and faults that pass or last."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        # How many more times an address fails, and how.
        self.broken_transfers: Counter[str] = Counter()
        self.server_errors: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        # Addresses that send a byte now and then, from the header or the content on.
        self.slow: dict[str, str] = {}
        nav = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                nav.answer(self)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request as the tests set it up."""
        path = handler.path
        self.requests[path] += 1
        if path in self.slow:
            beginning = b"HTTP/1.0 200 OK\r\n" + (b"\r\n" if self.slow[path] == "content" else b"")
            # Until the other side goes.
            with contextlib.suppress(OSError):
                handler.wfile.write(beginning)
                for _ in range(FETCH_SECONDS):
                    handler.wfile.write(b"x")
                    time.sleep(0.5)
        elif path in self.redirects:
            handler.send_response(302)
            handler.send_header("Location", self.redirects[path])
            handler.end_headers()
        elif self.server_errors[path] > 0:
            self.server_errors[path] -= 1
            handler.send_error(500)
        elif path not in self.pages:
            handler.send_error(404)
        else:
            content = self.pages[path]
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            if self.broken_transfers[path] > 0:
                self.broken_transfers[path] -= 1
                content = content[: len(content) // 2]
            handler.wfile.write(content)

    def page(self, path: str, *links: str) -> str:
        """Put up a page with links and give its address."""
        body = "".join(f'<li><a class="x" href="{link}">Tabell</a></li>' for link in links)
        self.pages[path] = f"<html><body><ul>{body}</ul></body></html>".encode()
        return self.address + path

    def file(self, name: str, content: bytes, version: str = "aaaa") -> str:
        """Put up a file and give the link to it."""
        path = ATTACHMENT.format(version, name)
        self.pages[path] = content
        return path


@pytest.fixture
def nav() -> Iterator[Nav]:
    """A server for one test."""
    server = Nav()
    yield server
    server.server.shutdown()
    server.server.server_close()
    server.thread.join(timeout=10)


@pytest.fixture
def fetch(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """Run the command on pages, into a folder of this test's own."""

    def run(*pages: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
        options = (*options, *(option for page in pages for option in ("--page", page)))
        return subprocess.run(
            [str(TILTAK), "fetch", *options, "--into", str(tmp_path / "nav")],
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def content() -> bytes:
    """The workbook of a report."""
    return workbook(cells_of(report(4)))


def files_in(folder: Path) -> list[str]:
    """List all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_workbooks_are_found_downloaded_and_traced(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes
) -> None:
    link = nav.file("202412_TILT120_Tiltaksdeltakere%20p%C3%A5%20arbeidspraksis.xlsx", content)
    page = nav.page(
        "/tiltaksdeltakere", link, nav.address + link, "/om.html", "/annen_tabell.xlsx",
        "/TILT120_notat.pdf", "mailto:TILT120@nav.no",
    )  # fmt: skip
    outcome = fetch(page)
    assert outcome.returncode == 0, outcome.stderr
    name = "202412_TILT120_Tiltaksdeltakere på arbeidspraksis.xlsx"
    assert files_in(tmp_path / "nav") == [name, f"{name}.provenance.json"]
    assert (tmp_path / "nav" / name).read_bytes() == content
    provenance = json.loads((tmp_path / "nav" / f"{name}.provenance.json").read_text())
    assert provenance.pop("fetched_at").endswith("+00:00")
    assert provenance == {
        "address": nav.address + link,
        "page": page,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "other_addresses": [],
    }
    assert nav.requests[link] == 1
    built = run_tiltak("build", tmp_path / "nav", warehouse=tmp_path / "tiltak.duckdb")
    assert built.exit_code == 0, built.errors

    again = fetch(page)
    assert again.returncode == 0
    assert nav.requests[link] == 1
    assert "new files: 0, known already: 1" in again.stdout


def test_failures_that_pass_are_tried_again(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes
) -> None:
    broken = nav.file("202412_TILT110_a.xlsx", content + b"1")
    recovering = nav.file("202412_TILT120_b.xlsx", content + b"2")
    nav.broken_transfers[broken] = 1
    nav.server_errors[recovering] = 2
    nav.server_errors["/side"] = 1
    outcome = fetch(nav.page("/side", broken, recovering))
    assert outcome.returncode == 0, outcome.stderr
    assert (tmp_path / "nav" / "202412_TILT110_a.xlsx").read_bytes() == content + b"1"
    assert (tmp_path / "nav" / "202412_TILT120_b.xlsx").read_bytes() == content + b"2"
    assert nav.requests[recovering] == 3


def test_redirects_are_followed(nav: Nav, fetch: Callable, tmp_path: Path, content: bytes) -> None:
    # Links of the page are relative to where it is now.
    nav.pages["/ny/TILT120.xlsx"] = content
    nav.page("/ny/side", "flyttet/TILT120.xlsx")
    nav.redirects["/side"] = "/ny/side"
    nav.redirects["/ny/flyttet/TILT120.xlsx"] = "/ny/TILT120.xlsx"
    assert fetch(nav.address + "/side").returncode == 0
    assert (tmp_path / "nav" / "TILT120.xlsx").read_bytes() == content

    nav.redirects["/rundt"] = "/rundt"
    outcome = fetch(nav.address + "/rundt")
    assert outcome.returncode == 1
    assert "it is redirected without end" in outcome.stderr


def test_what_lasts_is_told_of_and_the_others_go_on(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes
) -> None:
    missing = ATTACHMENT.format("bbbb", "202412_TILT130_missing.xlsx")
    huge = nav.file("202412_TILT140_huge.xlsx", content)
    page_instead = nav.file("202412_TILT150_page.xlsx", b"<html>Beklager</html>")
    cut = nav.file("202412_TILT160_cut.xlsx", content + b"3")
    good = nav.file("202412_TILT170_good.xlsx", content)
    nav.pages[huge] = bytes(LARGEST_FILE_BYTES + 1)
    nav.broken_transfers[cut] = 100
    page = nav.page("/side", missing, huge, page_instead, cut, good)
    outcome = fetch(page, nav.page("/tom", "/om.html"), nav.address + "/borte")
    assert outcome.returncode == 3
    complaints = outcome.stderr.splitlines()
    assert "Traceback" not in outcome.stderr
    for start, reason in (
        (missing, "the server answers 404"),
        (huge, "it is larger than"),
        (page_instead, "what was downloaded is no workbook"),
        (cut, "in 4 attempts (the transfer broke off"),
        ("/tom", "no link to a TILT workbook"),
        ("/borte", "the server answers 404"),
    ):
        (complaint,) = [line for line in complaints if line.startswith(nav.address + start)]
        assert reason in complaint, complaint
    assert len(complaints) == 6
    assert files_in(tmp_path / "nav") == [
        "202412_TILT170_good.xlsx",
        "202412_TILT170_good.xlsx.provenance.json",
    ]


def test_links_that_moved(nav: Nav, fetch: Callable, tmp_path: Path, content: bytes) -> None:
    name = "202501_TILT120.xlsx"
    assert fetch(nav.page("/side", nav.file(name, content, "aaaa"))).returncode == 0
    # The same content at a new address is not kept twice.
    same = nav.file(name, content, "bbbb")
    assert "new files: 0" in fetch(nav.page("/side", same)).stdout
    assert "known already: 1" in fetch(nav.page("/side", same)).stdout
    assert nav.requests[same] == 1
    sidecar = json.loads((tmp_path / "nav" / f"{name}.provenance.json").read_text())
    assert sidecar["other_addresses"] == [nav.address + same]
    # Another content of the same name is another vintage: both stay.
    newer = content + b"newer"
    assert fetch(nav.page("/side", nav.file(name, newer, "cccc"))).returncode == 0
    vintage = f"202501_TILT120.{hashlib.sha256(newer).hexdigest()[:8]}.xlsx"
    assert (tmp_path / "nav" / name).read_bytes() == content
    assert (tmp_path / "nav" / vintage).read_bytes() == newer


def test_a_file_that_is_not_whole_is_fetched_again(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes
) -> None:
    page = nav.page("/side", nav.file("202501_TILT120.xlsx", content))
    fetch(page)
    (tmp_path / "nav" / "202501_TILT120.xlsx").unlink()
    assert fetch(page).returncode == 0
    (tmp_path / "nav" / "202501_TILT120.xlsx.provenance.json").write_text("{")
    assert fetch(page).returncode == 0
    assert (tmp_path / "nav" / "202501_TILT120.xlsx").read_bytes() == content
    json.loads((tmp_path / "nav" / "202501_TILT120.xlsx.provenance.json").read_text())


def test_a_name_cannot_leave_the_folder(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes
) -> None:
    nav.pages["/x/..%2F..%2F.TILT120.xlsx"] = content
    assert fetch(nav.page("/side", "/x/..%2F..%2F.TILT120.xlsx")).returncode == 0
    assert files_in(tmp_path) == ["nav"]
    assert files_in(tmp_path / "nav") == ["TILT120.xlsx", "TILT120.xlsx.provenance.json"]


def test_no_server(nav: Nav, fetch: Callable) -> None:
    page = nav.page("/side")
    nav.server.shutdown()
    nav.server.server_close()
    outcome = fetch(page)
    assert outcome.returncode == 1
    (complaint,) = outcome.stderr.splitlines()
    assert complaint.startswith(page) and "no connection" in complaint


def test_each_link_fails_alone(nav: Nav, fetch: Callable, tmp_path: Path, content: bytes) -> None:
    good = nav.file("TILT120.xlsx", content)
    long_name = nav.file(f"TILT130_{'%C3%A5' * 400}.xlsx", content + b"1")
    outcome = fetch(
        nav.page(
            "/side", "http://[::1/TILT100.xlsx", "http://x:y/TILT100.xlsx", "http://x:99999/TILT100.xlsx",
            "//[/TILT110.xlsx", long_name, good,
        )
    )  # fmt: skip
    assert outcome.returncode == 3, outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 4
    assert outcome.stderr.count("/side: a link there cannot be read (") == 2
    assert outcome.stderr.count("it is no address of the web") == 2
    names = [name for name in files_in(tmp_path / "nav") if name.endswith(".xlsx")]
    assert len(names) == 2 and names[0] == "TILT120.xlsx" and names[1].startswith("TILT130_åå")
    # It is known again by its name that was cut.
    assert "new files: 0, known already: 2" in fetch(nav.page("/side", long_name, good)).stdout


def test_a_page_that_is_none_is_named(nav: Nav, fetch: Callable, content: bytes) -> None:
    nav.pages["/broken"] = b"<html><![n <a href='TILT120.xlsx'>x</a>"
    # Links that are never closed, each of which holds all that follow.
    nav.pages["/endless"] = b"<a href=x>t" * 10_000
    began = time.monotonic()
    page = nav.page("/side", nav.file("TILT120.xlsx", content))
    outcome = fetch(nav.address + "/broken", nav.address + "/endless", page)
    assert outcome.returncode == 3
    first, second = outcome.stderr.splitlines()
    # Some versions of Python's parser give it up; others read on, and find nothing.
    assert re.search("/broken: (it cannot be read as a page|no link to a TILT workbook)", first)
    assert "/endless: no link to a TILT workbook" in second
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("slow_from", ["header", "content"])
def test_the_limit_of_time_holds_whatever_the_server_does(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes, slow_from: str
) -> None:
    slow = nav.file("TILT100_slow.xlsx", content)
    nav.slow[slow] = slow_from
    good = nav.file("TILT120.xlsx", content)
    began = time.monotonic()
    outcome = fetch(nav.page("/side", slow, good), options=("--transfer-seconds", "3"))
    assert time.monotonic() - began < 20
    assert outcome.returncode == 3
    assert f"{slow}: it could not be downloaded in 3 seconds" in outcome.stderr
    assert "TILT120.xlsx" in files_in(tmp_path / "nav")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that keeps what it is sent."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.settimeout(5)
                        received.append(connection.recv(1000))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", received
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)


@pytest.mark.parametrize("how", ["a redirect", "a link", "a redirect of the page"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
def test_nothing_leads_to_this_machine_or_network(
    nav: Nav, fetch: Callable, listener: tuple, how: str, scheme: str, host: str
) -> None:
    site, received = listener
    target = f"{scheme}://{site.replace('127.0.0.1', host)}/TILT120.xlsx"
    nav.redirects["/TILT120.xlsx"] = target
    nav.redirects["/moved"] = target
    page = nav.page("/side", target if how == "a link" else "/TILT120.xlsx")
    outcome = fetch(nav.address + "/moved" if how == "a redirect of the page" else page)
    assert outcome.returncode == (1 if how == "a redirect of the page" else 3)
    (complaint,) = outcome.stderr.splitlines()
    assert "--allow-site" in complaint
    assert set(received) <= {b""}


def test_another_site_is_fetched_from_if_it_is_allowed(
    nav: Nav, fetch: Callable, tmp_path: Path, content: bytes
) -> None:
    other = Nav()
    try:
        link = other.file("TILT120.xlsx", content)
        other.redirects["/moved/TILT120.xlsx"] = link
        nav.redirects["/TILT120.xlsx"] = f"{other.address}/moved/TILT120.xlsx"
        nav.page("/new", "/TILT120.xlsx")
        nav.redirects["/side"] = "/new"
        page = nav.address + "/side"
        assert fetch(page).returncode == 3
        site = other.address.removeprefix("http://")
        outcome = fetch(page, options=("--allow-site", site))
        assert outcome.returncode == 0, outcome.stderr
    finally:
        other.server.shutdown()
        other.server.server_close()
    sidecar = json.loads((tmp_path / "nav" / "TILT120.xlsx.provenance.json").read_text())
    assert sidecar["address"] == f"{nav.address}/TILT120.xlsx"
    assert sidecar["redirected_to"] == [f"{other.address}/moved/TILT120.xlsx", other.address + link]
    assert (sidecar["page"], sidecar["page_redirected_to"]) == (page, [f"{nav.address}/new"])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("::1", False),
        ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("fd00::1", False),
        ("169.254.169.254", False), ("fe80::1", False), ("0.0.0.0", False), ("::", False),
        ("100.64.0.1", False), ("224.0.0.1", False), ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False), ("64:ff9b::a00:1", False), ("::a00:1", False),
        ("fec0::1", False), ("::ffff:0:10.0.0.1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is expected


def test_links_and_bytes_are_limited(
    nav: Nav, tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [nav.file(f"TILT120_{n}.xlsx", content + b"%d" % n) for n in range(6)]
    page = nav.page("/side", *links)
    monkeypatch.setattr(fetching, "MOST_LINKS", 4)
    outcome = fetching.fetch([page], tmp_path / "links")
    assert len(outcome.new_files) == 4
    assert "there are more than 4 links" in outcome.complaints[0]
    monkeypatch.setattr(fetching, "MOST_FETCHED_BYTES", 2 * len(content))
    outcome = fetching.fetch([page], tmp_path / "bytes")
    assert len(outcome.new_files) == 2
    assert "bytes together" in outcome.complaints[0]
