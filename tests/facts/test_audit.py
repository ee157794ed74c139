"""The audit: faults planted in a copy are caught; a copy with a critical one is not published."""

import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from loaders.auditing.process import Finding, prepared_audit
from loaders.auditing.suites import audit
from loaders.errors import TiltakError
from loaders.project import PROJECT
from loaders.warehouse.paths import Warehouse
from tests.conftest import REPORTS, Build, Figure, run_tiltak

OLDEST_DUCKDB = PROJECT / ".venv" / "oldest-duckdb"

# An exact table of 001: no part of it is suppressed.
CELL = (
    "report_id = '256a0b00a8618dc0' and measure_code = 'ARBTREN' and status_code = '_T' "
    "and month = date '2026-02-01'"
)
FACTS = ("fct_participants", "fct_participants_vintage")

# What is planted, how, and the suite and severity that must find it.
PLANTED_FAULTS = {
    "a doubled report": (
        [
            "insert into raw.report_files by name select * replace ('doubled' as report_id, "
            "'doubled' as sha256) from raw.report_files where file_name like '004%'",
            "insert into raw.report_lines by name select * replace ('doubled' as report_id) "
            "from raw.report_lines where report_id = (select report_id from raw.report_files "
            "where file_name like '004%' and sha256 <> 'doubled')",
        ],
        ("landed", "warning"),
    ),
    "a month missing from a report": (
        [
            f"delete from marts.{fact} where report_id = (select report_id from marts.dim_report "
            "where file_name like '004%') and month = date '2024-06-01'"
            for fact in ("fct_participants_demographic", *FACTS)
        ],
        ("volumes", "critical"),
    ),
    "a month missing from one measure": (
        [
            f"delete from marts.{fact} where measure_code = 'ARBTREN' and month = date '2024-06-01'"
            for fact in ("fct_participants_demographic", *FACTS)
        ],
        ("months", "warning"),
    ),
    "a month taken for that of the year before": (
        [
            "update marts.fct_participants set month = date '2023-12-01' "
            "where month = date '2024-12-01'"
        ],
        ("volumes", "critical"),
    ),
    "all months of a report shifted by one": (
        [
            f"update marts.{fact} set month = cast(month + interval 1 month as date) "
            "where report_id = '6692f11e6a4ed773'"
            for fact in ("fct_participants_demographic", *FACTS)
        ],
        ("volumes", "critical"),
    ),
    "the wide table unlike the facts": (
        [
            "update marts.obt_participants set participants = participants + 1 "
            "where region_code = '46'"
        ],
        ("reports", "critical"),
    ),
    "comparable fylker added up twice": (
        ["update marts.rpt_comparable_fylke set participants_low = participants_low * 2"],
        ("reports", "critical"),
    ),
    "the newest month lost": (
        [
            f"delete from marts.{fact} where month = date '2026-02-01'"
            for fact in ("fct_participants_demographic", *FACTS)
        ],
        ("volumes", "critical"),
    ),
    "one cell changed by 1": (
        [
            f"update marts.fct_participants set participants = participants + 1 where {CELL} "
            "and region_code = '46'",
        ],
        ("values", "critical"),
    ),
    "one cell changed by 1, as if it had been printed so": (
        [
            f"update marts.{fact} set participants = participants + 1, "
            "participants_low = participants_low + 1, participants_high = participants_high + 1, "
            "printed_value = cast(participants + 1 as varchar) "
            f"where {CELL} and region_code = '46'"
            for fact in FACTS
        ],
        ("totals", "critical"),
    ),
    "a total swapped with another month's": (
        [
            f"update marts.{fact} as fact set participants = other.participants, "
            "participants_low = other.participants, participants_high = other.participants, "
            "printed_value = other.printed_value "
            f"from (select * from marts.{fact} where report_id = '256a0b00a8618dc0') as other "
            "where fact.month = date '2026-02-01' and other.month = date '2026-01-01' "
            "and fact.measure_code = 'ARBTREN' and other.measure_code = 'ARBTREN' "
            "and fact.status_code = '_T' and other.status_code = '_T' "
            "and fact.region_level = 'country' and other.region_level = 'country'"
            + (
                " and fact.demographic_dimension = '_T' and other.demographic_dimension = '_T'"
                if fact.endswith("vintage")
                else ""
            )
            for fact in FACTS
        ],
        ("totals", "critical"),
    ),
    "a segment flag off by a month": (
        [
            "update marts.fct_participants set series_segment = 0 where status_code = 'other' "
            "and month = (select min(month) from marts.fct_participants where series_segment = 1)",
        ],
        ("series_breaks", "critical"),
    ),
    "the break itself off by a month": (
        [
            "update marts.dim_series_break set break_month = date '2025-05-01'",
        ],
        ("series_breaks", "critical"),
    ),
    "a kommune in the wrong fylke": (
        ["update marts.dim_kommune set fylke_code = '46' where kommune_code = '5001'"],
        ("regions", "critical"),
    ),
    "the figures of two kommuner exchanged across fylker": (
        [
            # Trondheim and Bergen, by way of a code that nobody has.
            *(
                f"update marts.{fact} set region_code = '{new}' where region_code = '{old}' "
                "and report_id = '256a0b00a8618dc0'"
                for fact in FACTS
                for old, new in (("5001", "0000"), ("4601", "5001"), ("0000", "4601"))
            ),
        ],
        ("totals", "critical"),
    ),
    "a line lost after landing": (
        ["delete from raw.report_lines where line_number = 100"],
        ("landed", "critical"),
    ),
    "a measure ten times its size for a month": (
        [
            "update marts.fct_participants set participants = participants * 10 "
            "where measure_code = 'ARBTREN' and region_level = 'country' "
            "and month = date '2024-03-01'"
        ],
        ("changes", "warning"),
    ),
    "nearly all cells suppressed": (
        [
            "update marts.fct_participants_vintage set is_suppressed = true, participants = null "
            "where line_number % 10 > 0"
        ],
        ("suppression", "warning"),
    ),
}


@pytest.fixture
def plant(five_reports: Build, tmp_path: Path) -> Callable[[list[str]], list[Finding]]:
    """Audit the five reports' warehouse with something changed in a copy of it."""

    def run(statements: list[str]) -> list[Finding]:
        copy = Path(shutil.copy(five_reports.warehouse, tmp_path / "copy.duckdb"))
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(statement)
        return audit(five_reports.warehouse, tmp_path / "site", lambda: (copy, []))

    return run


def test_a_true_copy_meets_every_expectation(
    plant: Callable[[list[str]], list[Finding]],
) -> None:
    assert plant([]) == []


def test_planted_faults_are_caught(
    plant: Callable[[list[str]], list[Finding]], figure: Figure
) -> None:
    caught = {}
    for fault, (statements, expected) in PLANTED_FAULTS.items():
        findings = plant(statements)
        if expected in {(finding.suite, finding.severity) for finding in findings}:
            caught[fault] = len(findings)
    figure(f"{len(caught)} of {len(PLANTED_FAULTS)} planted faults caught by the audit:")
    for fault, count in caught.items():
        figure(f"  {fault} ({count} expectations not met)")
    assert list(caught) == list(PLANTED_FAULTS)


def test_a_critical_finding_keeps_the_file_as_it_was(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    assert run_tiltak("build", REPORTS[2], warehouse=warehouse).exit_code == 0
    # As if the publication before had more months than the next one will have.
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "insert into marts.fct_participants by name "
            "select facts.* replace (cast(month - to_years(cast(number as integer)) as date) "
            "as month) "
            "from marts.fct_participants as facts, range(1, 20) as years(number) "
            "where region_level = 'country'"
        )
    before = warehouse.read_bytes()
    outcome = run_tiltak("build", REPORTS[3], warehouse=warehouse)
    assert outcome.exit_code == 1
    words = "No month of a measure and status in the publication before is gone."
    assert f"audit of volumes: expected '{words}'" in outcome.errors
    assert "Traceback" not in outcome.errors
    assert warehouse.read_bytes() == before
    assert not list(tmp_path.glob(".*.new"))
    index = Warehouse(warehouse).audit_site / "index.html"
    assert str(index) in outcome.errors
    assert words in index.read_text()


def test_an_audit_that_cannot_be_done_says_why_and_ends(tmp_path: Path) -> None:
    missing = tmp_path / "missing.duckdb"
    # A publication before that cannot be read, here a folder, is no reason.
    with prepared_audit(tmp_path, tmp_path / "told") as told:
        told.begin(missing, forgotten=[])
        with pytest.raises(TiltakError, match=f"the audit could not be done .*{missing}"):
            told.findings()
    with prepared_audit(tmp_path / "previous.duckdb", tmp_path / "untold"):
        pass
    for _ in range(300):
        if not processes_that_name(tmp_path):
            break
        time.sleep(0.1)
    assert not processes_that_name(tmp_path)


def processes_that_name(path: Path) -> list[str]:
    commands = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            commands.append(file.read_text())
    return [command for command in commands if str(path) in command]


def test_the_pages_need_no_network(five_reports: Build) -> None:
    pages = list(Warehouse(five_reports.warehouse).audit_site.rglob("*.html"))
    assert len(pages) == 1 + len(list((PROJECT / "expectations").glob("*.yml")))
    for page in pages:
        text = page.read_text()
        assert "<script" not in text
        assert "src=" not in text
        assert "url(" not in text
        assert "<link" not in text


def test_the_published_file_opens_in_the_oldest_driver(five_reports: Build) -> None:
    script = (
        "import duckdb, json, sys\n"
        "connection = duckdb.connect(sys.argv[1], read_only=True)\n"
        "count = connection.execute('select count(*) from marts.fct_participants').fetchone()[0]\n"
        "print(json.dumps([duckdb.__version__, count]))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script, str(five_reports.warehouse)],
        env={"PYTHONPATH": str(OLDEST_DUCKDB)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == ["1.4.0", 7291]
