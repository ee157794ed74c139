"""A folder as the pages of the docs suppose it."""

from pathlib import Path

import pytest

from loaders.project import BUNDLED_REPORTS
from tests.conftest import Build, run_tiltak


@pytest.fixture(scope="session")
def folder(five_reports: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse of the five reports in it, and the reports."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "warehouse").symlink_to(five_reports.warehouse.parent)
    (folder / "reports").symlink_to(BUNDLED_REPORTS)
    return folder


@pytest.fixture(scope="session")
def exports(five_reports: Build, folder: Path) -> Path:
    """The exports of that warehouse, in the same folder."""
    exported = run_tiltak("export", "--into", folder / "exports", warehouse=five_reports.warehouse)
    assert exported.exit_code == 0, exported.errors
    return folder / "exports"
