"""What can be asked for: codes, labels, and the months that are printed of each."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from loaders.asking.names import find_members, fold

# What people call the members of a kind, several of them.
KINDS = {"measures": "measure", "regions": "region", "statuses": "status", "groups": "group"}
MONTHS = """
select
    {key},
    strftime(min(month), '%Y-%m') as first_month,
    strftime(max(month), '%Y-%m') as newest_month
from marts.obt_participants
group by all
"""
KEYS = {
    "measure": "measure_code",
    "status": "status_code",
    "region": "region_key",
    "group": "demographic_dimension || ':' || demographic_code",
}


@dataclass(frozen=True)
class Code:
    """A member, and the first and newest month in which anything is printed of it."""

    kind: str
    code: str
    label: str
    other_names: str
    first_month: str | None
    newest_month: str | None


def list_codes(
    connection: duckdb.DuckDBPyConnection, kinds: Iterable[str], word: str | None = None
) -> list[Code]:
    """List the members of some of KINDS; with a word, those that have it in a name or code."""
    asked = fold(word or "")
    found = []
    for name in kinds:
        kind = KINDS[name]
        months = {
            code: (first, newest)
            for code, first, newest in connection.execute(MONTHS.format(key=KEYS[kind])).fetchall()
        }
        for member in find_members(connection, kind):
            names = [member.code, member.label, *member.other_names]
            if any(asked in fold(name) for name in names):
                others = [name for name in member.other_names if name not in names[:2]]
                found.append(
                    Code(
                        kind,
                        member.code,
                        member.label,
                        ", ".join(dict.fromkeys(others)),
                        *months.get(member.code, (None, None)),
                    )
                )
    return found
