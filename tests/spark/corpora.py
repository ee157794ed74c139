"""Reports to compare two engines on."""

import random
from collections.abc import Callable
from pathlib import Path

from benchmarks.corpus import write_corpus
from tests.conftest import REPORTS, report
from tests.reading.test_mutations import DAMAGES
from tests.support.cubes import drawn_plan, printed
from tests.support.forms import FORMS, Line, cells_of, decomposed, file_name, tabs
from tests.support.spoiled import WAYS

GENERATED_LINES = 130_000
# Reports are numbered as their files begin; 000 has most lines.
SMALL_REPORTS = (1, 2, 3, 4)
RANDOM_REPORTS = 60
SPOILED_REPORTS = 27
DAMAGED_REPORTS = 12
# Ends of lines and spaces that RE2, Java, DuckDB and Spark do not agree on.
ODD_CHARACTERS = "\v\f\x85\u2028\u2029\u3000\u1680\u2003\u2007\u202f\u200b\ufeff\r"


def five(folder: Path) -> None:
    """The five real reports."""
    for path in REPORTS:
        (folder / path.name).write_bytes(path.read_bytes())


def generated(folder: Path) -> None:
    """Reports of a hundred measures, all in one form."""
    write_corpus(folder / "corpus", GENERATED_LINES)


def odd(folder: Path) -> None:
    """Valid reports in odd forms and with odd characters, spoilt ones and damaged ones."""
    rng = random.Random("odd")
    for number in SMALL_REPORTS:
        lines = cells_of(report(number))
        for form, print_form in FORMS.items():
            (folder / file_name(f"real_{number}", form)).write_bytes(print_form(lines))
        for way, change in ODD_WAYS.items():
            (folder / f"{way}_{number}.txt").write_text(
                change(rng, lines), encoding="utf-8", newline=""
            )
    forms = list(FORMS)
    for number in range(RANDOM_REPORTS):
        drawn = printed(drawn_plan(random.Random(f"odd {number}"))).lines
        name = file_name(f"random_{number:03}", forms[number % len(forms)])
        (folder / name).write_bytes(
            FORMS[forms[number % len(forms)]]([[f"Utskrift {name}"], *drawn])
        )
    ways = list(WAYS.values())
    for number in range(SPOILED_REPORTS):
        spoil = ways[number % len(ways)]
        spoiled = spoil(printed(drawn_plan(random.Random(f"spoilt {number}"))), rng)
        (folder / f"spoilt_{number:03}.txt").write_bytes(FORMS["tabs"](spoiled.lines))
    for number in range(DAMAGED_REPORTS):
        content = REPORTS[rng.choice(SMALL_REPORTS)].read_bytes()
        for _ in range(3):
            content = rng.choice(DAMAGES)(rng, content)
        (folder / f"damaged_{number:03}.txt").write_bytes(content)


def with_odd_ends(rng: random.Random, lines: list[Line]) -> str:
    """A character that is no letter at the end or the beginning of each third line."""
    printed_lines = tabs(lines).split("\n")
    for place in range(0, len(printed_lines), 3):
        character = rng.choice(ODD_CHARACTERS.replace("\r", ""))
        line = printed_lines[place]
        printed_lines[place] = rng.choice([character + line, line + character])
    return "\n".join(printed_lines)


def with_odd_spaces(rng: random.Random, lines: list[Line]) -> str:
    """Another character for a space of each third label."""
    changed = [list(line) for line in lines]
    for line in changed[::3]:
        line[0] = line[0].replace(" ", rng.choice(ODD_CHARACTERS.replace("\r", "")), 1)
    return tabs(changed)


def with_odd_cells(rng: random.Random, lines: list[Line]) -> str:
    """Another character beside a value of each third line."""
    changed = [list(line) for line in lines]
    for line in changed[::3]:
        if len(line) > 1:
            place = rng.randrange(1, len(line))
            line[place] += rng.choice(ODD_CHARACTERS.replace("\r", ""))
    return tabs(changed)


def with_foreign_letters(rng: random.Random, lines: list[Line]) -> str:
    """Letters of other alphabets, with and without accents, composed and not, in some labels."""
    letters = ["Й", "ά", "ḯ", "Ǻ", "İ", "ß", "ﬁ", "\u017f", "Ω", "\u212a", "한", "が", "a\u030a"]
    changed = [list(line) for line in lines]
    for line in changed[::7]:
        line[0] += " " + rng.choice(letters)
    return tabs(changed)


ODD_WAYS: dict[str, Callable[[random.Random, list[Line]], str]] = {
    "ends": with_odd_ends,
    "spaces": with_odd_spaces,
    "cells": with_odd_cells,
    "letters": with_foreign_letters,
    "plain_spaces": lambda rng, lines: tabs(lines).replace("\xa0", " "),
    "decomposed_twice": lambda rng, lines: decomposed(decomposed(tabs(lines))),
}

CORPORA: dict[str, Callable[[Path], None]] = {"five": five, "generated": generated, "odd": odd}
