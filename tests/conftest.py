"""A warehouse of the five reports, built once; and builds of other files, each on its own."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from loaders.project import PROJECT

REPORTS = sorted((PROJECT / "reports").glob("*.txt"))
TILTAK = Path(sys.executable).with_name("tiltak")
# A blank page, or an error in two lines of text, is a smaller picture.
FEWEST_BYTES_OF_A_PICTURE = 12_000
# Builds take ten seconds, and a minute with hundreds of reports, on a machine that does nothing
# else; one that takes this long hangs.
BUILD_SECONDS = 900
START_SECONDS = 60

CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@dataclass(frozen=True)
class Build:
    """A finished `tiltak build`: its exit code, what it said, and the file it published to."""

    exit_code: int
    output: str
    errors: str
    warehouse: Path

    def query(self, sql: str, *parameters: object) -> list[tuple]:
        """Query the published file."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()


def run_tiltak(*arguments: object, warehouse: Path) -> Build:
    """Run the command as a user does."""
    process = subprocess.run(
        [str(TILTAK), *map(str, arguments)],
        env={**os.environ, "TILTAK_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    return Build(process.returncode, process.stdout, process.stderr, warehouse)


@pytest.fixture(scope="session")
def five_reports(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The warehouse of the five bundled reports."""
    return run_tiltak("build", warehouse=tmp_path_factory.mktemp("five") / "tiltak.duckdb")


@pytest.fixture(scope="session")
def across_the_break(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A warehouse of every month of TILT120 from 2024 to February 2026, and of TILT140.

    2025 is 004, printed again as if it were of the year after.
    """
    folder = tmp_path_factory.mktemp("break")
    again = folder / "2025.txt"
    again.write_text(report(4).replace("2025", "2026").replace("2024", "2025"), encoding="utf-8")
    files = [REPORTS[number] for number in (0, 1, 3, 4)]
    return run_tiltak("build", *files, again, warehouse=folder / "tiltak.duckdb")


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Build]:
    """Build the given files in a warehouse of this test's own."""

    def run(*paths: Path) -> Build:
        return run_tiltak("build", *paths, warehouse=tmp_path / "warehouse" / "tiltak.duckdb")

    return run


def report(number: int) -> str:
    """Give the text of a bundled report by the number its name begins with."""
    return REPORTS[number].read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium, in which no name of another host is found."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing; install it with: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield browser
        browser.close()


def shoot(page: object, name: str) -> None:
    """Take a picture and see that it is not blank; keep it where `make screenshots` asks for it."""
    folder = os.environ.get("TILTAK_SCREENSHOTS")
    picture = page.screenshot(path=PROJECT / folder / f"{name}.png" if folder else None)
    assert len(picture) > FEWEST_BYTES_OF_A_PICTURE, f"{name} is blank"


def postgresql_program(name: str) -> str:
    """Find a program of PostgreSQL; Debian keeps those of the server out of the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    program = shutil.which(name) or (str(debian[-1]) if debian else None)
    assert program, f"{name} is missing; install it with: apt-get install postgresql"
    return program


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that lives as long as the tests of this module."""
    folder = Path(tempfile.mkdtemp(prefix="tiltak-postgresql-"))
    # PostgreSQL refuses to run as root.
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = next(
            name for name in ("postgres", "nobody") if name in {u.pw_name for u in pwd.getpwall()}
        )
        shutil.chown(folder, user)
        as_user = ["setpriv", "--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid)]
        as_user += ["--clear-groups"]
    data, log = folder / "data", folder / "log"
    control = [*as_user, postgresql_program("pg_ctl"), "-D", str(data)]
    try:
        subprocess.run(
            [
                *as_user, postgresql_program("initdb"), "-D", str(data), "-U", "tiltak",
                "--auth", "trust", "--encoding", "UTF8", "--locale", "C",
            ],
            check=True, capture_output=True, timeout=START_SECONDS, cwd=folder,
        )  # fmt: skip
        subprocess.run(
            [*control, "-w", "-l", str(log), "-o", f"-c listen_addresses='' -k {folder}", "start"],
            check=True, stdout=subprocess.DEVNULL, timeout=START_SECONDS, cwd=folder,
        )  # fmt: skip
        yield f"postgresql:///postgres?host={folder}&user=tiltak"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"],
            check=False, capture_output=True, timeout=START_SECONDS, cwd=folder,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


Figure = Callable[[str], None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Keep a figure that a test measured, to be printed when all have run, by any process."""
    return lambda text: record_property("figure", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures = [
        text
        for test in terminalreporter.getreports("passed")
        for name, text in getattr(test, "user_properties", [])
        if name == "figure"
    ]
    if figures:
        terminalreporter.section("figures")
    for text in figures:
        terminalreporter.write_line(text)
