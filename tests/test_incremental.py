"""Reports that come one by one, in any order, give the same warehouse as all at once."""

from pathlib import Path

from tests.conftest import REPORTS, Build, run_tiltak

TABLES = (
    "dim_report",
    "fct_participants",
    "fct_participants_demographic",
    "fct_participants_vintage",
    "fct_reported_average",
    "fct_check_result",
    "rpt_line_accounting",
    "dim_region",
    "dim_measure",
    "dim_month",
)


def test_one_by_one_is_all_at_once(five_reports: Build, tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    for number in (3, 0, 4, 2, 1):
        build = run_tiltak("build", REPORTS[number], warehouse=warehouse)
        assert build.exit_code == 0, build.errors
    for table in TABLES:
        query = f"select * from marts.{table} order by all"
        assert build.query(query) == five_reports.query(query), table


def test_nothing_new_publishes_nothing(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    run_tiltak("build", REPORTS[2], warehouse=warehouse)
    before = warehouse.stat().st_mtime_ns
    again = run_tiltak("build", REPORTS[2], warehouse=warehouse)
    assert again.exit_code == 0
    assert again.output.startswith("nothing new")
    assert warehouse.stat().st_mtime_ns == before
