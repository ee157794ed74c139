"""First questions of a county analyst, each by the way the README teaches, on the five reports.

The right answers are looked up in the reports; the line is given where it is one.
"""

from pathlib import Path

import duckdb
import pytest
from pyjstat import pyjstat

from tests.conftest import Build, report, run_tiltak

DIVISIONS = (
    "total", "status", "fylke", "kommune", "gender", "age", "immigrant", "birth_region",
    "education",
)  # fmt: skip
VIEWS = [f"{level}participants_by_{by}" for level in ("", "group_") for by in DIVISIONS]
FACTS = (
    "fct_participants",
    "fct_participants_demographic",
    "fct_participants_vintage",
    "fct_reported_average",
    "obt_participants",
    *VIEWS,
)
# Each dimension with the columns that it is joined by.
DIMENSIONS = {
    "dim_measure": ["measure_code"],
    "dim_status": ["status_code"],
    "dim_region": ["region_key"],
    "dim_fylke": ["fylke_code"],
    "dim_demographic": ["demographic_dimension", "demographic_code"],
    "dim_month": ["month"],
    "dim_report": ["report_id"],
}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_join_with_a_dimension_keeps_the_number_of_rows(
    five_reports: Build, dimension: str
) -> None:
    keys = DIMENSIONS[dimension]
    for fact in FACTS:
        columns = {
            name
            for (name,) in five_reports.query(
                "select column_name from duckdb_columns() where table_name = ?", fact
            )
        }
        if not columns.issuperset(keys):
            continue
        ((rows, joined),) = five_reports.query(
            f"select (select count(*) from marts.{fact}), "
            f"(select count(*) from marts.{fact} left join marts.{dimension} "
            f"using ({', '.join(keys)}))"
        )
        assert rows == joined, fact


@pytest.mark.parametrize(
    ("dimension", "code", "level"),
    [("dim_fylke", "fylke_code", "fylke"), ("dim_kommune", "kommune_code", "kommune")],
)
def test_fylker_and_kommuner_have_a_row_a_code(
    five_reports: Build, dimension: str, code: str, level: str
) -> None:
    """1,874 in Trøndelag were its 937 once for each of its names (001, line 82)."""
    query = (
        f"select count(*), count({code}) from marts.fct_participants "
        f"left join marts.{dimension} on {code} = region_code where region_level = '{level}'"
    )
    ((rows, known),) = five_reports.query(query)
    assert five_reports.query(
        f"select count(*) from marts.fct_participants where region_level = '{level}'"
    ) == [(rows,)]
    assert known > rows * 0.9


def test_labels_and_keys_are_unique(five_reports: Build) -> None:
    for table, column in (
        ("dim_measure", "measure_label"),
        ("dim_region", "region_label"),
        ("dim_region", "region_key"),
    ):
        assert five_reports.query(
            f"select count(*) - count(distinct lower({column})) from marts.{table}"
        ) == [(0,)]
    labels = dict(five_reports.query("select region_key, region_label from marts.dim_region"))
    assert labels["fylke:03"] == "Oslo" and labels["kommune:0301"] == "Oslo (kommune)"
    assert labels["kommune:5001"] == "Trondheim"
    assert labels["kommune:3419"] == "Våler (Innlandet)"
    names = dict(five_reports.query("select region_key, region_name_short from marts.dim_region"))
    # The Norwegian name stands first in one and last in the other.
    assert names["kommune:5001"] == "Trondheim" and names["kommune:5612"] == "Kautokeino"
    assert names["kommune:3419"] == "Våler" and names["kommune:5540"] == "Kåfjord"


QUESTIONS: dict[str, tuple[str, list[tuple]]] = {
    # 001, lines 65 to 82
    "the largest fylker": (
        """
        select region_label, participants from marts.participants_by_fylke
        where measure_code = 'ARBTREN' and month = date '2026-02-01'
        order by participants desc nulls last limit 5
        """,
        [
            ("Trøndelag", 937), ("Rogaland", 859), ("Akershus", 832), ("Vestland", 749),
            ("Oslo", 665),
        ],
    ),
    # 000: `I alt 21 673`, and the measure of that name 8 455
    "oppfølging, the group": (
        """
        select participants from marts.group_participants_by_total
        where measure_label = 'Oppfølging (gruppe)' and month = date '2026-01-01'
        """,
        [(21673,)],
    ),
    "oppfølging, the measure": (
        """
        select participants from marts.participants_by_total
        where measure_label = 'Oppfølging' and month = date '2026-01-01'
        """,
        [(8455,)],
    ),
    # 001: `I alt 14 614 14 356 14 871`; its two measures
    "all of work practice in a month": (
        """
        select sum(participants) from marts.participants_by_total
        where measure_group_code = 'ARBPRAKS' and month = date '2026-02-01'
        """,
        [(14871,)],
    ),
    "how many groups are printed in each month": (
        """
        select strftime(month, '%Y-%m') as name, count(*) filter (where is_printed),
            bool_or(is_complete_month)
        from marts.rpt_coverage
        where grain = 'country / group / all statuses'
            and name in ('2020-01', '2024-01', '2024-12', '2026-01', '2026-02', '2025-06')
        group by name order by name
        """,
        [
            ("2020-01", 9, True), ("2024-01", 2, False), ("2024-12", 1, False),
            ("2025-06", 0, False), ("2026-01", 2, False), ("2026-02", 1, False),
        ],
    ),
    "a series over months that are complete": (
        """
        select strftime(month, '%Y-%m'), sum(participants) from marts.group_participants_by_total
        where is_complete_month group by month order by month
        """,
        [("2020-01", 68897), ("2020-02", 70453)],
    ),
    # 001, line 1099
    "a kommune by the name people write": (
        """
        select region_code, participants from marts.participants_by_kommune
        where region_name_short = 'Trondheim' and measure_code = 'ARBTREN'
            and month = date '2026-02-01'
        """,
        [("5001", 431)],
    ),
    "oslo": (
        """
        select sum(participants) from marts.participants_by_fylke
        where region_name_short ilike '%oslo%' and measure_code = 'ARBTREN'
            and month = date '2026-02-01'
        """,
        [(665,)],
    ),
    "the mean of kommuner, hidden cells too": (
        """
        select mean, round(mean_low, 2), round(mean_high, 2)
        from marts.mean_participants('MENTOR', '_T', ['kommune'], '2026-01-01', '2026-01-01')
        where mean_over = 'regions'
        """,
        [(None, 0.26, 3.13)],
    ),
    "the newest month of a measure of TILT140": (
        """
        select distinct strftime(newest_month, '%Y-%m') from marts.rpt_coverage
        where report_code = 'TILT140' and measure_level = 'measure' and breakdown = 'country'
        """,
        [("2026-01",)],
    ),
    "fylker without a row": (
        """
        select count(*) filter (where facts.region_key is null), count(*)
        from marts.dim_region
        left join (
            select distinct region_key from marts.participants_by_fylke
            where measure_code = 'ARBTREN' and month = date '2026-02-01'
        ) as facts using (region_key)
        where region_level = 'fylke' and is_current and region_code not in ('99', 'unknown')
        """,
        [(0, 15)],
    ),
    "the vintages of one number": (
        """
        select sum(participants) from marts.fct_participants_vintage
        where is_newest and measure_code = 'OPPFOLG' and status_code = '_T'
            and region_key = 'country:NO' and demographic_dimension = '_T'
            and month = date '2026-01-01'
        """,
        [(21673,)],
    ),
    # 001, line 65; 003 and 004 end in 2024
    "a change that is none": (
        """
        select participants, change_from_month_before, no_change_from_month_before_reason
        from marts.series('ARBTREN', '_T', 'Oslo') where month = date '2026-01-01'
        """,
        [(614, None, "month_missing")],
    ),
    "a change across the break": (
        """
        select change_from_year_before, no_change_from_year_before_reason
        from marts.series('OPPFOLG', 'other', 'NO')
        where month = date '2026-01-01'
        """,
        [(None, "series_break")],
    ),
    "a month that nobody printed": (
        """
        select participants, no_number_reason, is_series_break
        from marts.series('ARBTREN', 'other', 'NO') where month = date '2025-04-01'
        """,
        [(None, "month_missing", True)],
    ),
    "a share of the country": (
        """
        select share, total_of from marts.share_of(['ARBTREN'], ['_T'], ['03'])
        where month = date '2026-02-01'
        """,
        [(round(665 / 7350, 4), "ARBTREN / _T / NO")],
    ),
    # 001, lines 1099 and 1104: the total stays that of the country
    "a share of two kommuner": (
        """
        select round(share * total_low), total_of
        from marts.share_of(['ARBTREN'], ['_T'], ['5001', '5006']) where month = date '2026-02-01'
        """,
        [(467, "ARBTREN / _T / NO")],
    ),
    "a share of a total that nobody prints": (
        """
        select distinct share_low, share, share_high
        from marts.share_of(['ARBPRAKS'], ['_T'], ['NO'])
        """,
        [(None, None, None)],
    ),
    # 001, lines 97 and 98: 7 350 of which 5 are of no fylke
    "the mean of fylker is without Ukjent": (
        """
        select mean, cell_count
        from marts.mean_participants('ARBTREN', '_T', ['fylke'], '2026-02-01', '2026-02-01')
        where mean_over = 'regions'
        """,
        [(round(7345 / 15, 4), 15)],
    ),
    "which of the regions is not printed": (
        """
        select participants_low, participants, regions_not_printed
        from marts.sum_participants(['ARBTREN'], ['_T'], ['03', '30', '99'])
        where month = date '2026-02-01'
        """,
        [(665, None, "30, 99")],
    ),
    "a name that is the label of none": (
        "select count(*) from marts.series('arbtren', '_t', 'trondheim')",
        [(2,)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_obvious_query_gets_a_true_answer(five_reports: Build, question: str) -> None:
    query, answer = QUESTIONS[question]
    assert five_reports.query(query) == answer


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "select * from marts.sum_participants(['ARBTREN'], ['_T'], ['30'])",
            "30 ends in 2023; ARBTREN is printed by fylke from 2024-01 to 2026-02",
        ),
        (
            "select * from marts.share_of(['ARBTREN'], ['_T'], ['30'])",
            "30 ends in 2023; ARBTREN is printed by fylke from 2024-01 to 2026-02",
        ),
        (
            "select * from marts.mean_participants('ARBTREN', 'other', ['NO'], '2024-01-01', "
            "'2026-01-01')",
            "the series of other breaks in 2025-04",
        ),
        (
            "select * from marts.series('ARBTREN', '_T', '30')",
            r"ARBTREN \(_T\) is not printed for 30 in any month, which ends in 2023; it is printed",
        ),
        # A filter does not take the error away, whatever it is of.
        (
            "select 1 from marts.series('ARBTREN', '_T', 'Bergn') where month > date '2026-01-01'",
            "no region has the key",
        ),
        (
            "select count(*) from marts.series('x', '_T', 'NO') where participants is not null",
            "no measure has the code",
        ),
        ("select * from marts.series(null, '_T', 'NO')", "give a measure, a status"),
        ("select * from marts.series('ARBTREN', '_T', 'Våler')", r"kommune:3419 \(Våler"),
        ("select * from marts.sum_participants(null, ['_T'], ['03'])", "give at least one measure"),
        (
            "select * from marts.sum_participants(['ARBTREN', null], ['_T'], ['03'])",
            "a null is no code",
        ),
        (
            "select * from marts.sum_participants(['ARBTREN', 'arbforb'], ['_T'], ['03'])",
            "the code of arbforb$",
        ),
        (
            "select * from marts.sum_participants(['ARBTREN'], ['jobseeker'], ['03'])",
            r"ARBTREN \(jobseeker\) is not printed by fylke",
        ),
        (
            "select * from marts.mean_participants('ARBTREN', '_T', ['03'], '2025-01-01', "
            "'2025-12-01')",
            "nothing is printed of ARBTREN",
        ),
        (
            "select * from marts.series('ARBTREN', '_T', '99')",
            r"give fylke:99 \(Øvrige områder \(fylke\)\) or kommune:99",
        ),
        ("select * from marts.series('ARBTREN', '_T', 'Bergn')", "no region has the key"),
        ("select * from marts.series('ARBTRENING', '_T', 'NO')", "no measure has the code"),
        ("select * from marts.series('ARBTREN', 'all', 'NO')", "no status has the code"),
        # Names that two members share are no columns where people would filter by them.
        (
            "select sum(participants) from marts.obt_participants where measure_name = ''",
            "not found",
        ),
        ("select 1 from marts.participants_by_kommune where region_name = 'Oslo'", "not found"),
    ],
)
def test_what_has_no_answer_is_said(five_reports: Build, query: str, words: str) -> None:
    with pytest.raises(duckdb.Error, match=words):
        five_reports.query(query)


@pytest.mark.parametrize("view", VIEWS)
def test_no_row_is_a_part_or_a_total_of_another(five_reports: Build, view: str) -> None:
    """One level of measures, regions and groups a month, and one row a member."""
    assert five_reports.query(
        f"""
        select count(*) from (
            select month
            from marts.{view} inner join marts.dim_measure using (measure_code)
            group by month
            having count(distinct dim_measure.measure_level) > 1
                or count(distinct region_level) > 1
                or count(distinct demographic_dimension) > 1
                or bool_or(measure_code = '_T')
                or count(distinct status_code = '_T') > 1
                or count(distinct demographic_code = '_T') > 1
                or count(*) > count(
                    distinct (measure_code, status_code, region_key, demographic_code)
                )
        )
        """
    ) == [(0,)]


def sums_of(build: Build, view: str) -> dict:
    return {
        (measure, month): (low, high)
        for measure, month, low, high in build.query(
            "select measure_code, month, sum(participants_low), sum(participants_high) "
            f"from marts.{view} group by all"
        )
    }


@pytest.mark.parametrize("by", DIVISIONS[1:])
@pytest.mark.parametrize("level", ["", "group_"])
def test_the_rows_of_a_division_add_up_to_the_total(
    five_reports: Build, by: str, level: str
) -> None:
    totals = sums_of(five_reports, f"{level}participants_by_total")
    parts = sums_of(five_reports, f"{level}participants_by_{by}")
    for key in totals.keys() & parts.keys():
        low, high = parts[key]
        assert low <= totals[key][1] and totals[key][0] <= high, key


def test_json_stat_by_label_has_two_oppfolging(five_reports: Build, tmp_path: Path) -> None:
    outcome = run_tiltak(
        "export", "--format", "json-stat", "--into", tmp_path, warehouse=five_reports.warehouse
    )
    assert outcome.exit_code == 0
    text = (tmp_path / "json-stat" / "participants_country.json").read_text(encoding="utf-8")
    frame = pyjstat.Dataset.read(text).write("dataframe")
    found = frame[(frame["Måned"] == "2026-01") & (frame["Status"] == "I alt")]
    values = dict(zip(found["Tiltak"], found["value"], strict=True))
    assert (values["Oppfølging (gruppe)"], values["Oppfølging"]) == (21673, 8455)


def test_status_says_what_is_missing(five_reports: Build) -> None:
    outcome = run_tiltak("status", warehouse=five_reports.warehouse)
    (line,) = [line for line in outcome.output.splitlines() if line.startswith("newest months: ")]
    assert line == (
        "newest months: TILT120 2026-02 (without 2020-01 to 2023-12, 2025-01 to 2025-12), "
        "TILT140 2026-01 (without 2020-01 to 2023-12, 2024-12 to 2025-12); "
        "nothing of TILT110, TILT130, TILT150, TILT160, TILT170, TILT180"
    )


def test_a_division_that_was_printed_anew_is_not_added_to_the_older_one(tmp_path: Path) -> None:
    """The oldest in one group, and in a newer report of the same months under another one."""
    older = report(4)
    newer = older.replace("60 år og over", "60-66 år").replace("02.01.2025", "02.02.2025")
    assert newer.count("60-66 år") > 1 and newer.count("02.02.2025") > 1
    for name, text in (("older.txt", older), ("newer.txt", newer)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    build = run_tiltak("build", tmp_path, warehouse=tmp_path / "out" / "tiltak.duckdb")
    # Both are in the facts, which show the newest of each cell.
    codes = {
        code
        for (code,) in build.query(
            "select demographic_code from marts.fct_participants_demographic "
            "where demographic_dimension = 'age'"
        )
    }
    assert {"Y60T66", "Y_GE60"} <= codes
    assert build.query(
        "select count(*) from marts.participants_by_age where demographic_code = 'Y_GE60'"
    ) == [(0,)]
    totals = sums_of(build, "participants_by_total")
    for key, (low, high) in sums_of(build, "participants_by_age").items():
        assert low <= totals[key][1] and totals[key][0] <= high, key


def test_a_row_that_the_newer_report_could_not_be_read_for_stays(tmp_path: Path) -> None:
    """Stars leave room for the row that is missing, so that the table still adds up."""
    for name, day, value in (("older", "04.02.2026", "*"), ("newer", "04.03.2026", "-")):
        text = (
            "TILT120 Tiltaksdeltakere på arbeidspraksis. Demografi. Tidsserie måned\n"
            f"Tiltak og fylke\nRapport oppdatert: {day}\nJanuar 2026 - Januar 2026\n"
            "\tGjennom snitt hittil i år\tJanuar\nI alt arbeidstrening\t33\t33\n03 Oslo\t30\t30\n"
            f"11 Rogaland\t*\t*\n42 Agder\t{value}\t{value}\n"
        )
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    build = run_tiltak("build", tmp_path, warehouse=tmp_path / "out" / "tiltak.duckdb")
    assert build.exit_code == 3, build.errors
    assert build.query(
        "select region_code, participants, file_name from marts.participants_by_fylke order by all"
    ) == [("03", 30, "newer.txt"), ("11", None, "newer.txt"), ("42", None, "older.txt")]
