"""Reports that come in any order, one by one or several at once, give the same warehouse."""

import random
from pathlib import Path

import duckdb
import pytest

from benchmarks.corpus import write_corpus
from loaders.warehouse.sql import literal
from tests.conftest import REPORTS, Build, report, run_tiltak
from tests.facts.test_vintages import write_vintages
from tests.reading.test_unknown_members import RENAMED

CORPUS_LINES = 6_000
PARTS = 4
# What only says when it was built.
LEFT_OUT = ("meta_build",)


def write_odd_reports(folder: Path) -> list[Path]:
    """Reports that change what others say of other months, and a wrong one, which is quarantined.

    An unknown member is named by all the reports that print it, and a month is compared with the
    one before it and with the same month a year before.
    """
    unknown = "\n" + report(1)
    for printed, instead in RENAMED.items():
        unknown = unknown.replace(f"\n{printed}", f"\n{instead}")
    assert "\n35 Nyfylke\t" in unknown
    again = unknown.replace("ysselsettingstiltak\t", "ysselsettings-tiltak\t")
    texts = {
        "unknown": unknown,
        "unknown_a_year_before": again.replace("\n35 Nyfylke\t", "\n35 Nye fylke\t").replace(
            "2026", "2025"
        ),
        "a_year_after": report(4).replace("2025", "2026").replace("2024", "2025"),
        "wrong": report(4).replace("03 Oslo\t438\t401", "03 Oslo\t438\t901"),
    }
    files = []
    for name, text in texts.items():
        files.append(folder / f"{name}.txt")
        files[-1].write_text(text, encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The bundled reports, others that print the same months, and reports that are not as usual."""
    folder = tmp_path_factory.mktemp("reports")
    write_corpus(folder / "corpus", CORPUS_LINES)
    return [
        *REPORTS,
        # The first is a bundled report as it is.
        *write_vintages(folder)[1:],
        *write_odd_reports(folder),
        *sorted((folder / "corpus").iterdir()),
    ]


@pytest.fixture(scope="module")
def at_once(reports: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All reports in one build."""
    warehouse = tmp_path_factory.mktemp("at_once") / "tiltak.duckdb"
    build = run_tiltak("build", *reports, warehouse=warehouse)
    assert build.exit_code == 3, build.errors
    assert build.query(
        "select state, count(*) from marts.dim_report group by all order by all"
    ) == [
        ("accepted", len(reports) - 1),
        ("quarantined", 1),
    ]
    return build


@pytest.mark.parametrize("direction", [1, -1])
def test_the_order_of_loading_changes_no_row(
    reports: list[Path], at_once: Build, tmp_path: Path, direction: int
) -> None:
    order = random.Random(1).sample(reports, len(reports))
    parts = [order[part::PARTS] for part in range(PARTS)]
    warehouse = tmp_path / "tiltak.duckdb"
    # Forwards and backwards: of two reports in different parts each comes first once.
    for part in parts[::direction]:
        build = run_tiltak("build", *part, warehouse=warehouse)
        assert build.exit_code in (0, 3), build.errors
        # A build of all reports gives the same rows, and hides a model that cannot add some.
        assert "was built from the beginning" not in build.errors
    assert differing_tables(at_once.warehouse, warehouse) == {}


def test_little_memory_changes_no_row(
    reports: list[Path], at_once: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILTAK_MEMORY_LIMIT", "250MB")
    build = run_tiltak("build", *reports, warehouse=tmp_path / "tiltak.duckdb")
    assert build.exit_code == 3, build.errors
    assert differing_tables(at_once.warehouse, build.warehouse) == {}


def differing_tables(one: Path, other: Path) -> dict[str, int]:
    """How many rows of each table of the marts are in one file only."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(one)} as one (read_only)")
        connection.execute(f"attach {literal(other)} as other (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'one' and schema_name = 'marts' "
            "and not list_contains(?, table_name)",
            [LEFT_OUT],
        ).fetchall()
        assert ("fct_participants",) in tables
        differing = {}
        for (table,) in tables:
            (count,) = connection.execute(
                f"select count(*) from (from one.marts.{table} except all from other.marts.{table} "
                f"union all (from other.marts.{table} except all from one.marts.{table}))"
            ).fetchone()
            if count:
                differing[table] = count
    return differing


def test_nothing_new_publishes_nothing(tmp_path: Path) -> None:
    warehouse = tmp_path / "tiltak.duckdb"
    run_tiltak("build", REPORTS[2], warehouse=warehouse)
    before = warehouse.stat().st_mtime_ns
    again = run_tiltak("build", REPORTS[2], warehouse=warehouse)
    assert again.exit_code == 0
    assert again.output.startswith("nothing new")
    assert warehouse.stat().st_mtime_ns == before
