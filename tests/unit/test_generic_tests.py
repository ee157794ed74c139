"""The generic tests of tests/dbt/generic, on small tables: a right one, and each way to be wrong.

Each case says how many rows the test must find.
"""

import duckdb
import pytest

from loaders.project import PROJECT
from tests.support.small_tables import SmallProject, Table

# Two rows with one digest in DuckDB, though they differ: (1, 1) and this one.
OF_THE_SAME_DIGEST = (2, 6289507739342993550)

CHECKS = "report_id text, check_code text, passed boolean"
KEYS = "report_id text, member_key bigint"
TEXTS = "one text, other text"

TABLES = {
    # checks_passed
    "all_passed": Table(CHECKS, [("r", "average", True), ("s", "average", True)]),
    "one_failed": Table(CHECKS, [("r", "average", False), ("s", "average", True)]),
    "two_failed": Table(CHECKS, [("r", "average", False), ("s", "average", False)]),
    "another_failed": Table(CHECKS, [("r", "average", True), ("r", "table_sum", False)]),
    "one_unknown": Table(CHECKS, [("r", "average", None), ("s", "average", True)]),
    "no_result": Table(CHECKS, []),
    # counts_as_many_as
    "none": Table(KEYS, []),
    "one": Table(KEYS, [("r", 1)]),
    "two": Table(KEYS, [("r", 1), ("r", 2)]),
    "three": Table(KEYS, [("r", 1), ("r", 2), ("s", 3)]),
    # holds
    "bounds": Table(
        "low integer, high integer", [(0, 3), (4, 4), (5, 4), (None, 3), (0, None), (None, None)]
    ),
    "right_bounds": Table("low integer, high integer", [(0, 3), (4, 4)]),
    # is_unique
    "same_row_twice": Table(KEYS, [("r", 1), ("r", 1), ("r", 2)]),
    "same_row_thrice": Table(KEYS, [("r", 1), ("r", 1), ("r", 1)]),
    "two_rows_twice": Table(KEYS, [("r", 1), ("r", 1), ("s", 2), ("s", 2)]),
    "same_key_and_null": Table(KEYS, [("r", None), ("r", None)]),
    "nothing_but_nulls": Table(KEYS, [(None, None), (None, None)]),
    "null_and_a_value": Table(KEYS, [("r", None), ("r", 1), ("r", 0)]),
    "nulls_change_places": Table(TEXTS, [("a", None), (None, "a"), ("", "a"), ("a", "")]),
    "texts_that_join_alike": Table(TEXTS, [("ab", "c"), ("a", "bc")]),
    "texts_almost_alike": Table(TEXTS, [("a", "b"), ("A", "b"), ("a", "b "), ("å", "b")]),
    "one_digest": Table("one bigint, other bigint", [(1, 1), OF_THE_SAME_DIGEST]),
    "one_digest_and_twice": Table("one bigint, other bigint", [(1, 1), OF_THE_SAME_DIGEST, (1, 1)]),
    "twice_in_january": Table(
        "report_id text, measure text, month date",
        [
            ("r", "A", "2026-01-01"),
            ("r", "A", "2026-01-01"),
            ("r", "A", "2026-02-01"),
            ("r", "B", "2026-02-01"),
        ],
    ),
    "january": Table("measure text, month date", [("A", "2026-01-01")]),
    "february": Table("measure text, month date", [("A", "2026-02-01")]),
    # Each value stands in the table, but not both in one row.
    "january_of_another": Table(
        "measure text, month date", [("B", "2026-01-01"), ("A", "2026-02-01")]
    ),
    "no_change": Table("measure text, month date", []),
    # refers_to
    "parents": Table("id text, key bigint", [("r", 1), ("r", 2), ("s", 3)]),
    "no_parents": Table("id text, key bigint", []),
    "parents_twice": Table("id text, key bigint", [("r", 1), ("r", 1), ("r", 2), ("s", 3)]),
    "parents_with_null": Table("id text, key bigint", [("r", 1), ("r", None), (None, 1)]),
    "of_nothing": Table(KEYS, [("r", 1), ("t", 9)]),
    "of_nothing_twice": Table(KEYS, [("r", 1), ("t", 9), ("t", 9)]),
    "of_two_nothings": Table(KEYS, [("t", 8), ("t", 9)]),
    "of_parts_of_two": Table(KEYS, [("r", 3), ("s", 1)]),
    "of_null": Table(KEYS, [("r", None), (None, 1)]),
}

PAIR = {"columns": ["report_id", "member_key"]}
OTHERS = {"columns": ["one", "other"]}
MONTHS = {"columns": ["measure", "month"], "among_columns": ["measure", "month"]}


def among(table: str) -> dict:
    return {**MONTHS, "among": f"source('given', '{table}')"}


def to(table: str, columns: list[str] = PAIR["columns"], keys: tuple = ("id", "key")) -> dict:
    return {"columns": columns, "to": f"source('given', '{table}')", "to_columns": list(keys)}


def others(*tables: str) -> dict:
    return {"others": [f"source('given', '{table}')" for table in tables]}


IN_ORDER = {"expression": "low <= high"}

# What is tested, with which arguments, and how many rows fail.
CASES: dict[str, tuple[str, dict, int]] = {
    "every result passed": ("checks_passed of all_passed", {}, 0),
    "one result did not pass": ("checks_passed of one_failed", {}, 1),
    "each result that did not pass": ("checks_passed of two_failed", {}, 2),
    "a result of another check": ("checks_passed of another_failed", {}, 1),
    "a result that is not known": ("checks_passed of one_unknown", {}, 1),
    "no result at all": ("checks_passed of no_result", {}, 0),
    "as many": ("counts_as_many_as of two", others("two"), 0),
    "as many as two together": ("counts_as_many_as of three", others("one", "two"), 0),
    "one lost": ("counts_as_many_as of one", others("two"), 1),
    "one too many": ("counts_as_many_as of three", others("two"), 1),
    "as many as the first alone": ("counts_as_many_as of two", others("two", "one"), 1),
    "as many as the last alone": ("counts_as_many_as of one", others("two", "one"), 1),
    "none of none": ("counts_as_many_as of none", others("none", "none"), 0),
    "none of some": ("counts_as_many_as of none", others("one"), 1),
    "some of none": ("counts_as_many_as of one", others("none"), 1),
    "true of each row": ("holds of right_bounds", IN_ORDER, 0),
    "false or not known": ("holds of bounds", IN_ORDER, 4),
    "never known": ("holds of right_bounds", {"expression": "cast(null as boolean)"}, 2),
    "either is enough": (
        "holds of bounds",
        {"expression": "low <= high or low is null or high is null"},
        1,
    ),
    "no row to be false of": ("holds of none", {"expression": "false"}, 0),
    "each row once": ("is_unique of three", PAIR, 0),
    "no row": ("is_unique of none", PAIR, 0),
    "a row twice": ("is_unique of same_row_twice", PAIR, 1),
    "a row thrice is one": ("is_unique of same_row_thrice", PAIR, 1),
    "each row that comes twice": ("is_unique of two_rows_twice", PAIR, 2),
    "a null is like a null": ("is_unique of same_key_and_null", PAIR, 1),
    "nulls alone": ("is_unique of nothing_but_nulls", PAIR, 1),
    "a null is no value": ("is_unique of null_and_a_value", PAIR, 0),
    "a null in another column": ("is_unique of nulls_change_places", OTHERS, 0),
    "texts are not joined": ("is_unique of texts_that_join_alike", OTHERS, 0),
    "texts are as they stand": ("is_unique of texts_almost_alike", OTHERS, 0),
    "some of the columns": ("is_unique of three", {"columns": ["report_id"]}, 1),
    "one column that has each value once": ("is_unique of three", {"columns": ["member_key"]}, 0),
    "one digest is not enough": ("is_unique of one_digest", OTHERS, 0),
    "one digest, and one row twice": ("is_unique of one_digest_and_twice", OTHERS, 1),
    "twice among what changed": ("is_unique of twice_in_january", among("january"), 1),
    "twice, but not among what changed": ("is_unique of twice_in_january", among("february"), 0),
    "what changed is a pair": ("is_unique of twice_in_january", among("january_of_another"), 0),
    "nothing changed": ("is_unique of twice_in_january", among("no_change"), 0),
    "what changed by one column": (
        "is_unique of twice_in_january",
        {**among("january_of_another"), "among_columns": ["measure"]},
        1,
    ),
    "each is of a parent": ("refers_to of three", to("parents"), 0),
    "a child twice": ("refers_to of same_row_twice", to("parents"), 0),
    "a parent twice": ("refers_to of three", to("parents_twice"), 0),
    "no child": ("refers_to of none", to("parents"), 0),
    "of nothing": ("refers_to of of_nothing", to("parents"), 1),
    "of the same nothing twice is one": ("refers_to of of_nothing_twice", to("parents"), 1),
    "each that is of nothing": ("refers_to of of_two_nothings", to("parents"), 2),
    "both columns, but of two parents": ("refers_to of of_parts_of_two", to("parents"), 2),
    "one column alone": ("refers_to of of_parts_of_two", to("parents", ["report_id"], ("id",)), 0),
    "columns by their place": (
        "refers_to of three",
        to("parents", ["member_key", "report_id"], ("key", "id")),
        0,
    ),
    "a null is no key": ("refers_to of of_null", to("parents_with_null"), 2),
    "no parent": ("refers_to of three", to("no_parents"), 3),
}


@pytest.fixture(scope="module")
def failing_rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int | str]:
    """How many rows of each case fail."""
    project = SmallProject(tmp_path_factory.mktemp("generic"), TABLES)
    return project.failing_rows(
        {name: (test, arguments) for name, (test, arguments, _) in CASES.items()}
    )


@pytest.mark.parametrize("case", CASES)
def test_it_finds_so_many_rows(failing_rows: dict[str, int | str], case: str) -> None:
    assert failing_rows[case] == CASES[case][2]


def test_the_two_rows_still_have_one_digest() -> None:
    (digests,) = duckdb.execute(
        "select hash(1::bigint, 1::bigint), hash(?::bigint, ?::bigint)", OF_THE_SAME_DIGEST
    ).fetchall()
    assert digests[0] == digests[1]


def test_every_generic_test_has_cases() -> None:
    tests = {path.stem for path in (PROJECT / "tests/dbt/generic").glob("*.sql")}
    assert {test.split(" of ")[0] for test, _, _ in CASES.values()} == tests
