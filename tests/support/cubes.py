"""Random reports of the family with the cube that is printed in them.

A cube is consistent as Nav's are: kommuner add up to fylker; fylker, statuses and demographic
groups to the measure; measures to the whole. A value below 4 is printed as `*`, an average is
rounded half up.
"""

import csv
import functools
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from loaders.project import PROJECT
from tests.support.forms import Line

MONTHS = [
    "Januar", "Februar", "Mars", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Desember",
]  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2018, 2026
ROWS_ON_A_PAGE = 11
BREAKDOWNS = {
    "gender": "kjønn",
    "age": "alder",
    "immigrant": "innvandrer status",
    "birth_region": "fødeland innvandrere",
    "education": "utdanning",
}
# What is unknown, as it would be printed, and the code it is kept under.
UNKNOWN_MEASURES = (
    ("inferred_nytttiltak", "Nytt tiltak"),
    ("inferred_jobbsjanse2", "Jobbsjanse 2"),
)
UNKNOWN_STATUS = ("inferred_permittertepatiltak", "Permitterte på tiltak")
UNKNOWN_AGE = ("Y60T66", "60-66 år")
UNKNOWN_KOMMUNE_NAME = "Nykommune"
UNKNOWN_BREAKDOWN = {"inferred_industri": "Industri", "inferred_bygg": "Bygg"}

Key = tuple[str, str, str, str, str, str, date]
Counts = list[int]


@functools.cache
def seed(name: str) -> tuple[dict[str, str], ...]:
    """Read a seed of the project."""
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@dataclass(frozen=True)
class Plan:
    """What a random report is like; the counts in it follow from `number_seed`."""

    report_code: str
    year: int
    month_count: int
    measure_count: int
    kommune_count: int
    breakdowns: tuple[str, ...]
    largest_count: int
    prints_averages: bool
    prints_code: bool
    prints_headings: bool
    prints_fylke_codes: bool
    period_after_table: bool
    has_unknown_members: bool
    number_seed: int
    # The numbers are drawn for all months of the plan; a report early in the year prints fewer.
    printed_month_count: int | None = None
    published_on: date = date(2027, 3, 2)


def plans(largest_counts: Iterable[int] = (6, 60, 900, 2500, 14000)) -> st.SearchStrategy[Plan]:
    """Plans of reports of any type, year, number of months and layout."""
    return st.builds(
        Plan,
        report_code=st.sampled_from([row["report_code"] for row in seed("report_type")]),
        year=st.integers(FIRST_YEAR, LAST_YEAR),
        month_count=st.integers(1, 12),
        measure_count=st.integers(1, 3),
        kommune_count=st.integers(1, 5),
        breakdowns=st.lists(
            st.sampled_from([*BREAKDOWNS, "unknown_breakdown"]), max_size=2, unique=True
        ).map(tuple),
        largest_count=st.sampled_from(list(largest_counts)),
        prints_averages=st.booleans() | st.just(True),
        prints_code=st.booleans() | st.just(True),
        prints_headings=st.booleans() | st.just(True),
        prints_fylke_codes=st.booleans() | st.just(True),
        period_after_table=st.booleans(),
        has_unknown_members=st.booleans(),
        number_seed=st.integers(0, 2**32 - 1),
    )


def drawn_plan(rng: random.Random) -> Plan:
    """Draw a plan of the same kinds as `plans`, the same in every process.

    What hypothesis draws depends also on which modules are imported before.
    """
    return Plan(
        report_code=rng.choice([row["report_code"] for row in seed("report_type")]),
        year=rng.randint(FIRST_YEAR, LAST_YEAR),
        month_count=rng.randint(1, 12),
        measure_count=rng.randint(1, 3),
        kommune_count=rng.randint(1, 5),
        breakdowns=tuple(rng.sample([*BREAKDOWNS, "unknown_breakdown"], rng.randint(0, 2))),
        largest_count=rng.choice([6, 60, 900, 2500, 14000]),
        prints_averages=rng.random() < 0.75,
        prints_code=rng.random() < 0.75,
        prints_headings=rng.random() < 0.75,
        prints_fylke_codes=rng.random() < 0.75,
        period_after_table=rng.random() < 0.5,
        has_unknown_members=rng.random() < 0.5,
        number_seed=rng.randrange(2**32),
    )


@dataclass
class RandomReport:
    """A report as lines of cells, and each number in it by its coordinates.

    `keys_of_lines` has what each line with numbers is of, by its place in `lines`.
    """

    plan: Plan
    lines: list[Line] = field(default_factory=list)
    cells: dict[Key, str] = field(default_factory=dict)
    keys_of_lines: dict[int, tuple[str, ...]] = field(default_factory=dict)


def printed(plan: Plan) -> RandomReport:
    """Print a report by its plan."""
    return Printer(plan).print()


class Printer:
    """Prints one random cube."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rng = random.Random(plan.number_seed)
        self.report_type = next(
            row for row in seed("report_type") if row["report_code"] == plan.report_code
        )
        self.months = [date(plan.year, number + 1, 1) for number in range(plan.month_count)]
        self.report = RandomReport(plan)
        printed = plan.printed_month_count or plan.month_count
        self.period = f"Januar {plan.year} - {MONTHS[printed - 1]} {plan.year}"
        average = ["Gjennomsnitt hittil i år"] if plan.prints_averages else []
        self.header = ["", *average, *MONTHS[:printed]]

    def print(self) -> RandomReport:
        """Print the report: measures, statuses, then each breakdown of each measure."""
        names = self.members()
        regions = {code: self.kommuner() for code in names}
        totals = {code: add(regions[code].values()) for code in names}
        whole = self.report_type["total_measure_code"]
        statuses = {
            row["status_code"]: row["status_name"]
            for row in seed("status")
            if row["status_code"] != "_T"
        }
        if self.plan.has_unknown_members:
            statuses |= dict([UNKNOWN_STATUS])
        by_status = {code: self.split(totals[code], list(statuses)) for code in names}
        self.front()
        self.heading("Tiltak")
        self.table("I alt", (whole, "_T"), "measure", {c: (names[c], totals[c]) for c in names})
        self.heading("Arbeidsmarkedsstatus og tiltak")
        for status, label in statuses.items():
            rows = {c: (names[c], by_status[c][status]) for c in names}
            self.table(f"I alt {label}", (whole, status), "measure", rows)
        self.heading("Tiltak og fylke")
        for code in names:
            fylker: dict[str, Counts] = defaultdict(lambda: [0] * len(self.months))
            for kommune, counts in regions[code].items():
                fylke = kommune if kommune == "unknown" else kommune[:2]
                fylker[fylke] = add([fylker[fylke], counts])
            rows = {fylke: (self.fylke_label(fylke), fylker[fylke]) for fylke in sorted(fylker)}
            self.table(f"I alt {names[code].lower()}", (code, "_T"), "fylke", rows)
        for breakdown in self.plan.breakdowns:
            self.heading(f"Tiltak og {BREAKDOWNS.get(breakdown, 'næring')}", is_needed=True)
            groups = self.groups(breakdown)
            for code in names:
                split = self.split(totals[code], list(groups))
                rows = {group: (groups[group], split[group]) for group in groups}
                self.table(f"I alt {names[code].lower()}", (code, "_T"), breakdown, rows)
        self.heading("Tiltak og kommune")
        for code in names:
            rows = {k: (self.kommune_label(k), counts) for k, counts in regions[code].items()}
            self.table(f"I alt {names[code].lower()}", (code, "_T"), "kommune", rows)
        return self.report

    def members(self) -> dict[str, str]:
        """Choose measures of the report, or for TILT100 groups, with their names."""
        total = self.report_type["total_measure_code"]
        if total == "_T":
            known = {
                row["measure_group_code"]: row["measure_group_name"]
                for row in seed("measure_group")
                if row["measure_group_code"] not in ("_T", "JOBBSKAP_TILRETTE")
            }
        else:
            groups = {
                row["measure_group_code"]
                for row in seed("measure_group")
                if total in (row["measure_group_code"], row["printed_with_group_code"])
            }
            known = {
                row["measure_code"]: row["measure_name"]
                for row in seed("measure")
                if row["measure_group_code"] in groups
            }
        count = min(len(known), max(self.plan.measure_count, 2 if total == "_T" else 1))
        chosen = sorted(self.rng.sample(sorted(known), count))
        names = {code: known[code] for code in chosen}
        if self.plan.has_unknown_members:
            # Without an average nothing tells a number at the end of a label from values after it.
            code, name = UNKNOWN_MEASURES[self.rng.randrange(2) if self.plan.prints_averages else 0]
            names[code] = name
        return names

    def groups(self, breakdown: str) -> dict[str, str]:
        """Choose the groups of a demographic breakdown, with their labels."""
        if breakdown == "unknown_breakdown":
            return UNKNOWN_BREAKDOWN
        groups = {
            row["demographic_code"]: row["demographic_name"]
            for row in seed("demographic")
            if row["demographic_dimension"] == breakdown
        }
        if breakdown == "age" and self.plan.has_unknown_members:
            del groups["Y_GE60"]
            groups |= dict([UNKNOWN_AGE])
        return groups

    def kommuner(self) -> dict[str, Counts]:
        """Draw counts for some kommuner that were there at the time, and for `Ukjent`."""
        chosen = self.rng.sample(sorted(kommune_names(self.plan.year)), self.plan.kommune_count)
        if self.plan.has_unknown_members:
            chosen.append(chosen[0][:2] + "99")
        size = self.plan.largest_count
        return {
            code: [self.rng.randint(0, size) for _ in self.months]
            for code in [*sorted(chosen), "unknown"]
        }

    def split(self, counts: Counts, parts: list[str]) -> dict[str, Counts]:
        """Split counts at random into parts that add up to them."""
        result = {part: [0] * len(counts) for part in parts}
        for position, count in enumerate(counts):
            cuts = sorted(self.rng.randint(0, count) for _ in parts[1:])
            for part, low, high in zip(parts, [0, *cuts], [*cuts, count], strict=True):
                result[part][position] = high - low
        return result

    def fylke_label(self, code: str) -> str:
        """Label a fylke by code and name as they were, in old reports by the name alone."""
        if code == "unknown":
            return "Ukjent"
        rows = [
            row
            for row in seed("fylke")
            if row["fylke_code"] == code and is_valid(row, self.plan.year)
        ]
        if not self.plan.prints_fylke_codes:
            return rows[0]["fylke_name"]
        return f"{code} {rows[0]['fylke_name_full']}"

    def kommune_label(self, code: str) -> str:
        """Label a kommune by code and name."""
        if code == "unknown":
            return "Ukjent"
        return f"{code} {kommune_names(self.plan.year).get(code, UNKNOWN_KOMMUNE_NAME)}"

    def front(self) -> None:
        """Print what stands before the first table."""
        if self.plan.prints_code:
            name = f"{self.plan.report_code} {self.report_type['report_name']}. Demografi."
            self.report.lines.append([name])
        self.report.lines += [
            ["Innhold i rapporten"],
            ["I henhold til Statistikklovens § 7-1 har NAV valgt å erstatte verdier i celler"],
            ["hvor tallene er mindre enn 4 med spesialtegn «*»."],
        ]

    def heading(self, text: str, is_needed: bool = False) -> None:
        """Print the heading of a section with the date of publication."""
        if self.plan.prints_headings or is_needed:
            self.report.lines += [
                [""],
                [text],
                [f"Rapport oppdatert: {self.plan.published_on:%d.%m.%Y}"],
                [""],
            ]

    def table(
        self,
        label: str,
        total: tuple[str, str],
        breakdown: str,
        rows: dict[str, tuple[str, Counts]],
    ) -> None:
        """Print a table in pages, each with its header and total."""
        measure, status = total
        counts = add([row[1] for row in rows.values()])
        items = list(rows.items())
        for start in range(0, len(items), ROWS_ON_A_PAGE):
            if not self.plan.period_after_table:
                self.report.lines.append([self.period])
            self.report.lines.append(self.header)
            self.row(label, counts, (measure, status, "country", "NO", "_T", "_T"))
            for code, (row_label, row_counts) in items[start : start + ROWS_ON_A_PAGE]:
                if breakdown == "measure":
                    key = (code, status, "country", "NO", "_T", "_T")
                elif breakdown in ("fylke", "kommune"):
                    key = (measure, status, breakdown, code, "_T", "_T")
                elif breakdown == "unknown_breakdown":
                    key = (measure, status, "country", "NO", "naring", code)
                else:
                    key = (measure, status, "country", "NO", breakdown, code)
                self.row(row_label, row_counts, key)
            if self.plan.period_after_table:
                self.report.lines.append([self.period])
            self.report.lines.append([""])

    def row(self, label: str, counts: Counts, key: tuple[str, ...]) -> None:
        """Print a row and remember its cells."""
        counts = counts[: self.plan.printed_month_count]
        average = (2 * sum(counts) + len(counts)) // (2 * len(counts))
        averages = [printed_value(average)] if self.plan.prints_averages else []
        values = [printed_value(count) for count in counts]
        self.report.keys_of_lines[len(self.report.lines)] = key
        self.report.lines.append([label, *averages, *values])
        for month, value in zip(self.months, values, strict=False):
            self.report.cells[(*key, month)] = value.replace(" ", "")


@functools.cache
def kommune_names(year: int) -> dict[str, str]:
    """Name the kommuner of a year; those that ended before 2020 are in the seed of changes."""
    names = {
        row["kommune_code"]: row["kommune_name"] for row in seed("kommune") if is_valid(row, year)
    }
    if year >= 2020:
        return names
    changes = seed("kommune_change")
    came_later = {row["new_code"] for row in changes}
    ended = {
        row["old_code"]: row["old_name"]
        for row in changes
        if f"{year}-12-31" < row["effective_from"] <= "2020-01-01" and row["old_code"] not in names
    }
    in_2020 = {
        row["kommune_code"]: row["kommune_name"]
        for row in seed("kommune")
        if row["valid_from"] == "2020-01-01" and row["kommune_code"] not in came_later
    }
    return in_2020 | ended


def is_valid(row: dict[str, str], year: int) -> bool:
    """Whether a row of a seed is valid at the end of a year."""
    return row["valid_from"] <= f"{year}-12-31" and (
        not row["valid_to"] or row["valid_to"] >= f"{year}-12-31"
    )


def add(rows: Iterable[Counts]) -> Counts:
    """Add up counts month by month."""
    return [sum(column) for column in zip(*rows, strict=True)]


def printed_value(count: int) -> str:
    """Print a count as Nav does: digits grouped, `*` for fewer than 4."""
    return "*" if count < 4 else f"{count:,}".replace(",", " ")
