"""Small reports with one oddity each, as pages and people make them: the facts that are printed."""

from pathlib import Path

import pytest

from tests.conftest import Build, run_tiltak

TITLE = "TILT120 Tiltaksdeltakere på arbeidspraksis. Demografi. Tidsserie måned"
PUBLISHED = "Rapport oppdatert: 04.03.2026"
PERIOD = "Januar 2026 - Februar 2026"
HEADER = "\tGjennom snitt hittil i år\tJanuar\tFebruar"
TABLE = ["I alt arbeidstrening\t35\t35\t35", "03 Oslo\t35\t35\t35"]


def page(heading: str, *rows: str, title: str = TITLE) -> list[str]:
    """A page with its title, heading and header."""
    return [title, heading, PUBLISHED, PERIOD, HEADER, *rows, ""]


# The lines of each report, and rows of region or group, code and number in January.
REPORTS: dict[str, tuple[list[str], set[tuple[str, str, str]]]] = {
    "a page with Ukjent only, region of birth": (
        page("Tiltak og fødeland innvandrere", TABLE[0], "Afrika\t30\t30\t30")
        + page("Tiltak og fødeland innvandrere", TABLE[0], "Ukjent\t5\t5\t5"),
        {("birth_region", "africa", "30"), ("birth_region", "unknown", "5")},
    ),
    "a page with Ukjent only, gender": (
        page("Tiltak og kjønn", TABLE[0], "Kvinner\t30\t30\t30")
        + page("Tiltak og kjønn", TABLE[0], "Ukjent\t5\t5\t5"),
        {("gender", "F", "30"), ("gender", "unknown", "5")},
    ),
    "other areas among kommuner": (
        page(
            "Tiltak og kommune", TABLE[0], "0301 Oslo\t25\t25\t25",
            "99 Øvrige områder\t*\t*\t*", "Ukjent\t10\t10\t10",
        ),
        {("kommune", "0301", "25"), ("kommune", "99", "*"), ("kommune", "unknown", "10")},
    ),
    "other areas among fylker, and in Ukjent among kommuner": (
        page(
            "Tiltak og fylke", TABLE[0], "03 Oslo\t25\t25\t25", "99 Øvrige områder\t5\t5\t5",
            "Ukjent\t5\t5\t5",
        )
        + page("Tiltak og kommune", TABLE[0], "0301 Oslo\t25\t25\t25", "Ukjent\t10\t10\t10"),
        {
            ("fylke", "03", "25"), ("fylke", "99", "5"), ("fylke", "unknown", "5"),
            ("kommune", "0301", "25"), ("kommune", "unknown", "10"),
        },
    ),
    "ages broken over three lines": (
        page(
            "Tiltak og alder", "I alt arbeidstrening 35 35 35", "20-24 år 12 12 12",
            "50-", "59", "år 10 10 10", "60", "år", "og over 13 13 13",
        ),
        {("age", "Y20T24", "12"), ("age", "Y50T59", "10"), ("age", "Y_GE60", "13")},
    ),
    "a wrapped title before a page without its header": (
        [
            *page("Tiltak og fødeland innvandrere", TABLE[0], "Afrika\t10\t10\t10"),
            "TILT120 Tiltaksdeltakere på arbeidspraksis. Demografi.", "Tidsserie måned",
            "Tiltak og fødeland innvandrere", "Asia\t25\t25\t25",
        ],
        {("birth_region", "africa", "10"), ("birth_region", "asia", "25")},
    ),
    "footnotes that end in a number": (
        page(
            "Tiltak og fylke", *TABLE, "* Verdier mindre enn 4", "Se også statistikken for 2025",
            "Telefon 21 07 00 00",
        ),
        {("fylke", "03", "35")},
    ),
    "the year in a row above the months": (
        [
            "\t\t2026", *page("Tiltak og fylke", *TABLE), "\t\t2026", HEADER, TABLE[0],
            *page("Tiltak og kommune", TABLE[0], "0301 Oslo\t35\t35\t35"),
        ],
        {("fylke", "03", "35"), ("kommune", "0301", "35")},
    ),
    "a table that does not begin in the first column, one month": (
        ["\t" + line for line in (
            TITLE, "Tiltak og fylke", PUBLISHED, "Januar 2026", "\tJanuar",
            "I alt arbeidstrening\t35", "03 Oslo\t35",
        )],
        {("fylke", "03", "35")},
    ),
    "a header and a total that a scanner spoilt": (
        [
            TITLE, "Tiltak og fylke", PUBLISHED, "Januar 2026 - Januar 2026",
            "\tGjennom snltt hittil i år\tJanuar", "I", "alt arbeidstrening\t35\t35",
            "03 Oslo\t35\t35",
        ],
        {("fylke", "03", "35")},
    ),
    "a row without its average, one month": (
        [
            TITLE, "Tiltak og fylke", PUBLISHED, "Januar 2026 - Januar 2026",
            "\tGjennom snitt hittil i år\tJanuar", "I alt arbeidstrening\t35\t35", "03 Oslo\t35",
        ],
        {("fylke", "03", "35")},
    ),
    "Ukjent alone in the only breakdown": (
        [
            "Deltakere i arbeidsrettede tiltak. Tiltaksgruppe og fylke. Tidsserie måned",
            "Januar 2026", "\tJanuar", "I alt arbeidstrening\t50", "Oslo\t50",
            "\tJanuar", "I alt arbeidsforberedende trening\t5", "Ukjent\t5",
        ],
        {("fylke", "03", "50"), ("fylke", "unknown", "5")},
    ),
}  # fmt: skip


# No period, and a header that says the year of one month only.
YEAR_OF_ONE_MONTH = [
    TITLE, "Tiltak og fylke", PUBLISHED,
    "\tGjennom snitt hittil i år\tJanuar 2026\tFebruar", *TABLE,
]  # fmt: skip


@pytest.fixture(scope="module")
def odd_pages(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All of them in one build."""
    folder: Path = tmp_path_factory.mktemp("odd")
    for name, (lines, _) in REPORTS.items():
        (folder / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "year of one month.txt").write_text("\n".join(YEAR_OF_ONE_MONTH), encoding="utf-8")
    return run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_printed_is_found(odd_pages: Build, name: str) -> None:
    state = odd_pages.query(
        "select state, state_reason, incomplete_reason from marts.dim_report where file_name = ?",
        f"{name}.txt",
    )
    assert state == [("accepted", None, None)]
    found = odd_pages.query(
        """
        select
            case when region_level = 'country' then demographic_dimension else region_level end,
            case when region_level = 'country' then demographic_code else region_code end,
            printed_value
        from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
        where file_name = ? and month = date '2026-01-01'
            and (region_level <> 'country' or demographic_dimension <> '_T')
        """,
        f"{name}.txt",
    )
    assert set(found) == REPORTS[name][1]


def test_a_column_whose_month_nothing_tells_is_not_left_out_in_silence(odd_pages: Build) -> None:
    assert odd_pages.query(
        "select state, state_reason from marts.dim_report where file_name = 'year of one month.txt'"
    ) == [
        (
            "quarantined",
            "1 of its checks fail, first months_in_period of report (line 4)",
        )
    ]
