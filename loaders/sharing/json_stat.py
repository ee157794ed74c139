"""The facts as JSON-stat 2.0 (https://json-stat.org/full/), a dataset for each breakdown."""

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from loaders.sharing.files import write_json
from loaders.warehouse.sql import one_row

# The contents of a cell: columns, and what they are called.
METRICS = {
    "participants": "Deltakere",
    "participants_low": "Deltakere, det laveste det kan være",
    "participants_high": "Deltakere, det høyeste det kan være",
}
UNIT = {"decimals": 0, "label": "personer", "position": "end"}
# JSON-stat has no labels of statuses; Eurostat's datasets have them here.
STATUSES = {"A": "Vanlig", "B": "Første måned etter et brudd", "Q": "Skjult: 0 til 3 personer"}
MONTH = "strftime(month, '%Y-%m')"

Categories = dict[str, tuple[str, list[tuple[str, str]]]]


def export_json_stat(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write `json-stat/participants_BREAKDOWN.json` for each breakdown.

    A suppressed cell has no number, the status `Q` and its bounds; a cell that is not printed has
    none of these.
    """
    breakdowns = connection.execute(
        "select distinct breakdown from marts.obt_participants order by all"
    ).fetchall()
    return [
        write_json(
            _dataset(connection, breakdown),
            folder / "json-stat" / f"participants_{breakdown}.json",
        )
        for (breakdown,) in breakdowns
    ]


def _dataset(connection: duckdb.DuckDBPyConnection, breakdown: str) -> dict[str, Any]:
    is_region = breakdown in ("country", "fylke", "kommune")
    categories = _categories(connection, breakdown, is_region)
    values, statuses = _cells(connection, breakdown, categories)
    (built_at,) = one_row(connection, "select built_at from marts.meta_build")
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"Deltakere på arbeidsmarkedstiltak, {breakdown}",
        "source": "Nav",
        "updated": built_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "note": [
            "Status Q: * i rapporten, 0 til 3 personer. Status B: måneden da serien brytes.",
            *(
                f"Brudd i serien fra {month:%Y-%m} for {status}: {words}"
                for month, status, words in connection.execute(
                    "select break_month, status_code, description from marts.dim_series_break "
                    "order by all"
                ).fetchall()
            ),
        ],
        "id": list(categories),
        "size": [len(members) for _, members in categories.values()],
        "role": {
            "time": ["month"],
            "metric": ["metric"],
            **({"geo": ["region_code"]} if is_region else {}),
        },
        "dimension": {
            name: {
                "label": label,
                "category": {
                    "index": [code for code, _ in members],
                    "label": _unique_labels(members),
                    **({"unit": dict.fromkeys(METRICS, UNIT)} if name == "metric" else {}),
                },
            }
            for name, (label, members) in categories.items()
        },
        "value": values,
        "status": statuses,
        "extension": {"status": {"label": STATUSES}},
    }


def _categories(
    connection: duckdb.DuckDBPyConnection, breakdown: str, is_region: bool
) -> Categories:
    """Give label and members of each dimension; last the metrics, which are of one cell."""
    columns = {
        "measure_code": ("Tiltak", "measure_code", "measure_label"),
        "status_code": ("Status", "status_code", "status_name"),
        **(
            {"region_code": ("Region", "region_code", "region_label")}
            if is_region
            else {"demographic_code": ("Gruppe", "demographic_code", "demographic_name")}
        ),
        "month": ("Måned", MONTH, MONTH),
    }
    categories = {
        name: (
            label,
            connection.execute(
                f"select {code} as code, max_by({words}, month) from marts.obt_participants "
                "where breakdown = ? group by code order by code",
                [breakdown],
            ).fetchall(),
        )
        for name, (label, code, words) in columns.items()
    }
    return {**categories, "metric": ("Statistikkvariabel", list(METRICS.items()))}


def _cells(
    connection: duckdb.DuckDBPyConnection, breakdown: str, categories: Categories
) -> tuple[dict[str, int], dict[str, str]]:
    """Give numbers and statuses by the place of their cell along the dimensions in turn."""
    positions = [
        {code: place for place, (code, _) in enumerate(members)}
        for name, (_, members) in categories.items()
        if name != "metric"
    ]
    codes_of = [MONTH if name == "month" else name for name in categories if name != "metric"]
    values: dict[str, int] = {}
    statuses: dict[str, str] = {}
    rows = connection.execute(
        f"select obs_status, {', '.join(METRICS)}, {', '.join(codes_of)} "
        "from marts.obt_participants where breakdown = ? order by all",
        [breakdown],
    )
    while batch := rows.fetchmany(10_000):
        for obs_status, number, low, high, *codes in batch:
            cell = 0
            for places, code in zip(positions, codes, strict=True):
                cell = cell * len(places) + places[code]
            cell *= len(METRICS)
            statuses[str(cell)] = obs_status
            for metric, value in enumerate((number, low, high)):
                if value is not None:
                    values[str(cell + metric)] = value
    return values, statuses


def _unique_labels(members: list[tuple[str, str]]) -> dict[str, str]:
    """Give each code its label, with the code where members share it."""
    counts = Counter(label for _, label in members)
    return {code: label if counts[label] == 1 else f"{label} ({code})" for code, label in members}
