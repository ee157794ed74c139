"""The explorer in a real browser, opened as a file: what it shows is what is printed."""

import csv
import io
import itertools
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from loaders.project import PROJECT
from loaders.warehouse.published import open_published
from tests.conftest import Build, shoot

sys.path.insert(0, str(PROJECT / "docs"))
from explorer_data import BREAKDOWNS, SOURCE, write_explorer

WIDE, NARROW = 1200, 390
# 2024-01 is its first month here, as a number of the page.
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]


@pytest.fixture(scope="module")
def explorer(across_the_break: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explorer") / "site"
    with open_published(across_the_break.warehouse) as connection:
        write_explorer(connection, folder)
    return folder / "index.html"


@pytest.fixture
def opened(browser: Browser, explorer: Path) -> Iterator[Callable[..., Page]]:
    pages = []

    def visit(width: int = WIDE, **choice: str) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 1000})
        pages.append(page)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url)
                if not request.url.startswith(("file:", "data:", "blob:")) else None)  # fmt: skip
        query = "&".join(f"{name}={value}" for name, value in choice.items())
        page.goto(f"{explorer.as_uri()}#{query}")
        page.wait_for_selector("body[data-shown]", timeout=30_000)
        assert faults == []
        return page

    yield visit
    for page in pages:
        page.close()


def table_of(page: Page) -> list[list[str]]:
    return [
        [cell.inner_text().replace("\u00a0", " ") for cell in row.query_selector_all("td")]
        for row in page.query_selector_all("#numbers tbody tr")
    ]


def csv_of(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


def lines_of(page: Page) -> list[int]:
    """How many points each line of the chart joins."""
    paths = page.query_selector_all("#chart g.mark-line path")
    return sorted(sum(path.get_attribute("d").count(letter) for letter in "ML") for path in paths)


def test_a_series_is_what_is_printed(opened: Callable[..., Page], across_the_break: Build) -> None:
    page = opened(measure="ARBPRAKS", status="jobseeker", breakdown="country")
    rows = csv_of(page)
    expected = across_the_break.query(
        "select strftime(month, '%Y-%m'), cast(participants as varchar), file_name, "
        "cast(line_number as varchar) from marts.obt_participants where measure_code = 'ARBPRAKS' "
        "and status_code = 'jobseeker' and breakdown = 'country' order by month"
    )
    found = [(row["måned"], row["deltakere"], row["fil"], row["linje"]) for row in rows]
    assert found == expected
    assert len(rows) == 26
    shown = table_of(page)
    assert [row[1].replace(" ", "") for row in shown] == [row[1] for row in reversed(expected)]
    assert lines_of(page) == [11, 15]
    assert "brudd i serien april 2025" in page.inner_text("#chart")
    assert "kan ikke sammenlignes" in page.inner_text("#notes")
    shoot(page, "explorer-series")


@pytest.mark.parametrize("status", ["_T", "reduced_work_capacity"])
def test_an_unbroken_line_crosses_the_break_of_others(
    opened: Callable[..., Page], status: str
) -> None:
    page = opened(measure="ARBPRAKS", status=status, breakdown="country")
    assert lines_of(page) == [26]
    assert "brudd" not in page.inner_text("#chart")


def test_hidden_numbers_and_holes(opened: Callable[..., Page]) -> None:
    page = opened(NARROW, measure="MENTOR", status="_T", breakdown="age", member="6")
    assert "60 år og over" in page.inner_text("#title")
    assert lines_of(page) == [4, 6]
    months = {row[0]: row[1] for row in table_of(page)}
    assert (months["mai 2024"], months["mai 2025"]) == ("0–3", "ikke trykt")
    notes = page.inner_text("#notes")
    assert "Nav skjuler" in notes and "ikke trykt" in notes and "Kilde: Nav, TILT140" in notes
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    shoot(page, "explorer-narrow")


def test_a_month_of_kommuner(opened: Callable[..., Page], across_the_break: Build) -> None:
    page = opened(measure="INDOPPFAG", status="_T", breakdown="kommune", member="*")
    found = {
        (row["kode"], row["minst"], row["høyst"], row["linje"])
        for row in csv_of(page)
        if row["merknad"] != "ikke trykt"
    }
    expected = across_the_break.query(
        "select region_key, cast(participants_low as varchar), cast(participants_high as varchar), "
        "cast(line_number as varchar) from marts.obt_participants where measure_code = 'INDOPPFAG' "
        "and status_code = '_T' and breakdown = 'kommune' and month = date '2026-01-01'"
    )
    assert found == set(expected)
    # The largest first, the hidden last, and how many those are is said.
    values = [row[1] for row in table_of(page)]
    numbers = [
        int(value.replace(" ", "")) for value in values if value[0].isdigit() and "–" not in value
    ]
    assert numbers == sorted(numbers, reverse=True)
    hidden = sum(row[1] == "0" and row[2] == "3" for row in expected)
    assert f"{hidden} tall er skjult" in page.inner_text("#notes")
    assert values.index("0–3") >= len(numbers)
    shoot(page, "explorer-month")


def test_every_choice_shows_its_own_cells(
    opened: Callable[..., Page], across_the_break: Build
) -> None:
    """Chosen at random, by the selects themselves: measure, status, region and group are right."""
    rng = random.Random(390)
    facts: dict[tuple, dict] = {}
    for measure, status, breakdown, member, month, low, high in across_the_break.query(
        "select measure_label || ' (' || measure_code || ')', status_name, breakdown, "
        "case when demographic_dimension = '_T' then region_label else demographic_name end, "
        "strftime(month, '%Y-%m'), participants_low, participants_high "
        "from marts.obt_participants order by all"
    ):
        facts.setdefault((measure, status, breakdown, member), {})[month] = (low, high)
    page = opened()
    for measure, status, breakdown, member in rng.sample(list(facts), 25):
        page.select_option("#measure", label=measure)
        for name, label in (
            ("status", status),
            ("breakdown", BREAKDOWNS[breakdown][0]),
            ("member", member),
        ):
            page.wait_for_function(
                "([name, label]) => [...document.getElementById(name).options]"
                ".some((option) => option.textContent === label)",
                arg=[name, label],
            )
            if page.is_visible(f"#{name}"):
                page.select_option(f"#{name}", label=label)
        page.wait_for_function(
            "([label, member]) => document.getElementById('title').textContent"
            ".startsWith(label) && document.getElementById('title').textContent.endsWith(member)",
            arg=[measure.rpartition(" (")[0], member],
        )
        page.wait_for_function("document.body.dataset.shown === location.hash")
        found = {
            row["måned"]: (int(row["minst"]), int(row["høyst"]))
            for row in csv_of(page)
            if row["minst"]
        }
        assert found == facts[(measure, status, breakdown, member)], (measure, status, member)


def test_the_last_of_quick_choices_is_shown(opened: Callable[..., Page]) -> None:
    """Also where the data of an earlier one come later."""
    page = opened(measure="ARBTREN", status="_T", breakdown="fylke")
    page.evaluate(
        """() => {
            const asked = (query) => { location.hash = `#${query}`; };
            asked("measure=ARBFORB&status=_T&breakdown=kommune&member=*");
            setTimeout(() => asked("measure=MENTOR&status=_T&breakdown=age&member=6"), 1);
            setTimeout(() => asked("measure=ARBPRAKS&status=_T&breakdown=country"), 2);
        }"""
    )
    page.wait_for_function("location.hash.includes('ARBPRAKS')")
    page.wait_for_function("document.body.dataset.shown === location.hash")
    page.wait_for_timeout(1_000)
    assert page.inner_text("#title").startswith("Arbeidspraksis")
    assert lines_of(page) == [26]
    assert len(table_of(page)) == 26


def test_the_printed_line_is_shown_with_its_text_around(opened: Callable[..., Page]) -> None:
    page = opened(measure="ARBTREN", status="_T", breakdown="kommune")
    page.select_option("#member", label="Trondheim")
    page.wait_for_function("document.getElementById('title').textContent.endsWith('Trondheim')")
    page.wait_for_function("document.body.dataset.shown === location.hash")
    # By keyboard alone.
    page.locator("#numbers td button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] mark")
    assert page.inner_text("dialog mark").split("\t")[-1].strip() == "431"
    assert "linje 1099, oppdatert 04.03.2026" in page.inner_text("#line-title")
    assert page.inner_text("#line-text").count("\n") >= 8
    page.keyboard.press("Escape")
    assert page.query_selector("dialog[open]") is None


def test_coverage_glossary_and_words(opened: Callable[..., Page]) -> None:
    page = opened(measure="MENTOR")
    rows = [
        [cell.inner_text() for cell in row.query_selector_all("td")]
        for row in page.query_selector_all("#coverage tbody tr")
    ]
    assert ["Alder", "I alt", "januar 2024–november 2024, januar 2026"] in rows
    glossary = page.inner_text("#glossary")
    assert "Arbeidstrening (ARBTREN)" in glossary and "ordlisten ikke har" not in glossary
    assert "Fra april 2025" in page.inner_text("#breaks")


def test_every_measure_of_the_seed_is_in_the_glossary(across_the_break: Build) -> None:
    with (SOURCE / "glossary.csv").open(encoding="utf-8", newline="") as file:
        described = {row["measure_code"]: row["description"] for row in csv.DictReader(file)}
    codes = {
        code for (code,) in across_the_break.query("select measure_code from marts.dim_measure")
    }
    assert set(described) == codes
    assert all(described.values())


def test_it_is_walked_through_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened(measure="ARBTREN", status="_T", breakdown="fylke")
    page.locator("#measure").focus()
    reached = []
    for _ in range(6):
        reached.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert reached == ["measure", "status", "breakdown", "member", "month", "csv"]


def test_a_label_is_text(build: Callable[..., Build], tmp_path: Path, browser: Browser) -> None:
    """A label that somebody wrote may hold what a page would run."""
    from tests.conftest import report

    label = "03 <img src=x onerror=document.title=1></script>Oslo"
    text = report(4).replace("03 Oslo", label).replace("\nKvinner\t", "\n=1+1 kjønn\t")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    built = build(tmp_path / "a.txt")
    with open_published(built.warehouse) as connection:
        write_explorer(connection, tmp_path / "site")
    page = browser.new_page()
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.wait_for_selector("body[data-shown]", timeout=30_000)
    assert page.title() == "Tiltaksdeltakere: utforsk tallene"
    scripts = list(itertools.chain((tmp_path / "site").rglob("data/*.js"),
                                   (tmp_path / "site").rglob("lines/*/*.js")))  # fmt: skip
    assert not [file for file in scripts if "</script" in file.read_text("utf-8")]
    # A link that is followed on the page itself.
    page.evaluate("location.hash = '#measure=ARBTREN&status=_T&breakdown=gender&member=*'")
    page.wait_for_function("document.getElementById('title').textContent.includes('kjønn')")
    assert "'=1+1 kjønn" in {row["navn"] for row in csv_of(page)}
    page.close()
