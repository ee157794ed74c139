"""Names as people write them, and the members of dimensions that they mean."""

import difflib
import re
import unicodedata
from dataclasses import dataclass

import duckdb

from loaders.errors import WrongQuestionError

# What can be named, and the members with their other names. A member's own names are its code and
# its label, which no other member has; of regions with one name the current one is meant.
MEMBERS = {
    "measure": """
        select measure_code, measure_label, true, [measure_name, measure_label_en, measure_name_en]
        from marts.dim_measure order by measure_level desc, measure_code
    """,
    "status": """
        select status_code, status_name, true, [status_name_en] from marts.dim_status order by all
    """,
    "region": """
        select
            region_key, region_label, is_current,
            [region_code, region_name_short, region_name, region_name_en]
        from marts.dim_region order by region_key
    """,
    "group": """
        select
            demographic_dimension || ':' || demographic_code, demographic_name, true,
            [demographic_code, demographic_name_en]
        from marts.dim_demographic order by all
    """,
}
# What has no letter of its own in ASCII, as it is mostly written without one.
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ŋ": "n", "ŧ": "t", "ð": "d"})
# Alike enough to be meant: a letter too many, too few or another in a word of three and more.
LEAST_LIKENESS = 0.6
MOST_SUGGESTIONS = 3
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Member:
    """A member of a dimension: its code (of a region its key, `kommune:5001`) and its label."""

    code: str
    label: str
    is_current: bool = True
    other_names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


ALL_PEOPLE = Member("_T:_T", "all people")
ALL_STATUSES = Member("_T", "all")


def fold(text: str) -> str:
    """Give letters and digits alone, without case and accents, words with one space between."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def find_members(connection: duckdb.DuckDBPyConnection, kind: str) -> list[Member]:
    """List the members of a kind: `measure` (groups among them), `status`, `region` or `group`."""
    return [
        Member(code, label or code, current, tuple(name for name in others if name))
        for code, label, current, others in connection.execute(MEMBERS[kind]).fetchall()
    ]


def find_member(
    connection: duckdb.DuckDBPyConnection, kind: str, written: str
) -> tuple[Member, str | None]:
    """Find the one member that a name means, and a sentence if another could have been meant.

    A code as it is written is taken first, then a label, a code or another name in any case, and
    the beginning of a name or of its words if it is that of one member alone. Raises
    WrongQuestionError for a name that means none or several, with the nearest ones.
    """
    members = find_members(connection, kind)
    asked = fold(written)
    for member in members:
        if written == member.code:
            return member, None
    named = [member for member in members if asked in _names(member)]
    own = [member for member in named if asked == fold(member.label)]
    for candidates in (named, _begun(members, asked)):
        current = [member for member in candidates if member.is_current]
        chosen = (own if candidates is named else []) or current or candidates
        if len(chosen) == 1:
            others = [member for member in candidates if member != chosen[0]]
            if candidates is named and not others:
                return chosen[0], None
            return chosen[0], _taken_as(kind, written, chosen[0], others)
        if candidates:
            raise WrongQuestionError(_several(kind, written, candidates))
    raise WrongQuestionError(_unknown(kind, written, _nearest(members, asked)))


def find_named(
    connection: duckdb.DuckDBPyConnection, written: dict[str, str | None]
) -> tuple[dict[str, Member], list[str]]:
    """Find what is named, by kind, and list the remarks of `find_member`; what is None is left."""
    found = {
        kind: find_member(connection, kind, name)
        for kind, name in written.items()
        if name is not None
    }
    members = {kind: member for kind, (member, _) in found.items()}
    return members, [remark for _, remark in found.values() if remark]


def _names(member: Member) -> list[str]:
    return [fold(name) for name in (member.code, member.label, *member.other_names)]


def _begun(members: list[Member], asked: str) -> list[Member]:
    """List those of which a name begins so, or else has words that begin so in this order."""
    if not asked:
        return []
    whole = [member for member in members if any(name.startswith(asked) for name in _names(member))]
    words = re.compile(r"\b" + r"\w*\b.*?\b".join(map(re.escape, asked.split())))
    return whole or [
        member for member in members if any(words.search(name) for name in _names(member))
    ]


def _nearest(members: list[Member], asked: str) -> list[Member]:
    def likeness(member: Member) -> float:
        return max(
            difflib.SequenceMatcher(None, one, other).ratio()
            for name in _names(member)
            for one, other in ((asked, name), (asked.replace(" ", ""), name.replace(" ", "")))
        )

    likest = sorted(members, key=likeness, reverse=True)
    return [member for member in likest[:MOST_SUGGESTIONS] if likeness(member) >= LEAST_LIKENESS]


def _taken_as(kind: str, written: str, chosen: Member, others: list[Member]) -> str:
    also = f"; the name is also that of {_listed(others)}" if others else ""
    return f"{kind} '{written}' is taken as {chosen}{also}"


def _several(kind: str, written: str, candidates: list[Member]) -> str:
    return f"{kind} '{written}' can be {_listed(candidates, 'or')}; write the code."


def _unknown(kind: str, written: str, nearest: list[Member]) -> str:
    if nearest:
        return f"unknown {kind} '{written}'; did you mean {_listed(nearest, 'or')}?"
    return f"unknown {kind} '{written}'; tiltak codes {kind}s lists what there is."


def _listed(members: list[Member], word: str = "and") -> str:
    members = sorted(members, key=lambda member: not member.is_current)
    names = [str(member) for member in members[:MOST_CANDIDATES]]
    if len(members) > MOST_CANDIDATES:
        names.append(f"{len(members) - MOST_CANDIDATES} more")
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
