"""The shape of the models: each in its room, one way, about a screen, described and tested."""

import fnmatch
import re
from pathlib import Path

import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode

from loaders.project import PROJECT
from tests.support import road

MODELS = PROJECT / "models"
LAYERS = ["staging", "intermediate", "marts", "semantic"]
PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("dim_", "bridge_", "fct_", "obt_", "rpt_", "meta_"),
    "semantic": ("time_spine_",),
}
# Public names that are older than the prefixes (DESIGN.md, 4).
PUBLIC_NAMES = re.compile(
    r"rejected_lines|inferred_members|(group_)?participants_by_\w+"
    r"|codes_to_sum|sum_participants|mean_participants|share_of|series"
)
MOST_LINES, MOST_PARENTS, MOST_CTES = 130, 8, 10
MOST_ROWS, MOST_COLUMNS = 24, 8
CTE = re.compile(
    r"^(?:with )?(?:recursive )?\w+(?: \([\w, ]+\))? as (?:\{\{[^}]*\}\} )?\($", re.MULTILINE
)
# Which reports are new, and which tables they change: every model asks it in an incremental build.
ASKED_BY_ALL = {"int_new_reports", "int_changed_tables"}
EXCEPTIONS = yaml.safe_load(Path(__file__).with_name("exceptions.yml").read_text("utf-8"))
FILES = sorted(MODELS.rglob("*.sql"))
ROOMS = dict(
    re.findall(
        r"^\| `((?:staging|intermediate|marts|semantic)[\w/]*)` \| [^|]* \| ([^|]*) \|$",
        road.README.read_text("utf-8"),
        re.MULTILINE,
    )
)


def models(manifest: Manifest) -> list[ModelNode]:
    return [node for node in manifest.nodes.values() if isinstance(node, ModelNode)]


def layer_of(node: ModelNode) -> str:
    return node.fqn[1]


def reads(manifest: Manifest, node: ModelNode) -> set[str]:
    """The models, seeds and sources that a model reads."""
    nodes = {**manifest.nodes, **manifest.sources}
    return {nodes[name].name for name in node.depends_on.nodes} - ASKED_BY_ALL


def beyond(limit: int, found: dict[str, int]) -> dict[str, int]:
    """What is beyond a limit, and by how much."""
    return {name: count for name, count in found.items() if count > limit}


def test_the_readme_lists_the_rooms() -> None:
    rooms = {file.parent.relative_to(MODELS).as_posix() for file in FILES}
    assert set(ROOMS) == rooms - {"marts/answers/functions", "marts/answers/participants_by"}
    assert len(FILES) > 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_model_is_in_its_room(file: Path) -> None:
    relative = file.relative_to(MODELS)
    room = next(room for room in ROOMS if relative.as_posix().startswith(f"{room}/"))
    within = relative.relative_to(room).with_suffix("").as_posix()
    patterns = re.findall(r"`([\w*/]+)`", ROOMS[room])
    assert any(fnmatch.fnmatch(within, pattern) for pattern in patterns)


def test_a_folder_has_its_prefix(manifest: Manifest) -> None:
    others = {
        node.name
        for node in models(manifest)
        if not node.name.startswith(PREFIXES[layer_of(node)])
        and not (layer_of(node) == "marts" and PUBLIC_NAMES.fullmatch(node.name))
    }
    assert others == set()


def test_there_is_one_way_through_the_layers(manifest: Manifest) -> None:
    layers = {node.name: LAYERS.index(layer_of(node)) for node in models(manifest)}
    against = {
        (node.name, read)
        for node in models(manifest)
        for read in reads(manifest, node)
        if layers.get(read, 0) > layers[node.name]
    }
    assert against == set()


def test_only_staging_reads_what_was_landed(manifest: Manifest) -> None:
    reading = {
        node.name
        for node in models(manifest)
        if layer_of(node) != "staging"
        and any(name.startswith("source.") for name in node.depends_on.nodes)
    }
    assert reading == set(EXCEPTIONS["reads_what_was_landed"])


def test_models_are_about_a_screen() -> None:
    lines = {file.stem: len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert beyond(MOST_LINES, lines) == EXCEPTIONS["lines"]


def test_models_read_few_others(manifest: Manifest) -> None:
    parents = {node.name: len(reads(manifest, node)) for node in models(manifest)}
    assert beyond(MOST_PARENTS, parents) == EXCEPTIONS["parents"]


def test_models_have_few_steps() -> None:
    steps = {file.stem: len(CTE.findall(file.read_text("utf-8"))) for file in FILES}
    assert sum(steps.values()) > len(FILES)
    assert beyond(MOST_CTES, steps) == EXCEPTIONS["ctes"]


def test_a_model_of_the_reading_has_a_unit_test(manifest: Manifest) -> None:
    tested = {test.model for test in manifest.unit_tests.values()}
    assert {node.name for node in models(manifest) if layer_of(node) == "intermediate"} <= tested


def test_a_unit_test_has_few_short_rows() -> None:
    rows, columns = {}, {}
    for file in MODELS.rglob("*.yml"):
        for test in yaml.safe_load(file.read_text("utf-8")).get("unit_tests", []):
            tables = [table.get("rows", []) for table in [*test["given"], test["expect"]]]
            shown = [row for table in tables if isinstance(table, list) for row in table]
            rows[test["name"]] = len(shown)
            columns[test["name"]] = max(map(len, shown), default=0)
    assert beyond(MOST_ROWS, rows) == EXCEPTIONS["unit_test_rows"]
    assert beyond(MOST_COLUMNS, columns) == EXCEPTIONS["unit_test_columns"]


def test_every_column_between_lines_and_marts_is_read(manifest: Manifest) -> None:
    """A column is named by a model, test or macro that reads its model; `*` reads none."""
    macros = " ".join(macro.macro_sql for macro in manifest.macros.values())
    unread = {}
    for node in models(manifest):
        if layer_of(node) not in ("staging", "intermediate"):
            continue
        readers = [
            child
            for child in manifest.nodes.values()
            if node.unique_id in child.depends_on_nodes and child.resource_type == "model"
        ]
        words = set(re.findall(r"\w+", macros + " ".join(child.raw_code for child in readers)))
        if left := sorted(set(node.columns) - words):
            unread[node.name] = left
    assert unread == EXCEPTIONS["unread_columns"]


def test_every_check_is_made_and_every_check_made_is_described() -> None:
    lines = (PROJECT / "seeds" / "check_definition.csv").read_text("utf-8").splitlines()[1:]
    described = {line.partition(",")[0] for line in lines}
    made = set()
    for file in (MODELS / "intermediate" / "checks").glob("int_check_*.sql"):
        sql = file.read_text("utf-8")
        for expression in re.findall(r"(case .*? end|'\w+') as check_code", sql):
            made |= set(re.findall(r"(?:then|else|^) ?'(\w+)'", expression))
        # The rows of rows_beside(), each of which begins with its code.
        made |= set(re.findall(r"\[\s*\"'(\w+)'\"", sql))
    assert made == described


def test_the_readme_has_each_model_as_it_is() -> None:
    text = road.README.read_text("utf-8")
    assert text == road.written(text), "python -m tests.support.road"
