"""The shape of the models: each in its room, as models/README.md lists them, and one way."""

import fnmatch
import re
from pathlib import Path

import pytest

from loaders.project import PROJECT
from tests import road

MODELS = PROJECT / "models"
ROOMS = dict(
    re.findall(
        r"^\| `((?:staging|intermediate|marts|semantic)[\w/]*)` \| [^|]* \| ([^|]*) \|$",
        (MODELS / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
)
FILES = sorted(MODELS.rglob("*.sql"))
# Models that show a printed line, or say which reports are new, read what was landed; the list may
# only shrink.
READ_WHAT_WAS_LANDED = {
    "dim_report",
    "inferred_members",
    "int_new_reports",
    "rejected_lines",
    "rpt_trace",
}
# A model is about a screen. These are longer, for what they decide is decided from much at once;
# none may grow, and the list may only shrink.
LONGEST = 130
LONGER = {
    "codes_to_sum": 191,
    "dim_region": 181,
    "fct_participants_vintage": 137,
    "int_check_fylke_sum": 137,
    "int_check_region_name": 139,
    "int_check_lines": 167,
    "int_header_months": 149,
    "int_known_labels": 131,
    "int_label_beginnings": 149,
    "int_line_kinds": 186,
    "int_lines_without_values": 169,
    "int_numbers_in_labels": 143,
    "int_observations": 143,
    "int_read_rows": 198,
    "int_report_labels": 195,
    "int_report_periods": 158,
    "int_report_scope": 142,
    "int_report_states": 156,
    "int_row_numbers": 195,
    "int_row_splits": 145,
    "int_row_values": 186,
    "int_table_lines": 140,
    "int_text_runs": 162,
    "mean_participants": 185,
    "obt_participants": 183,
    "rpt_change": 167,
    "rpt_comparable_fylke": 194,
    "rpt_coverage": 136,
    "rpt_revisions": 164,
    "rpt_total_and_parts": 165,
    "series": 188,
    "stg_report_lines": 190,
}


def test_the_readme_lists_the_rooms() -> None:
    rooms = {file.parent.relative_to(MODELS).as_posix() for file in FILES}
    assert set(ROOMS) == {
        room
        for room in rooms
        if room not in ("marts/answers/functions", "marts/answers/participants_by")
    }
    assert len(FILES) > 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_model_is_in_its_room(file: Path) -> None:
    relative = file.relative_to(MODELS)
    room = next(room for room in ROOMS if relative.as_posix().startswith(f"{room}/"))
    within = relative.relative_to(room).with_suffix("").as_posix()
    patterns = re.findall(r"`([\w*/]+)`", ROOMS[room])
    assert any(fnmatch.fnmatch(within, pattern) for pattern in patterns)
    prefixes = {"staging": ("stg_",), "intermediate": ("int_",), "semantic": ("time_spine_",)}
    layer = relative.parts[0]
    assert layer not in prefixes or file.stem.startswith(prefixes[layer])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_model_is_described_by_what_one_row_is(file: Path) -> None:
    (description,) = [
        match
        for yaml in file.parent.glob("*.yml")
        for match in re.findall(
            rf"  - name: {file.stem}\n    description: (?:>-\n      )?\"?([^\n]*)",
            yaml.read_text("utf-8"),
        )
    ]
    assert description.startswith("One row per ")


def test_there_is_one_way_through_the_layers() -> None:
    layers = {file.stem: file.relative_to(MODELS).parts[0] for file in FILES}
    order = ["staging", "intermediate", "marts", "semantic"]
    against = {
        (file.stem, read)
        for file in FILES
        for read in re.findall(r"ref\('(\w+)'\)", file.read_text("utf-8"))
        if read in layers and order.index(layers[read]) > order.index(layers[file.stem])
    }
    assert against == set()


def test_only_staging_reads_what_was_landed() -> None:
    reading = {file.stem for file in FILES if "source(" in file.read_text("utf-8")}
    assert {name for name in reading if not name.startswith("stg_")} == READ_WHAT_WAS_LANDED


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem.startswith("int_")], ids=lambda file: file.stem
)
def test_a_model_of_the_reading_has_a_unit_test(file: Path) -> None:
    described = file.with_suffix(".yml").read_text("utf-8")
    assert f"    model: {file.stem}\n" in described


def test_models_are_about_a_screen() -> None:
    lengths = {file.stem: len(file.read_text("utf-8").splitlines()) for file in FILES}
    grown = {name: lines for name, lines in lengths.items() if lines > LONGER.get(name, LONGEST)}
    assert grown == {}
    assert {name for name in LONGER if lengths.get(name, 0) <= LONGEST} == set()


def test_the_readme_has_each_model_as_it_is() -> None:
    text = road.README.read_text("utf-8")
    assert text == road.written(text), "python -m tests.road"
