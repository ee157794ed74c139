"""The pages on other tools: what they say to type is typed, and gives what they print."""

import re
from pathlib import Path

import openpyxl
import pytest
import yaml

from loaders.project import PROJECT
from tests.conftest import Build, postgresql_program
from tests.support.pages import Command, commands, trimmed, typed

PAGES = sorted((PROJECT / "docs" / "tools").glob("*.md"))
UNTRIED = {"dbeaver", "power-bi", "r", "tableau"}

pytestmark = pytest.mark.usefixtures("exports")


def tried(page: Path) -> list[Command]:
    """The commands under which the page prints what is seen."""
    return [command for command in commands(page) if command.answer is not None]


def examples() -> list:
    return [
        pytest.param(command, id=f"{page.stem}-{number}")
        for page in PAGES
        for number, command in enumerate(tried(page))
    ]


@pytest.mark.parametrize("command", examples())
def test_the_page_prints_what_is_seen(
    folder: Path, request: pytest.FixtureRequest, command: Command
) -> None:
    programs, environment = [], {}
    if "DATABASE_URL" in command.code:
        programs = [Path(postgresql_program("psql")).parent]
        environment = {"DATABASE_URL": request.getfixturevalue("server")}
    assert typed(command, folder, programs, environment) == trimmed(command.answer)


def test_every_page_is_tried_or_says_that_it_is_not() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        # Those have tests of their own.
        is_tried = bool(tried(page)) or page.stem in ("superset", "spark", "every-month")
        assert is_tried != ("Not tried here" in text), page.name
        assert ("Not tried here" in text) == (page.stem in UNTRIED), page.name


def test_the_spreadsheet_has_every_cell(folder: Path, five_reports: Build) -> None:
    (command,) = tried(PROJECT / "docs/tools/spreadsheet.md")
    typed(command, folder)
    sheet = openpyxl.load_workbook(folder / "obt_participants.xlsx", read_only=True).active
    header, *rows = sheet.iter_rows(values_only=True)
    columns = [
        "region_code",
        "fylke_code",
        "measure_label",
        "month",
        "participants",
        "file_name",
        "line_number",
    ]
    places = [header.index(column) for column in columns]
    found = sorted(
        str(
            [
                value.date() if hasattr(value, "date") else value
                for value in (row[place] for place in places)
            ]
        )
        for row in rows
    )
    expected = sorted(
        str(list(row))
        for row in five_reports.query(
            "select region_key, 'fylke:' || fylke_code, "
            f"{', '.join(columns[2:])} from marts.obt_participants"
        )
    )
    assert found == expected


EXPOSURES = yaml.safe_load((PROJECT / "models" / "exposures.yml").read_text("utf-8"))["exposures"]


def test_the_exposures_are_of_the_tables_that_are_used(five_reports: Build, folder: Path) -> None:
    exposed = {
        exposure["name"]: {re.search("'(.*)'", ref)[1] for ref in exposure["depends_on"]}
        for exposure in EXPOSURES
    }
    datasets = (PROJECT / "bi" / "dashboard" / "datasets" / "Tiltak").glob("*.yaml")
    shown = set()
    for dataset in map(yaml.safe_load, (path.read_text("utf-8") for path in datasets)):
        used = re.findall(r"marts\.(\w+)", dataset["sql"] or f"marts.{dataset['table_name']}")
        shown.update(used)
    assert exposed["superset_dashboard"] == shown
    assert exposed["table_exports"] == {
        path.stem for path in (folder / "exports/csv").glob("*.csv")
    }
    views = {
        name
        for (name,) in five_reports.query(
            "select view_name from duckdb_views() where schema_name = 'marts' "
            "and contains(view_name, 'participants_by_')"
        )
    }
    assert exposed["statistical_exports"] == named_in("sharing/json_stat.py", "sharing/sdmx.py")
    assert exposed["workbook"] == named_in("sharing/excel.py") | views
    assert exposed["command_line"] == named_in("asking/*.py")


def named_in(*patterns: str) -> set[str]:
    """The tables of marts that some of the loaders name."""
    return {
        table
        for pattern in patterns
        for file in (PROJECT / "loaders").glob(pattern)
        for table in re.findall(r"marts\.([a-z_]+)", file.read_text("utf-8"))
    }
