"""An answer on the screen, as JSON and as CSV."""

import csv
import io
import itertools
import json
from collections.abc import Iterable, Sequence
from typing import Any

from loaders.asking.numbers import Answer

# Why there is no number, and why none is compared, in words.
NO_NUMBER = {
    "not_printed": "not printed in this table",
    "month_missing": "no report of this month here",
    "region_ended": "the region has ended",
    "region_not_yet": "the region is not there yet",
}
NO_CHANGE = {
    "suppressed": "hidden",
    "series_break": "series break",
    "month_missing": "no report",
    "not_printed": "not printed",
    "region_changed": "region changed",
}
HIDDEN = "0–3: Nav hides numbers below four, zeros too."
BREAK = "series break: not comparable with the months before"
NUMBER_COLUMNS = ("participants", "from month before", "from year before")
# Wider than any line: what is not a terminal has no width, and nothing is cut.
ANY_WIDTH = 1000


def range_of(low: int | None, high: int | None) -> str:
    """Write a number with its bounds: `1,234`, `0–3`, or a dash where there is none."""
    if low is None or high is None:
        return "–"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def to_text(answer: Answer) -> str:
    """Write an answer for the screen: what it is of, a table, and where the numbers are printed.

    Months without a number that follow each other are one line of a series.
    """
    files = list(dict.fromkeys(row["file_name"] for row in answer.rows if row["file_name"]))
    dates = {row["file_name"]: row["published_on"] for row in answer.rows}
    by = answer.member_columns
    table = [
        [*([answer.by] if by else []), "month", *NUMBER_COLUMNS, "printed", ""],
        *([*([run[0][by[1]]] if by else []), *_cells(run, files)] for run in _runs(answer)),
    ]
    numbers = [position for position, name in enumerate(table[0]) if name in NUMBER_COLUMNS]
    lines = [answer.title, "participants, people in the month", "", *columns(table, numbers), ""]
    if any(row["is_suppressed"] for row in answer.rows):
        lines.append(HIDDEN)
    for number, name in enumerate(files, start=1):
        published = f", published {dates[name]}" if dates[name] else ""
        lines.append(f"[{number}] {name}{published}")
    return "\n".join(lines)


def to_json(answer: Answer) -> str:
    """Write an answer as one object: what was asked for, the rows and their unit."""
    members = {
        kind: {"code": member.code, "label": member.label}
        for kind, member in answer.members.items()
    }
    return json_of(
        {
            "unit": "people",
            **members,
            "by": answer.by,
            "remarks": answer.remarks,
            "rows": answer.rows,
        }
    )


def json_of(value: object) -> str:
    """Write JSON that people can read too; dates as they are written in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def to_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows as CSV with a header; what is null is empty."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().rstrip("\n")


def columns(table: Sequence[Sequence[object]], to_the_right: Sequence[int] = ()) -> list[str]:
    """Lay out rows in columns, the first row as their names, the given columns to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    head, *rows = table
    laid_out = Table(box=None, pad_edge=False, header_style="")
    for position, name in enumerate(head):
        laid_out.add_column(
            str(name), justify="right" if position in to_the_right else "left", no_wrap=True
        )
    for row in rows:
        # As text: a label may hold what Rich takes for markup.
        laid_out.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    stream = io.StringIO()
    Console(file=stream, width=ANY_WIDTH, color_system=None).print(laid_out)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def _runs(answer: Answer) -> Iterable[list[dict[str, Any]]]:
    """Give each row, and the rows of a series that follow each other without a number as one."""
    if answer.by:
        return ([row] for row in answer.rows)
    grouped = itertools.groupby(
        enumerate(answer.rows),
        lambda place: place[0] if place[1]["participants_low"] is not None or place[1]
        ["is_series_break"] else place[1]["no_number_reason"],
    )  # fmt: skip
    return ([row for _, row in run] for _, run in grouped)


def _cells(run: list[dict[str, Any]], files: list[str]) -> list[str]:
    row = run[0]
    month = f"{row['month']:%Y-%m}"
    if len(run) > 1:
        month += f" to {run[-1]['month']:%Y-%m}"
    number = range_of(row["participants_low"], row["participants_high"])
    notes = [BREAK] if row["is_series_break"] else []
    if row["participants_low"] is None:
        notes.append(NO_NUMBER[row["no_number_reason"]])
        return [month, number, "", "", "", "; ".join(notes)]
    if row["is_waived"]:
        notes.append("kept though a check of its report fails")
    return [
        month,
        number,
        _change(row, "month_before"),
        _change(row, "year_before"),
        f"[{files.index(row['file_name']) + 1}] {row['place']}",
        "; ".join(notes),
    ]


def _change(row: dict[str, Any], before: str) -> str:
    change, low, high, reason = (
        row[f"{part}change_from_{before}{end}"]
        for part, end in (("", ""), ("", "_low"), ("", "_high"), ("no_", "_reason"))
    )
    if change is not None:
        return f"{change:+,}"
    if low is not None:
        return f"{low:+,} to {high:+,}"
    return NO_CHANGE.get(reason, "")
