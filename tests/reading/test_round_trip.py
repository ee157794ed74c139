"""Random cubes printed as reports, read back: the same cube, cell for cell."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.conftest import Build, Figure, run_tiltak
from tests.support.cubes import Plan, RandomReport, plans, printed
from tests.support.forms import FORMS, file_name

REPORTS_PER_FORM = 500
REPORTS_PER_VARIANT = 50
# The forms that reports come in; the others are variants of the first.
MAIN_FORMS = ("layout", "tabs", "pipes", "workbook", "pdf_cells")
# Where digits are grouped and columns separated by the same space, a line may fit in two ways.
AMBIGUOUS_FORMS = ("layout_plain_spaces", "pdf_lines", "pdf_plain_spaces")
MOST_AMBIGUOUS_REPORTS = 0.1
MOST_UNDECIDED_REPORTS = 0.02


@dataclass(frozen=True)
class RoundTrip:
    """The build of all random reports, and what each of them holds by the name of its file."""

    build: Build
    reports: dict[str, dict[str, RandomReport]]
    found: dict[str, dict[tuple, str]]


def random_reports(count: int) -> list[RandomReport]:
    """Draw reports that differ, with hypothesis: one build reads them all."""
    reports: dict[tuple, RandomReport] = {}

    @settings(
        max_examples=2 * count,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(plans())
    def collect(plan: Plan) -> None:
        report = printed(plan)
        reports.setdefault(tuple(map(tuple, report.lines)), report)

    collect()
    assert len(reports) >= count
    return list(reports.values())[:count]


@pytest.fixture(scope="module")
def round_trip(tmp_path_factory: pytest.TempPathFactory) -> RoundTrip:
    """Random reports in every form, all in one build."""
    folder: Path = tmp_path_factory.mktemp("cubes")
    drawn = random_reports(REPORTS_PER_FORM)
    reports: dict[str, dict[str, RandomReport]] = {}
    for form, print_form in FORMS.items():
        # Hypothesis draws small reports first, so fewer of them are taken from all over.
        step = 1 if form in MAIN_FORMS else REPORTS_PER_FORM // REPORTS_PER_VARIANT
        reports[form] = {
            file_name(f"{number:03}", form): report for number, report in enumerate(drawn[::step])
        }
        for name, report in reports[form].items():
            # Two forms may print a small report alike; the line makes each file another content.
            (folder / name).write_bytes(print_form([[f"Utskrift {name}"], *report.lines]))
    build = run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")
    assert build.exit_code in (0, 3), build.errors
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
    return RoundTrip(build, reports, found)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_cube_comes_back(round_trip: RoundTrip, form: str, figure: Figure) -> None:
    reports = round_trip.reports[form]
    ambiguous = {
        name
        for (name,) in round_trip.build.query(
            "select distinct file_name from marts.rejected_lines "
            "where reason_code = 'ambiguous_numbers'"
        )
        if name in reports
    }
    undecided = {
        name
        for (name,) in round_trip.build.query(
            "select file_name from marts.dim_report inner join marts.fct_check_result "
            "using (report_id) where check_code = 'groups_or_measures' and not passed"
        )
        if name in reports
    }
    counts: Counter[str] = Counter()
    for name, report in reports.items():
        found = round_trip.found[name]
        if name in undecided:
            # `Oppfølging` alone, without a title: the group or the measure?
            assert not found and not report.plan.prints_code, name
            continue
        if name in ambiguous:
            assert form in AMBIGUOUS_FORMS and found.items() <= report.cells.items(), name
            continue
        assert found == report.cells, (name, report.plan)
        counts["reports"] += 1
        counts["cells"] += len(found)
    assert len(ambiguous) <= MOST_AMBIGUOUS_REPORTS * len(reports)
    assert len(undecided) <= MOST_UNDECIDED_REPORTS * len(reports)
    figure(
        f"{form}: {counts['reports']:,} random reports, {counts['cells']:,} cells, "
        f"none wrong; {len(ambiguous)} reports refused as ambiguous"
    )


def test_every_line_has_a_kind(round_trip: RoundTrip) -> None:
    assert round_trip.build.query(
        "select (select count(*) from raw.report_lines) "
        "= (select sum(line_count) from marts.rpt_line_accounting)"
    ) == [(True,)]
