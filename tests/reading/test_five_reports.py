"""The five reports, cell by cell, against figures that were counted without this project's reader.

The counts are those of DESIGN.md, section 2 and 4, found by an independent reading.
"""

import re

import pytest

from loaders.sharing.tables import mart_tables
from loaders.warehouse.published import open_published
from tests.conftest import REPORTS, Build

# file: printed cells, of them suppressed (DESIGN.md, section 2)
PRINTED_CELLS = {
    "000_40dc847d9700a55a.txt": (6600, 4108),
    "001_91699f9c7c937769.txt": (2601, 706),
    "002_bdb0f143152c09d8.txt": (776, 57),
    "003_c84a96ebaebb80c5.txt": (4176, 377),
    "004_ea3d678db32744dd.txt": (1325, 19),
}


def test_published_without_complaint(five_reports: Build) -> None:
    assert five_reports.exit_code == 0
    assert five_reports.errors == ""
    assert "7,291 observations by region, 2,876 of them suppressed" in five_reports.output
    assert "2,367 observations by demographic group, 81 of them suppressed" in five_reports.output


@pytest.mark.parametrize(
    ("fact", "rows", "suppressed"),
    [("fct_participants", 7291, 2876), ("fct_participants_demographic", 2367, 81)],
)
def test_fact_counts(five_reports: Build, fact: str, rows: int, suppressed: int) -> None:
    query = f"select count(*), count(*) filter (where is_suppressed) from marts.{fact}"
    assert five_reports.query(query) == [(rows, suppressed)]


def test_every_printed_cell_is_read(five_reports: Build) -> None:
    """As many values are read as a naive reader counts in the text, file by file."""
    counted = {}
    for report in REPORTS:
        values = [value for line in report.read_text("utf-8").split("\n") for value in naive(line)]
        counted[report.name] = (len(values), values.count("*"))
    read = five_reports.query(
        "select file_name, cell_count, suppressed_cell_count from marts.dim_report"
    )
    assert counted == PRINTED_CELLS
    assert {name: tuple(counts) for name, *counts in read} == PRINTED_CELLS


def naive(line: str) -> list[str]:
    """Values of a line by its tabs, or in the layout text by its spaces: a second, naive reader."""
    line = re.sub(r"</?b>", "", line).strip(" ")
    if "\t" in line:
        cells = [cell for cell in line.split("\t")[1:] if cell]
        return cells if cells and all(re.fullmatch(r"[0-9 ]+|\*", cell) for cell in cells) else []
    words = line.split(" ")
    values = [word for word in words[-2:] if re.fullmatch(r"[0-9]{1,3}(\xa0[0-9]{3})?|\*", word)]
    return values if len(values) == 2 and len(words) > 2 else []


def test_every_check_passes(five_reports: Build) -> None:
    assert five_reports.query("select * from marts.fct_check_result where not passed") == []
    counts = dict(
        five_reports.query("select check_code, count(*) from marts.fct_check_result group by 1")
    )
    assert counts["table_sum"] == 856
    assert counts["fylke_sum"] == 192
    # One more than DESIGN.md's 370: `Utvidet oppfølging i opplæring` (000) is printed for one
    # status only, and that one is its total.
    assert counts["status_sum"] == 371
    assert counts["average"] == 1981
    exact = five_reports.query(
        "select count(*) from marts.fct_check_result "
        "where check_code = 'table_sum' and found_low = found_high"
    )
    assert exact == [(643,)]


def test_nothing_rejected_and_nothing_inferred(five_reports: Build) -> None:
    assert five_reports.query("select * from marts.rejected_lines") == []
    for dimension in ("dim_measure", "dim_status", "dim_region", "dim_demographic"):
        assert five_reports.query(f"select * from marts.{dimension} where is_inferred") == []


def test_every_line_has_one_kind(five_reports: Build) -> None:
    lines = dict(
        five_reports.query(
            "select file_name, sum(rpt_line_accounting.line_count) from marts.rpt_line_accounting "
            "inner join marts.dim_report using (report_id) group by 1"
        )
    )
    assert lines == {report.name: report.read_text("utf-8").count("\n") + 1 for report in REPORTS}


def test_each_number_stands_in_its_line(five_reports: Build) -> None:
    for fact in ("fct_participants", "fct_participants_demographic", "fct_reported_average"):
        missing = five_reports.query(
            f"""
            select count(*)
            from marts.{fact} as fact
            left join raw.report_lines as line using (report_id, line_number)
            where not coalesce(contains(line.line_text, fact.printed_value), false)
            """
        )
        assert missing == [(0,)]


# Looked up by eye in the printed reports: file, line, and what is printed there.
PRINTED = [
    # 000 line 457 to 459: `I alt arbeid / med støtte 6 804`
    ("UTVAOONAV", "_T", "country", "NO", "2026-01-01", 6804),
    # 000 line 43: `Oppfølging 8 455`, the measure
    ("INDOPPFAG", "_T", "country", "NO", "2026-01-01", 8455),
    # 002 line 49: `I alt oppfølging 14 600`, the group
    ("OPPFOLG", "_T", "country", "NO", "2020-01-01", 14600),
    # 002 line 29: `Viken 875 894` under avklaringstiltak
    ("AVKLARING", "_T", "fylke", "30", "2020-02-01", 894),
    # 002 line 669: `Agder 7 8` under andre på tiltak, opplæring
    ("OPPL", "other", "fylke", "42", "2020-02-01", 8),
    # 001 line 98 and 1208: `Ukjent 5 4 5`
    ("ARBTREN", "_T", "fylke", "unknown", "2026-01-01", 4),
    ("ARBTREN", "_T", "kommune", "unknown", "2026-02-01", 5),
    # 001 line 1099: `5001 Trondheim - Tråante 420 408 431`
    ("ARBTREN", "_T", "kommune", "5001", "2026-02-01", 431),
    # 003 line 39: jobseeker's `Digital oppfølging/iobbklubb` is line 26; reduced: 39 15 22 31
    ("DIGIOPPARB", "reduced_work_capacity", "country", "NO", "2024-03-01", 31),
    # 003 line 121: `18 Nordland - Nordlândia 226 135 179 199`
    ("INDJOBSTOT", "_T", "fylke", "18", "2024-02-01", 179),
    # 004 line 119: twelve months and no average; line 120: thirteen values
    ("ARBTREN", "_T", "country", "NO", "2024-12-01", 6396),
    ("ARBTREN", "_T", "fylke", "unknown", "2024-01-01", 7),
    # 004 line 49: `Arbeidstrening 78 60`, andre på tiltak
    ("ARBTREN", "other", "country", "NO", "2024-01-01", 60),
]


@pytest.mark.parametrize(("measure", "status", "level", "region", "month", "expected"), PRINTED)
def test_printed_numbers(
    five_reports: Build,
    measure: str,
    status: str,
    level: str,
    region: str,
    month: str,
    expected: int,
) -> None:
    found = five_reports.query(
        """
        select participants from marts.fct_participants
        where measure_code = ? and status_code = ? and region_level = ? and region_code = ?
            and month = cast(? as date)
        """,
        measure,
        status,
        level,
        region,
        month,
    )
    assert found == [(expected,)]


def test_kommune_5031_is_read_after_a_lost_header(five_reports: Build) -> None:
    """On one page of 000 the header is lost and the rows go on (`5031 Malvik`, line 10034)."""
    found = five_reports.query(
        """
        select fact.measure_code, fact.is_suppressed
        from marts.fct_participants as fact
        inner join marts.dim_report using (report_id)
        where file_name like '000%' and line_number = 10034
        """
    )
    assert found == [("UTVOPPFOPL", True)]


def test_not_printed_is_no_row(five_reports: Build) -> None:
    """002 prints no row for Møre og Romsdal among jobseekers in jobbskaping: no zero, no star."""
    found = five_reports.query(
        "select * from marts.fct_participants where measure_code = 'JOBBSKAP' "
        "and status_code = 'jobseeker' and region_code = '15'"
    )
    assert found == []


def test_reports_say_what_they_are(five_reports: Build) -> None:
    found = five_reports.query(
        """
        select left(file_name, 3), report_code, strftime(period_from, '%Y-%m'),
            strftime(period_to, '%Y-%m'), strftime(published_on, '%Y-%m-%d'), state, is_complete
        from marts.dim_report order by 1
        """
    )
    assert found == [
        ("000", "TILT140", "2026-01", "2026-01", "2026-02-02", "accepted", True),
        ("001", "TILT120", "2026-01", "2026-02", "2026-03-04", "accepted", True),
        ("002", None, "2020-01", "2020-02", None, "accepted", True),
        ("003", "TILT140", "2024-01", "2024-11", None, "accepted", True),
        ("004", "TILT120", "2024-01", "2024-12", "2025-01-02", "accepted", True),
    ]


def test_public_columns(five_reports: Build) -> None:
    """The public names of DESIGN.md, section 4, in its order, and what a person accepted."""
    values = [
        "month",
        "participants",
        "participants_low",
        "participants_high",
        "is_suppressed",
        "printed_value",
        "obs_status",
        "conf_status",
        "series_segment",
        "is_series_break",
        "report_id",
        "line_number",
        "is_waived",
    ]
    for fact, breakdown in (
        ("fct_participants", ["region_level", "region_code"]),
        ("fct_participants_demographic", ["demographic_dimension", "demographic_code"]),
    ):
        columns = [row[0] for row in five_reports.query(f"describe marts.{fact}")]
        key = ["region_key"] if fact == "fct_participants" else []
        assert columns == ["measure_code", "status_code", *breakdown, *values, *key]


def test_published_tables_keep_keys_and_comments(five_reports: Build) -> None:
    with open_published(five_reports.warehouse) as connection:
        for table in mart_tables(connection):
            assert table.key, table.name
            key = ", ".join(table.key)
            assert (
                five_reports.query(
                    f"select {key} from marts.{table.name} group by {key} having count(*) > 1"
                )
                == []
            ), table.name
    # The tables that grow with each report have tests of their keys, all others an index.
    not_enforced = five_reports.query(
        "select table_name from duckdb_tables() where schema_name = 'marts' and not has_primary_key"
    )
    assert {table for (table,) in not_enforced} == {
        "fct_check_result",
        "fct_participants",
        "fct_participants_vintage",
        "fct_reported_average",
        "obt_participants",
        "rpt_change",
        "rpt_total_and_parts",
    }
    undescribed = five_reports.query(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'marts' and coalesce(comment, '') = ''"
    )
    assert undescribed == []
