"""Random reports with one thing in them that cannot be recognised, or is written in another way.

The property is always the same: every published fact is what the page prints for that cell, or the
report says why it is not published; and no line is lost. Not tried are faults that nobody can see
on a page: two columns exchanged under their headings, a digit that is another where the stars of a
table leave room for it, and a line of text above an unknown label, which may be its
beginning where labels are broken over lines.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Build, Figure, run_tiltak
from tests.support.cubes import drawn_plan, printed
from tests.support.forms import FORMS, file_name
from tests.support.spoiled import WAYS, Spoiled

REPORTS_PER_WAY = 270
FORMS_OF_CELLS = ("tabs", "pipes", "html", "aligned", "workbook")
FORMS_WITH_EMPTY_CELLS = ("tabs", "pipes", "html", "workbook")
FORMS_TRIED = (*FORMS_OF_CELLS, "layout", "layout_narrow", "pdf_cells")
# What the forms of these tests can print: wider cells run into each other.
WIDEST_CELLS = {"aligned": 11, "pdf_cells": 10}
# A line without numbers above an unknown label may be its beginning, where labels break.
TEXT_ABOVE_LABELS = {"text within tables", "a row without values"}
# What was taken away from a page cannot be missed.
TAKEN_AWAY = {"a part taken away", "a page without its header and total"}
# A report that can be read to its end is, but for a few that say too little of themselves.
MOST_NOT_WHOLE = 0.02


@dataclass(frozen=True)
class Tried:
    """The build of all spoilt reports, each by the name of its file, and what it published."""

    build: Build
    reports: dict[str, Spoiled]
    found: dict[str, dict[tuple, str]]
    states: dict[str, tuple]


def fits(spoiled: Spoiled, form: str) -> bool:
    """Whether a form can print all cells."""
    cells = {cell for line in spoiled.lines if len(line) > 1 for cell in line[1:]}
    # The average has a column of its own, which is wide enough.
    widest = max(map(len, cells - {"Gjennomsnitt hittil i år"}), default=0)
    return widest <= WIDEST_CELLS.get(form, widest)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Spoilt reports of every kind in every form, all in one build."""
    folder: Path = tmp_path_factory.mktemp("spoiled")
    reports: dict[str, Spoiled] = {}
    drawn = [
        printed(drawn_plan(random.Random(f"report {number}"))) for number in range(REPORTS_PER_WAY)
    ]
    for number, (way, spoil) in enumerate(WAYS.items()):
        for place, report in enumerate(drawn):
            rng = random.Random(f"{way} {place}")
            spoiled = spoil(report, rng)
            knows_all = not (
                report.plan.has_unknown_members or "unknown_breakdown" in report.plan.breakdowns
            )
            breaks_labels = way not in TEXT_ABOVE_LABELS or knows_all
            form = rng.choice(FORMS_TRIED if breaks_labels else FORMS_OF_CELLS)
            if spoiled.needs_cells and form not in FORMS_WITH_EMPTY_CELLS:
                form = "tabs"
            form = form if fits(spoiled, form) else "tabs"
            name = file_name(f"{number}_{place:03}", form)
            reports[name] = spoiled
            content = FORMS[form]([[f"Utskrift {name}"], *spoiled.lines])
            (folder / name).write_bytes(content)
    build = run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")
    found: dict[str, dict[tuple, str]] = defaultdict(dict)
    for name, *key, value in build.query(
        r"""
        select
            file_name, measure_code, status_code, region_level, region_code,
            demographic_dimension, demographic_code, month,
            regexp_replace(printed_value, '[^0-9*]', '', 'g')
        from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
        """
    ):
        found[name][tuple(key)] = value
    states = {
        name: tuple(state)
        for name, *state in build.query(
            "select file_name, state, state_reason, incomplete_reason, rejected_line_count "
            "from marts.dim_report"
        )
    }
    return Tried(build, reports, found, states)


def names_of(tried: Tried, way: str) -> list[str]:
    """The files of one way."""
    number = list(WAYS).index(way)
    return [name for name in tried.reports if name.startswith(f"{number}_")]


def test_they_are_built(tried: Tried) -> None:
    assert tried.build.exit_code == 3, tried.build.errors
    assert "Traceback" not in tried.build.errors and "set aside" not in tried.build.errors
    assert len(tried.reports) >= 2000
    assert set(tried.states) == set(tried.reports)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_published_is_what_is_printed(tried: Tried, way: str, figure: Figure) -> None:
    states: Counter[str] = Counter()
    cells = 0
    for name in names_of(tried, way):
        report, found = tried.reports[name], tried.found[name]
        wrong = {
            key: value
            for key, value in found.items()
            # Unknown labels, in a table whose heading was taken away, say so themselves.
            if report.cells.get(key) != value
            and not (key[4] == "unknown" and key[5].startswith("inferred_"))
        }
        assert not wrong, (name, report.how, tried.states[name])
        states[tried.states[name][0]] += 1
        cells += len(found)
    figure(f"{way}: {dict(states)}; {cells:,} cells published, none wrong")


@pytest.mark.parametrize("way", [way for way in WAYS if way not in TAKEN_AWAY])
def test_what_is_not_published_is_said(tried: Tried, way: str) -> None:
    for name in names_of(tried, way):
        state, _, incomplete, rejected = tried.states[name]
        if len(tried.found[name]) < len(tried.reports[name].cells):
            assert state != "accepted" or incomplete or rejected, name
        if state != "accepted" or incomplete or rejected:
            assert f"/{name}: " in tried.build.errors, name


@pytest.mark.parametrize("way", WAYS)
def test_what_can_be_recognised_is_published(tried: Tried, way: str) -> None:
    names = [name for name in names_of(tried, way) if tried.reports[name].is_whole]
    lost = [
        (name, tried.reports[name].how, tried.states[name])
        for name in names
        if tried.found[name] != tried.reports[name].cells
    ]
    assert len(lost) <= MOST_NOT_WHOLE * len(names), lost


def test_no_line_is_lost(tried: Tried) -> None:
    assert (
        tried.build.query(
            """
            with kinds as (
                select report_id, sum(line_count) as line_count
                from marts.rpt_line_accounting group by report_id
            )

            select file_name
            from raw.report_files left join kinds using (report_id)
            where report_files.line_count is distinct from kinds.line_count
            """
        )
        == []
    )
