"""Writes a corpus of reports, with the truth beside them: `python -m benchmarks.corpus FOLDER`.

The reports are printed by the generator of the round-trip tests: real labels and layouts, numbers
that add up. A year's reports are twelve of each type, each with the months so far, as Nav's are: a
number is printed again in the reports that follow. The same arguments write the same files.
"""

import argparse
import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.cubes import (
    BREAKDOWNS,
    FIRST_YEAR,
    Plan,
    RandomReport,
    kommune_names,
    printed,
    seed,
)
from tests.support.forms import Line, aligned, html, layout, pipes, tabs, workbook

FORMS: dict[str, tuple[str, Callable[[list[Line]], str | bytes]]] = {
    "tabs": ("txt", tabs),
    "pipes": ("txt", pipes),
    "layout": ("txt", layout),
    "aligned": ("txt", aligned),
    "html": ("html", html),
    "workbook": ("xlsx", workbook),
}
TRUTH = (
    "measure_code",
    "status_code",
    "region_level",
    "region_code",
    "demographic_dimension",
    "demographic_code",
    "month",
    "printed_value",
)
MONTHS_OF_A_YEAR = 12
PROCESSES = 2
# A fylke of Norway has counts in the hundreds; most kommuner are suppressed.
LARGEST_COUNT = 12
# A report that is not yet published is refused.
LAST_YEAR = 2025


def plans(number_seed: int) -> Iterator[Plan]:
    """Plans of one report after the other, by month of publication.

    After the last year each report is published once more, and again: the plans never end.
    """
    report_codes = [row["report_code"] for row in seed("report_type")]
    months = MONTHS_OF_A_YEAR * (LAST_YEAR - FIRST_YEAR + 1)
    for number in itertools.count():
        edition, number_of_month = divmod(number, months)
        year, month = FIRST_YEAR + number_of_month // MONTHS_OF_A_YEAR, number % MONTHS_OF_A_YEAR
        published_on = date(year, month + 1, 28) + timedelta(days=7 + edition)
        for place, report_code in enumerate(report_codes):
            yield Plan(
                report_code=report_code,
                year=year,
                month_count=MONTHS_OF_A_YEAR,
                measure_count=8,
                kommune_count=len(kommune_names(year)),
                breakdowns=tuple(BREAKDOWNS),
                largest_count=LARGEST_COUNT,
                prints_averages=True,
                prints_code=True,
                prints_headings=True,
                prints_fylke_codes=year >= 2024,
                period_after_table=False,
                has_unknown_members=False,
                # Of the year, not of the month: the next report prints the same numbers again.
                number_seed=number_seed * 1_000_000 + year * 100 + place,
                printed_month_count=month + 1,
                published_on=published_on,
            )


def write_report(plan: Plan, form: str, folder: Path) -> int:
    """Write one report and its truth; gives its number of lines."""
    report = printed(plan)
    suffix, write = FORMS[form]
    text = write(report.lines)
    name = f"{plan.report_code}_{plan.year}{plan.printed_month_count:02}_{plan.published_on}"
    data = text if isinstance(text, bytes) else text.encode()
    (folder / f"{name}.{suffix}").write_bytes(data)
    pq.write_table(truth(report), folder.with_name(f"{folder.name}_truth") / f"{name}.parquet")
    return len(report.lines)


def truth(report: RandomReport) -> pa.Table:
    """The cells of a report: coordinates as in `fct_participants_vintage`, and what is printed."""
    rows = [(*key, value) for key, value in report.cells.items()]
    return pa.table(dict(zip(TRUTH, map(list, zip(*rows, strict=True)), strict=True)))


def write_corpus(folder: Path, lines: int, form: str = "tabs", number_seed: int = 1) -> int:
    """Write reports until they have that many lines; gives how many lines they have."""
    folder.mkdir(parents=True)
    folder.with_name(f"{folder.name}_truth").mkdir()
    written, coming = 0, plans(number_seed)
    with ProcessPoolExecutor(PROCESSES) as pool:
        while written < lines:
            batch = itertools.islice(coming, 2 * PROCESSES)
            others = itertools.repeat(form), itertools.repeat(folder)
            written += sum(pool.map(write_report, batch, *others))
    return written


def main() -> None:
    """Write what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder; the truth is in FOLDER_truth")
    parser.add_argument("--lines", type=int, default=130_000, help="at least that many")
    parser.add_argument("--form", choices=FORMS, default="tabs")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    written = write_corpus(given.folder, given.lines, given.form, given.seed)
    print(f"{written:,} lines in {sum(1 for _ in given.folder.iterdir())} reports")


if __name__ == "__main__":
    main()
