"""What is unknown is kept as an inferred member and reported, never dropped or matched."""

import pytest

from tests.conftest import REPORTS, Build, report, run_tiltak

# what is printed in 001, what an unknown report prints instead
RENAMED = {
    "Arbeidsforberedende trening\t": "Sysselsettingstiltak\t",
    "Arbeidsforbere dende trening\t": "Sysselsettingstiltak\t",
    "I alt arbeidsforberedende trening\t": "I alt sysselsettingstiltak\t",
    "I alt arbeidsforberede dende trening\t": "I alt sysselsettingstiltak\t",
    "I alt arbeidsforbere dende trening\t": "I alt sysselsettingstiltak\t",
    "I alt Andre på tiltak\t": "I alt Permitterte på tiltak\t",
    "34 Innlandet\t": "35 Nyfylke\t",
    "3103 Moss\t": "3199 Nykommune\t",
    "60 år og over\t": "60-66 år\t",
    "Kvinner\t": "Annet kjønn\t",
}


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Report 001 with unknown members."""
    folder = tmp_path_factory.mktemp("unknown")
    text = "\n" + report(1)
    for printed, unknown in RENAMED.items():
        assert f"\n{printed}" in text, printed
        text = text.replace(f"\n{printed}", f"\n{unknown}")
    (folder / "unknown.txt").write_text(text[1:], encoding="utf-8")
    return run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")


def test_it_is_published_with_warnings(unknown: Build) -> None:
    # Kommune 3199 counts in fylke 31 by its code; the rest adds up as before.
    assert unknown.exit_code == 0, unknown.errors
    for label in (
        "Sysselsettingstiltak",
        "35 Nyfylke",
        "3199 Nykommune",
        "60-66 år",
        "Annet kjønn",
    ):
        (warning, *_) = [line for line in unknown.errors.split("\n") if f"'{label}'" in line]
        assert "unknown.txt, line " in warning


def test_nothing_is_dropped(five_reports: Build, unknown: Build) -> None:
    query = """
        select month, participants, is_suppressed
        from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
        where file_name = ?
        order by all
    """
    original = five_reports.query(query, REPORTS[1].name)
    assert unknown.query(query, "unknown.txt") == original


@pytest.mark.parametrize(
    ("dimension", "key", "name"),
    [
        ("dim_measure", "measure_code = 'inferred_sysselsettingstiltak'", "Sysselsettingstiltak"),
        ("dim_status", "status_code = 'inferred_permittertepatiltak'", "Permitterte på tiltak"),
        ("dim_region", "region_code = '35'", "35 Nyfylke"),
        ("dim_region", "region_code = '3199'", "3199 Nykommune"),
        ("dim_demographic", "demographic_code = 'Y60T66'", "60-66 år"),
        ("dim_demographic", "demographic_code = 'inferred_annetkjonn'", "Annet kjønn"),
    ],
)
def test_it_is_an_inferred_member(unknown: Build, dimension: str, key: str, name: str) -> None:
    column = dimension.removeprefix("dim_") + "_name"
    found = unknown.query(f"select {column}, is_inferred from marts.{dimension} where {key}")
    assert found == [(name, True)]


def test_its_breakdown_is_that_of_its_table(unknown: Build) -> None:
    found = unknown.query(
        "select distinct demographic_dimension from marts.fct_participants_demographic "
        "where demographic_code in ('inferred_annetkjonn', 'Y60T66') order by 1"
    )
    assert found == [("age",), ("gender",)]
