"""Small reports that went wrong, each with the values that it prints or why it gives none."""

from pathlib import Path

import pytest

from tests.conftest import Build, run_tiltak

CASES = Path(__file__).with_name("cases")
Series = dict[tuple[str, str, str], list[str]]

# What most of the cases print: January to March 2026, by measure, region or gender.
BASE: Series = {
    ("ARBPRAKS", "_T", "NO"): ["3279", "3400", "3509"],
    ("ARBFORB", "_T", "NO"): ["2045", "2100", "2098"],
    ("ARBTREN", "_T", "NO"): ["1234", "1300", "1411"],
    ("ARBTREN", "_T", "fylke 03"): ["700", "720", "800"],
    ("ARBTREN", "_T", "fylke 11"): ["310", "330", "361"],
    ("ARBTREN", "_T", "fylke 50"): ["221", "246", "247"],
    ("ARBTREN", "_T", "fylke unknown"): ["*", "4", "*"],
    ("ARBTREN", "_T", "gender F"): ["600", "640", "700"],
    ("ARBTREN", "_T", "gender M"): ["634", "660", "711"],
}
SMALL_KOMMUNER = [
    "1101", "1106", "1108", "1111", "1112", "1114", "1119", "1120", "1121", "1122", "1124", "1127",
    "1130", "1133", "1134", "1135",
]  # fmt: skip
SUPERSCRIPT: Series = {
    ("ARBTREN", "_T", "NO"): ["145"],
    ("ARBTREN", "_T", "kommune 0301"): ["4"],
    ("ARBTREN", "_T", "kommune 1103"): ["100"],
    **{("ARBTREN", "_T", f"kommune {code}"): ["*"] for code in SMALL_KOMMUNER},
}
OLD_AND_NEW_NAME: Series = {
    **{
        (measure, "reduced_work_capacity", "NO"): values.split()
        for measure, values in {
            "OPPFOLG": "12242 12248 12200 12067 12067 12110 12114 12099 12052 12079 12161 12244",
            "DIGIOPPARB": "17 34 33 26 17 23 19 16 32 28 26 28",
            "IPSUNG": "669 681 689 724 756 793 807 770 736 752 768 772",
            "INDJOBSTOT": "1500 1520 1540 1560 1580 1600 1620 1640 1660 1680 1700 1720",
            "JOBBK": "200 210 220 230 220 210 120 180 200 210 220 230",
            "MENTOR": "245 260 278 258 250 255 205 221 205 244 271 263",
            "INDOPPFAG": "5472 5410 5367 5207 5145 5027 4985 5058 5115 5178 5221 5248",
            "UTVOPPFOPL": "196 82 46 33 7 6 6 5 4 * * *",
        }.items()
    },
    # `Arbeid med støtte` and `Utvidet oppfølging i NAV`: one measure, renamed in November.
    ("UTVAOONAV", "reduced_work_capacity", "NO"): [
        *(f"* + {n}" for n in (3943, 4051, 4027, 4029, 4092, 4196, 4352, 4209, 4100, 3986, 3954)),
        "3982 + *",
    ],
}
UNKNOWN_IN_TWO: Series = {
    ("ARBTREN", status, member): [value]
    for status in ("_T", "jobseeker")
    for member, value in {
        "NO": "15", "fylke 03": "10", "fylke unknown": "5",
        "kommune 0301": "10", "kommune unknown": "5",
    }.items()
}  # fmt: skip
NOT_STATED_IN_TWO: Series = {
    ("ARBTREN", status, member): [value]
    for status in ("_T", "jobseeker")
    for member, value in {
        "NO": "15", "birth_region europe": "10", "birth_region not_stated": "5",
        "education basic": "8", "education not_stated": "7",
    }.items()
}  # fmt: skip
GROUP_BY_FYLKE: Series = {
    ("OPPFOLG", "_T", member): values.split()
    for member, values in {
        "NO": "14600 14753", "fylke 03": "1904 1913", "fylke 11": "1243 1258",
        "fylke 15": "632 657", "fylke 18": "654 662", "fylke 30": "3977 4032",
        "fylke 34": "1133 1139", "fylke 38": "1340 1300", "fylke 42": "769 754",
        "fylke 46": "1470 1482", "fylke 50": "962 1000", "fylke 54": "513 551",
        "fylke unknown": "* 5",
    }.items()
}  # fmt: skip

# The values of each file, in the order of its months, and its state.
READ: dict[str, Series] = {
    "b1_note_ends_in_number.txt": BASE,
    "b2_padded.pdf": BASE,
    "s1_workbook_row_lost.xlsx": BASE,
    "u1_TILT140_december_2023.txt": OLD_AND_NEW_NAME,
    "u1_TILT140_december_2023.xlsx": OLD_AND_NEW_NAME,
    "u2_averages_one_decimal.txt": {
        ("ARBTREN", "_T", "NO"): ["10", "10", "11"],
        ("ARBTREN", "_T", "fylke 03"): ["10", "10", "11"],
    },
    "u3_quoted_total.txt": {
        ("ARBPRAKS", "reduced_work_capacity", "NO"): ["3279", "3400", "3509"],
        ("ARBFORB", "reduced_work_capacity", "NO"): ["2045", "2100", "2098"],
        ("ARBTREN", "reduced_work_capacity", "NO"): ["1234", "1300", "1411"],
    },
    "u4_utf16.txt": BASE,
    "u5_codes_apart_ukjent_twice.xlsx": BASE,
    "u6_false_bold.pdf": BASE,
    "u7_float_noise.xlsx": BASE,
    "u8_footnotes_in_labels.txt": BASE,
    "u9_svalbard.txt": BASE | {("ARBTREN", "_T", "fylke 99"): ["*", "*", "*"]},
    "w1_row_of_dashes.txt": {
        ("AVKLARING", "_T", "NO"): ["100", "110"],
        ("AVKLARING", "_T", "fylke 03"): ["50", "60"],
        ("AVKLARING", "_T", "fylke 46"): ["40", "40"],
        ("AVKLARING", "_T", "fylke unknown"): ["10", "10"],
    },
    "w1_row_of_empty_cells.pdf": BASE,
    "w2_date_cells_newest_first.xlsx": BASE,
    "w2_marked_months_newest_first.txt": {
        ("ARBTREN", "_T", "NO"): ["10", "20"],
        ("ARBTREN", "_T", "fylke 03"): ["10", "20"],
    },
    "w4_superscript.md": SUPERSCRIPT,
    "w4_superscript_page.pdf": SUPERSCRIPT,
    "w5_narrow_columns_one_month.pdf": {
        ("ARBTREN", "_T", "NO"): ["90"],
        ("ARBTREN", "_T", "fylke 03"): ["40"],
        ("ARBTREN", "_T", "fylke 11"): ["50"],
    },
    "f1_not_stated_in_two_breakdowns.txt": NOT_STATED_IN_TWO,
    "f1_unknown_in_fylke_and_kommune.txt": UNKNOWN_IN_TWO,
    "f5_label_like_furniture.txt": {
        ("OPPFOLG", "_T", "NO"): ["30"],
        ("INDOPPFAG", "_T", "NO"): ["22"],
        ("inferred_kontaktmedarbeidsgiver", "_T", "NO"): ["5"],
        ("JOBBK", "_T", "NO"): ["*"],
        ("MENTOR", "_T", "NO"): ["*"],
    },
    "f5_unreadable_row.txt": {
        ("MENTOR", "_T", "NO"): ["30"],
        ("MENTOR", "_T", "kommune 3101"): ["22"],
        **{
            ("MENTOR", "_T", f"kommune {code}"): ["*"]
            for code in ("3103", "3105", "3122", "unknown")
        },
    },
    "f6_one_page_of_group.txt": GROUP_BY_FYLKE,
}  # fmt: skip

# Files of which nothing is published, and what must be said.
NOT_READ: dict[str, tuple[str, str]] = {
    "w2_columns_are_no_months.xlsx": ("refused", "row 7: 'i alt kvinner menn': it stands"),
    "w3_unemployed_HL060.xlsx": (
        "refused",
        "no report of participants in measures (it says 'Helt ledige. Fylke og kommune.",
    ),
    "f2_hangs_the_build.txt": ("refused", "it stands where the columns are named"),
    "f4_cut_in_number.txt": ("refused", "table_sum of AVKLARING/_T/fylke"),
    "f7_published_before_its_months.txt": ("quarantined", "published_after_months"),
    "f7_wider_period.txt": ("quarantined", "period of report"),
}

# Lines that look like data and are in no fact.
REJECTED: dict[str, dict[str, str]] = {
    "s1_workbook_row_lost.xlsx": {
        "\t56 Finnmark - Finnmárku - Finmarkku\t<4\t<4\t<4\t<4": "unreadable_values"
    },
    "w1_row_of_dashes.txt": {"Agder\t-\t-": "unreadable_values"},
    "w1_row_of_empty_cells.pdf": {"56 Finnmark - Finnmárku - Finmarkku": "no_values"},
    "f4_cut_in_number.txt": {"Rogaland\t171\t17": "cut_off"},
    "f4_cut_in_total.txt": {"I alt opplæring\t825\t79": "cut_off"},
    "f5_unreadable_row.txt": {'3107 Fredrikstad 5 "': "unreadable_values"},
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All of them in one build: none stops another."""
    warehouse = tmp_path_factory.mktemp("cases") / "tiltak.duckdb"
    return run_tiltak("build", CASES, warehouse=warehouse)


def found_series(cases: Build, name: str) -> Series:
    """Give what is published of a file, month by month."""
    return {
        tuple(key): [value if "+" in value else "".join(value.split()) for value in values]
        for *key, values in cases.query(
            """
            select
                measure_code, status_code,
                case
                    when demographic_dimension <> '_T'
                        then demographic_dimension || ' ' || demographic_code
                    when region_level <> 'country' then region_level || ' ' || region_code
                    else region_code
                end,
                list(printed_value order by month)
            from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
            where file_name = ?
            group by all
            """,
            name,
        )
    }


def test_they_are_published(cases: Build) -> None:
    assert cases.exit_code == 3, cases.errors
    assert "Traceback" not in cases.errors


@pytest.mark.parametrize("name", READ)
def test_what_is_printed_is_found(cases: Build, name: str) -> None:
    (state,) = cases.query("select state from marts.dim_report where file_name = ?", name)
    assert (state, found_series(cases, name)) == (("accepted",), READ[name])


@pytest.mark.parametrize("name", NOT_READ)
def test_nothing_is_published_and_it_is_said_why(cases: Build, name: str) -> None:
    assert found_series(cases, name) == {}
    (state,) = cases.query(
        "select state, state_reason from marts.dim_report where file_name = ?", name
    )
    assert state[0] == NOT_READ[name][0] and NOT_READ[name][1] in state[1]
    (said,) = [line for line in cases.errors.split("\n") if f"/{name}: " in line]
    assert NOT_READ[name][1] in said


@pytest.mark.parametrize("name", REJECTED)
def test_a_line_that_was_not_read_is_rejected(cases: Build, name: str) -> None:
    assert (
        dict(
            cases.query(
                "select line_text, reason_code from marts.rejected_lines where file_name = ?", name
            )
        )
        == REJECTED[name]
    )


@pytest.mark.parametrize("change", ["row_changed", "row_dropped", "total_changed"])
def test_a_table_that_does_not_add_up_has_no_figure(cases: Build, change: str) -> None:
    """Report 002 cut after its first tables, with a fault in the last of them."""
    name = f"f3_{change}.txt"
    measures = cases.query(
        "select distinct measure_code from marts.fct_participants_vintage "
        "inner join marts.dim_report using (report_id) where file_name = ? order by 1",
        name,
    )
    assert measures == [("ARBPRAKS",), ("AVKLARING",), ("LONNTILS",), ("OPPFOLG",), ("OPPL",)]
    assert cases.query(
        "select state, is_complete, incomplete_reason from marts.dim_report where file_name = ?",
        name,
    ) == [
        (
            "accepted",
            False,
            "rows are missing from its tables, whose figures are left out, first table_sum of "
            "ARBRREHAB/_T/fylke",
        )
    ]


def test_a_note_after_the_table_is_no_cut(cases: Build) -> None:
    assert cases.query(
        "select is_complete, rejected_line_count from marts.dim_report "
        "where file_name = 'b1_note_ends_in_number.txt'"
    ) == [(True, 0)]


def test_old_and_new_name_add_up_with_bounds(cases: Build) -> None:
    assert cases.query(
        """
        select participants, participants_low, participants_high, is_suppressed, obs_status
        from marts.fct_participants_vintage inner join marts.dim_report using (report_id)
        where file_name = 'u1_TILT140_december_2023.txt' and measure_code = 'UTVAOONAV'
            and month in (date '2023-01-01', date '2023-12-01')
        order by month
        """
    ) == [(None, 3943, 3946, True, "Q"), (None, 3982, 3985, True, "Q")]


def test_another_region_after_a_hyphen_is_no_name(cases: Build) -> None:
    assert cases.query(
        "select count(*) from marts.fct_participants_vintage "
        "inner join marts.dim_report using (report_id) "
        "where file_name = 'f8_name_after_hyphen.txt' and region_level = 'fylke'"
    ) == [(0,)]


def test_a_cut_total_without_rows_is_left_out(cases: Build) -> None:
    found = found_series(cases, "f4_cut_in_total.txt")
    assert len(found) > 0 and not any(key[0] == "OPPL" for key in found)
