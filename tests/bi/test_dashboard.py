"""The dashboard in a real browser, on a real Superset: every chart drawn, with SQL's numbers."""

import contextlib
import datetime
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import duckdb
import pytest
import yaml
from playwright.sync_api import Browser, Error, Locator, Page, Response

from loaders.project import PROJECT
from tests.conftest import REPORTS, Build, Figure, run_tiltak, shoot

DASHBOARD = PROJECT / "bi" / "dashboard"
PYTHON = PROJECT / "bi" / ".venv" / "bin" / "python"
# It starts in half a minute; a machine that is ten times slower is not a failure.
START_SECONDS = 300
DRAWN_SECONDS = 90
WINDOW = {"width": 1500, "height": 1200}
NARROW = {"width": 390, "height": 1200}
LONGEST_PAGE = 3500
# A chart without its lines or bars has axes in grey alone.
FEWEST_COLOURED_PIXELS = 150
# What the filters choose at first: the newest month, and of its measures the one with most numbers.
MONTH, MEASURE = "2026-02", "Arbeidsforberedende trening"
LABEL = "measure_label"
COUNTRY = "region_level = 'country'"
ALL_STATUSES = "status_code = '_T'"
# Chosen at first: 24 months up to the newest one at the start, which was without the newest report.
PERIOD = "month >= '2024-02-01'"
EVERYONE = "demographic_code = '_T'"


def yaml_of(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CHARTS = {path.stem: yaml_of(path) for path in sorted((DASHBOARD / "charts").glob("*.yaml"))}
PAGES = {
    node["meta"]["text"]: [
        chart["meta"]["sliceName"]
        for chart in yaml_of(DASHBOARD / "dashboards" / "tiltak.yaml")["position"].values()
        if isinstance(chart, dict) and chart["type"] == "CHART" and node["id"] in chart["parents"]
    ]
    for node in yaml_of(DASHBOARD / "dashboards" / "tiltak.yaml")["position"].values()
    if isinstance(node, dict) and node["type"] == "TAB"
}


@dataclass
class Superset:
    """A running Superset: where it is, what it keeps, and the file that it shows."""

    address: str
    home: Path
    warehouse: Path
    started: float
    process: subprocess.Popen

    @property
    def password(self) -> str:
        """What its first start made."""
        return (self.home / "password").read_text(encoding="utf-8")


@dataclass
class Dashboard:
    """The dashboard in a browser, and what each chart was last given to draw."""

    page: Page
    superset: Superset
    requests: list[str] = field(default_factory=list)
    answers: dict[int, dict] = field(default_factory=dict)

    def open(self, filters: str = "") -> None:
        """Open the dashboard, or refresh it; `filters` as in an address that is shared."""
        self.answers.clear()
        self.page.goto(f"{self.superset.address}/superset/dashboard/tiltak/{filters}")
        self.page.wait_for_selector("[data-test-chart-name]", timeout=DRAWN_SECONDS * 1000)

    def show(self, title: str) -> None:
        """Open one of its pages, and wait until all its charts are drawn."""
        tabs = self.page.locator(".dashboard-component-tabs .ant-tabs-tab")
        tabs.filter(has_text=re.compile(f"^{title}$")).click()
        self.wait_until_drawn(title)

    def wait_until_drawn(self, title: str) -> None:
        """Wait until every chart of the page is drawn; fails with the names of the others."""
        deadline = time.monotonic() + DRAWN_SECONDS
        waiting = set(PAGES[title])
        while waiting:
            assert time.monotonic() < deadline, f"{title}: not drawn: {sorted(waiting)}"
            self.page.wait_for_timeout(300)
            waiting = {name for name in PAGES[title] if not self.is_drawn(name)}

    def is_drawn(self, name: str) -> bool:
        """Tell whether a chart has lines, bars or rows."""
        chart = self.chart(name)
        # Superset draws a chart when it comes into view.
        if not chart.count():
            return False
        chart.scroll_into_view_if_needed()
        return not chart.locator("[data-test=loading-indicator]").count() and (
            chart.locator("canvas").count() + chart.locator("tbody tr").count() > 0
        )

    def chart(self, name: str) -> Locator:
        """The chart on the page."""
        return self.page.locator(f'[data-test-chart-name="{name}"]')

    def data(self, name: str) -> list[dict]:
        """What Superset gave the chart to draw."""
        number = int(self.chart(name).get_attribute("data-test-chart-id"))
        return self.answers[number]["result"][0]["data"]

    def drawn(self, name: str) -> dict:
        """The words of a chart, each with how far down it stands, and its colours."""
        return (
            self.chart(name)
            .locator("canvas")
            .first.evaluate("canvas => ({words: canvas.words, colours: [...canvas.colours]})")
        )

    def choose(self, filter_id: str, value: str) -> None:
        """Choose a value in a filter, and apply it."""
        box = self.page.locator(f'[data-test="NATIVE_FILTER-{filter_id}"]')
        box.click()
        self.page.keyboard.type(value)
        self.page.locator(f'.ant-select-item-option[title="{value}"]:visible').click()
        self.page.keyboard.press("Escape")
        self.page.locator("[data-test=filter-bar__apply-button]").click()
        self.page.wait_for_timeout(1500)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of all reports but the one with the newest month."""
    path = tmp_path_factory.mktemp("bi") / "tiltak.duckdb"
    older = [report for report in REPORTS if not report.name.startswith("001")]
    assert run_tiltak("build", *older, warehouse=path).exit_code == 0
    return path


@pytest.fixture(scope="module")
def superset(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    home = tmp_path_factory.mktemp("superset") / "home"
    port, started = free_port(), time.monotonic()
    with (home.parent / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [PYTHON, PROJECT / "bi" / "start.py", "--home", home, "--port", str(port)],
            env={**os.environ, "TILTAK_WAREHOUSE": str(warehouse)},
            cwd=home.parent,
            stdout=log,
            stderr=log,
        )
    running = Superset(f"http://127.0.0.1:{port}", home, warehouse, started, process)
    try:
        while not is_up(running):
            text = (home.parent / "log").read_text(encoding="utf-8")
            assert process.poll() is None, text
            assert time.monotonic() - started < START_SECONDS, text
            time.sleep(0.5)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def is_up(superset: Superset) -> bool:
    try:
        with urlopen(f"{superset.address}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def log_in(page: Page, superset: Superset, password: str) -> None:
    page.goto(f"{superset.address}/login/")
    page.fill("#username", "admin")
    page.fill("#password", password)
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")


# A chart is a picture; this keeps the words and the colours that it was drawn with.
REMEMBER_WHAT_IS_DRAWN = """
    const drawing = CanvasRenderingContext2D.prototype
    for (const [method, style] of [['fillText', 'fillStyle'], ['fill', 'fillStyle'],
                                   ['stroke', 'strokeStyle']]) {
        const draw = drawing[method]
        drawing[method] = function (...given) {
            const { canvas } = this
            canvas.words ??= {}
            canvas.colours ??= new Set()
            if (method === 'fillText') {
                const { b, d, f } = this.getTransform()
                canvas.words[given[0]] = b * given[1] + d * given[2] + f
            } else canvas.colours.add(this[style])
            return draw.apply(this, given)
        }
    }
"""


@pytest.fixture(scope="module")
def dashboard(superset: Superset, browser: Browser) -> Iterator[Dashboard]:
    """The dashboard, logged in to."""
    page = browser.new_page(viewport=WINDOW)
    page.add_init_script(REMEMBER_WHAT_IS_DRAWN)
    shown = Dashboard(page, superset)

    def remember(response: Response) -> None:
        if "/api/v1/chart/data" in response.url and response.ok:
            chart = response.request.post_data_json["form_data"].get("slice_id")
            # The answer to a page that was left is no longer there.
            with contextlib.suppress(Error):
                if chart:
                    shown.answers[chart] = response.json()

    page.on("request", lambda request: shown.requests.append(request.url))
    page.on("response", remember)
    log_in(page, superset, superset.password)
    yield shown
    page.close()


@pytest.fixture(scope="module")
def first_drawn(dashboard: Dashboard) -> float:
    """Seconds from the start of Superset to its first page drawn."""
    dashboard.open()
    dashboard.wait_until_drawn("Over tid")
    return time.monotonic() - dashboard.superset.started


@pytest.fixture(scope="module")
def published(first_drawn: float, dashboard: Dashboard) -> Build:
    """The newest report is published while the dashboard is open, and the page is opened again."""
    build = run_tiltak("build", *REPORTS, warehouse=dashboard.superset.warehouse)
    assert build.exit_code == 0, build.errors
    dashboard.open()
    return build


@pytest.fixture
def choosing(published: Build, dashboard: Dashboard) -> Iterator[Dashboard]:
    """The dashboard for a test that chooses in its filters, and afterwards as it was."""
    dashboard.open()
    yield dashboard
    dashboard.page.set_viewport_size(WINDOW)
    dashboard.open()


@pytest.fixture
def shown_across_the_break(
    choosing: Dashboard, across_the_break: Build
) -> Iterator[tuple[Dashboard, Build]]:
    """The dashboard on another published file, with every month around the break."""
    warehouse = choosing.superset.warehouse
    kept = Path(shutil.copy(warehouse, warehouse.with_suffix(".kept")))
    Path(shutil.copy(across_the_break.warehouse, warehouse.with_suffix(".new"))).replace(warehouse)
    choosing.open()
    yield choosing, across_the_break
    kept.replace(warehouse)


def test_it_is_drawn_soon(first_drawn: float, figure: Figure) -> None:
    figure(
        f"Superset: {first_drawn:.0f} s from its first start to the first page drawn in a browser"
    )
    assert first_drawn < START_SECONDS


def test_a_new_publication_is_there_at_the_next_refresh(
    first_drawn: float, dashboard: Dashboard, request: pytest.FixtureRequest
) -> None:
    dashboard.show("Datakvalitet")
    assert dashboard.data("Denne utgaven")[0]["newest_month_label"] == "2026-01"
    published = request.getfixturevalue("published")
    dashboard.show("Datakvalitet")
    (row,) = dashboard.data("Denne utgaven")
    assert row["newest_month_label"] == MONTH
    assert row["participants_row_count"] == 7291
    assert published.query("select report_count from marts.meta_build") == [(5,)]


@pytest.mark.parametrize("title", PAGES)
def test_every_chart_is_drawn(published: Build, dashboard: Dashboard, title: str) -> None:
    page = dashboard.page
    dashboard.show(title)
    height = page.evaluate("document.querySelector('.grid-container').scrollHeight") + 350
    page.set_viewport_size({**WINDOW, "height": min(height, LONGEST_PAGE)})
    # Superset leaves a table empty when the window changes while it is measured.
    dashboard.open()
    dashboard.show(title)
    page.wait_for_timeout(2000)
    for name in PAGES[title]:
        chart = dashboard.chart(name)
        assert not chart.locator(".ant-alert-error").count(), chart.inner_text()
        for canvas in chart.locator("canvas").all():
            assert canvas.evaluate(COLOURED_PIXELS) > FEWEST_COLOURED_PIXELS, f"{name} is blank"
    shoot(page, f"dashboard-{list(PAGES).index(title) + 1}")
    page.set_viewport_size(WINDOW)


COLOURED_PIXELS = """canvas => {
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    let coloured = 0
    for (let i = 0; i < pixels.length; i += 4) {
        const [r, g, b, a] = pixels.slice(i, i + 4)
        if (a > 0 && Math.max(r, g, b) - Math.min(r, g, b) > 40) coloured += 1
    }
    return coloured
}"""


def series(measure: str | None, dimension: str, where: str) -> str:
    """SQL for the points of a chart over time."""
    chosen = "" if measure is None else f"and {LABEL} = '{measure}'"
    return (
        f"select month, {dimension}, participants from marts.obt_participants "
        f"where {where} {chosen} and participants is not null"
    )


# The six measures with most participants in their newest month.
LARGEST = (
    "measure_code in (select measure_code from marts.obt_participants "
    f"where {COUNTRY} and {ALL_STATUSES} and {EVERYONE} and {PERIOD} and measure_level = 'measure' "
    "group by all order by max_by(participants, month) desc limit 6)"
)
OVER_TIME = {
    "Deltakere etter tiltak over tid": series(
        None, LABEL, f"{PERIOD} and {COUNTRY} and {ALL_STATUSES} and {EVERYONE} and {LARGEST}"
    ),
    "Fylker over tid": series(
        MEASURE,
        "region_label",
        f"{PERIOD} and region_level = 'fylke' and {ALL_STATUSES} and {EVERYONE}",
    ),
    "Status over tid": series(
        MEASURE,
        "status_name || case when status_code in (select status_code from marts.dim_series_break) "
        "then replace(replace(', ' || series_note, 'Før', 'før'), 'Fra', 'fra') else '' end",
        f"{PERIOD} and {COUNTRY} and {EVERYONE}",
    ),
    "Kvinner og menn over tid": series(
        MEASURE, "demographic_name", f"{PERIOD} and {COUNTRY} and demographic_dimension = 'gender'"
    ),
    "Andel skjulte tall over tid": (
        "select month, case breakdown when 'country' then 'Landet' when 'fylke' then 'Fylker' "
        "when 'kommune' then 'Kommuner' when 'gender' then 'Kjønn' when 'age' then 'Alder' "
        "when 'immigrant' then 'Innvandring' when 'birth_region' then 'Fødeland' "
        "when 'education' then 'Utdanning' end, avg(is_suppressed::integer) "
        "from marts.obt_participants group by all"
    ),
}


def points(rows: list[dict]) -> dict[tuple[datetime.date, str], float]:
    """The points of a chart over time: a column each series, and the month in milliseconds."""
    return {
        (datetime.datetime.fromtimestamp(row["month"] / 1000, datetime.UTC).date(), name): value
        for row in rows
        for name, value in row.items()
        if name != "month" and value is not None
    }


def column(dataset: str, name: str) -> str:
    """The SQL of a column that a dataset adds to its table."""
    columns = yaml_of(DASHBOARD / "datasets" / "Tiltak" / f"{dataset}.yaml")["columns"]
    return next(column["expression"] for column in columns if column["column_name"] == name)


def page_of(name: str) -> str:
    return next(title for title, names in PAGES.items() if name in names)


@pytest.mark.parametrize("name", OVER_TIME)
def test_lines_have_the_numbers_of_sql(published: Build, dashboard: Dashboard, name: str) -> None:
    dashboard.show(page_of(name))
    expected = {(month, label): value for month, label, value in published.query(OVER_TIME[name])}
    assert expected
    assert points(dashboard.data(name)) == pytest.approx(expected)


@pytest.mark.parametrize("name", [name for name in OVER_TIME if "Andel" not in name])
def test_no_line_crosses_a_hole(published: Build, dashboard: Dashboard, name: str) -> None:
    dashboard.show(page_of(name))
    for label, lines in lines_of(dashboard.data(name)).items():
        for before, after in itertools.chain(*map(itertools.pairwise, lines)):
            assert (after - before).days <= 31, (label, before, after)


def lines_of(rows: list[dict]) -> dict[str, list[list[datetime.date]]]:
    """The lines that are drawn for each series: the months from one hole to the next."""
    rows = sorted(rows, key=lambda row: row["month"])
    lines = {}
    for label in set(rows[0]) - {"month"}:
        parts = itertools.groupby(rows, lambda row, label=label: row[label] is not None)
        lines[label] = [
            [day for day, _ in sorted(points([{"month": row["month"], "": 0} for row in part]))]
            for is_drawn, part in parts
            if is_drawn
        ]
    return lines


def test_only_the_lines_of_broken_series_stop_at_the_break(
    shown_across_the_break: tuple[Dashboard, Build],
) -> None:
    dashboard, build = shown_across_the_break
    ((break_month,),) = build.query("select distinct break_month from marts.dim_series_break")
    eve = (break_month - datetime.timedelta(days=1)).replace(day=1)
    dashboard.show("Status")
    dashboard.choose("ett_tiltak", "Arbeidstrening")
    dashboard.wait_until_drawn("Status")
    lines = lines_of(dashboard.data("Status over tid"))
    for name, is_broken in build.query(
        "select status_name, status_code in (select status_code from marts.dim_series_break) "
        "from marts.dim_status"
    ):
        of_status = [line for label in lines if label.startswith(name) for line in lines[label]]
        crossing = [line for line in of_status if eve in line and break_month in line]
        assert len(crossing) == (0 if is_broken else 1), (name, of_status)
        assert {eve, break_month} <= set(itertools.chain(*of_status)), name
    # The line that marks the break is drawn from the table of breaks itself.
    number = int(dashboard.chart("Status over tid").get_attribute("data-test-chart-id"))
    (mark,) = dashboard.answers[number]["result"][0]["annotation_data"].values()
    assert [row["break_month_name"] for row in mark["records"]] == ["april 2025"]
    shoot(dashboard.page, "dashboard-break")

    dashboard.show("Over tid")
    (line,) = lines_of(dashboard.data("Deltakere etter tiltak over tid"))["Arbeidstrening"]
    assert {eve, break_month} <= set(line)


def test_each_status_has_a_colour_of_its_own(
    shown_across_the_break: tuple[Dashboard, Build],
) -> None:
    dashboard, build = shown_across_the_break
    colours = metadata_of(dashboard)["label_colors"]
    names = [name for (name,) in build.query("select status_name from marts.dim_status")]
    assert len({colours[name] for name in names}) == len(names)
    dashboard.show("Status")
    dashboard.choose("ett_tiltak", "Arbeidstrening")
    dashboard.wait_until_drawn("Status")
    drawn = set(dashboard.drawn("Status over tid")["colours"])
    for name in names:
        assert colours[name].lower() in drawn, name
    # Both parts of a broken series have the colour of the status, and no other line has it.
    for label in lines_of(dashboard.data("Status over tid")):
        assert colours[label] == colours[label.partition(", f")[0]], label


def metadata_of(dashboard: Dashboard) -> dict:
    """The settings that the start wrote for this warehouse."""
    address = f"{dashboard.superset.address}/api/v1/dashboard/tiltak"
    return json.loads(dashboard.page.request.get(address).json()["result"]["json_metadata"])


IN_MONTH = f"strftime(month, '%Y-%m') = '{MONTH}'"
OF_MEASURE = f"{IN_MONTH} and {LABEL} = '{MEASURE}'"
BOUNDS = "printed_value, participants_low, participants_high"
LINE = "file_name, line_number"
AS_PRINTED = "'  ' || printed_value"
RANGE = "participants_low, case when is_suppressed then participants_high - participants_low end"
ROWS = {
    "Fylker sammenlignet": (
        f"select region_label || {AS_PRINTED}, {RANGE} from marts.obt_participants "
        f"where region_level = 'fylke' and {ALL_STATUSES} and {EVERYONE} and {OF_MEASURE}"
    ),
    "Fylker, tallene som de er trykt": (
        f"select region_label, {BOUNDS}, {LINE} from marts.obt_participants "
        f"where region_level = 'fylke' and {ALL_STATUSES} and {EVERYONE} and {OF_MEASURE}"
    ),
    "Kommuner, tallene som de er trykt": (
        f"select fylke_name, region_label, {BOUNDS}, {LINE} from marts.obt_participants "
        f"where region_level = 'kommune' and {ALL_STATUSES} and {EVERYONE} and {OF_MEASURE}"
    ),
    "Status etter tiltak, tallene som de er trykt": (
        f"select {LABEL}, status_name, {BOUNDS}, series_note, {LINE} "
        f"from marts.obt_participants where {COUNTRY} and {EVERYONE} and {IN_MONTH}"
    ),
    "Aldersgrupper": (
        f"select demographic_name || {AS_PRINTED}, {RANGE} from marts.obt_participants "
        f"where {COUNTRY} and {ALL_STATUSES} and demographic_dimension = 'age' and {OF_MEASURE}"
    ),
    "Kjønn og alder, tallene som de er trykt": (
        f"select {LABEL}, demographic_name, {BOUNDS}, {LINE} from marts.obt_participants "
        f"where {COUNTRY} and demographic_dimension in ('gender', 'age') and {IN_MONTH}"
    ),
    "Rapporter": (
        "select file_name, coalesce(report_code, 'Ikke oppgitt'), strftime(period_from, '%Y-%m') "
        "|| ' til ' || strftime(period_to, '%Y-%m'), "
        "coalesce(strftime(published_on, '%Y-%m-%d'), 'Ikke oppgitt'), line_count, cell_count, "
        "suppressed_cell_count, suppressed_cell_count / cell_count, 0, 0, 'Godtatt', 'Ingenting' "
        "from marts.dim_report"
    ),
    "Kontroller": (
        f"select {column('fct_check_result', 'check_label')}, count(*), count(*), 0, 0 "
        "from marts.fct_check_result group by all"
    ),
    "Trykte tall per inndeling og måned (hvitt er ikke trykt)": (
        "select strftime(month, '%Y-%m'), case breakdown when 'country' then 'Landet' "
        "when 'fylke' then 'Fylker' when 'kommune' then 'Kommuner' when 'gender' then 'Kjønn' "
        "when 'age' then 'Alder' when 'immigrant' then 'Innvandring' "
        "when 'birth_region' then 'Fødeland' when 'education' then 'Utdanning' end, "
        "nullif(count(observed.month), 0) "
        "from (select distinct breakdown from marts.obt_participants) as breakdowns "
        "cross join marts.dim_month "
        "left join marts.obt_participants as observed using (breakdown, month) "
        "where month >= '2020-01-01' group by all"
    ),
    "Endring fra måneden før og fra året før": (
        f"select strftime(month, '%Y-%m'), {LABEL}, "
        "case comparison when 'year_on_year' then 'Fra året før' else 'Fra måneden før' end, "
        "rpt_change.participants, earlier_participants, change, change_percent, "
        "case no_change_reason when 'month_missing' then 'Måneden den gangen mangler' "
        "when 'not_printed' then 'Ikke trykt den gangen' "
        "when 'suppressed' then 'Skjult: ' || change_low || ' til ' || change_high else '' end "
        "from marts.rpt_change inner join marts.dim_measure using (measure_code) "
        f"where {COUNTRY} and {ALL_STATUSES} and {EVERYONE} and {PERIOD} and {LARGEST}"
    ),
}


def as_text(row: object) -> str:
    """A row to compare and sort by: JSON has one kind of number, SQL has several."""
    return json.dumps(
        [round(float(value), 6) if isinstance(value, int | float) else value for value in row],
        ensure_ascii=False,
        default=str,
    )


@pytest.mark.parametrize("name", ROWS)
def test_rows_and_bars_have_the_numbers_of_sql(
    published: Build, dashboard: Dashboard, name: str
) -> None:
    dashboard.show(page_of(name))
    expected = sorted(map(as_text, published.query(ROWS[name])))
    shown = [
        [value for column, value in row.items() if column != "rank"] for row in dashboard.data(name)
    ]
    assert expected
    assert sorted(map(as_text, shown)) == expected


PARTS = {
    "Status etter tiltak": ("status", "status_code <> '_T' and demographic_code = '_T'"),
    "Kvinner og menn etter tiltak": ("demographic", "demographic_dimension = 'gender'"),
}


@pytest.mark.parametrize("name", PARTS)
def test_stacked_bars_have_the_numbers_of_sql(
    published: Build, dashboard: Dashboard, name: str
) -> None:
    dimension, where = PARTS[name]
    dashboard.show(page_of(name))
    expected = {
        (measure, part): high
        for measure, part, high in published.query(
            f"select {LABEL}, {dimension}_name || case when is_suppressed "
            "then ' (skjult, 0 til 3)' else '' end, participants_high "
            f"from marts.obt_participants where {COUNTRY} and {where} and {IN_MONTH}"
        )
    }
    shown = {
        (row["measure_label"], part): value
        for row in dashboard.data(name)
        for part, value in row.items()
        if part != "measure_label" and value is not None
    }
    assert expected
    assert shown == expected


def test_what_is_suppressed_is_a_star_on_the_page_and_not_a_zero(
    published: Build, dashboard: Dashboard
) -> None:
    dashboard.show("Fylker")
    table = dashboard.chart("Fylker, tallene som de er trykt")
    shown = {
        cells[0]: cells[1]
        for cells in (
            row.locator("td").all_inner_texts() for row in table.locator("tbody tr:visible").all()
        )
    }
    expected = dict(
        published.query(
            f"select region_label, printed_value from marts.obt_participants where region_level = "
            f"'fylke' and {ALL_STATUSES} and {EVERYONE} and {OF_MEASURE}"
        )
    )
    assert shown["Ukjent (fylke)"] == "*"
    assert shown == expected


def shoot_the_top(page: Page, name: str) -> None:
    """Take a picture of the top of the page, when its lines have come to rest."""
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(2000)
    shoot(page, name)


LARGEST_KOMMUNER = "Kommunene med flest deltakere (høyst 50)"
KOMMUNER = f"region_level = 'kommune' and {ALL_STATUSES} and {IN_MONTH}"
IN_NORDLAND = f"{KOMMUNER} and fylke_name = 'Nordland' and measure_label = 'Arbeidstrening'"


def test_filters_change_what_is_shown(published: Build, choosing: Dashboard) -> None:
    choosing.show("Kommuner")
    choosing.choose("ett_tiltak", "Arbeidstrening")
    choosing.choose("fylke", "Nordland")
    choosing.wait_until_drawn("Kommuner")
    name = "Kommuner, tallene som de er trykt"
    shown = {(row["region_label"], row["printed_value"]) for row in choosing.data(name)}
    expected = set(
        published.query(
            f"select region_label, printed_value from marts.obt_participants where {IN_NORDLAND}"
        )
    )
    assert len(expected) > 30
    assert shown == expected
    choosing.page.set_viewport_size({**WINDOW, "height": 1700})
    shoot_the_top(choosing.page, "dashboard-filtered")


def test_hidden_kommuner_are_ranges_below_the_printed_ones(
    published: Build, choosing: Dashboard
) -> None:
    choosing.show("Kommuner")
    choosing.choose("ett_tiltak", "Arbeidstrening")
    choosing.choose("fylke", "Nordland")
    choosing.wait_until_drawn("Kommuner")
    expected = {
        name: (low, high, is_suppressed)
        for name, low, high, is_suppressed in published.query(
            f"select region_label || {AS_PRINTED}, participants_low, participants_high, "
            f"is_suppressed from marts.obt_participants where {IN_NORDLAND}"
        )
    }
    rows = {row["region_series"]: row for row in choosing.data(LARGEST_KOMMUNER)}
    assert rows.keys() == expected.keys()
    for name, (low, high, is_suppressed) in expected.items():
        assert rows[name]["participants_low"] == low
        assert rows[name]["suppressed_range"] == (high - low if is_suppressed else None)
    # Down the page the bars get no longer, and what is hidden comes last.
    drawn = choosing.drawn(LARGEST_KOMMUNER)["words"]
    lows = [expected[name][0] for name in sorted(expected, key=drawn.__getitem__)]
    assert lows == sorted(lows, reverse=True)
    # Its legend says how far the ranges go.
    assert {high - low for low, high, is_suppressed in expected.values() if is_suppressed} == {3}
    assert "Skjult: inntil 3 til" in drawn
    hidden = sum(is_suppressed for *_, is_suppressed in expected.values())
    (told,) = choosing.data("Kommuner i utvalget")
    assert told["Hva Nav trykket"] == (
        f"{len(expected)} kommuner: {len(expected) - hidden} med trykt tall, "
        f"{hidden} skjult (* er 0 til 3 personer)."
    )


def test_the_largest_kommuner_are_those_of_the_country_or_all_of_a_fylke(
    published: Build, dashboard: Dashboard
) -> None:
    dashboard.show("Kommuner")
    shown = [
        (row["region_series"], row["participants_low"]) for row in dashboard.data(LARGEST_KOMMUNER)
    ]
    expected = published.query(
        f"select region_label || {AS_PRINTED}, participants_low from marts.obt_participants "
        f"where {KOMMUNER} and {LABEL} = '{MEASURE}' order by participants_low desc"
    )
    assert set(shown) <= set(expected)
    assert sorted(low for _, low in shown) == sorted(low for _, low in expected[:50])
    ((most,),) = published.query(
        "select max(kommuner) from (select count(*) as kommuner from marts.obt_participants "
        f"where {KOMMUNER} group by measure_code, fylke_code)"
    )
    assert most <= 50


def test_it_says_that_nav_printed_no_kommuner_then(choosing: Dashboard) -> None:
    choosing.show("Kommuner")
    choosing.choose("maned", "2024-06")
    table = choosing.chart("Kommuner i utvalget")
    table.get_by_text("Nav trykket ikke kommuner da").wait_for()
    for name in (LARGEST_KOMMUNER, "Kommuner, tallene som de er trykt"):
        chart = choosing.chart(name)
        chart.scroll_into_view_if_needed()
        chart.get_by_text("Nav trykket ikke slike tall da").wait_for()


def test_what_is_not_printed_is_white(published: Build, dashboard: Dashboard) -> None:
    dashboard.show("Datakvalitet")
    name = "Trykte tall per inndeling og måned (hvitt er ikke trykt)"
    ((is_printed,),) = published.query(
        "select count(distinct (breakdown, month)) / count(distinct breakdown) / "
        "(datediff('month', min(month), max(month)) + 1) from marts.obt_participants"
    )
    # The picture has its months and names beside the map: less of it is coloured than of the map.
    coloured = (
        dashboard.chart(name)
        .locator("canvas")
        .evaluate(f"canvas => ({COLOURED_PIXELS})(canvas) / canvas.width / canvas.height")
    )
    assert 0 < coloured < is_printed


AXES = {
    name: [chart["params"][title] for title in ("x_axis_title", "y_axis_title")]
    if "horizontal" not in chart["params"].values()
    else [chart["params"]["y_axis_title"]]
    for name, chart in ((chart["slice_name"], chart) for chart in CHARTS.values())
    if chart["viz_type"].startswith("echarts_timeseries")
}


@pytest.mark.parametrize("name", AXES)
def test_axes_say_what_they_measure(published: Build, dashboard: Dashboard, name: str) -> None:
    dashboard.show(page_of(name))
    titles = AXES[name]
    assert titles[-1].startswith(("Antall deltakere", "Andel skjulte tall"))
    assert set(titles) <= dashboard.drawn(name)["words"].keys()


def test_the_source_is_named_with_the_date_of_the_newest_report(
    published: Build, dashboard: Dashboard
) -> None:
    chart = dashboard.chart("Kilde for tallene")
    ((code, day),) = published.query(
        "select max_by(report_code, published_on), max(published_on) from marts.dim_report"
    )
    for title in PAGES:
        dashboard.show(title)
        chart.scroll_into_view_if_needed()
        chart.get_by_text(f"Nyeste rapport: {code}, oppdatert {day:%d.%m.%Y}.").wait_for()
        assert chart.get_by_text("Nav, ").is_visible()


def test_what_is_shown_at_first_can_be_read(dashboard: Dashboard, published: Build) -> None:
    dashboard.show("Over tid")
    lines = lines_of(dashboard.data("Deltakere etter tiltak over tid"))
    assert len(lines) == 6
    months = {month for parts in lines.values() for line in parts for month in line}
    ((oldest,),) = published.query(
        f"select min(month) from marts.obt_participants where {PERIOD} and {COUNTRY}"
    )
    assert min(months) == oldest


def test_its_words_are_norwegian(published: Build, dashboard: Dashboard) -> None:
    english = {word for (word,) in published.query("select check_name from marts.fct_check_result")}
    english |= {word for (word,) in published.query("select status_code from marts.dim_status")}
    english |= {", line ", "entries per page", "Search", "Show", "Apply", "More filters"}
    for title in PAGES:
        dashboard.show(title)
        text = dashboard.page.locator(".dashboard").inner_text()
        for canvas in dashboard.page.locator(".dashboard canvas").all():
            text += "\n".join(canvas.evaluate("canvas => Object.keys(canvas.words ?? {})"))
        assert not [word for word in english if re.search(rf"\b{re.escape(word)}\b", text)], title


def test_no_text_is_cut_on_a_narrow_screen(published: Build, choosing: Dashboard) -> None:
    page = choosing.page
    page.set_viewport_size(NARROW)
    choosing.open()
    choosing.wait_until_drawn("Over tid")
    text = page.locator(".dashboard-markdown")
    bottoms = text.evaluate(
        """text => [text, ...text.querySelectorAll('*')].map(
            part => part.getBoundingClientRect().bottom)"""
    )
    assert max(bottoms) == bottoms[0], "the text is longer than its place"
    next_row = page.locator('[data-test-chart-name="Deltakere etter tiltak over tid"]')
    assert next_row.bounding_box()["y"] >= max(bottoms) - 1
    shoot_the_top(page, "dashboard-narrow")


def test_the_period_is_a_filter(published: Build, dashboard: Dashboard) -> None:
    period = "2024-02-01 : 2024-05-01"
    dashboard.open(
        "?native_filters=(NATIVE_FILTER-periode:(id:NATIVE_FILTER-periode,"
        f"extraFormData:(time_range:'{period}'),filterState:(value:'{period}'),ownState:()))"
    )
    dashboard.wait_until_drawn("Over tid")
    name = "Deltakere etter tiltak over tid"
    months = {month.isoformat() for month, _ in points(dashboard.data(name))}
    assert months == {"2024-02-01", "2024-03-01", "2024-04-01"}


def test_no_page_asked_another_host(published: Build, dashboard: Dashboard, figure: Figure) -> None:
    dashboard.open()
    for title in PAGES:
        dashboard.show(title)
    here = (dashboard.superset.address, "data:", "blob:")
    elsewhere = [address for address in dashboard.requests if not address.startswith(here)]
    figure(f"dashboard: {len(dashboard.requests)} requests, {len(elsewhere)} to another host")
    assert elsewhere == []


def test_the_password_is_made_at_the_first_start(superset: Superset, browser: Browser) -> None:
    assert len(superset.password) >= 32
    assert (superset.home / "password").stat().st_mode & 0o777 == 0o600
    page = browser.new_context().new_page()
    log_in(page, superset, "admin")
    assert page.url.startswith(f"{superset.address}/login")
    page.context.close()


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.mine as select 1 as number",
        "select * from read_text('/etc/hostname')",
        "copy marts.dim_status to 'copied.csv'",
        "set enable_external_access = true",
    ],
)
def test_sql_lab_reads_the_file_and_nothing_else(
    published: Build, dashboard: Dashboard, sql: str
) -> None:
    assert ask_sql_lab(dashboard, "select count(*) as n from marts.obt_participants")[0]
    is_answered, answer = ask_sql_lab(dashboard, sql)
    assert not is_answered, answer


def ask_sql_lab(dashboard: Dashboard, sql: str) -> tuple[bool, str]:
    requests, address = dashboard.page.request, dashboard.superset.address
    token = requests.get(f"{address}/api/v1/security/csrf_token/").json()["result"]
    databases = requests.get(f"{address}/api/v1/database/").json()["result"]
    answer = requests.post(
        f"{address}/api/v1/sqllab/execute/",
        headers={"X-CSRFToken": token, "Referer": address},
        data={"database_id": databases[0]["id"], "sql": sql, "schema": "marts"},
    )
    return answer.ok, answer.text()


DATASETS = sorted((DASHBOARD / "datasets" / "Tiltak").glob("*.yaml"))


@pytest.mark.parametrize("path", DATASETS, ids=lambda path: path.stem)
def test_a_dataset_has_the_columns_of_its_table(published: Build, path: Path) -> None:
    dataset = yaml_of(path)
    sql = dataset["sql"] or f"select * from marts.{dataset['table_name']}"
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        expected = {
            name: kind for name, kind, *_ in connection.execute(f"describe {sql}").fetchall()
        }
    columns = dataset["columns"]
    assert {
        column["column_name"]: column["type"] for column in columns if "expression" not in column
    } == {name: "INTEGER" if kind == "BIGINT" else kind for name, kind in expected.items()}
    assert all(column["verbose_name"] for column in columns)


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    finished = subprocess.run(
        [PYTHON, PROJECT / "bi" / "start.py", "--warehouse", tmp_path / "none.duckdb"],
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert finished.returncode == 1
    assert finished.stderr == (
        f"{tmp_path / 'none.duckdb'}: there is no published file; run make build.\n"
    )
