"""The package as people install it: without a checkout, in an empty folder."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import duckdb
import pytest

from loaders.project import PROJECT
from tests.conftest import BUILD_SECONDS, Build

UV = Path(sys.executable).with_name("uv")
FOLDERS_OF_THE_PROJECT = (
    "analyses",
    "expectations",
    "macros",
    "models",
    "reports",
    "seeds",
    "tests/dbt",
)


def run(*command: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "TILTAK_WAREHOUSE"},
        capture_output=True,
        encoding="utf-8",
        timeout=BUILD_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`tiltak` of the wheel, in an environment that takes only the libraries from this one."""
    folder = tmp_path_factory.mktemp("package")
    built = run(
        *(UV, "build", "--wheel", "--no-build-isolation", "--offline", "--python", sys.executable),
        *("--out-dir", folder / "dist", PROJECT),
        folder=folder,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    environment = folder / "environment"
    assert run(UV, "venv", "--python", sys.executable, environment, folder=folder).returncode == 0
    python = environment / "bin" / "python"
    install = (UV, "pip", "install", "--offline", "--no-deps", "--python", python, wheel)
    assert run(*install, folder=folder).returncode == 0
    (packages,) = environment.glob("lib/python*/site-packages")
    # A folder that a .pth file names has no .pth files of its own: this checkout is not in it.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment / "bin" / "tiltak"


def test_the_wheel_has_the_project_and_nothing_that_was_fetched(installed: Path) -> None:
    (wheel,) = (installed.parents[2] / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"loaders/bundled/{file.relative_to(PROJECT).as_posix()}"
        for folder in FOLDERS_OF_THE_PROJECT
        for file in (PROJECT / folder).rglob("*")
        if file.is_file() and not file.is_relative_to(PROJECT / "reports" / "nav")
    }
    bundled = {name for name in names if name.startswith("loaders/bundled/")}
    assert bundled == wanted | {
        "loaders/bundled/dbt_project.yml",
        "loaders/bundled/profiles.yml",
    }


def test_an_installed_package_builds_in_an_empty_folder(
    installed: Path, tmp_path: Path, five_reports: Build
) -> None:
    bundled = next(installed.parents[1].glob("lib/python*/site-packages/loaders/bundled"))
    before = {file: file.stat().st_mtime_ns for file in bundled.rglob("*")}
    build = run(installed, "build", folder=tmp_path)
    assert build.returncode == 0, build.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"warehouse"}
    assert {file: file.stat().st_mtime_ns for file in bundled.rglob("*")} == before
    query = "select count(*), sum(participants), bit_xor(hash(f)) from marts.fct_participants as f"
    with duckdb.connect(str(tmp_path / "warehouse" / "tiltak.duckdb"), read_only=True) as built:
        assert built.execute(query).fetchall() == five_reports.query(query)

    # The project is not parsed again, and what is there already is not read again.
    (kept,) = (tmp_path / "warehouse" / "tiltak.work").glob("parsed_*.msgpack")
    parsed_at = kept.stat().st_mtime_ns
    again = run(installed, "build", folder=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "nothing new" in again.stdout
    assert kept.stat().st_mtime_ns == parsed_at
    assert run(installed, "export", "--format", "csv", folder=tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"warehouse", "exports"}


def test_fetched_reports_are_read_with_the_bundled_ones(installed: Path, tmp_path: Path) -> None:
    fetched = tmp_path / "reports" / "nav"
    fetched.mkdir(parents=True)
    bundled = next(PROJECT.glob("reports/002_*.txt")).read_text(encoding="utf-8")
    (fetched / "2021.txt").write_text(bundled.replace("2020", "2021"), encoding="utf-8")
    build = run(installed, "build", folder=tmp_path)
    assert build.returncode == 0, build.stderr
    assert "reports: 6" in build.stdout
