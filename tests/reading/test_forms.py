"""The same report in other forms gives the same facts, cell for cell."""

import pytest

from tests.conftest import REPORTS, Build, report, run_tiltak
from tests.support.forms import FORMS, cells_of, file_name

SOURCES = {"001": 1, "002": 2, "003": 3, "004": 4}
COORDINATES = (
    "measure_code, status_code, region_level, region_code, "
    "demographic_dimension, demographic_code, month"
)


@pytest.fixture(scope="module")
def other_forms(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Four of the reports in each form, all in one build."""
    folder = tmp_path_factory.mktemp("forms")
    for name, number in SOURCES.items():
        for form, printed in FORMS.items():
            (folder / file_name(name, form)).write_bytes(printed(cells_of(report(number))))
    return run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("source", SOURCES)
def test_same_facts(five_reports: Build, other_forms: Build, source: str, form: str) -> None:
    query = f"""
        select {COORDINATES}, participants, is_suppressed
        from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
        where file_name = ?
        order by all
    """
    original = five_reports.query(query, REPORTS[SOURCES[source]].name)
    assert len(original) > 500
    state = other_forms.query(
        "select state, state_reason from marts.dim_report where file_name = ?",
        file_name(source, form),
    )
    assert state == [("accepted", None)], other_forms.query(
        "select line_number, line_text, reason from marts.rejected_lines where file_name = ?",
        file_name(source, form),
    )
    assert other_forms.query(query, file_name(source, form)) == original
