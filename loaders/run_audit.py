"""The process of an audit: runs the suites of `expectations/` with Great Expectations.

Reads a JSON object on standard input: `copy`, `previous` (a publication, or none) and `site` (a
folder). Answers with a JSON object on standard output, `findings` or the `error` that prevented
them, and writes the Data Docs.
"""

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import jinja2
import pandas as pd
import yaml
from bs4 import BeautifulSoup
from great_expectations.data_context import EphemeralDataContext
from great_expectations.expectations.registry import get_expectation_impl

from loaders.audit import Finding
from loaders.errors import TiltakError
from loaders.project import PROJECT
from loaders.publish import literal, open_published
from loaders.working import memory_limit

EXPECTATIONS = PROJECT / "expectations"
# Where a report's lines and figures are; whether a figure is the newest is not the report's own.
TABLES_BY_REPORT = {
    "raw.report_lines": "*",
    "marts.dim_report": "*",
    "marts.fct_participants_vintage": "* exclude (is_newest)",
    "marts.fct_participants": "*",
    "marts.fct_participants_demographic": "*",
}
CHANGED_REPORTS = """
create temporary table changed_reports as
select copied.report_id
from (select report_id from raw.report_files) as copied
left join ({digests_of_copy}) as found using (report_id)
left join ({digests_of_previous}) as published using (report_id)
where
    found.digest is null
    or found.digest is distinct from published.digest
    or (select project_fingerprint from marts.meta_build)
    <> (select project_fingerprint from previous.marts.meta_build)
"""
# So many rows that differ are named in a message; the Data Docs have more.
ROWS_NAMED = 3
SITE_NAME = "audit"
# What needs scripts (filters) or leads elsewhere (a newsletter).
LEFT_OUT = "script, link, style, img, footer, .modal, .col-lg-2, .navbar-brand, .cooltip .top"


@dataclass(frozen=True)
class Result:
    """An expectation that was met or not; `found` is empty where it was met."""

    met: bool
    expected: str
    severity: str
    found: str


@dataclass(frozen=True)
class SuiteRun:
    """A suite that was run: its text, the number of rows it saw, its results and their page."""

    name: str
    description: str
    row: str
    row_count: int
    results: list[Result]
    page: str = ""


def audit(copy: Path, previous: Path, site: Path) -> list[Finding]:
    """Run all suites on a copy, and write the Data Docs to a folder that is made anew."""
    shutil.rmtree(site, ignore_errors=True)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    context.add_data_docs_site(
        site_name=SITE_NAME,
        site_config={
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(site),
            },
            # The pages of results say what is expected too.
            "site_section_builders": {"expectations": "None", "profiling": "None"},
        },
    )
    source = context.data_sources.add_pandas("copy")
    with _both_open(copy, previous) as connection:
        (built,) = connection.execute(
            "select strftime(built_at, 'Built %Y-%m-%d %H:%M UTC') from marts.meta_build"
        ).fetchone()
        runs = []
        for file in sorted(EXPECTATIONS.glob("*.yml")):
            suite = yaml.safe_load(file.read_text(encoding="utf-8"))
            rows = connection.execute(suite["query"]).df()
            runs.append(_run_suite(context, source, suite, rows))
    context.build_data_docs(build_index=False)
    findings = [
        Finding(run.name, result.severity, result.expected, result.found)
        for run in runs
        for result in run.results
        if not result.met
    ]
    _write_index(site, built, runs, len(findings))
    # Fonts and pictures; the pages have a style of their own.
    shutil.rmtree(site / "static")
    for page in site.rglob("*.html"):
        _make_readable_offline(page)
    return findings


@contextmanager
def _both_open(copy: Path, previous: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the copy, and as `previous` the publication before it.

    Where there is none that can be read, the copy is compared with itself. The table
    `changed_reports` has the reports that an audit must look at line by line: those of which the
    publication before does not say the very same, by the same models.
    """
    try:
        open_published(previous).close()
        digests_of_previous = _digests("previous")
    except TiltakError:
        previous = copy
        digests_of_previous = "select null as report_id, null as digest"
    with duckdb.connect(config={"memory_limit": memory_limit()}) as connection:
        connection.execute(f"attach {literal(copy)} as copy (read_only)")
        connection.execute(f"attach {literal(previous)} as previous (read_only)")
        connection.execute("use copy")
        connection.execute(
            CHANGED_REPORTS.format(
                digests_of_copy=_digests("copy"), digests_of_previous=digests_of_previous
            )
        )
        yield connection


def _digests(catalog: str) -> str:
    # The same rows have the same sum of hashes, in whatever order they are.
    hashed = " union all ".join(
        "select report_id, hash(figures) as row_hash "
        f"from (select {columns} from {catalog}.{table}) as figures"
        for table, columns in TABLES_BY_REPORT.items()
    )
    return f"select report_id, sum(row_hash) as digest from ({hashed}) group by report_id"


def _run_suite(
    context: EphemeralDataContext, source: Any, suite: dict[str, Any], rows: pd.DataFrame
) -> SuiteRun:
    name = suite["name"]
    expectations = [
        get_expectation_impl(expectation["type"])(
            **{key: value for key, value in expectation.items() if key != "type"}
        )
        for expectation in suite["expectations"]
    ]
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(suite["row"])
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=name,
            data=batch,
            suite=context.suites.add(
                gx.ExpectationSuite(
                    name=name, expectations=expectations, notes=suite["description"]
                )
            ),
        )
    )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name=name,
            validation_definitions=[definition],
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": suite["index"],
            },
        )
    )
    outcome = checkpoint.run(batch_parameters={"dataframe": rows})
    (validation,) = outcome.run_results.values()
    for result in validation.results:
        if result.exception_info and result.exception_info.get("raised_exception"):
            raise TiltakError(
                f"{name}: {result.expectation_config.type} failed, "
                f"{result.exception_info['exception_message']}"
            )
    return SuiteRun(
        name=name,
        description=suite["description"],
        row=suite["row"],
        row_count=len(rows),
        results=[
            Result(
                met=result.success,
                expected=result.expectation_config.notes,
                severity=str(result.expectation_config.severity.value),
                found="" if result.success else _found(result.result),
            )
            for result in validation.results
        ],
    )


def _found(result: dict[str, Any]) -> str:
    """Name the first rows that differ: `file_name 001.txt, row_count 5`."""
    rows = result.get("unexpected_index_list") or []
    named = "; ".join(
        ", ".join(f"{column} {value}" for column, value in row.items()) for row in rows[:ROWS_NAMED]
    )
    if not named:
        return f"{result.get('observed_value')}"
    return named if len(rows) <= ROWS_NAMED else f"{named} and {len(rows) - ROWS_NAMED} more"


def _write_index(site: Path, built: str, runs: list[SuiteRun], finding_count: int) -> None:
    """Write the first page; Great Expectations' own is drawn by scripts from elsewhere."""
    pages = {
        run.name: next((site / "validations" / run.name).rglob("*.html")).relative_to(site)
        for run in runs
    }
    template = jinja2.Template(
        (EXPECTATIONS / "index.html.jinja").read_text(encoding="utf-8"), autoescape=True
    )
    page = template.render(
        built=built,
        suites=[replace(run, page=pages[run.name].as_posix()) for run in runs],
        expectation_count=sum(len(run.results) for run in runs),
        finding_count=finding_count,
    )
    (site / "index.html").write_text(page, encoding="utf-8")


def _make_readable_offline(page: Path) -> None:
    """Take out of a page what it loads from elsewhere, and give it a style of its own."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for element in soup.select(LEFT_OUT):
        element.decompose()
    style = soup.new_tag("style")
    style.string = (EXPECTATIONS / "style.css").read_text(encoding="utf-8")
    soup.head.append(style)
    page.write_text(str(soup), encoding="utf-8")


def main() -> None:
    """Answer the request on standard input."""
    request = {name: Path(path) for name, path in json.load(sys.stdin).items()}
    # What the libraries print would stand in the answer.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            answer = {"findings": [asdict(finding) for finding in audit(**request)]}
        except (TiltakError, OSError, duckdb.Error, gx.exceptions.GreatExpectationsError) as error:
            answer = {"error": " ".join(str(error).split())}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
