"""A person accepts a fault of a source: the report reaches the facts, and they say so."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.project import PROJECT
from tests.conftest import BUILD_SECONDS, Build, report

RIGHT = "03 Oslo\t640\t614\t665"
# February is wrong in both: by ten, which its average shows, and by one, which rounding hides.
WRONG = {"by_ten": "03 Oslo\t640\t614\t655", "by_one": "03 Oslo\t640\t614\t666"}
WAIVER = "{sha256},{check},{table},Nav corrected it in the next report,A. Person,2026-11-21\n"


@pytest.fixture(scope="module")
def waived(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Report 001 wrong in two ways, in a copy of the project whose seed waives what fails."""
    folder: Path = tmp_path_factory.mktemp("waived")
    project = folder / "project"
    for name in ("expectations", "loaders", "macros", "models", "seeds", "reports", "tests"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project / name)
    text = report(1)
    assert RIGHT in text
    given = folder / "given"
    given.mkdir()
    for name, line in WRONG.items():
        wrong = given / f"{name}.txt"
        wrong.write_text(text.replace(RIGHT, line, 1), encoding="utf-8")
        sha256 = hashlib.sha256(wrong.read_bytes()).hexdigest()
        with (project / "seeds" / "waiver.csv").open("a", encoding="utf-8") as seed:
            seed.write(WAIVER.format(sha256=sha256, check="table_sum", table="ARBTREN/_T/fylke"))
            for check in ("fylke_sum", "average", "repeated_cells"):
                seed.write(WAIVER.format(sha256=sha256, check=check, table=""))
    warehouse = folder / "out" / "tiltak.duckdb"
    process = subprocess.run(
        [sys.executable, "-c", "from loaders.cli import main; main()", "build", str(given)],
        env={**os.environ, "PYTHONPATH": str(project), "TILTAK_WAREHOUSE": str(warehouse)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    return Build(process.returncode, process.stdout, process.stderr, warehouse)


def test_a_waived_report_is_published(waived: Build) -> None:
    assert waived.exit_code == 0, waived.errors
    assert (
        waived.query("select state, failed_check_count from marts.dim_report")
        == [("accepted", 0)] * 2
    )


def test_its_checks_still_fail_and_say_why(waived: Build) -> None:
    failed = waived.query(
        "select distinct check_code, is_waived, reason from marts.fct_check_result "
        "inner join reference.waiver using (check_code) where not passed"
    )
    assert {(check, is_waived) for check, is_waived, _ in failed} >= {("table_sum", True)}
    assert {reason for *_, reason in failed} == {"Nav corrected it in the next report"}
    assert waived.query(
        "select count(*) from marts.fct_check_result where not passed and not is_waived"
    ) == [(0,)]


def flagged(waived: Build, name: str) -> list[tuple[object, ...]]:
    return waived.query(
        "select distinct month::varchar, is_waived from marts.fct_participants_vintage "
        "inner join marts.dim_report using (report_id) "
        f"where file_name = '{name}.txt' order by 1"
    )


def test_the_facts_of_the_failing_month_carry_the_flag(waived: Build) -> None:
    assert flagged(waived, "by_one") == [("2026-01-01", False), ("2026-02-01", True)]


def test_a_failing_average_leaves_the_month_open_and_flags_all_of_them(waived: Build) -> None:
    assert flagged(waived, "by_ten") == [("2026-01-01", True), ("2026-02-01", True)]


def test_the_waived_number_is_published_as_printed(waived: Build) -> None:
    assert waived.query(
        "select file_name, participants from marts.fct_participants_vintage "
        "inner join marts.dim_report using (report_id) where measure_code = 'ARBTREN' "
        "and status_code = '_T' and region_code = '03' and month = date '2026-02-01' order by 1"
    ) == [("by_one.txt", 666), ("by_ten.txt", 655)]
