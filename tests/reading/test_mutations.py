"""Real reports, damaged at random: never a crash, no line lost, no number under another name.

Each published cell of a damaged report is one that the report prints undamaged, or stands on a line
that was damaged. What nobody can see on a page is counted apart: a number that is another where the
stars of its table leave room for it.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPORTS, Build, Figure, run_tiltak

SEED = 20261121
# How many damaged copies of each report: small ones more often, so that all are read in minutes.
COPIES = {0: 10, 1: 150, 2: 250, 3: 300, 4: 1300}
MOST_DAMAGES = 3


def drop_line(rng: random.Random, content: bytes) -> bytes:
    """Leave out a line."""
    lines = content.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def double_line(rng: random.Random, content: bytes) -> bytes:
    """Print a line twice."""
    lines = content.split(b"\n")
    place = rng.randrange(len(lines))
    return b"\n".join([*lines[: place + 1], *lines[place:]])


def swap_lines(rng: random.Random, content: bytes) -> bytes:
    """Exchange two lines, most often neighbours."""
    lines = content.split(b"\n")
    first = rng.randrange(len(lines) - 1)
    second = rng.choice([first + 1, rng.randrange(len(lines))])
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def change_digit(rng: random.Random, content: bytes) -> bytes:
    """Print another digit."""
    places = [place for place, byte in enumerate(content) if chr(byte).isdigit()]
    place = rng.choice(places)
    digit = rng.choice([d for d in b"0123456789" if d != content[place]])
    return content[:place] + bytes([digit]) + content[place + 1 :]


def flip_bit(rng: random.Random, content: bytes) -> bytes:
    """Flip one bit of a byte."""
    place = rng.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]


def drop_lines(rng: random.Random, content: bytes) -> bytes:
    """Leave out some lines that follow each other."""
    lines = content.split(b"\n")
    place = rng.randrange(len(lines))
    del lines[place : place + rng.randint(2, 15)]
    return b"\n".join(lines)


def cut_end(rng: random.Random, content: bytes) -> bytes:
    """End the file somewhere, most often within a number or a word."""
    return content[: rng.randrange(len(content) // 4, len(content))]


def drop_values(rng: random.Random, content: bytes) -> bytes:
    """Print a mark, or nothing, where the numbers of a line stand."""
    lines = content.split(b"\n")
    place = rng.choice([place for place, line in enumerate(lines) if re.search(rb"[0-9*]$", line)])
    mark = rng.choice([b"-", b"..", b"<4", b"NA", b""])
    lines[place] = re.sub(rb"(?<=[\t ])[0-9*][0-9* \xc2\xa0]*(?=\t|$)", mark, lines[place])
    return b"\n".join(lines)


DAMAGES: list[Callable[[random.Random, bytes], bytes]] = [
    drop_line, double_line, swap_lines, change_digit, change_digit, flip_bit, drop_lines, cut_end,
    drop_values,
]  # fmt: skip


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Damaged copies of all reports beside the reports, in one build."""
    folder: Path = tmp_path_factory.mktemp("damaged")
    rng = random.Random(SEED)
    for number, copies in COPIES.items():
        for copy in range(copies):
            content = REPORTS[number].read_bytes()
            for _ in range(rng.randint(1, MOST_DAMAGES)):
                content = rng.choice(DAMAGES)(rng, content)
            (folder / f"{number}_{copy:04}.txt").write_bytes(content)
    return run_tiltak("build", folder, *REPORTS, warehouse=folder / "out" / "tiltak.duckdb")


def test_it_is_published(damaged: Build) -> None:
    assert damaged.exit_code == 3, damaged.errors
    assert "Traceback" not in damaged.errors


def test_no_file_is_lost(damaged: Build) -> None:
    landed = {name for (name,) in damaged.query("select file_name from raw.report_files")}
    told_of = {
        Path(line.split(": ")[0]).name
        for line in damaged.errors.split("\n")
        if ": refused, " in line or ": same content as " in line
    }
    assert sum(COPIES.values()) >= 2000
    assert {
        f"{number}_{copy:04}.txt" for number, copies in COPIES.items() for copy in range(copies)
    } <= landed | told_of


def test_every_line_has_a_kind(damaged: Build) -> None:
    lost = damaged.query(
        """
        with kinds as (
            select report_id, sum(line_count) as line_count
            from marts.rpt_line_accounting group by report_id
        )

        select file_name
        from raw.report_files left join kinds using (report_id)
        where report_files.line_count is distinct from kinds.line_count
        """
    )
    assert lost == []


CHANGED = r"""
    with facts as (
        select
            dim_report.file_name, printed.*,
            regexp_replace(printed_value, '[^0-9*]', '', 'g') as printed_sign
        from marts.fct_participants_vintage as printed
        inner join marts.dim_report using (report_id)
    ),

    originals as (
        select * from facts where list_contains(?, file_name)
    )

    select
        facts.file_name,
        facts.line_number,
        originals.printed_value as printed_before,
        facts.printed_value,
        -- Stars are 0 to 3: a table that has some adds up with a number that is a little wrong.
        coalesce(bool_and(found_low < found_high), false)
            as is_hidden_by_stars
    from facts
    inner join originals
        on substring(originals.file_name, 3, 1) = left(facts.file_name, 1)
        and not list_contains(?, facts.file_name)
        and facts.measure_code = originals.measure_code
        and facts.status_code = originals.status_code
        and facts.region_level = originals.region_level
        and facts.region_code = originals.region_code
        and facts.demographic_dimension = originals.demographic_dimension
        and facts.demographic_code = originals.demographic_code
        and facts.month = originals.month
    left join marts.fct_check_result as checks
        on facts.report_id = checks.report_id
        and checks.check_code = 'table_sum'
        and checks.month = facts.month
        and checks.table_name = concat_ws(
            '/', facts.measure_code, facts.status_code,
            case
                when facts.region_level <> 'country' then facts.region_level
                else facts.demographic_dimension
            end
        )
    where facts.printed_sign <> originals.printed_sign
    group by all
"""


def test_no_number_is_changed_unnoticed(damaged: Build, figure: Figure) -> None:
    originals = [report.name for report in REPORTS]
    states = Counter(
        state
        for name, state in damaged.query("select file_name, state from marts.dim_report")
        if name not in originals
    )
    changed = damaged.query(CHANGED, originals, originals)
    assert [row for row in changed if not row[-1]] == []
    figure(
        f"{sum(COPIES.values()):,} damaged reports: {dict(states)}; numbers changed "
        f"unnoticed: {len(changed)}, all in tables whose stars leave room for them"
    )


MOVED = """
    with facts as (
        select
            dim_report.file_name, report_lines.line_text,
            printed.* exclude (report_id, published_on, is_newest)
        from marts.fct_participants_vintage as printed
        inner join marts.dim_report using (report_id)
        inner join raw.report_lines using (report_id, line_number)
    ),

    originals as (
        select * from facts where list_contains(?, file_name)
    )

    select
        facts.file_name, facts.line_number, facts.line_text, facts.measure_code, facts.status_code,
        facts.region_code, facts.demographic_code, facts.month
    from facts
    anti join originals
        on substring(originals.file_name, 3, 1) = left(facts.file_name, 1)
        and facts.measure_code = originals.measure_code
        and facts.status_code = originals.status_code
        and facts.region_level = originals.region_level
        and facts.region_code = originals.region_code
        and facts.demographic_dimension = originals.demographic_dimension
        and facts.demographic_code = originals.demographic_code
        and facts.month = originals.month
    semi join originals as same_lines
        on substring(same_lines.file_name, 3, 1) = left(facts.file_name, 1)
        and facts.line_text = same_lines.line_text
    where
        not list_contains(?, facts.file_name)
        -- A label or code that was damaged is an unknown one.
        and not contains(
            facts.measure_code || facts.status_code || facts.region_code || facts.demographic_code,
            'inferred_'
        )
        and (facts.region_level, facts.region_code) not in (
            select (region_level, region_code) from marts.dim_region where is_inferred
        )
"""


def test_no_undamaged_line_is_of_something_else(damaged: Build) -> None:
    originals = [report.name for report in REPORTS]
    moved = damaged.query(MOVED, originals, originals)
    assert moved == [], moved[:5]
