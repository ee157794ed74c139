"""Change over time, regions through time, sums and metrics: a number or the reason for none.

The reports are real ones; 001 is printed again as if it were of the year before, so that a year
stands on both sides of the break of April 2025.
"""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from loaders.project import PROJECT
from loaders.warehouse.paths import Warehouse
from tests.conftest import BUILD_SECONDS, REPORTS, Build, report, run_tiltak

MF = Path(sys.executable).with_name("mf")
DBT = Path(sys.executable).with_name("dbt")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A warehouse of 002, 004 (2024), 001 (January and February 2026) and 001 as if of 2025."""
    folder = tmp_path_factory.mktemp("years")
    earlier = folder / "2025.txt"
    earlier.write_text(
        report(1).replace("ar 2026", "ar 2025").replace("04.03.2026", "04.03.2025"),
        encoding="utf-8",
    )
    build = run_tiltak(
        "build", REPORTS[1], REPORTS[2], REPORTS[4], earlier, warehouse=folder / "tiltak.duckdb"
    )
    assert build.exit_code == 0, build.errors
    return build


CHANGE = (
    "select earlier_participants, participants, change, change_low, change_high, no_change_reason "
    "from marts.rpt_change where measure_code = ? and status_code = ? and region_code = ? "
    "and demographic_dimension = '_T' and comparison = ? and month = cast(? as date)"
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        # 004 prints 5 000 for January 2024, 001 prints 6 859 for the January after.
        (
            ("ARBTREN", "_T", "NO", "year_on_year", "2025-01-01"),
            (5000, 6859, 1859, 1859, 1859, None),
        ),
        (("ARBPRAKS", "other", "NO", "year_on_year", "2025-01-01"), (64, 461, 397, 397, 397, None)),
        # Across April 2025: two statuses are broken, the third and the total are not.
        (
            ("ARBPRAKS", "other", "NO", "year_on_year", "2026-01-01"),
            (461, 461, None, None, None, "series_break"),
        ),
        (
            ("ARBPRAKS", "jobseeker", "NO", "year_on_year", "2026-02-01"),
            (2097, 2097, None, None, None, "series_break"),
        ),
        (
            ("ARBPRAKS", "reduced_work_capacity", "NO", "year_on_year", "2026-02-01"),
            (12263, 12263, 0, 0, 0, None),
        ),
        (("ARBPRAKS", "_T", "NO", "year_on_year", "2026-02-01"), (14871, 14871, 0, 0, 0, None)),
        # `4650 Gloppen * * *`: bounds, never a number.
        (
            ("ARBTREN", "_T", "4650", "month_on_month", "2026-02-01"),
            (None, None, None, -3, 3, "suppressed"),
        ),
        # December 2025 is not printed; a change by counting rows would take February 2025.
        (
            ("ARBPRAKS", "_T", "NO", "month_on_month", "2026-01-01"),
            (None, 14356, None, None, None, "month_missing"),
        ),
        # Østfold (31) was part of Viken a year before January 2024.
        (
            ("ARBTREN", "_T", "31", "year_on_year", "2024-12-01"),
            (None, None, None, None, None, "region_changed"),
        ),
    ],
)
def test_change(years: Build, key: tuple, expected: tuple) -> None:
    ((earlier, now, *rest),) = years.query(CHANGE, *key)
    if expected[-1] == "region_changed":
        assert (earlier, *rest) == (None, None, None, None, "region_changed")
    else:
        assert (earlier, now, *rest) == expected


def test_no_change_stands_across_a_break_or_beside_a_star(years: Build) -> None:
    assert years.query(
        """
        select count(*)
        from marts.rpt_change
        where change is not null and (
            participants is null or earlier_participants is null
            or change <> participants - earlier_participants
            or (status_code in ('jobseeker', 'other')
                and (month < date '2025-04-01') <> (earlier_month < date '2025-04-01'))
        )
        """
    ) == [(0,)]
    # Every observation is compared twice, and says why where it is not.
    assert years.query(
        "select count(*), count(*) filter (where change is null and no_change_reason is null) "
        "from marts.rpt_change"
    ) == years.query(
        "select 2 * count(*), 0 from marts.obt_participants",
    )


@pytest.mark.parametrize(
    ("day", "kommuner", "fylker"),
    # Statistics Norway's counts for each division.
    [
        ("2018-06-01", 422, 18),
        ("2019-06-01", 422, 18),
        ("2020-06-01", 356, 11),
        ("2023-12-31", 356, 11),
        ("2024-01-01", 357, 15),
        ("2026-06-01", 357, 15),
    ],
)
def test_every_day_has_its_regions(
    five_reports: Build, day: str, kommuner: int, fylker: int
) -> None:
    assert five_reports.query(
        "select region_level, count(*) from marts.dim_region "
        "where fylke_code is not null and valid_from <= cast(? as date) "
        "and (valid_to is null or valid_to >= cast(? as date)) group by all order by all desc",
        day,
        day,
    ) == [("kommune", kommuner), ("fylke", fylker)]


def test_bridges_are_the_seeds(five_reports: Build) -> None:
    with (PROJECT / "seeds" / "kommune_change.csv").open(encoding="utf-8") as file:
        changes = list(csv.DictReader(file))
    found = five_reports.query(
        "select old_code, new_code, cast(effective_from as varchar), change_kind, is_exact "
        "from marts.bridge_region where region_level = 'kommune'"
    )
    assert sorted(found) == sorted(
        (
            row["old_code"],
            row["new_code"],
            row["effective_from"],
            row["change_type"],
            row["change_type"] != "split",
        )
        for row in changes
    )
    # All of Oppland but Jevnaker and Lunner became Innlandet.
    assert five_reports.query(
        "select new_code, change_kind, is_exact from marts.bridge_region "
        "where region_level = 'fylke' and old_code = '05' order by all"
    ) == [("30", "split", False), ("34", "merged", False)]


def test_comparable_fylker_add_up_what_is_printed(years: Build) -> None:
    """Viken in 2026 from the six lines of 001 (45 to 47 and 74 to 76); in 2020 as it is printed."""
    query = (
        "select cast(month as varchar), participants, is_summed, is_complete "
        "from marts.rpt_comparable_fylke where measure_code = ? and status_code = '_T' "
        "and fylke_code = '30' and month in (date '2020-01-01', date '2026-01-01') order by all"
    )
    assert years.query(query, "ARBPRAKS") == [
        ("2020-01-01", 3202, False, True),
        ("2026-01-01", 545 + 743 + 282 + 322 + 749 + 283, True, True),
    ]
    assert years.query(query, "AVKLARING") == [("2020-01-01", 875, False, True)]
    # Never downwards: no fylke of 2024 is there, and no number of 2020 is divided.
    assert years.query(
        "select count(*) from marts.rpt_comparable_fylke where fylke_code in ('31', '39', '55')"
    ) == [(0,)]


SUM = "select * from marts.sum_participants(?, ?, ?) where month = date '2026-02-01'"


def test_sums_have_bounds_and_the_printed_total(years: Build) -> None:
    query = SUM.replace(
        "*",
        "participants_low, participants_high, participants, suppressed_cell_count, total_of, "
        "printed_total",
    )
    # 001: `03 Oslo 665`, `32 Akershus 832`.
    assert years.query(query, ["ARBTREN"], ["_T"], ["03", "32"]) == [
        (1497, 1497, 1497, 0, "ARBTREN / _T / NO", "7 350")
    ]
    # `1103 Stavanger 289`, `1144 Kvitsøy *`, `1145 Bokn *`; `11 Rogaland 859`.
    assert years.query(query, ["ARBTREN"], ["_T"], ["1103", "1144", "1145"]) == [
        (289, 295, None, 2, "ARBTREN / _T / 11", "859")
    ]
    # A fylke of 2020 is not printed in 2026: no upper bound.
    assert years.query(query, ["ARBTREN"], ["_T"], ["03", "30"]) == [
        (665, None, None, 0, "ARBTREN / _T / NO", "7 350")
    ]


@pytest.mark.parametrize(
    ("measures", "statuses", "regions", "words"),
    [
        (["ARBTREN", "ARBPRAKS"], ["_T"], ["NO"], "a group is the total of its measures"),
        (["_T", "OPPFOLG"], ["_T"], ["NO"], "a group is the total of its measures"),
        (["ARBTREN"], ["_T", "other"], ["NO"], "status _T is the total of the others"),
        (["ARBTREN"], ["_T"], ["NO", "03"], "regions must be of one level"),
        (["ARBTREN"], ["_T"], ["11", "1103"], "regions must be of one level"),
        (["NONE"], ["_T"], ["NO"], "a measure is in no report"),
        (["ARBTREN"], ["none"], ["NO"], "a status is in no report"),
        (["ARBTREN"], ["_T"], ["9998"], "regions must be of one level and known"),
        (["ARBTREN"], ["_T"], [], "give at least one"),
    ],
)
def test_totals_are_not_added_to_their_parts(
    years: Build, measures: list[str], statuses: list[str], regions: list[str], words: str
) -> None:
    with pytest.raises(duckdb.Error, match=words):
        years.query(SUM, measures, statuses, regions)


def test_totals_and_parts_agree(five_reports: Build) -> None:
    """The sums of the five reports, as DESIGN.md counts them: 192 of fylker, 371 of statuses."""
    found = dict(
        five_reports.query(
            "select divided_by || case when region_level = 'fylke' then ' of a fylke' else '' end, "
            "count(*) filter (where parts_agree) from marts.rpt_total_and_parts group by all"
        )
    )
    assert found["kommune of a fylke"] + found.get("kommune", 0) >= 192
    assert found["status"] + found.get("status of a fylke", 0) == 371 + 0
    assert five_reports.query(
        "select count(*) from marts.rpt_total_and_parts where not parts_agree"
    ) == [(0,)]


def test_one_grain_never_contains_itself(five_reports: Build) -> None:
    """Rows of one grain, measure, status and month add up to the printed total or stay below it."""
    assert five_reports.query(
        """
        with sums as (
            select grain, breakdown, measure_code, status_code, month, sum(participants_low) as low
            from marts.obt_participants
            group by all
        )

        select count(*)
        from sums
        inner join marts.fct_participants as totals using (measure_code, status_code, month)
        where totals.region_level = 'country' and sums.low > totals.participants_high
        """
    ) == [(0,)]


def query_metrics(
    build: Build, tmp_path: Path, metrics: str, group_by: str, where: str, *options: str
) -> list[dict[str, str]]:
    """Run `mf query` on the databases of a build: its rows."""
    finished, answer = run_metrics(build, tmp_path, metrics, group_by, where, *options)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    with answer.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run_metrics(
    build: Build, tmp_path: Path, metrics: str, group_by: str, where: str, *options: str
) -> tuple[subprocess.CompletedProcess, Path]:
    """Run `mf query`: how it ended, and the file of its answer."""
    answer = tmp_path / "answer.csv"
    environment = {
        **os.environ,
        "TILTAK_WORKING_FOLDER": str(Warehouse(build.warehouse).folder),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_PROJECT_DIR": str(PROJECT),
    }
    # MetricFlow reads what dbt has parsed, and looks for it in the project's target folder only.
    subprocess.run([str(DBT), "parse", "--quiet"], env=environment, cwd=PROJECT, check=True)
    finished = subprocess.run(
        [
            str(MF),
            "query",
            "--metrics",
            metrics,
            "--group-by",
            group_by,
            "--where",
            where,
            "--csv",
            str(answer),
            *options,
        ],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    return finished, answer


# MetricFlow limits times in a condition before it looks a year back, with these after it.
IN_2026 = ("--start-time", "2026-01-01", "--end-time", "2026-02-28")
OF = "{{{{ Dimension('observation__{}') }}}} = '{}'"


def test_metrics_are_what_sql_says(years: Build, tmp_path: Path) -> None:
    found = query_metrics(
        years,
        tmp_path,
        "participants,participants_low,participants_high,suppressed_share,participants_year_on_year",
        "metric_time,observation__status",
        OF.format("grain", "country / group / status"),
        *IN_2026,
    )
    rows = {
        (row["metric_time__month"][:10], row["observation__status"]): [
            row[metric] and float(row[metric])
            for metric in (
                "participants",
                "participants_low",
                "participants_high",
                "suppressed_share",
                "participants_year_on_year",
            )
        ]
        for row in found
    }
    expected = {
        (str(month), status): [value, value, value, 0.0, "" if change is None else change]
        for month, status, value, change in years.query(
            "select month, status_code, participants, change from marts.rpt_change "
            "where measure_code = 'ARBPRAKS' and region_code = 'NO' and status_code <> '_T' "
            "and demographic_dimension = '_T' and comparison = 'year_on_year' "
            "and month >= date '2026-01-01'"
        )
    }
    assert len(expected) == 6
    assert rows == expected


@pytest.mark.parametrize("metric", ["participants", "participants_low", "participants_high"])
@pytest.mark.parametrize(
    ("group_by", "where", "words"),
    [
        ("metric_time", OF.format("measure", "ARBTREN"), "group by observation__grain"),
        (
            "observation__measure",
            OF.format("grain", "country / measure / all statuses"),
            "group by metric_time",
        ),
    ],
)
def test_metrics_do_not_add_totals_to_parts_or_months(
    years: Build, tmp_path: Path, metric: str, group_by: str, where: str, words: str
) -> None:
    """A sentence says what to do, not a column of blanks."""
    finished, _ = run_metrics(years, tmp_path, metric, group_by, where)
    assert finished.returncode != 0
    assert f"{metric}: the rows asked for are of" in finished.stdout + finished.stderr
    assert words in finished.stdout + finished.stderr


def test_the_manifest_names_the_metrics_that_are_asked_for(tmp_path: Path) -> None:
    subprocess.run(
        [str(DBT), "parse", "--quiet", "--target-path", str(tmp_path)],
        env={**os.environ, "DBT_PROFILES_DIR": str(PROJECT)},
        cwd=PROJECT,
        check=True,
    )
    manifest = json.loads((tmp_path / "semantic_manifest.json").read_text(encoding="utf-8"))
    names = {metric["name"] for metric in manifest["metrics"]}
    assert {
        "participants",
        "participants_low",
        "participants_high",
        "suppressed_share",
        "participants_year_on_year",
    } == {name for name in names if not name.startswith("helper_")}
