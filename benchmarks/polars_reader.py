"""The expert's way, to compare with: Polars reads the same table as `plain_python`, by columns.

It reads text reports with tabs whose months are in the header, keeps each number with its labels,
and makes `*` a missing value. It checks no sum, knows no code and finds no line again.
"""

import sys
from pathlib import Path

import polars as pl

from benchmarks.plain_python import HEADING, MONTHS, PERIOD, REGION

MONTH = f"(?i)^(?:{'|'.join(MONTHS)})$"
VALUES = r"^\t*(?:\*|\d+(?: \d{3})*)(?:\t+(?:\*|\d+(?: \d{3})*))*$"


def read_reports(folder: Path) -> pl.DataFrame:
    """Give a row for each number of the reports of a folder, as `plain_python.COLUMNS`."""
    paths = sorted(folder.iterdir())
    lines = (
        pl.DataFrame(
            {
                "file": [path.name for path in paths],
                "text": [path.read_text(encoding="utf-8") for path in paths],
            }
        )
        .with_columns(pl.col("text").str.split("\n"))
        .with_columns(line=pl.int_ranges(1, pl.col("text").list.len() + 1))
        .explode("text", "line")
        .with_columns(
            label=pl.col("text").str.extract(r"^([^\t]*)").str.strip_chars(),
            values=pl.col("text").str.extract(r"^[^\t]*\t(.*)$"),
        )
        .with_columns(
            last_value=pl.col("values").str.extract(r"([^\t]*)$").str.strip_chars(),
            is_row=pl.col("values").str.contains(VALUES),
        )
        .with_columns(is_header=pl.col("last_value").str.contains(MONTH))
    )
    placed = lines.with_columns(
        year=pl.col("label").str.extract(PERIOD.pattern).cast(pl.Int64).forward_fill().over("file"),
        header=pl.when("is_header").then("values").forward_fill().over("file"),
        total=pl.when(pl.col("is_row") & pl.col("label").str.starts_with("I alt"))
        .then("label")
        .forward_fill()
        .over("file"),
        heading=pl.when(pl.col("values").is_null() & pl.col("label").str.contains(HEADING.pattern))
        .then("label")
        .forward_fill()
        .over("file"),
    )
    headers = (
        placed.select(pl.col("header").unique().drop_nulls())
        .with_columns(cell=pl.col("header").str.split("\t"))
        .explode("cell")
        .with_columns(
            month=pl.col("cell")
            .str.strip_chars()
            .str.to_lowercase()
            .replace_strict(MONTHS, default=None)
        )
        .group_by("header", maintain_order=True)
        .agg("month")
    )
    return (
        placed.filter("is_row")
        .join(headers, on="header")
        .with_columns(participants=pl.col("values").str.split("\t"))
        .filter(pl.col("participants").list.len() == pl.col("month").list.len())
        .explode("participants", "month")
        .drop_nulls("month")
        .select(
            "file",
            "line",
            "heading",
            "total",
            "label",
            region=pl.col("label").str.extract(REGION.pattern),
            year="year",
            month="month",
            participants=pl.col("participants")
            .str.replace_all(" ", "")
            .cast(pl.Int64, strict=False),
        )
    )


def main() -> None:
    """Read the reports of a folder and write one table, as the warehouse does."""
    folder, table = Path(sys.argv[1]), Path(sys.argv[2])
    numbers = read_reports(folder)
    numbers.write_parquet(table)
    print(numbers.height)


if __name__ == "__main__":
    main()
