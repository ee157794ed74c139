"""The plain way with workbooks, to compare with: pandas reads the sheets and unpivots them.

It takes the months of each header, makes a row of each number below it, and `*` a missing value.
It checks no sum, knows no code and finds no cell again.
"""

import sys
from pathlib import Path

import pandas as pd

from benchmarks.plain_python import MONTHS


def read_workbook(path: Path) -> pd.DataFrame:
    """Give a row for each number of a workbook."""
    tables = []
    for sheet_name, sheet in pd.read_excel(
        path, sheet_name=None, header=None, dtype=object, engine="calamine"
    ).items():
        lower = sheet.apply(lambda column: column.astype(str).str.lower())
        is_header = lower.isin(list(MONTHS)).any(axis=1)
        for block, rows in sheet.groupby(is_header.cumsum()):
            if block == 0:
                continue
            months = {
                column: MONTHS[name]
                for column, name in lower.loc[rows.index[0]].items()
                if name in MONTHS
            }
            body = rows.iloc[1:].dropna(subset=[0])
            tables.append(
                body.rename(columns={0: "label", **months})
                .melt(
                    id_vars="label",
                    value_vars=list(months.values()),
                    var_name="month",
                    value_name="participants",
                )
                .dropna(subset="participants")
                .assign(file=path.name, sheet=sheet_name)
            )
    numbers = pd.concat(tables, ignore_index=True)
    numbers["participants"] = pd.to_numeric(numbers["participants"], errors="coerce").astype(
        "Int64"
    )
    return numbers


def main() -> None:
    """Read the workbooks of a folder and write one table."""
    folder, table = Path(sys.argv[1]), Path(sys.argv[2])
    numbers = pd.concat(map(read_workbook, sorted(folder.iterdir())), ignore_index=True)
    numbers.to_parquet(table)
    print(len(numbers))


if __name__ == "__main__":
    main()
