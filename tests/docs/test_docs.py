"""The docs site in a real browser: every page is drawn, and none asks elsewhere for anything."""

import functools
import http.server
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from loaders.project import PROJECT
from tests.conftest import BUILD_SECONDS, Build, Figure, shoot


@pytest.fixture(scope="module")
def site(five_reports: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'docs')\n"
        "from build_site import build_site\n"
        "build_site(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script, str(five_reports.warehouse), str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

    handler = functools.partial(Handler, directory=str(site))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    yield page
    page.close()


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """Every address that any page asked for."""
    return []


@pytest.fixture
def open_page(page: Page, address: str, requests: list[str]) -> Callable[[str], Page]:
    def visit(path: str) -> Page:
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}/{path}", wait_until="load", timeout=60_000)
        return page

    return visit


def test_the_first_page_says_what_is_there(
    open_page: Callable[[str], Page], five_reports: Build
) -> None:
    page = open_page("index.html")
    assert page.inner_text("#newest-month") == "2026-02"
    rows = {
        cells[0]: cells[1]
        for cells in (
            row.inner_text().split("\t") for row in page.query_selector_all("#tables tr")[1:]
        )
    }
    assert rows["fct_participants"] == "7,291"
    assert rows["fct_participants_demographic"] == "2,367"
    assert rows["rpt_trace"] == "a view"
    assert set(rows) == {
        name
        for (name,) in five_reports.query(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        )
    }
    assert "`" not in page.inner_text("body")
    shoot(page, "docs-index")


@pytest.mark.parametrize("name", ["index.html", "dictionary.html"])
def test_a_page_is_as_wide_as_a_telephone(open_page: Callable[[str], Page], name: str) -> None:
    page = open_page(name)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert "fct_participants_vintage" in page.inner_text("body")


def test_the_dictionary_has_every_column(
    open_page: Callable[[str], Page], five_reports: Build
) -> None:
    page = open_page("dictionary.html")
    found = {element.get_attribute("id") for element in page.query_selector_all("dt")}
    assert found == {
        f"{table}.{column}"
        for table, column in five_reports.query(
            "select table_name, column_name from duckdb_columns() inner join duckdb_tables() "
            "using (table_name, schema_name) where schema_name = 'marts'"
        )
    }
    assert "Det høyeste antallet det kan være" in page.inner_text("body")
    assert "`" not in page.inner_text("body")


def test_the_overview_is_the_first_page_of_the_models(open_page: Callable[[str], Page]) -> None:
    page = open_page("models.html")
    page.get_by_role("heading", name="Which table for which question").wait_for(timeout=30_000)
    assert "Deltakere på arbeidsmarkedstiltak" in page.inner_text("body")
    shoot(page, "docs-overview")


def test_a_model_has_its_columns_in_two_languages(open_page: Callable[[str], Page]) -> None:
    page = open_page("models.html#!/model/model.tiltak.fct_participants")
    page.get_by_text("participants_high").first.wait_for(timeout=30_000)
    text = page.inner_text("body")
    assert "One row per measure, status, region and month" in text
    assert "Norsk: Det høyeste antallet det kan være" in text
    shoot(page, "docs-model")


def test_the_lineage_of_a_model_is_drawn(open_page: Callable[[str], Page]) -> None:
    page = open_page(
        "models.html#!/model/model.tiltak.fct_participants?g_v=1&g_i=%2Bfct_participants%2B"
    )
    page.wait_for_selector("canvas", timeout=30_000)
    page.wait_for_timeout(2_000)
    shoot(page, "docs-lineage")


def test_the_star_is_drawn(open_page: Callable[[str], Page]) -> None:
    page = open_page("diagram.svg")
    page.set_viewport_size({"width": 1250, "height": 2950})
    names = {element.text_content() for element in page.query_selector_all("g.node title")}
    assert {"fct_participants", "dim_region", "dim_measure", "dim_month"} <= names
    edges = {element.text_content() for element in page.query_selector_all("g.edge title")}
    assert {
        "fct_participants->dim_measure",
        "fct_participants->dim_region",
        "fct_participants_demographic->dim_demographic",
        *(
            f"fct_participants_vintage->dim_{name}"
            for name in ("measure", "status", "month", "region", "report")
        ),
    } <= edges
    text = page.text_content("svg")
    assert "unknown" not in text
    assert "region_level, region_code" in text
    shoot(page, "docs-star")


def test_the_lineage_of_columns_is_drawn(open_page: Callable[[str], Page]) -> None:
    """Whoever opens it without a model begins with the facts."""
    page = open_page("lineage.html")
    page.get_by_text("fct_participants_vintage", exact=False).first.wait_for(timeout=30_000)
    page.wait_for_timeout(2_000)
    shoot(page, "docs-column-lineage")


def test_the_audit_is_there(open_page: Callable[[str], Page]) -> None:
    page = open_page("audit/index.html")
    assert "No total is below its parts." in page.inner_text("body")
    shoot(page, "docs-audit")
    page.get_by_role("link", name="Details").first.click()
    page.get_by_text("Evaluated Expectations").wait_for(timeout=30_000)
    shoot(page, "docs-audit-details")


def test_no_page_asked_for_anything_from_elsewhere(
    open_page: Callable[[str], Page], requests: list[str], address: str, figure: Figure
) -> None:
    for path in ("index.html", "models.html", "lineage.html", "diagram.svg", "audit/index.html"):
        open_page(path).wait_for_timeout(1_500)
    elsewhere = [url for url in requests if not url.startswith((f"{address}/", "data:", "blob:"))]
    assert elsewhere == []
    figure(f"docs site: {len(requests)} requests, none to another host")
