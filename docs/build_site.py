"""Builds the docs site in docs/site: `make docs`.

Seven parts, joined by one small page; none needs a network when it is read:

- the explorer, a page for readers in Norwegian (docs/explorer, docs/explorer_data.py);
- the models and their columns, by dbt docs, as one static file;
- the news: what each publication changed, as a page and an Atom feed;
- the dictionary of tables and columns, in two languages;
- the star as a diagram, by dbterd, with the references of the facts, drawn by Graphviz;
- the lineage of columns, by dbt-colibri;
- the last audit, as Great Expectations wrote it (Data Docs).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from datetime import UTC
from pathlib import Path

import duckdb
import jinja2
import markupsafe
from explorer_data import write_explorer

from loaders.asking.news import publications, to_text
from loaders.project import DEFAULT_WAREHOUSE, PROJECT
from loaders.sharing.files import NOT_IN_XML
from loaders.sharing.tables import Reference, mart_tables
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.published import open_published

SITE = PROJECT / "docs" / "site"
TEMPLATES = PROJECT / "docs"
LONGEST_STEP_SECONDS = 300
# The diagram is of what the tests of references say: their name and arguments.
STAR = ("dim_*", "fct_participants*", "fct_reported_average")
REFERENCES = "test_relationship:(name:refers_to|c_from:columns|c_to:to_columns)"
# How dbt's page looks for what a model is made from, and for what is made from it, by this many
# steps (n) at the most: along every path, of which there are so many here that a browser stands
# still for most of a minute. Written so that it visits every model once.
WALK = r"function \w\(e,t,n,\w\)\{{\w\|\|\(\w=1\);var \w=e\.{direction}\(t\);.*?\.uniq\(\w\)\}}"
WALK_ONCE = (
    "(e,t,n){{const found=new Set();"
    "for(let edge=[t],step=0;edge.length&&(n==null||step<n);step++)"
    "edge=edge.flatMap(x=>e.{direction}(x)||[]).filter(x=>!found.has(x)&&found.add(x));"
    "return[...found]}}"
)
# One id for every copy of the feed, whoever shows it.
FEED_ID = uuid.uuid5(uuid.NAMESPACE_OID, "tiltak-warehouse news").urn
MOST_PUBLICATIONS = 50
BEGIN_WITH_THE_FACTS = (
    "<script>if (!location.search) location.replace("
    "`${location.pathname}?model=model.tiltak.fct_participants&parents=1`)</script>"
)
FIGURES = """
select
    strftime(built_at, '%Y-%m-%d %H:%M UTC') as built_at,
    git_commit,
    strftime(newest_month, '%Y-%m') as newest_month,
    accepted_report_count,
    report_count,
    line_count
from marts.meta_build
"""


def build_site(warehouse: Path, site: Path) -> None:
    """Write the site of a published file and what it was built from, in place of an earlier one.

    Exits with a sentence when something is missing or a step fails.
    """
    built = Warehouse(warehouse)
    if not (warehouse.exists() and built.marts_database.exists()):
        sys.exit(f"{warehouse}: there is no warehouse to describe; run make build.")
    if shutil.which("dot") is None:
        sys.exit("Graphviz draws the diagram and is missing; install it: apt-get install graphviz")
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        _dbt_docs(built, target)
        page = _models_page(target, warehouse)
        (site / "models.html").write_text(_each_model_once(page), encoding="utf-8")
        _diagram(target, site / "diagram.svg", _references(warehouse))
        _lineage(target, site / "lineage.html")
    shutil.copytree(built.audit_site, site / "audit")
    with open_published(warehouse) as connection:
        write_explorer(connection, site / "explorer")
        tables = _tables(connection)
        pages = {
            "index.html": {"build": _row(connection, FIGURES), "tables": tables},
            "dictionary.html": {"tables": mart_tables(connection)},
        }
        news = {"publications": _news(connection), "feed_id": FEED_ID}
        pages |= {"news.html": news, "news.atom": news}
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True
    )
    templates.filters["code"] = _code
    for name, content in pages.items():
        page = templates.get_template(f"{name}.jinja").render(content)
        (site / name).write_text(page, encoding="utf-8")


def _dbt_docs(built: Warehouse, target: Path) -> None:
    _run(
        "dbt", "docs", "generate", "--quiet",
        "--project-dir", PROJECT, "--profiles-dir", PROJECT,
        "--target-path", target, "--log-path", target,
        TILTAK_WORKING_FOLDER=built.folder,
    )  # fmt: skip


def _models_page(target: Path, warehouse: Path) -> str:
    """Give dbt's page with its data in it, as `dbt docs generate --static` makes it.

    What a column means is there in English alone; the Norwegian of meta_column is added.
    """
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    with open_published(warehouse) as connection:
        norwegian = {
            (table, column): words
            for table, column, words in connection.execute(
                "select table_name, column_name, description_no from marts.meta_column"
            ).fetchall()
        }
    for node in manifest["nodes"].values():
        for name, column in node.get("columns", {}).items():
            if words := norwegian.get((node["name"], name)):
                column["description"] += f"\n\nNorsk: {words}"
    page = (target / "index.html").read_text(encoding="utf-8")
    catalog = (target / "catalog.json").read_text(encoding="utf-8")
    page = page.replace('"MANIFEST.JSON INLINE DATA"', json.dumps(manifest))
    return page.replace('"CATALOG.JSON INLINE DATA"', catalog)


def _each_model_once(page: str) -> str:
    for direction in ("predecessors", "successors"):
        page, count = re.subn(
            WALK.format(direction=direction),
            lambda walk, direction=direction: (
                walk[0].split("(")[0] + WALK_ONCE.format(direction=direction)
            ),
            page,
        )
        if count != 1:
            sys.exit("dbt's page of models has changed; see WALK in docs/build_site.py.")
    return page


def _references(warehouse: Path) -> dict[str, list[Reference]]:
    with open_published(warehouse) as connection:
        return {table.name: table.references for table in mart_tables(connection)}


def _diagram(target: Path, svg: Path, references: dict[str, list[Reference]]) -> None:
    _run(
        "dbterd", "run", "--target", "graphviz",
        *(option for models in STAR for option in ("--select", f"wildcard:*.{models}")),
        "--entity-name-format", "model", "--algo", REFERENCES,
        "--artifacts-dir", target, "--output", target, "--output-file-name", "star.dot",
    )  # fmt: skip
    # dbterd takes a reference's columns for one name and adds it to both tables.
    drawing = (target / "star.dot").read_text(encoding="utf-8")
    drawing = re.sub(r"^.*\(unknown\) \[.*\n", "", drawing, flags=re.MULTILINE)
    drawing = re.sub(
        r"\[('[^\]]*)\] = \[[^\]]*\]", lambda names: names[1].replace("'", ""), drawing
    )
    # Not each is a test of its own: rows of the vintage were tested as facts when they were new.
    for table, of_table in references.items():
        for reference in of_table:
            if not re.search(rf'"{table}" -> "{reference.dimension}"', drawing):
                columns = ", ".join(reference.columns)
                edge = f'    "{table}" -> "{reference.dimension}" [fontsize=11 label="{columns}"];'
                drawing = re.sub(r"\}\s*\Z", f"{edge}\n}}\n", drawing)
    (target / "star.dot").write_text(drawing, encoding="utf-8")
    _run("dot", "-Tsvg", target / "star.dot", "-o", svg)


def _lineage(target: Path, page: Path) -> None:
    _run(
        "colibri", "generate", "--disable-telemetry",
        "--manifest", target / "manifest.json", "--catalog", target / "catalog.json",
        "--output-dir", target / "lineage",
    )  # fmt: skip
    drawn = (target / "lineage" / "index.html").read_text(encoding="utf-8")
    # Without a model it opens on the first in the alphabet, which tells nothing.
    page.write_text(drawn.replace("<head>", f"<head>{BEGIN_WITH_THE_FACTS}", 1), encoding="utf-8")


def _run(program: str, *arguments: object, **environment: object) -> None:
    """Run a program of this environment, or else of the machine."""
    there = Path(sys.executable).with_name(program)
    finished = subprocess.run(
        [str(there if there.exists() else program), *map(str, arguments)],
        env={
            **os.environ,
            "DO_NOT_TRACK": "1",
            **{name: str(value) for name, value in environment.items()},
        },
        capture_output=True,
        text=True,
        timeout=LONGEST_STEP_SECONDS,
        check=False,
    )
    if finished.returncode != 0:
        sys.exit(f"{program} failed: {(finished.stderr or finished.stdout).strip()}")


def _news(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Give the newest publications as the page and the feed show them."""
    return [
        {
            "id": publication.id,
            "title": NOT_IN_XML.sub("", publication.title),
            "updated": publication.read_at.astimezone(UTC).isoformat(timespec="seconds"),
            "lines": [NOT_IN_XML.sub("", line) for line in to_text(publication)],
        }
        for publication in publications(connection)[:MOST_PUBLICATIONS]
    ]


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, object]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _code(text: str) -> markupsafe.Markup:
    """Mark up what stands between backticks as code."""
    escaped = str(markupsafe.escape(text))
    # All but the two tags is escaped.
    return markupsafe.Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", escaped))  # noqa: S704


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int | None, str]]:
    """Name the tables and views of the marts, tables' numbers of rows, and what one row is."""
    described = connection.execute(
        """
        select table_name, true, comment from duckdb_tables()
        where database_name = current_database() and schema_name = 'marts'
        union all
        select view_name, false, comment from duckdb_views()
        where database_name = current_database() and schema_name = 'marts'
        order by 1
        """
    ).fetchall()
    return [
        (
            name,
            connection.execute(f"select count(*) from marts.{name}").fetchone()[0]
            if is_table
            else None,
            " ".join((comment or "").split()),
        )
        for name, is_table, comment in described
    ]


if __name__ == "__main__":
    build_site(Path(os.environ.get("TILTAK_WAREHOUSE", DEFAULT_WAREHOUSE)).resolve(), SITE)
    print(f"{SITE / 'index.html'}")
