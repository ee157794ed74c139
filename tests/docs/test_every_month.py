"""What runs every month: the script against a web server, the units by systemd's own check."""

import os
import subprocess
from pathlib import Path

import pytest

from loaders.project import PROJECT
from tests.conftest import BUILD_SECONDS, TILTAK, report
from tests.robustness.test_fetch import Nav, nav  # noqa: F401
from tests.support.forms import cells_of, workbook

FOLDER = PROJECT / "docs" / "tools" / "every-month"
SCRIPT = FOLDER / "fetch-build-news.sh"


def run(folder: Path, pages: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [SCRIPT, folder / "reports"],
        env={
            **os.environ,
            "TILTAK": str(TILTAK),
            "TILTAK_WAREHOUSE": str(folder / "tiltak.duckdb"),
            "TILTAK_NAV_PAGES": pages,
        },
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )


def test_it_publishes_what_is_new_and_says_nothing_else(
    nav: Nav,  # noqa: F811
    tmp_path: Path,
) -> None:
    good = nav.file("202412_TILT120_x.xlsx", workbook(cells_of(report(4))))
    page = nav.page("/statistikk", good)
    first = run(tmp_path, page)
    assert (first.returncode, first.stderr) == (0, "")
    assert "1 report, new months 2024-01 to 2024-12" in first.stdout
    again = run(tmp_path, page)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    # A file that is no workbook: said, and the others go on.
    bad = nav.file("202501_TILT120_x.xlsx", b"PK\x03\x04 nothing")
    broken = run(tmp_path, nav.page("/statistikk", good, bad))
    assert broken.returncode == 3
    assert "refused" in broken.stderr and broken.stdout == ""


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    outcome = run(tmp_path, "http://127.0.0.1:9/")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr
    assert not (tmp_path / "tiltak.duckdb").exists()


@pytest.mark.parametrize("name", ["tiltak.service", "tiltak.timer", "tiltak-told@.service"])
def test_the_units_are_right(tmp_path: Path, name: str) -> None:
    """Verified with this checkout in the place of /opt/tiltak."""
    for unit in FOLDER.glob("*.*er*"):
        text = unit.read_text("utf-8").replace("/opt/tiltak", str(PROJECT))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_calendar_is_understood() -> None:
    (calendar,) = [
        line.partition("=")[2]
        for line in (FOLDER / "tiltak.timer").read_text("utf-8").splitlines()
        if line.startswith("OnCalendar=")
    ]
    understood = subprocess.run(
        ["systemd-analyze", "calendar", calendar],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert understood.returncode == 0, understood.stderr
    assert "Mon..Fri" in understood.stdout
