"""A changed report is reported: one digit, one line, one star; and a cut one says that it is."""

import re

import pytest

from tests.conftest import REPORTS, Build, report, run_tiltak

# Changes that were once looked at by hand: report, what is printed, what it becomes.
CHANGES = {
    "a digit of a total": (0, "I alt 21\xa0673 21\xa0673", "I alt 21\xa0673 21\xa0678"),
    "a digit of a fylke": (1, "03 Oslo\t640\t614\t665", "03 Oslo\t640\t614\t655"),
    "a digit of a kommune": (1, "4601 Bergen\t349\t343\t354", "4601 Bergen\t349\t343\t364"),
    "a digit of an average": (3, "Mentor\t295\t297", "Mentor\t275\t297"),
    "a digit of a group": (2, "Viken\t875\t894", "Viken\t876\t894"),
    "a line dropped": (4, "Menn\t3 876", None),
    "a total dropped": (2, "I alt opplæring\t13 027", None),
    "a star that becomes 0": (3, "99 Øvrige områder\t*\t*", "99 Øvrige områder\t*\t0"),
    "a star that becomes a number": (0, "Ukjent * *", "Ukjent 70 70"),
    "a number that becomes a star": (1, "Arbeidstrening\t7 105\t6 859", "Arbeidstrening\t7 105\t*"),
    "a value lost": (1, "Menn\t2 947\t2 823\t3 071", "Menn\t2 947\t2 823"),
}  # fmt: skip


@pytest.fixture(scope="module")
def changed_reports(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All changes in one build, each a report of its own, beside the unchanged ones."""
    folder = tmp_path_factory.mktemp("changed")
    for name, (number, printed, changed) in CHANGES.items():
        lines = report(number).split("\n")
        (position, *_) = [i for i, line in enumerate(lines) if line.startswith(printed)]
        if changed is None:
            del lines[position]
        else:
            lines[position] = lines[position].replace(printed, changed)
        (folder / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return run_tiltak("build", folder, *REPORTS, warehouse=folder / "warehouse" / "tiltak.duckdb")


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_report_is_quarantined(changed_reports: Build, change: str) -> None:
    states = changed_reports.query(
        "select state, failed_check_count > 0 from marts.dim_report where file_name = ?",
        f"{change}.txt",
    )
    assert states == [("quarantined", True)]
    (message,) = [line for line in changed_reports.errors.split("\n") if f"{change}.txt" in line]
    assert "quarantined" in message
    assert re.search(r"line \d+", message)


def test_the_others_are_published(changed_reports: Build) -> None:
    assert changed_reports.exit_code == 3
    assert changed_reports.query("select count(*) from marts.fct_participants") == [(7291,)]
    assert changed_reports.query("select count(*) from marts.fct_participants_vintage") == [(9658,)]


CUTS = {
    # report, lines that are left of it, characters that are left of the last one
    "after a row": (1, 346, None),
    "after a total": (3, 93, None),
    "in a row": (1, 345, -3),
    "where stars leave room": (0, 8043, None),
}


@pytest.fixture(scope="module")
def cut_reports(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Reports that end in the middle, all in one build."""
    folder = tmp_path_factory.mktemp("cut")
    for name, (number, lines, characters) in CUTS.items():
        text = "\n".join(report(number).split("\n")[:lines])[:characters]
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return run_tiltak("build", folder, warehouse=folder / "out" / "tiltak.duckdb")


@pytest.mark.parametrize("cut", CUTS)
def test_a_report_cut_in_the_middle_is_built_and_says_so(cut_reports: Build, cut: str) -> None:
    found = cut_reports.query(
        "select state, is_complete from marts.dim_report where file_name = ?", f"{cut}.txt"
    )
    assert found == [("accepted", False)]
    assert cut_reports.exit_code == 3
    assert f"{cut}.txt: incomplete, " in cut_reports.errors
