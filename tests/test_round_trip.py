"""Random cubes printed as reports, read back: the same cube, cell for cell."""

import random
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import Build, run_tiltak
from tests.cubes import RandomReport, random_report
from tests.forms import FORMS

REPORTS_PER_FORM = 5


@pytest.fixture(scope="module")
def cubes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, dict[str, RandomReport]]:
    """Random reports in every form, all in one build."""
    folder: Path = tmp_path_factory.mktemp("cubes")
    reports = {}
    for form, printed in FORMS.items():
        for number in range(REPORTS_PER_FORM):
            name = f"{form}_{number}.txt"
            reports[name] = random_report(random.Random(name))
            (folder / name).write_bytes(printed(reports[name].lines))
    return run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb"), reports


@pytest.mark.parametrize("form", FORMS)
def test_the_same_cube(cubes: tuple[Build, dict[str, RandomReport]], form: str) -> None:
    build, reports = cubes
    found: dict[str, dict] = defaultdict(dict)
    for name, *key, value in build.query(
        """
        select
            file_name, measure_code, status_code, region_level, region_code,
            demographic_dimension, demographic_code, month,
            coalesce(cast(participants as varchar), printed_value)
        from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
        where starts_with(file_name, ?)
        """,
        form,
    ):
        found[name][tuple(key)] = value
    for number in range(REPORTS_PER_FORM):
        name = f"{form}_{number}.txt"
        expected = reports[name].cells
        wrong = {
            key: (expected.get(key), found[name].get(key))
            for key in expected.keys() | found[name].keys()
            if expected.get(key) != found[name].get(key)
        }
        assert wrong == {}, f"{name}: {len(wrong)} of {len(expected)} cells; {build.errors}"
