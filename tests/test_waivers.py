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

RIGHT, WRONG = "03 Oslo\t640\t614\t665", "03 Oslo\t640\t614\t655"
WAIVER = "{sha256},{check},{table},Nav corrected it in the next report,A. Person,2026-11-21\n"


@pytest.fixture(scope="module")
def waived(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Report 001 with one wrong digit, in a copy of the project whose seed waives what fails."""
    folder: Path = tmp_path_factory.mktemp("waived")
    project = folder / "project"
    for name in ("expectations", "loaders", "macros", "models", "seeds", "reports", "tests"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project / name)
    text = report(1)
    assert RIGHT in text
    wrong = folder / "wrong.txt"
    wrong.write_text(text.replace(RIGHT, WRONG, 1), encoding="utf-8")
    sha256 = hashlib.sha256(wrong.read_bytes()).hexdigest()
    with (project / "seeds" / "waiver.csv").open("a", encoding="utf-8") as seed:
        seed.write(WAIVER.format(sha256=sha256, check="table_sum", table="ARBTREN/_T/fylke"))
        for check in ("fylke_sum", "average", "repeated_cells"):
            seed.write(WAIVER.format(sha256=sha256, check=check, table=""))
    warehouse = folder / "out" / "tiltak.duckdb"
    process = subprocess.run(
        [sys.executable, "-c", "from loaders.cli import main; main()", "build", str(wrong)],
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
    assert waived.query("select state, failed_check_count from marts.dim_report") == [
        ("accepted", 0)
    ]


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


def test_its_facts_carry_the_flag(waived: Build) -> None:
    months = waived.query(
        "select distinct month::varchar, is_waived from marts.fct_participants order by 1"
    )
    # The wrong digit stands in February; January agrees with its checks.
    assert months == [("2026-01-01", False), ("2026-02-01", True)]
    assert waived.query(
        "select participants from marts.fct_participants where measure_code = 'ARBTREN' "
        "and status_code = '_T' and region_code = '03' and month = date '2026-02-01'"
    ) == [(655,)]
