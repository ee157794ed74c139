"""What the project says of its tables, columns, keys and macros is there, and is true of them."""

import csv
from pathlib import Path

import jinja2
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import GenericTestNode, ModelNode, SeedNode, SourceDefinition

from loaders.project import PROJECT

# What engines write for the macros of dialect.sql, which are described there.
OF_ENGINES = {"duckdb.sql", "spark.sql", "spark_adapter.sql"}
Table = ModelNode | SeedNode | SourceDefinition


def seeds_of(manifest: Manifest) -> list[SeedNode]:
    return [node for node in manifest.nodes.values() if isinstance(node, SeedNode)]


def given_tables(manifest: Manifest) -> list[SeedNode | SourceDefinition]:
    """The tables that no model makes."""
    return [*seeds_of(manifest), *manifest.sources.values()]


def tables_of(manifest: Manifest) -> list[Table]:
    models = [node for node in manifest.nodes.values() if isinstance(node, ModelNode)]
    return [*given_tables(manifest), *models]


def data_tests_of(manifest: Manifest) -> list[GenericTestNode]:
    return [node for node in manifest.nodes.values() if isinstance(node, GenericTestNode)]


def arguments_in(macro_sql: str) -> list[str]:
    """The names of a macro's arguments, as Jinja reads them."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])  # noqa: S701 - nothing is rendered
    macro = environment.parse(macro_sql).find(jinja2.nodes.Macro)
    return [argument.name for argument in macro.args]


def test_a_table_is_described_by_what_one_row_is(manifest: Manifest) -> None:
    tables = tables_of(manifest)
    assert len(tables) > 100
    assert [
        table.name for table in tables if not table.description.startswith("One row per ")
    ] == []


def test_every_column_is_described(manifest: Manifest) -> None:
    assert [
        f"{table.name}.{column.name}"
        for table in tables_of(manifest)
        for column in table.columns.values()
        if not column.description.strip()
    ] == []


def test_a_seed_has_the_columns_that_are_described(manifest: Manifest) -> None:
    seeds = seeds_of(manifest)
    assert {seed.name for seed in seeds} == {
        file.stem for file in (PROJECT / "seeds").glob("*.csv")
    }
    for seed in seeds:
        with (PROJECT / seed.original_file_path).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert list(seed.columns) == header, seed.name


def key_of(table: Table) -> list[str] | None:
    """The columns of a primary key; None where the key is tested instead."""
    keys = [
        rule.columns for rule in getattr(table, "constraints", []) if rule.type == "primary_key"
    ]
    return keys[0] if keys else None


def test_the_grain_is_the_key_that_is_tested(manifest: Manifest) -> None:
    """`config.meta.grain_keys` are the columns of the primary key, or of the test of the key."""
    tested = [
        (test.attached_node or test.depends_on.nodes[0], test.test_metadata.kwargs["columns"])
        for test in data_tests_of(manifest)
        if test.test_metadata.name == "is_unique"
    ]
    for table in tables_of(manifest):
        # A function has no rows of its own, and a view those of what it is a view of.
        if getattr(table.config, "materialized", "") in ("table_function", "view"):
            continue
        grain_keys = table.config.meta["grain_keys"]
        if key := key_of(table):
            assert grain_keys == key, table.name
        else:
            assert (table.unique_id, grain_keys) in tested, table.name
        assert set(grain_keys) <= set(table.columns), table.name


def test_what_guards_the_project_is_not_run_with_reports(manifest: Manifest) -> None:
    given = {table.unique_id for table in given_tables(manifest)}
    run_in_builds = {
        (test.attached_node, test.test_metadata.name)
        for test in data_tests_of(manifest)
        if set(test.depends_on.nodes) <= given and "model_key" not in test.tags
    }
    assert run_in_builds == {("seed.tiltak.waiver", "refers_to"), ("seed.tiltak.waiver", "holds")}


def test_macros_have_the_arguments_that_are_described(manifest: Manifest) -> None:
    described = {}
    for macro in manifest.macros.values():
        path = Path(macro.original_file_path)
        is_ours = macro.package_name == "tiltak" and path.parts[0] == "macros"
        if is_ours and path.name not in OF_ENGINES and (names := arguments_in(macro.macro_sql)):
            assert [argument.name for argument in macro.arguments] == names, macro.name
            described[macro.name] = [macro.description, *(a.description for a in macro.arguments)]
    assert len(described) > 80
    assert [name for name, descriptions in described.items() if not all(descriptions)] == []
