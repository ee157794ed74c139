"""The plain way, to compare with: reads reports line by line into pandas, as an analyst would.

It reads text reports with tabs whose months are in the header, keeps each number with its labels,
and makes `*` a missing value. It checks no sum, knows no code and finds no line again.
"""

import re
import sys
from pathlib import Path

import pandas as pd

MONTHS = {
    "januar": 1,
    "februar": 2,
    "mars": 3,
    "april": 4,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "august": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "desember": 12,
}
PERIOD = re.compile(r"^\w+ (\d{4}) - \w+ \d{4}$")
REGION = re.compile(r"^(\d{2}|\d{4}) (.+)$")
NUMBER = re.compile(r"^(?:\*|\d+(?: \d{3})*)$")
COLUMNS = [
    "file",
    "line",
    "heading",
    "total",
    "label",
    "region",
    "year",
    "month",
    "participants",
]
HEADING = re.compile(r"^(?:Tiltak|Arbeidsmarkedsstatus)( og \w+)?")


def read_report(path: Path) -> pd.DataFrame:
    """Give a row for each number of a report."""
    rows: list[tuple] = []
    year, months, skipped, total, heading = 0, [], 0, "", ""
    for line_number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        cells = line.strip("\n").split("\t")
        label, values = cells[0].strip(), [cell.strip() for cell in cells[1:]]
        if match := PERIOD.match(label):
            year = int(match[1])
        elif values and values[-1].lower() in MONTHS:
            months = [MONTHS[value.lower()] for value in values if value.lower() in MONTHS]
            skipped = len(values) - len(months)
        elif values and all(NUMBER.match(value) for value in values):
            if label.startswith("I alt"):
                total = label
            region = REGION.match(label)
            for month, value in zip(months, values[skipped:], strict=False):
                number = None if value == "*" else int(value.replace(" ", ""))
                code = region[1] if region else None
                rows.append(
                    (path.name, line_number, heading, total, label, code, year, month, number)
                )
        elif match := HEADING.match(label):
            heading = label
    return pd.DataFrame(rows, columns=COLUMNS)


def main() -> None:
    """Read the reports of a folder and write one table, as the warehouse does."""
    folder, table = Path(sys.argv[1]), Path(sys.argv[2])
    frames = [read_report(path) for path in sorted(folder.iterdir())]
    numbers = pd.concat(frames, ignore_index=True)
    numbers["participants"] = numbers["participants"].astype("Int64")
    numbers.to_parquet(table)
    print(len(numbers))


if __name__ == "__main__":
    main()
