"""Random reports with one thing in them that cannot be recognised, or is written in another way.

Each way to spoil a report gives its lines, and what it still prints: the value of each cell by its
coordinates. Whatever is published must be among these.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.support.cubes import MONTHS, Key, RandomReport
from tests.support.forms import Line

# Other statistics of Nav, as their titles name them.
OTHER_TITLES = (
    "HL060 Helt ledige. Fylke og kommune. Tidsserie måned",
    "Helt ledige. Fylke og kommune. Tidsserie måned",
    "NED110 Nedsatt arbeidsevne. Fylke. Tidsserie måned",
    "Personer med nedsatt arbeidsevne. Demografi. Tidsserie måned",
    "Ledige stillinger. Yrke. Tidsserie måned",
    "Arbeidssøkere. Fylke og kommune. Tidsserie måned",
    "Mottakere av dagpenger. Demografi. Tidsserie måned",
    "AAP200 Mottakere av arbeidsavklaringspenger",
    "Kilde: NAV Delvis ledige. Fylke. Tidsserie måned",
    "Utgifter til tiltak. Fylke. Tidsserie måned",
    "Sykefravær. Næring. Tidsserie måned",
    "Helt ledige og tiltaksdeltakere. Tidsserie måned",
)
# What a column can be that is no month.
NO_MONTHS = (
    "Kvinner", "Menn", "I alt", "2024", "1. kvartal", "Endring", "Endring i prosent", "Prosent",
    "Hele året", "Andel", "Antall i fjor", "Uke 5", "Sum", "4. kv. 2025", "Oslo", "Snitt 2024",
    "Januar-mars", "13", "Måned",
)  # fmt: skip
# What stands where a number is missing.
NO_VALUES = (
    "-",
    "\u2013",
    "..",
    "...",
    ":",
    ".",
    "<4",
    "< 4",
    "NA",
    "n/a",
    "x",
    "X",
    "\u2026",
    "?",
    "(4)",
    "",
)
# What may stand between rows, and is none.
TEXTS = (
    "Kontakt med arbeidsgiver", "Se merknad", "Nye tall", "03 Oslo", "Mentor", "Kvinner",
    "Tabell 3", "Menn", "Oppfølging", "Kvinner Menn", "2024 2025",
)  # fmt: skip
# Months of the year before would have the regions of then.
YEARS_OF_NEW_REGIONS = (2018, 2020, 2024, 2026)
MARKS = ("<sup>1</sup>", "¹", "<sup>2)</sup>", "²", " 1)", " 12)", "^1^", "[^1]")


@dataclass(frozen=True)
class Spoiled:
    """A spoilt report: its lines, the cells that it still prints, and how it was spoilt.

    `is_whole` says that all of these cells must be published, as all of it can be recognised;
    `needs_cells`, that this is so only where a form keeps each cell apart, empty ones too.
    """

    lines: list[Line]
    cells: dict[Key, str]
    how: str
    is_whole: bool = False
    needs_cells: bool = False


def is_header(line: Line) -> bool:
    """Whether a line of a random report is a header."""
    return len(line) > 1 and line[0] == ""


def is_row(line: Line) -> bool:
    """Whether a line of a random report is a row or a total."""
    return len(line) > 1 and line[0] != ""


def another_statistic(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print the title of another statistic, before the report or instead of its own."""
    title = rng.choice(OTHER_TITLES)
    lines = [line for line in report.lines if not line[0].startswith("TILT")]
    if rng.random() < 0.3:
        lines = report.lines
    place = rng.choice([0, 0, len(lines) // 2])
    return Spoiled([*lines[:place], [title], *lines[place:]], {}, f"title {title}")


def header_cell(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print something else in one cell of each header."""
    header = next(line for line in report.lines if is_header(line))
    place = rng.randrange(1, len(header))
    word = rng.choice(NO_MONTHS)
    lines = [
        [*line[:place], word, *line[place + 1 :]] if is_header(line) else line
        for line in report.lines
    ]
    return Spoiled(lines, {}, f"{header[place]} is {word}")


STYLES: dict[str, Callable[[str, int, int], str]] = {
    "with its year": lambda name, month, year: f"{name} {year}",
    "lower case": lambda name, month, year: name.lower(),
    "capitals": lambda name, month, year: name.upper(),
    "short": lambda name, month, year: name[:3].lower() + ".",
    "short with year": lambda name, month, year: f"{name[:3]} {year}",
    "short, two digits": lambda name, month, year: f"{name[:3].lower()}-{year % 100:02}",
    "year first": lambda name, month, year: f"{year}-{month:02}",
    "slash": lambda name, month, year: f"{month:02}/{year}",
    "SDMX": lambda name, month, year: f"{year}M{month:02}",
    "day": lambda name, month, year: f"01.{month:02}.{year}",
    "last day": lambda name, month, year: (
        date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    ).isoformat(),
    "footnote": lambda name, month, year: f"{name}¹",
    "footnote in brackets": lambda name, month, year: f"{name} 1)",
    "star": lambda name, month, year: f"{name}*",
    "raised": lambda name, month, year: f"{name}<sup>2</sup>",
    "quoted": lambda name, month, year: f'"{name}"',
}


def months_as_people_write_them(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print the months in any order and style, with the columns under them."""
    header = next(line for line in report.lines if is_header(line))
    count = sum(name in MONTHS for name in header)
    order = list(range(count))
    if rng.random() < 0.7:
        rng.shuffle(order)
    style = rng.choice(list(STYLES))
    lines = []
    for line in report.lines:
        if len(line) == 1:
            lines.append(line)
            continue
        first = len(line) - count
        cells = [line[first + place] for place in order]
        if is_header(line):
            cells = [
                STYLES[style](name, MONTHS.index(name) + 1, report.plan.year) for name in cells
            ]
        lines.append([*line[:first], *cells])
    return Spoiled(lines, report.cells, f"months {style}, order {order}", is_whole=True)


def years_above_months(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print a row with the year above the months, where the report may name no period.

    Some print the last months of the year before too, each year above its first month.
    """
    has_period = rng.random() < 0.5
    count = report.plan.month_count
    before = rng.randrange(count) if report.plan.year not in YEARS_OF_NEW_REGIONS else 0
    months = [
        (report.plan.year - (place < before), (place - before) % len(MONTHS))
        for place in range(count)
    ]
    lines: list[Line] = []
    for line in report.lines:
        if is_header(line):
            names = [*line[: len(line) - count], *(MONTHS[month] for _, month in months)]
            years = [""] * (len(line) - count) + [
                "" if place and months[place][0] == months[place - 1][0] else str(year)
                for place, (year, _) in enumerate(months)
            ]
            lines += [years, names]
        elif len(line) > 1 or not line[0].startswith("Januar "):
            lines.append(line)
        elif has_period or before:
            (first_year, first), (last_year, last) = months[0], months[-1]
            lines.append([f"{MONTHS[first]} {first_year} - {MONTHS[last]} {last_year}"])
    cells = {
        (*key[:-1], date(months[key[-1].month - 1][0], months[key[-1].month - 1][1] + 1, 1)): value
        for key, value in report.cells.items()
    }
    how = f"year above, period {has_period}, {before} months of the year before"
    return Spoiled(lines, cells, how, is_whole=True, needs_cells=before > 0)


def row_without_values(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print marks, or nothing, instead of the values of one row."""
    places = [place for place, line in enumerate(report.lines) if is_row(line)]
    place = rng.choice(places)
    mark = rng.choice(NO_VALUES)
    label, *values = report.lines[place]
    lines = list(report.lines)
    lines[place] = [label, *(mark for _ in values)]
    lost = report.keys_of_lines.get(place)
    printed_elsewhere = {
        key for other, key in report.keys_of_lines.items() if other != place and key == lost
    }
    cells = report.cells
    if lost is not None and not printed_elsewhere:
        cells = {key: value for key, value in report.cells.items() if key[:-1] != lost}
    return Spoiled(lines, cells, f"line {place} ({label}) has {mark!r}")


def marks_beside_numbers(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print the mark of a footnote after some numbers and labels."""
    mark = rng.choice(MARKS)
    lines = []
    for printed in report.lines:
        line = printed
        if is_row(printed):
            label, *values = printed
            if rng.random() < 0.1 and not label[-1].isdigit():
                label += mark
            line = [
                label,
                *(
                    value + mark if value != "*" and rng.random() < 0.1 else value
                    for value in values
                ),
            ]
        lines.append(line)
    return Spoiled(lines, report.cells, f"marks {mark!r}", is_whole=True)


def part_taken_away(report: RandomReport, rng: random.Random) -> Spoiled:
    """Leave out a line, a page, a column, or all after some line."""
    lines = list(report.lines)
    how = rng.choice(["line", "lines", "page", "column", "column of rows", "end"])
    if how == "line":
        del lines[rng.randrange(len(lines))]
    elif how == "lines":
        start = rng.randrange(len(lines))
        del lines[start : start + rng.randint(2, 6)]
    elif how == "page":
        headers = [place for place, line in enumerate(lines) if is_header(line)]
        start = rng.choice(headers)
        end = next((place for place in headers if place > start), len(lines))
        del lines[start:end]
    elif how == "end":
        del lines[rng.randrange(len(lines) // 2, len(lines)) :]
    else:
        width = max(map(len, lines))
        place = rng.randrange(1, width)
        lines = [
            [*line[:place], *line[place + 1 :]]
            if len(line) > 1 and (how == "column" or not is_header(line))
            else line
            for line in lines
        ]
    return Spoiled(lines, report.cells, f"without a {how}")


def front_of_page_taken_away(report: RandomReport, rng: random.Random) -> Spoiled:
    """Leave out the header and the total of one page, and perhaps its rows but the last.

    If the last row of some page is stars, it is that one: sums leave room for it in any table.
    """
    pages = []
    for start, line in enumerate(report.lines):
        if is_header(line):
            end = start + 1
            while end < len(report.lines) and is_row(report.lines[end]):
                end += 1
            pages.append((start, end - 1))
    starred = [
        (start, last) for start, last in pages if not "".join(report.lines[last][1:]).strip("*")
    ]
    start, last = rng.choice(starred or pages)
    end = rng.choice([start + 2, last])
    lines = [*report.lines[:start], *report.lines[end:]]
    return Spoiled(lines, report.cells, f"without lines {start} to {end - 1}")


def text_within_tables(report: RandomReport, rng: random.Random) -> Spoiled:
    """Print a line of text somewhere between the rows."""
    text = rng.choice(TEXTS)
    places = [place for place, line in enumerate(report.lines) if is_row(line)]
    place = rng.choice(places)
    lines = [*report.lines[:place], [text], *report.lines[place:]]
    return Spoiled(lines, report.cells, f"{text} before line {place}")


WAYS: dict[str, Callable[[RandomReport, random.Random], Spoiled]] = {
    "another statistic": another_statistic,
    "a cell of the header that is no month": header_cell,
    "months as people write them": months_as_people_write_them,
    "the year above the months": years_above_months,
    "a row without values": row_without_values,
    "marks beside numbers": marks_beside_numbers,
    "a part taken away": part_taken_away,
    "text within tables": text_within_tables,
    "a page without its header and total": front_of_page_taken_away,
}
