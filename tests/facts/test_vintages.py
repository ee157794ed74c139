"""Reports that print the same months: the order of loading changes nothing, revisions are told."""

import itertools
from pathlib import Path

import pytest

from tests.conftest import REPORTS, Build, report, run_tiltak

# The published dates of three vintages of report 004, and what the later ones print otherwise: the
# members of a table still add up.
OSLO, ROGALAND = "03 Oslo\t438\t401", "11 Rogaland\t820\t766"
NORDLAND = ("\t249\t223\t259", "\t249\t224\t259")
VINTAGES = {
    "first": ("02.01.2025", {}),
    "second": ("03.02.2025", {OSLO: "03 Oslo\t438\t402", ROGALAND: "11 Rogaland\t820\t765"}),
    "third": ("04.03.2025", {OSLO: "03 Oslo\t438\t400", NORDLAND[0]: NORDLAND[1]}),
}
MARTS = {
    "fct_participants": "*",
    "fct_participants_demographic": "*",
    "fct_participants_vintage": "*",
    "fct_reported_average": "*",
    "fct_check_result": "*",
    "rpt_revisions": "*",
    "dim_report": "* exclude (file_name)",
}


OLDEST_FIRST, NEWEST_FIRST = (0, 1, 2), (2, 0, 1)


def write_vintages(folder: Path) -> list[Path]:
    """Write the three reports, named so that their names say nothing of their order."""
    files = []
    for name, (published_on, changes) in VINTAGES.items():
        text = report(4).replace("02.01.2025", published_on)
        for printed, changed in changes.items():
            assert text.count(printed) == 1, printed
            text = text.replace(printed, changed)
        files.append(folder / f"{name[::-1]}.txt")
        files[-1].write_text(text, encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, ...], Build]:
    """The three vintages, loaded one after the other in two orders."""
    folder = tmp_path_factory.mktemp("vintages")
    files = write_vintages(folder)
    results = {}
    for order in [OLDEST_FIRST, NEWEST_FIRST]:
        warehouse = folder / "".join(map(str, order)) / "tiltak.duckdb"
        for number in order:
            results[order] = run_tiltak("build", files[number], warehouse=warehouse)
            assert results[order].exit_code == 0, results[order].errors
    return results


@pytest.mark.parametrize("mart", MARTS)
def test_the_order_of_loading_changes_nothing(
    builds: dict[tuple[int, ...], Build], mart: str
) -> None:
    contents = [
        build.query(f"select {MARTS[mart]} from marts.{mart} order by all")
        for build in builds.values()
    ]
    assert contents[0]
    for one, other in itertools.pairwise(contents):
        assert one == other


def test_the_newest_is_shown(builds: dict[tuple[int, ...], Build]) -> None:
    assert builds[NEWEST_FIRST].query(
        "select participants from marts.fct_participants where measure_code = 'ARBTREN' "
        "and region_code = '03' and month = date '2024-01-01'"
    ) == [(400,)]


def test_revisions_are_told(builds: dict[tuple[int, ...], Build]) -> None:
    found = builds[NEWEST_FIRST].query(
        """
        select
            later.published_on::varchar, earlier.published_on::varchar, region_code,
            revision_class, earlier_printed_value, printed_value, participants_change
        from marts.rpt_revisions
        inner join marts.dim_report as later using (report_id)
        inner join marts.dim_report as earlier on earlier.report_id = earlier_report_id
        order by 1, 3
        """
    )
    assert found == [
        ("2025-02-03", "2025-01-02", "03", "revised", "401", "402", 1),
        ("2025-02-03", "2025-01-02", "11", "revised", "766", "765", -1),
        ("2025-03-04", "2025-02-03", "03", "revised", "402", "400", -2),
        ("2025-03-04", "2025-02-03", "11", "revised", "765", "766", 1),
        ("2025-03-04", "2025-02-03", "18", "revised", "223", "224", 1),
    ]


def test_reports_of_other_months_revise_nothing(five_reports: Build) -> None:
    assert len(REPORTS) == 5
    assert five_reports.query("select count(*) from marts.rpt_revisions") == [(0,)]
