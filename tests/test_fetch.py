"""`tiltak fetch` against a local web server: what it finds, downloads, keeps and says."""

import hashlib
import json
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from loaders.limits import LARGEST_FILE_BYTES
from tests.conftest import TILTAK, report, run_tiltak
from tests.forms import cells_of, workbook

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
        if path in self.redirects:
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

    def run(*pages: str) -> subprocess.CompletedProcess:
        options = [option for page in pages for option in ("--page", page)]
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
