"""What a publication changed is told: on the command line, as a page and as a feed."""

import json
import sys
from pathlib import Path

import feedparser
import jinja2
import pytest

from loaders.project import PROJECT
from loaders.warehouse.published import open_published
from tests.conftest import REPORTS, Build, report, run_tiltak
from tests.facts.test_vintages import OLDEST_FIRST, write_vintages

sys.path.insert(0, str(PROJECT / "docs"))
from build_site import FEED_ID, TEMPLATES, _news


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Four builds: 002; two vintages of 004; the third with a new label; one that contradicts."""
    folder = tmp_path_factory.mktemp("news")
    warehouse = folder / "out" / "tiltak.duckdb"
    first, second, third = (write_vintages(folder)[number] for number in OLDEST_FIRST)
    third.write_text(
        third.read_text("utf-8").replace("\nKvinner\t", "\nAnnet kjønn\t"), encoding="utf-8"
    )
    wrong = folder / "wrong.txt"
    wrong.write_text(report(1).replace("\t420\t408\t431", "\t420\t408\t999"), encoding="utf-8")
    for files in ([REPORTS[2]], [first, second], [third]):
        outcome = run_tiltak("build", *files, warehouse=warehouse)
        assert outcome.exit_code == 0, outcome.errors
    assert run_tiltak("build", wrong, warehouse=warehouse).exit_code == 3
    return Build(0, "", "", warehouse)


def news(published: Build, count: int) -> list[dict]:
    outcome = run_tiltak("news", "--last", count, "--json", warehouse=published.warehouse)
    assert outcome.exit_code == 0, outcome.errors
    return json.loads(outcome.output)


def test_each_publication_has_its_own_news(published: Build) -> None:
    last, with_label, vintages, first = news(published, 9)
    assert [one["state"] for one in last["reports"]] == ["quarantined"]
    assert last["new_months"] == {} and "1 not published" in last["title"]
    # 004 prints 2024, which 002 does not; its third vintage prints nothing new.
    assert first["new_months"] == {"a report without a code": ["2020-01", "2020-02"]}
    assert vintages["new_months"] == {"TILT120": [f"2024-{month:02}" for month in range(1, 13)]}
    assert with_label["new_months"] == {}
    # Oslo 401 to 402 and Rogaland 766 to 765; then Oslo 400 and Rogaland 766 again, Nordland 224.
    assert {tuple(revision) for revision in vintages["revisions"]} == {
        ("ARBTREN / _T / fylke 03 / 2024-01", "401", "402"),
        ("ARBTREN / _T / fylke 11 / 2024-01", "766", "765"),
    }
    changed = {tuple(revision) for revision in with_label["revisions"]}
    assert ("ARBTREN / _T / fylke 03 / 2024-01", "402", "400") in changed
    assert [label[1] for label in with_label["new_labels"]] == ["Annet kjønn"]
    assert vintages["new_labels"] == first["new_labels"] == []


def test_the_newest_is_shown_alone(published: Build) -> None:
    outcome = run_tiltak("news", warehouse=published.warehouse)
    head, line = outcome.output.splitlines()
    assert head.endswith(": 0 reports, 1 not published")
    assert "wrong.txt: TILT120" in line and "quarantined" in line


def test_the_feed_is_read_by_a_feed_reader(published: Build, tmp_path: Path) -> None:
    with open_published(published.warehouse) as connection:
        entries = _news(connection)
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    text = templates.get_template("news.atom.jinja").render(publications=entries, feed_id=FEED_ID)
    feed = feedparser.parse(text.encode())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == [one["title"] for one in news(published, 9)]
    assert len({entry.id for entry in feed.entries}) == 4
    assert "Annet kjønn" in feed.entries[1].content[0].value
    assert all(entry.updated_parsed for entry in feed.entries)
