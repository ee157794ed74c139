"""What reports and their names hold is data; what Nav hides stays hidden."""

from collections.abc import Callable
from pathlib import Path

from tests.conftest import REPORTS, Build, report, run_tiltak

NASTY = "x'); drop table raw.report_lines; --"


def test_names_and_labels_are_data(build: Callable[..., Build], tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s; a "folder"'
    folder.mkdir()
    names = ["it's ''quoted''.txt", "two\nlines.txt", "dots...txt", f"{NASTY[:30]}.txt"]
    for number, name in enumerate(names):
        text = report(4).replace("Menn\t", f"{NASTY}\t")
        text = text.replace("60 år og over\t", "${{ 7+7 }}\t")
        (folder / name).write_text(text + "\n" * number, encoding="utf-8")
    outcome = build(folder)
    assert outcome.exit_code == 0, outcome.errors
    assert "Traceback" not in outcome.errors
    # A name with a line break stays in its sentence.
    assert any(line.startswith("two\\nlines.txt, line ") for line in outcome.errors.split("\n"))
    found = {name for (name,) in outcome.query("select file_name from marts.dim_report")}
    assert found == set(names)
    labels = {label for (label,) in outcome.query("select label from marts.inferred_members")}
    assert labels == {NASTY, "${{ 7+7 }}"}
    assert outcome.query("select count(*) > 800 from raw.report_lines") == [(True,)]


def test_a_warehouse_of_any_name(tmp_path: Path) -> None:
    warehouse = tmp_path / 'it\'s "marts"' / "raw'; --.duckdb"
    assert run_tiltak("build", REPORTS[2], warehouse=warehouse).exit_code == 0
    assert run_tiltak("status", warehouse=warehouse).exit_code == 0
    assert warehouse.exists()


SUPPRESSED = """
select count(*) from {mart}
where {is_suppressed} and ({numbers})
"""
# Every mart with numbers of people: where a star is printed, which columns must not say more.
HIDDEN = {
    "marts.fct_participants": ("printed_value = '*'", ["participants"]),
    "marts.fct_participants_demographic": ("printed_value = '*'", ["participants"]),
    "marts.fct_participants_vintage": ("printed_value = '*'", ["participants"]),
    "marts.fct_reported_average": ("printed_value = '*'", ["average"]),
    "marts.obt_participants": ("printed_value = '*'", ["participants"]),
    "marts.rpt_trace": ("printed_value = '*'", ["try_cast(printed_value as integer)"]),
    "marts.rpt_revisions": (
        "printed_value = '*' or earlier_printed_value = '*'",
        ["participants_change"],
    ),
}


def test_no_mart_has_a_number_where_a_star_is_printed(five_reports: Build) -> None:
    for mart, (is_suppressed, columns) in HIDDEN.items():
        numbers = " or ".join(f"{column} is not null" for column in columns)
        query = SUPPRESSED.format(mart=mart, is_suppressed=f"({is_suppressed})", numbers=numbers)
        assert five_reports.query(query) == [(0,)], mart
    # Bounds say what the star says, for each of them.
    for mart in list(HIDDEN)[:3]:
        assert five_reports.query(
            f"select distinct participants_low, participants_high from {mart} "
            "where printed_value = '*'"
        ) == [(0, 3)]


def test_no_report_on_the_facts_has_a_number_of_a_suppressed_cell(five_reports: Build) -> None:
    """Changes, sums and totals are of printed numbers only; what is hidden leaves bounds."""
    hidden = (
        "(select * from marts.obt_participants where is_suppressed and demographic_code = '_T')"
    )
    for query in (
        "select count(*) from marts.rpt_change as change inner join marts.obt_participants "
        "as cell using (measure_code, status_code, region_level, region_code, "
        "demographic_dimension, demographic_code) where cell.is_suppressed and ("
        "(cell.month = change.month and (change.participants is not null "
        "or change.change is not null or change.change_high - change.change_low < 3)) "
        "or (cell.month = change.earlier_month and (change.earlier_participants is not null "
        "or change.change is not null or change.change_high - change.change_low < 3)))",
        f"select count(*) from marts.rpt_total_and_parts as total inner join {hidden} as cell "
        "using (measure_code, status_code, region_level, region_code, month) "
        "where total.total_participants is not null",
        f"select count(*) from marts.rpt_comparable_fylke as fylke inner join {hidden} as cell "
        "on cell.region_level = 'fylke' and cell.region_code = fylke.fylke_code "
        "and cell.measure_code = fylke.measure_code and cell.status_code = fylke.status_code "
        "and cell.month = fylke.month where fylke.participants is not null",
    ):
        assert five_reports.query(query) == [(0,)], query


def test_every_mart_with_a_printed_value_is_searched(five_reports: Build) -> None:
    with_prints = five_reports.query(
        "select distinct 'marts.' || table_name from duckdb_columns() "
        "where schema_name = 'marts' and column_name = 'printed_value'"
    )
    assert {mart for (mart,) in with_prints} == set(HIDDEN)
