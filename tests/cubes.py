"""Random reports of the family with the cube that is printed in them.

A cube is consistent as Nav's are: kommuner add up to fylker; fylker, statuses and demographic
groups to the measure; measures to the whole. A value below 4 is printed as `*`, an average is
rounded half up.
"""

import csv
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from loaders.project import PROJECT
from tests.forms import Line

MONTHS = [
    "Januar", "Februar", "Mars", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Desember",
]  # fmt: skip
STATUSES = {
    "jobseeker": "Arbeidssøkere på tiltak",
    "reduced_work_capacity": "Nedsatt arbeidsevne, på tiltak",
    "other": "Andre på tiltak",
}
ROWS_ON_A_PAGE = 11

Key = tuple[str, str, str, str, str, str, date]
Counts = list[int]


def seed(name: str) -> list[dict[str, str]]:
    """Read a seed of the project."""
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class RandomReport:
    """A report as lines of cells, and each number in it by its coordinates."""

    lines: list[Line] = field(default_factory=list)
    cells: dict[Key, str] = field(default_factory=dict)


def random_report(rng: random.Random) -> RandomReport:
    """Make a report of a random type, year and number of months."""
    report_type = rng.choice(seed("report_type"))
    year = rng.choice([2020, 2021, 2022, 2023, 2024, 2025, 2026])
    months = [date(year, number + 1, 1) for number in range(rng.randint(1, 12))]
    return Printer(rng, report_type, months).print()


class Printer:
    """Prints one random cube."""

    def __init__(self, rng: random.Random, report_type: dict[str, str], months: list[date]) -> None:
        self.rng = rng
        self.report_type = report_type
        self.months = months
        self.report = RandomReport()
        self.period = (
            f"{MONTHS[months[0].month - 1]} {months[0].year} - "
            f"{MONTHS[months[-1].month - 1]} {months[-1].year}"
        )
        self.header = ["", "Gjennomsnitt hittil i år", *(MONTHS[m.month - 1] for m in months)]

    def print(self) -> RandomReport:
        """Print the report: measures, statuses, then each breakdown of each measure."""
        members = self.members()
        regions = {code: self.kommuner() for code in members}
        totals = {code: add(regions[code].values()) for code in members}
        whole = self.report_type["total_measure_code"]
        names = members
        by_status = {code: self.split(totals[code], list(STATUSES)) for code in members}
        self.front()
        self.heading("Tiltak")
        self.table("I alt", (whole, "_T"), "measure", {c: (names[c], totals[c]) for c in members})
        self.heading("Arbeidsmarkedsstatus og tiltak")
        for status, label in STATUSES.items():
            rows = {c: (names[c], by_status[c][status]) for c in members}
            self.table(f"I alt {label}", (whole, status), "measure", rows)
        self.heading("Tiltak og fylke")
        for code in members:
            fylker: dict[str, Counts] = defaultdict(lambda: [0] * len(self.months))
            for kommune, counts in regions[code].items():
                fylke = kommune if kommune == "unknown" else kommune[:2]
                fylker[fylke] = add([fylker[fylke], counts])
            rows = {fylke: (self.fylke_label(fylke), fylker[fylke]) for fylke in sorted(fylker)}
            self.table(f"I alt {names[code].lower()}", (code, "_T"), "fylke", rows)
        for heading, dimension in (
            ("kjønn", "gender"), ("alder", "age"), ("innvandrer status", "immigrant"),
            ("fødeland innvandrere", "birth_region"), ("utdanning", "education"),
        ):  # fmt: skip
            self.heading(f"Tiltak og {heading}")
            groups = {
                row["demographic_code"]: row["demographic_name"]
                for row in seed("demographic")
                if row["demographic_dimension"] == dimension
            }
            for code in members:
                split = self.split(totals[code], list(groups))
                rows = {group: (groups[group], split[group]) for group in groups}
                self.table(f"I alt {names[code].lower()}", (code, "_T"), dimension, rows)
        self.heading("Tiltak og kommune")
        for code in members:
            rows = {k: (self.kommune_label(k), counts) for k, counts in regions[code].items()}
            self.table(f"I alt {names[code].lower()}", (code, "_T"), "kommune", rows)
        return self.report

    def members(self) -> dict[str, str]:
        """Choose the measures of the report, or for TILT100 the groups, with their names."""
        total = self.report_type["total_measure_code"]
        if total == "_T":
            return {
                row["measure_group_code"]: row["measure_group_name"]
                for row in seed("measure_group")
                if row["measure_group_code"] not in ("_T", "JOBBSKAP_TILRETTE")
            }
        groups = {
            row["measure_group_code"]
            for row in seed("measure_group")
            if total in (row["measure_group_code"], row["printed_with_group_code"])
        }
        return {
            row["measure_code"]: row["measure_name"]
            for row in seed("measure")
            if row["measure_group_code"] in groups
        }

    def kommuner(self) -> dict[str, Counts]:
        """Draw counts for some kommuner that were there at the time, and for `Ukjent`."""
        valid = [
            row["kommune_code"]
            for row in seed("kommune")
            if row["valid_from"] <= self.months[0].isoformat()
            and (not row["valid_to"] or row["valid_to"] >= self.months[-1].isoformat())
        ]
        chosen = sorted(self.rng.sample(valid, self.rng.randint(3, 30)))
        size = self.rng.choice([5, 60, 900, 2500])
        return {
            code: [self.rng.randint(0, size) for _ in self.months] for code in [*chosen, "unknown"]
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
        """Label a fylke by code and name, as they were."""
        if code == "unknown":
            return "Ukjent"
        return f"{code} " + next(
            row["fylke_name_full"] for row in reversed(seed("fylke")) if row["fylke_code"] == code
        )

    def kommune_label(self, code: str) -> str:
        """Label a kommune by code and name."""
        if code == "unknown":
            return "Ukjent"
        return f"{code} " + next(
            row["kommune_name"] for row in seed("kommune") if row["kommune_code"] == code
        )

    def front(self) -> None:
        """Print what stands before the first table."""
        self.report.lines += [
            [f"{self.report_type['report_code']} {self.report_type['report_name']}. Demografi."],
            ["Innhold i rapporten"],
            ["I henhold til Statistikklovens § 7-1 har NAV valgt å erstatte verdier i celler"],
            ["hvor tallene er mindre enn 4 med spesialtegn «*»."],
        ]

    def heading(self, text: str) -> None:
        """Print the heading of a section with the date of publication."""
        self.report.lines += [[""], [text], ["Rapport oppdatert: 02.03.2027"], [""]]

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
            before = self.rng.random() < 0.5
            self.report.lines += (
                [[self.period], self.header] if before else [self.header, [self.period]]
            )
            self.row(label, counts, (measure, status, "country", "NO", "_T", "_T"))
            for code, (row_label, row_counts) in items[start : start + ROWS_ON_A_PAGE]:
                key = (measure, status, "country", "NO", breakdown, code)
                if breakdown == "measure":
                    key = (code, status, "country", "NO", "_T", "_T")
                elif breakdown in ("fylke", "kommune"):
                    key = (measure, status, breakdown, code, "_T", "_T")
                self.row(row_label, row_counts, key)
            self.report.lines.append([""])

    def row(self, label: str, counts: Counts, key: tuple[str, ...]) -> None:
        """Print a row and remember its cells."""
        average = (2 * sum(counts) + len(counts)) // (2 * len(counts))
        printed = [printed_value(count) for count in counts]
        self.report.lines.append([label, printed_value(average), *printed])
        for month, value in zip(self.months, printed, strict=True):
            self.report.cells[(*key, month)] = value.replace(" ", "")


def add(rows: object) -> Counts:
    """Add up counts month by month."""
    return [sum(column) for column in zip(*rows, strict=True)]


def printed_value(count: int) -> str:
    """Print a count as Nav does: digits grouped, `*` for fewer than 4."""
    return "*" if count < 4 else f"{count:,}".replace(",", " ")
