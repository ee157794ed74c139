"""Names, series, tables, pictures and queries on the command line."""

import csv
import io
import json
import random
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Browser

from loaders.asking.chart import draw, stretches
from loaders.asking.names import MEMBERS, Member, find_member, find_members
from loaders.asking.numbers import Answer
from loaders.cli import main
from loaders.errors import WrongQuestionError
from loaders.warehouse.published import open_published
from tests.conftest import REPORTS, TILTAK, Build, run_tiltak
from tests.support import cli_page


def rows_of(outcome: Build) -> list[dict]:
    assert outcome.exit_code == 0, outcome.errors
    return json.loads(outcome.output)["rows"]


# ---- names


@pytest.mark.parametrize(
    ("kind", "written", "code", "remark"),
    [
        ("measure", "ARBTREN", "ARBTREN", None),
        ("measure", "arbeidstrening", "ARBTREN", None),
        ("measure", "work training", "ARBTREN", None),
        ("measure", "arbtr", "ARBTREN", "is taken as ARBTREN Arbeidstrening"),
        ("measure", "varig tilr skj", "VASV", "is taken as VASV"),
        ("measure", "AVKLARING", "AVKLARING", None),
        ("measure", "avklaring", "AVKLARAG", "also that of AVKLARING Avklaringstiltak"),
        ("measure", "oppfolging", "INDOPPFAG", "also that of OPPFOLG Oppfølging (gruppe)"),
        ("region", "5001", "kommune:5001", None),
        ("region", "trondheim", "kommune:5001", None),
        ("region", "Oslo", "fylke:03", "also that of kommune:0301 Oslo (kommune)"),
        ("region", "heroy nordland", "kommune:1818", None),
        ("region", "Viken", "fylke:30", None),
        ("region", "Os", "kommune:3430", "also that of kommune:0441"),
        ("status", "i alt", "_T", None),
        ("status", "nedsatt", "reduced_work_capacity", "is taken as"),
        ("group", "kvinner", "gender:F", None),
        ("group", "20-24", "age:Y20T24", "is taken as age:Y20T24"),
    ],
)
def test_a_name_means_one_member(
    five_reports: Build, kind: str, written: str, code: str, remark: str | None
) -> None:
    with open_published(five_reports.warehouse) as connection:
        member, said = find_member(connection, kind, written)
    assert member.code == code
    assert (said is None) if remark is None else (remark in said)


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        ("measure", "arbtren ing", "did you mean ARBTREN Arbeidstrening"),
        ("measure", "mentr", "did you mean MENTOR Mentor"),
        ("measure", "xyz", "tiltak codes measures"),
        ("measure", " ", "unknown measure"),
        ("measure", "arb", "ARBFORB Arbeidsforberedende trening, "),
        ("region", "Herøy", "kommune:1515 Herøy (Møre og Romsdal) or kommune:1818 Herøy"),
        ("region", "99", "fylke:99"),
        ("region", "trondhjem", "did you mean kommune:5001 Trondheim"),
    ],
)
def test_a_name_that_means_none_or_several_is_never_guessed(
    five_reports: Build, kind: str, written: str, words: str
) -> None:
    with (
        open_published(five_reports.warehouse) as connection,
        pytest.raises(WrongQuestionError, match=re.escape(words)),
    ):
        find_member(connection, kind, written)


def test_every_code_and_label_means_its_own_member(five_reports: Build) -> None:
    with open_published(five_reports.warehouse) as connection:
        for kind in MEMBERS:
            members = find_members(connection, kind)
            codes = {member.code for member in members}
            for member in members:
                # AVKLARING is the code of a group, `Avklaring` a measure.
                labels = {member.label, member.label.upper(), member.label.lower()} - codes
                for name in (member.code, *labels):
                    assert find_member(connection, kind, name)[0] == member, (kind, name)


def test_what_is_found_without_a_remark_bears_the_name(five_reports: Build) -> None:
    """A letter of a name taken out, put in or changed: no other is taken without a word."""
    rng = random.Random(21)
    letters = "abcdefghijklmnopqrstuvwxyzæøå 0123456789"
    tried = 0
    with open_published(five_reports.warehouse) as connection:
        members = {kind: find_members(connection, kind) for kind in MEMBERS}
        for _ in range(400):
            kind = rng.choice(list(MEMBERS))
            meant = rng.choice(members[kind])
            place = rng.randrange(len(meant.label))
            letter = rng.choice(["", rng.choice(letters)])
            written = meant.label[:place] + letter + meant.label[place + rng.randrange(2) :]
            try:
                found, remark = find_member(connection, kind, written)
            except WrongQuestionError:
                continue
            tried += 1
            assert (
                found == meant
                or remark
                or written.casefold()
                in (
                    found.code.casefold(),
                    *(name.casefold() for name in (found.label, *found.other_names)),
                )
            ), (kind, written, found)
    assert tried > 20


# ---- show


def test_a_series_on_the_screen(five_reports: Build) -> None:
    outcome = run_tiltak(
        "show", "arbeidstrening", "--region", "Trondheim", warehouse=five_reports.warehouse
    )
    assert outcome.exit_code == 0, outcome.errors
    head, unit, _, names, *lines = outcome.output.splitlines()
    assert head == "ARBTREN Arbeidstrening, _T I alt, kommune:5001 Trondheim"
    assert "people" in unit
    assert names.split()[:2] == ["month", "participants"]
    # `5001 Trondheim - Tråante  420  408  431`, the first of them the average.
    assert [line.split()[:2] for line in lines[:2]] == [["2026-01", "408"], ["2026-02", "431"]]
    assert lines[1].split()[2] == "+23"
    assert lines[1].endswith("[1] line 1099")
    assert lines[-1] == f"[1] {REPORTS[1].name}, published 2026-03-04"


def test_holes_hidden_numbers_and_breaks_are_marked(across_the_break: Build) -> None:
    def shown(*arguments: str) -> str:
        outcome = run_tiltak("show", *arguments, warehouse=across_the_break.warehouse)
        assert outcome.exit_code == 0, outcome.errors
        return outcome.output

    mentor = shown("mentor", "--group", "60 år og over")
    assert re.search(r"2024-05 +0–3 ", mentor) and "hides numbers below four" in mentor
    assert re.search(r"2024-12 to 2025-12 +– +no report of this month here", mentor)
    broken = shown("arbeidspraksis", "--status", "jobseeker")
    assert re.search(r"2025-04 .* series break +series break .*not comparable", broken)
    for status in ("_T", "reduced_work_capacity"):
        assert "break" not in shown("arbeidspraksis", "--status", status)


@pytest.mark.parametrize("by", ["fylke", "kommune", "gender", "age", "status", "measure"])
def test_a_table_has_what_the_facts_have(five_reports: Build, by: str) -> None:
    measure = [] if by == "measure" else ["ARBTREN"]
    rows = rows_of(
        run_tiltak(
            "show", *measure, "--by", by, "--month", "2026-02", "--json",
            warehouse=five_reports.warehouse,
        )
    )  # fmt: skip
    printed = {
        (row["measure_code"], row["status_code"], row["region_key"], row["demographic_code"]): (
            row["participants_low"],
            row["participants_high"],
            row["line_number"],
        )
        for row in rows
        if row["participants_low"] is not None
    }
    breakdown = "country" if by in ("status", "measure") else by
    where = {"status": "and status_code <> '_T'", "measure": "and measure_level = 'measure'"}
    expected = five_reports.query(
        "select measure_code, status_code, region_key, demographic_code, participants_low, "
        "participants_high, line_number from marts.obt_participants "
        "where breakdown = ? and month = date '2026-02-01' "
        + ("" if by == "measure" else "and measure_code = 'ARBTREN' ")
        + where.get(by, "and status_code = '_T'")
        + (" and status_code = '_T'" if by == "measure" else ""),
        breakdown,
    )
    assert printed == {row[:4]: row[4:] for row in expected}
    assert len(printed) > 1


def test_years_and_norwegian_words(five_reports: Build) -> None:
    def shown(*arguments: str) -> list[dict]:
        return rows_of(run_tiltak("show", *arguments, "--json", warehouse=five_reports.warehouse))

    months = [row["month"][:7] for row in shown("arbpraks", "--from", "2024", "--to", "2024")]
    assert months == [f"2024-{month:02}" for month in range(1, 13)]
    for norwegian, english in (
        ("kjønn", "gender"),
        ("Alder", "age"),
        ("fodselsregion", "birth_region"),
    ):
        assert shown("arbtren", "--by", norwegian) == shown("arbtren", "--by", english)


def test_kommuner_of_a_fylke(five_reports: Build) -> None:
    rows = rows_of(
        run_tiltak(
            "show", "oppfølging", "--by", "kommune", "--region", "trøndelag", "--json",
            warehouse=five_reports.warehouse,
        )
    )  # fmt: skip
    assert {row["region_key"][:10] for row in rows} == {"kommune:50"}
    assert {row["month"] for row in rows} == {"2026-01-01"}
    assert {row["measure_code"] for row in rows} == {"INDOPPFAG"}


def test_a_table_as_csv(five_reports: Build) -> None:
    outcome = run_tiltak("show", "mentor", "--by", "age", "--csv", warehouse=five_reports.warehouse)
    rows = list(csv.DictReader(io.StringIO(outcome.output)))
    assert [row["demographic_code"] for row in rows][-1] == "Y_GE60"
    assert (rows[-1]["participants"], rows[-1]["participants_high"]) == ("", "3")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["show"], 2, "give a measure or group"),
        (["show", "arbtren ing"], 2, "did you mean ARBTREN"),
        (["show", "mentor", "--by", "age", "--region", "Oslo"], 2, "for the whole country only"),
        (["show", "mentor", "--by", "fylke", "--region", "Oslo"], 2, "has no fylker here"),
        (["show", "mentor", "--from", "2025-01", "--to", "2024-01"], 2, "before the first"),
        (["show", "mentor", "--from", "2024-01", "--month", "2024-01"], 2, "--month, or --from"),
        (["show", "mentor", "--month", "yesterday"], 2, "yesterday"),
        (["show", "mentor", "--month", "2024"], 2, "2024"),
        (["show", "mentor", "--by", "farge"], 2, "kommune"),
        (["show", "mentor", "--json", "--csv"], 2, "--json or --csv"),
        (["show", "arbpraks", "--by", "gender"], 1, "is printed for _T I alt by country from"),
        (["show", "mentor", "--from", "2026-02"], 1, "neither zero nor hidden"),
        (["show", "VASV"], 1, "by nothing"),
        (["codes", "nothinglikeit"], 1, "nothing is called"),
        (["codes", "colours", "red"], 2, "measures, regions"),
        (["chart", "mentor", "-o", "x.gif"], 2, ".svg, .png, .html"),
        (["chart", "mentor", "-o", "/no/such/folder/x.svg"], 1, "could not be written"),
        (["chart", "oppfølging", "--by", "kommune", "-o", "x.svg"], 2, "more than can be read"),
        (["query", "select"], 2, "the query failed"),
        (["query", "select 1; select 2"], 2, "one statement"),
        (["query", "create table x as select 1"], 2, "read-only"),
        (["query", "copy (select 1) to 'x.csv'"], 2, "disabled"),
        (["query", "from read_text('/etc/hostname')"], 2, "disabled"),
        (["query", "set enable_external_access = true"], 2, "locked"),
    ],
)
def test_what_cannot_be_answered_is_said(
    five_reports: Build, arguments: list[str], exit_code: int, words: str
) -> None:
    outcome = run_tiltak(*arguments, warehouse=five_reports.warehouse)
    assert (outcome.exit_code, outcome.output) == (exit_code, "")
    assert words in outcome.errors and "Traceback" not in outcome.errors


# ---- chart


def test_a_line_stops_where_it_must() -> None:
    def month(number: int, value: int | None, is_break: bool = False) -> dict:
        return {"month": date(2025, number, 1), "participants": value, "is_series_break": is_break}

    rows = [month(1, 5), month(2, 6), month(3, None), month(4, 7, True), month(5, 8), month(6, 9)]
    assert [row["part"] for row in stretches(rows)] == [1, 1, 2, 3, 3, 3]
    assert [row["part"] for row in stretches([month(3, 5), month(4, 6, True)])] == [1, 2]
    # A month without a row, as of a region in a table that was printed once more without it.
    assert [row["part"] for row in stretches([month(3, 5), month(5, 6), month(6, 7)])] == [1, 2, 2]


def lines_of(svg: Path) -> list[int]:
    """How many points each line of a chart joins."""
    groups = ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}g")
    return sorted(
        len(re.findall("[ML]", path.get("d")))
        for group in groups
        if "mark-line" in group.get("class", "") and "role-mark" in group.get("class", "")
        for path in group.iter("{http://www.w3.org/2000/svg}path")
    )


@pytest.mark.parametrize(
    ("arguments", "lines", "has_break"),
    [
        # 26 months in a row, of which the break of April 2025 is after the fifteenth.
        (["--status", "jobseeker"], [11, 15], True),
        (["--status", "reduced_work_capacity"], [26], False),
        ([], [26], False),
        (["--by", "status", "--from", "2024-01"], [11, 11, 15, 15, 26], True),
        (["--status", "jobseeker", "--from", "2025-04"], [11], True),
        (["--status", "jobseeker", "--from", "2025-05"], [10], False),
        (["--status", "jobseeker", "--to", "2025-03"], [15], False),
    ],
)
def test_no_line_crosses_a_break_of_its_own(
    across_the_break: Build, tmp_path: Path, arguments: list[str], lines: list[int], has_break: bool
) -> None:
    file = tmp_path / "chart.svg"
    outcome = run_tiltak(
        "chart", "arbeidspraksis", *arguments, "-o", file, warehouse=across_the_break.warehouse
    )
    assert outcome.exit_code == 0, outcome.errors
    assert lines_of(file) == lines
    text = file.read_text("utf-8")
    assert ("brudd i serien april 2025" in text) == has_break
    assert "Antall deltakere" in text and "Kilde: Nav, TILT120 oppdatert" in text


def test_holes_are_holes_and_hidden_numbers_a_band(across_the_break: Build, tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    outcome = run_tiltak(
        "chart", "mentor", "--group", "60 år og over", "-o", file,
        warehouse=across_the_break.warehouse,
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.errors
    # January to April, June to November 2024; May 2024 and January 2026 are hidden.
    assert lines_of(file) == [4, 6]
    text = file.read_text("utf-8")
    assert len(re.findall(r'aria-roledescription="rect mark"', text)) == 2
    assert "Felt 0–3" in text and "Åpne steder" in text


def test_bars_say_what_is_hidden(five_reports: Build, tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    outcome = run_tiltak(
        "chart", "oppfølging", "--by", "kommune", "--region", "Trøndelag", "-o", file,
        warehouse=five_reports.warehouse,
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.errors
    text = file.read_text("utf-8")
    ((hidden,),) = five_reports.query(
        "select count(*) from marts.obt_participants where breakdown = 'kommune' and is_suppressed "
        "and fylke_code = '50' and measure_code = 'INDOPPFAG' and status_code = '_T' "
        "and month = date '2026-01-01'"
    )
    assert text.count("0–3 (skjult)</text>") == hidden > 0
    assert text.index(">Trondheim<") < text.index(">Orkland<") < text.index(">Frøya<")


def test_a_hidden_number_is_drawn_and_ranked_by_its_own_bounds() -> None:
    """A sum of a printed and a hidden number (`3943 + *`) is not 0 to 3."""

    def row(name: str, low: int | None, high: int | None) -> dict:
        return {
            "month": date(2025, 1, 1), "region_label": name, "participants_low": low,
            "participants_high": high, "participants": low if low == high else None,
            "is_suppressed": low != high, "is_series_break": False, "no_number_reason": None,
            "file_name": "a.txt", "report_code": None, "published_on": None,
        }  # fmt: skip

    rows = [row("Hidden", 0, 3), row("None", None, None), row("Sum", 3943, 3946), row("51", 51, 51)]
    answer = Answer({"region": Member("country:NO", "Norge")}, "fylke", rows)
    bars = draw(answer).to_dict()["vconcat"][0]["data"]["values"]
    assert [(bar["member"], bar["text"]) for bar in bars] == [
        ("Sum", "3\u00a0943–3\u00a0946 (skjult)"),
        ("51", "51"),
        ("Hidden", "0–3 (skjult)"),
        ("None", "ikke trykt"),
    ]


def test_a_chart_as_a_picture_and_as_a_page(
    across_the_break: Build, tmp_path: Path, browser: Browser
) -> None:
    for name in ("a.png", "a.html"):
        outcome = run_tiltak(
            "chart", "arbpraks", "--by", "status", "--from", "2024-01", "-o", tmp_path / name,
            warehouse=across_the_break.warehouse,
        )  # fmt: skip
        assert outcome.exit_code == 0, outcome.errors
    picture = Image.open(tmp_path / "a.png")
    assert min(picture.size) > 600
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20)) > 50
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "a.html").as_uri())
    page.get_by_text("brudd i serien april 2025").wait_for(timeout=30_000)
    assert "des" in page.inner_text("body") or "jan 2025" in page.inner_text("body")
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    page.close()


# ---- codes, query, status, trace, help


def test_codes_are_listed_with_their_months(five_reports: Build) -> None:
    outcome = run_tiltak("codes", "regions", "trondh", "--json", warehouse=five_reports.warehouse)
    (trondheim,) = json.loads(outcome.output)
    assert trondheim == {
        "kind": "region",
        "code": "kommune:5001",
        "label": "Trondheim",
        "other_names": "5001, Trondheim - Tråante",
        "first_month": "2026-01",
        "newest_month": "2026-02",
    }
    every = run_tiltak("codes", "--csv", warehouse=five_reports.warehouse)
    kinds = [row["kind"] for row in csv.DictReader(io.StringIO(every.output))]
    counts = five_reports.query(
        "select (select count(*) from marts.dim_measure), (select count(*) from marts.dim_region), "
        "(select count(*) from marts.dim_status), (select count(*) from marts.dim_demographic)"
    )
    assert tuple(map(kinds.count, ("measure", "region", "status", "group"))) == counts[0]
    assert "kommune:5001" in run_tiltak("codes", "trondh", warehouse=five_reports.warehouse).output


def test_a_query_of_ones_own(five_reports: Build) -> None:
    sql = (
        "select region_label, participants from participants_by_fylke "
        "where measure_code = 'ARBTREN' and month = date '2026-02-01' order by 2 desc"
    )
    shown = run_tiltak("query", sql, "--limit", 2, warehouse=five_reports.warehouse)
    assert shown.output.split() == [
        "region_label", "participants", "Trøndelag", "937", "Rogaland", "859",
    ]  # fmt: skip
    assert "the first 2 rows" in shown.errors
    as_csv = run_tiltak("query", sql, "--csv", warehouse=five_reports.warehouse)
    assert as_csv.output.splitlines()[:2] == ["region_label,participants", "Trøndelag,937"]
    as_json = run_tiltak("query", "select 1 as one", "--json", warehouse=five_reports.warehouse)
    assert json.loads(as_json.output) == [{"one": 1}]
    nothing = run_tiltak("query", f"{sql} limit 0", "--csv", warehouse=five_reports.warehouse)
    assert nothing.output.splitlines() == ["region_label,participants"]


def test_a_label_is_shown_as_it_is(five_reports: Build) -> None:
    outcome = run_tiltak("query", "select '[bold]*[/]' as x", warehouse=five_reports.warehouse)
    assert outcome.output.split() == ["x", "[bold]*[/]"]


def test_status_and_trace_as_json(five_reports: Build) -> None:
    status = json.loads(run_tiltak("status", "--json", warehouse=five_reports.warehouse).output)
    assert (status["report_count"], status["region_count"]) == (5, 7291)
    assert {kind["report_code"] for kind in status["newest_months"]} >= {"TILT120", "TILT140"}
    last = run_tiltak("status", "--last", "--json", warehouse=five_reports.warehouse)
    assert json.loads(last.output) == []
    traced = run_tiltak(
        "trace", "arbeidstrening", "--region", "trondheim", "--month", "2026-02", "--json",
        warehouse=five_reports.warehouse,
    )  # fmt: skip
    (printed,) = json.loads(traced.output)
    assert (printed["printed_value"], printed["line_number"]) == ("431", 1099)
    assert printed["text_around"]["1099"].startswith("5001 Trondheim")


@pytest.mark.parametrize("place", [0, 1])
def test_the_warehouse_is_named_before_or_after_the_command(
    five_reports: Build, tmp_path: Path, place: int
) -> None:
    arguments = ["status"]
    arguments[place:place] = ["--warehouse", str(five_reports.warehouse)]
    outcome = run_tiltak(*arguments, warehouse=tmp_path / "none.duckdb")
    assert outcome.output.startswith("reports: 5,"), outcome.errors


def test_help_is_not_cut() -> None:
    for command in ([], *([name] for name in main.commands)):
        shown = CliRunner().invoke(main, [*command, "--help"], terminal_width=80).output
        assert "Usage" in shown
        assert not re.search(r"\.\.\.\s*$", shown.partition("\n")[2], re.MULTILINE)


def test_the_reference_page_is_what_the_command_says() -> None:
    assert cli_page.PAGE.read_text("utf-8") == cli_page.written()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there(shell: str) -> None:
    finished = subprocess.run(
        [TILTAK],
        env={"_TILTAK_COMPLETE": f"{shell}_source", "PATH": "/usr/bin:/bin", "HOME": "/"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "_TILTAK_COMPLETE" in finished.stdout and finished.stderr == ""


def test_examples_in_the_help_stand_on_lines_of_their_own() -> None:
    shown = CliRunner().invoke(main, ["show", "--help"], terminal_width=80).output
    assert "\n  tiltak show mentor --by age\n" in shown and "\\b" not in shown
