"""The process of an audit: runs the suites of `expectations/` with Great Expectations.

Its arguments are the publication before (or where there will be one) and the folder of the Data
Docs. What can be done before is done at once; then it reads on standard input, as a line of JSON,
the path of what was `built` and the reports `forgotten` on purpose. It writes the Data Docs, and
answers with a line of JSON on standard output: `findings`, or the `error` that prevented them. It
ends when standard input does.
"""

import contextlib
import json
import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import pandas as pd
import yaml
from great_expectations.data_context import EphemeralDataContext
from great_expectations.expectations.registry import get_expectation_impl

from loaders.auditing.pages import EXPECTATIONS, page_of, write_index
from loaders.auditing.process import Finding
from loaders.errors import TiltakError
from loaders.shortcuts import end_process, no_garbage_collection
from loaders.warehouse.databases import memory_limit
from loaders.warehouse.published import open_published
from loaders.warehouse.sql import literal, one_row

# Where a report's lines and figures are; whether a figure is the newest is not the report's own.
TABLES_BY_REPORT = {
    "raw.report_lines": "*",
    "marts.dim_report": "*",
    "marts.fct_participants_vintage": "* exclude (is_newest)",
    "marts.fct_participants": "*",
    "marts.fct_participants_demographic": "*",
}
# Reports whose digests differ from those of the publication before, or are by other models.
CHANGED_REPORTS = """
create temporary table changed_reports as
select landed.report_id
from (select report_id from raw.report_files) as landed
left join ({digests_of_built}) as found using (report_id)
left join published_digests as published using (report_id)
where
    found.digest is null
    or found.digest is distinct from published.digest
    or (select project_fingerprint from marts.meta_build)
    <> (select project_fingerprint from previous.marts.meta_build)
"""
# So many rows that differ are named in a message; the Data Docs have more.
ROWS_NAMED = 3


@dataclass(frozen=True)
class Result:
    """An expectation that was met or not; `found` is empty where it was met."""

    met: bool
    expected: str
    severity: str
    found: str


@dataclass(frozen=True)
class Suite:
    """A suite that can be run: its text, its query, and what Great Expectations does with rows."""

    name: str
    description: str
    row: str
    query: str
    checkpoint: gx.Checkpoint


@dataclass(frozen=True)
class SuiteRun:
    """A suite that was run, the number of rows it saw, its results and their page."""

    suite: Suite
    row_count: int
    results: list[Result]
    page: str


def audit(
    previous: Path, site: Path, wait_for_built: Callable[[], tuple[Path, list[str]]]
) -> list[Finding]:
    """Run all suites on what was built, and write the Data Docs in place of earlier ones.

    `previous` is the publication before; where there is none that can be read, what was built is
    compared with itself. The queries of the suites find what was built as their database, the
    publication before as `previous`, the reports to be looked at line by line in the table
    `changed_reports`, and those that were left out on purpose in `forgotten_reports`.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("built")
    suites = [
        _suite(context, source, yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted(EXPECTATIONS.glob("*.yml"))
    ]
    with (
        duckdb.connect(config={"memory_limit": memory_limit()}) as connection,
        # What DuckDB finds next is sought while Great Expectations looks at what it found.
        ThreadPoolExecutor(max_workers=1) as queries,
    ):
        is_there = _attach_previous(connection, previous)
        built, forgotten = wait_for_built()
        connection.execute(
            "create temporary table forgotten_reports as select unnest(?::varchar[]) as report_id",
            [forgotten],
        )
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        if not is_there:
            connection.execute(f"attach {literal(built)} as previous (read_only)")
        connection.execute(f"attach {literal(built)} as built (read_only)")
        connection.execute("use built")
        (built_at,) = one_row(
            connection,
            "select strftime(built_at, 'Built %Y-%m-%d %H:%M UTC') from marts.meta_build",
        )

        def ask(suite: Suite) -> Future[pd.DataFrame]:
            return queries.submit(lambda: connection.execute(suite.query).df())

        of_all = [(suite, ask(suite)) for suite in suites if "changed_reports" not in suite.query]
        changed_reports = queries.submit(
            connection.execute, CHANGED_REPORTS.format(digests_of_built=_digests("built"))
        )
        of_changed = [(suite, ask(suite)) for suite in suites if "changed_reports" in suite.query]
        runs = [_run(suite, rows.result(), site) for suite, rows in of_all]
        changed_reports.result()
        runs += [_run(suite, rows.result(), site) for suite, rows in of_changed]
    runs.sort(key=lambda run: run.suite.name)
    findings = [
        Finding(run.suite.name, result.severity, result.expected, result.found)
        for run in runs
        for result in run.results
        if not result.met
    ]
    write_index(site, built_at, runs, len(findings))
    return findings


def _attach_previous(connection: duckdb.DuckDBPyConnection, previous: Path) -> bool:
    """Attach the publication before, if there is one, and take the digests of its reports."""
    try:
        open_published(previous).close()
    except TiltakError:
        connection.execute(
            "create temporary table published_digests (report_id varchar, digest hugeint)"
        )
        return False
    connection.execute(f"attach {literal(previous)} as previous (read_only)")
    try:
        connection.execute(f"create temporary table published_digests as {_digests('previous')}")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise TiltakError(
            f"{previous}: the published file is damaged ({error}); move it away and build again, "
            "from its working folder"
        ) from error
    return True


def _digests(catalog: str) -> str:
    # The same rows have the same sum of hashes, in whatever order they are.
    of_tables = " union all ".join(
        "select report_id, sum(hash(figures)) as table_digest "
        f"from (select {columns} from {catalog}.{table}) as figures group by report_id"
        for table, columns in TABLES_BY_REPORT.items()
    )
    return f"select report_id, sum(table_digest) as digest from ({of_tables}) group by report_id"


def _suite(context: EphemeralDataContext, source: Any, suite: dict[str, Any]) -> Suite:
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
    return Suite(name, suite["description"], suite["row"], suite["query"], checkpoint)


def _run(suite: Suite, rows: pd.DataFrame, site: Path) -> SuiteRun:
    """Run a suite on the rows that its query gave, and write its page."""
    outcome = suite.checkpoint.run(batch_parameters={"dataframe": rows})
    (validation,) = outcome.run_results.values()
    results = []
    for result in validation.results:
        expectation = result.expectation_config
        if result.exception_info and result.exception_info.get("raised_exception"):
            raise TiltakError(
                f"{suite.name}: {expectation.type} failed, "
                f"{result.exception_info['exception_message']}"
            )
        results.append(
            Result(
                met=result.success,
                expected=expectation.notes,
                severity=str(expectation.severity.value),
                found="" if result.success else _found(result.result),
            )
        )
    page = f"{suite.name}.html"
    (site / page).write_text(page_of(validation), encoding="utf-8", newline="\n")
    return SuiteRun(
        suite=suite,
        row_count=len(rows),
        results=results,
        page=page,
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


def main() -> None:
    """Audit what standard input names, and end when it is closed."""
    previous, site = map(Path, sys.argv[1:])
    with no_garbage_collection(), contextlib.ExitStack() as held:
        # When it is replaced, the system gives its blocks back once nobody has it open. That takes
        # a second per GB: here, where nobody waits. One that cannot be read is replaced too.
        # Windows replaces no file that is open.
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                held.enter_context(previous.open("rb"))
        # What the libraries print would stand in the answer.
        with contextlib.redirect_stdout(sys.stderr):
            answer = _answer(previous, site)
        print(json.dumps(answer), flush=True)
        _end_with_input()


def _answer(previous: Path, site: Path) -> dict[str, Any]:
    try:
        findings = audit(previous, site, _built)
    except (TiltakError, OSError, duckdb.Error, gx.exceptions.GreatExpectationsError) as error:
        return {"error": " ".join(str(error).split())}
    return {"findings": [asdict(finding) for finding in findings]}


def _built() -> tuple[Path, list[str]]:
    told = sys.stdin.readline()
    if not told:
        # Nothing was built.
        end_process(0)
    # A build that is killed leaves nobody who has its database open.
    threading.Thread(target=_end_with_input, daemon=True).start()
    what = json.loads(told)
    return Path(what["built"]), what["forgotten"]


def _end_with_input() -> None:
    sys.stdin.read()
    end_process(0)


if __name__ == "__main__":
    main()
