"""The marts in a real PostgreSQL, started by the test on a socket of its own."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from adbc_driver_manager import dbapi as adbc
from adbc_driver_postgresql import dbapi as postgresql

from tests.conftest import REPORTS, Build, run_tiltak


@pytest.fixture
def rows(server: str) -> Callable[..., list[tuple]]:
    def query(sql: str, role: str | None = None) -> list[tuple]:
        with postgresql.connect(server) as connection, connection.cursor() as cursor:
            if role:
                cursor.execute(f"set role {role}")
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    return query


@pytest.fixture(scope="module")
def published(server: str, five_reports: Build) -> Build:
    outcome = run_tiltak("publish", "--to", server, warehouse=five_reports.warehouse)
    assert (outcome.exit_code, outcome.errors) == (0, "")
    return outcome


def tables(build: Build) -> list[str]:
    return [
        name
        for (name,) in build.query(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
        )
    ]


def test_every_mart_is_there_cell_for_cell(
    published: Build, five_reports: Build, rows: Callable[..., list[tuple]]
) -> None:
    for table in tables(five_reports):
        found = rows(f"select * from tiltak.{table}")
        expected = five_reports.query(f"select * from marts.{table}")
        assert sorted(map(plain, found)) == sorted(map(plain, expected)), table
        assert f"tiltak.{table}: {len(expected):,} rows" in published.output


def test_the_views_of_one_grain_are_views_there_too(
    published: Build, five_reports: Build, rows: Callable[..., list[tuple]]
) -> None:
    names = five_reports.query(
        "select view_name from duckdb_views() where schema_name = 'marts' "
        "and view_name like '%participants_by_%'"
    )
    assert len(names) == 18
    for (name,) in names:
        found = rows(f"select * from tiltak.{name}", role="tiltak_reader")
        expected = five_reports.query(f"select * from marts.{name}")
        assert sorted(map(plain, found)) == sorted(map(plain, expected)), name
    series = (
        "select month, participants, no_number_reason, change_from_month_before from {} "
        "where measure_code = 'ARBTREN' and status_code = '_T' and region_key = 'fylke:03' "
        "order by month"
    )
    assert rows(series.format("tiltak.series"), role="tiltak_reader") == five_reports.query(
        series.format("marts.rpt_series")
    )
    # Nulls stand first where PostgreSQL orders downwards, if nothing else is said.
    assert rows(
        "select region_name_short from tiltak.participants_by_kommune where measure_code = "
        "'ARBTREN' and month = '2026-02-01' order by participants desc nulls last limit 1"
    ) == [("Oslo",)]


def plain(row: tuple) -> str:
    """A row as text; a decimal as the driver gives it, without zeros at its end."""
    return repr(
        [f"{value.normalize():f}" if isinstance(value, Decimal) else value for value in row]
    )


def test_keys_and_words_are_there(
    published: Build, five_reports: Build, rows: Callable[..., list[tuple]]
) -> None:
    keys = rows(
        "select conrelid::regclass::text from pg_constraint "
        "where contype in ('p', 'u') and connamespace = 'tiltak'::regnamespace"
    )
    assert len(keys) == len(tables(five_reports))
    (comment,) = rows(
        "select col_description('tiltak.fct_participants'::regclass, ordinal_position) "
        "from information_schema.columns where table_schema = 'tiltak' "
        "and table_name = 'fct_participants' and column_name = 'participants_high'"
    )
    assert "The highest number" in comment[0]
    assert "Norsk: Det høyeste" in comment[0]


def test_facts_refer_to_their_dimensions(
    published: Build, five_reports: Build, server: str, rows: Callable[..., list[tuple]]
) -> None:
    found = {
        (fact.removeprefix("tiltak."), dimension.removeprefix("tiltak."))
        for fact, dimension in rows(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint "
            "where contype = 'f' and connamespace = 'tiltak'::regnamespace"
        )
    }
    common = {"dim_measure", "dim_status", "dim_month", "dim_report"}
    for fact, dimensions in {
        "fct_participants": common | {"dim_region"},
        "fct_participants_demographic": common | {"dim_demographic"},
        "fct_participants_vintage": common | {"dim_region"},
    }.items():
        assert {dimension for table, dimension in found if table == fact} == dimensions
    with pytest.raises(adbc.Error, match="foreign key"):
        rows("delete from tiltak.dim_measure where measure_code = 'ARBTREN'")
    # Published again, the references are dropped and made again.
    again = run_tiltak("publish", "--to", server, warehouse=five_reports.warehouse)
    assert (again.exit_code, again.errors) == (0, "")


def test_what_is_never_missing_may_not_be(
    published: Build, rows: Callable[..., list[tuple]]
) -> None:
    optional = rows(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'tiltak' and is_nullable = 'YES' and table_name in "
        "('fct_participants', 'fct_participants_demographic', 'obt_participants') "
        "and column_name in ('participants_low', 'participants_high', 'is_suppressed')"
    )
    assert optional == []


def test_the_role_reads_and_cannot_write(
    published: Build, rows: Callable[..., list[tuple]]
) -> None:
    query = "select count(*) from tiltak.fct_participants"
    assert rows(query, role="tiltak_reader") == [(7291,)]
    with pytest.raises(adbc.Error, match="permission denied"):
        rows("delete from tiltak.fct_participants", role="tiltak_reader")


def test_a_new_publication_replaces_the_rows_and_leaves_views(
    published: Build, server: str, rows: Callable[..., list[tuple]], tmp_path: Path
) -> None:
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute(
            "create or replace view public.mine as "
            "select count(*) as row_count from tiltak.fct_participants"
        )
        connection.commit()
    smaller = tmp_path / "tiltak.duckdb"
    assert run_tiltak("build", REPORTS[2], warehouse=smaller).exit_code == 0
    outcome = run_tiltak("publish", "--to", server, warehouse=smaller)
    assert outcome.exit_code == 0, outcome.errors
    assert rows("select row_count from public.mine") == [(776,)]


def test_a_refusal_leaves_everything_as_it_was(
    published: Build, five_reports: Build, server: str, rows: Callable[..., list[tuple]]
) -> None:
    """A table of other columns that a view needs cannot be replaced: nothing is changed."""
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("alter table tiltak.rpt_revisions add column mine integer")
        cursor.execute("create view public.theirs as select mine from tiltak.rpt_revisions")
        connection.commit()
    before = rows("select count(*) from tiltak.fct_participants")
    outcome = run_tiltak("publish", "--to", server, warehouse=five_reports.warehouse)
    assert outcome.exit_code == 1
    assert "nothing was published" in outcome.errors
    assert "Traceback" not in outcome.errors
    assert rows("select count(*) from tiltak.fct_participants") == before


def test_what_is_not_ours_is_left_alone(five_reports: Build, server: str) -> None:
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("create schema theirs")
        cursor.execute("create table theirs.dim_month as select 1 as mine")
        cursor.execute("create table theirs.zzz as select 1 as mine")
        connection.commit()
    outcome = run_tiltak(
        "publish", "--to", server, "--schema", "theirs", warehouse=five_reports.warehouse
    )
    assert outcome.exit_code == 1
    assert "theirs.dim_month is there and was not made by tiltak publish" in outcome.errors
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("select mine from theirs.dim_month")
        assert cursor.fetchall() == [(1,)]
        # Nobody was allowed to read it.
        cursor.execute("select relacl is null from pg_class where oid = 'theirs.zzz'::regclass")
        assert cursor.fetchall() == [(True,)]


@pytest.mark.parametrize(
    "make",
    [
        "create table {} as select 1 as mine",
        "create view {} as select 1 as mine",
        "create foreign table {} (mine integer) server elsewhere",
    ],
)
@pytest.mark.parametrize("comment", ["One row per month", "Mine (tiltak-warehouse)"])
def test_a_comment_like_ours_is_no_mark(
    five_reports: Build, server: str, rows: Callable[..., list[tuple]], make: str, comment: str
) -> None:
    kind = "foreign table" if "foreign" in make else make.split()[1]
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("drop schema if exists alike cascade")
        cursor.execute("create schema alike")
        if "foreign" in make:
            cursor.execute("drop foreign data wrapper if exists nothing cascade")
            cursor.execute("create foreign data wrapper nothing")
            cursor.execute("create server elsewhere foreign data wrapper nothing")
        cursor.execute(make.format("alike.dim_month"))
        cursor.execute(f"comment on {kind} alike.dim_month is '{comment}'")
        connection.commit()
    outcome = run_tiltak(
        "publish", "--to", server, "--schema", "alike", warehouse=five_reports.warehouse
    )
    assert outcome.exit_code == 1
    assert "alike.dim_month is there and was not made by tiltak publish" in outcome.errors
    assert rows("select count(*) from pg_class where oid = to_regclass('alike.dim_month')") == [
        (1,)
    ]


@pytest.mark.parametrize("role", ["tiltak_reader", "nobody_of_that_name"])
def test_the_owner_of_a_schema_publishes_without_other_rights(
    published: Build,
    five_reports: Build,
    server: str,
    rows: Callable[..., list[tuple]],
    role: str,
) -> None:
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("drop schema if exists owned cascade")
        cursor.execute("drop role if exists owner_only")
        cursor.execute("create role owner_only login")
        cursor.execute("create schema owned authorization owner_only")
        connection.commit()
    for _ in range(2):
        outcome = run_tiltak(
            "publish", "--to", server.replace("user=tiltak", "user=owner_only"),
            "--schema", "owned", "--read-role", role, warehouse=five_reports.warehouse,
        )  # fmt: skip
        assert outcome.exit_code == 0, outcome.errors
        assert outcome.errors == "" or f"there is no role {role}" in outcome.errors
    assert rows("select count(*) from owned.dim_month") == five_reports.query(
        "select count(*) from marts.dim_month"
    )
    assert rows("select distinct tableowner from pg_tables where schemaname = 'owned'") == [
        ("owner_only",)
    ]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:secret@127.0.0.1:1/none",
        "postgresql://me:se cret@127.0.0.1/none",
        "postgresql://me:se%zzcret@127.0.0.1/none",
        "postgresql://me:se/cret@127.0.0.1/none",
    ],
)
def test_no_server_is_said_without_the_password(five_reports: Build, address: str) -> None:
    outcome = run_tiltak("publish", "--to", address, warehouse=five_reports.warehouse)
    assert outcome.exit_code == 1
    assert "nothing was published" in outcome.errors
    assert "cret" not in outcome.errors
    assert '"se' not in outcome.errors
    assert "Traceback" not in outcome.errors
