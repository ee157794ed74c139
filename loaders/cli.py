"""The command `tiltak`."""

import atexit
import datetime
import functools
import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import duckdb

from loaders import __version__
from loaders.asking.show import json_of
from loaders.errors import (
    ExitCode,
    TiltakError,
    WrongQuestionError,
    WrongUsageError,
    first_line,
)
from loaders.interruption import end_when_interrupted
from loaders.landing.find import ReportFiles, find_reports
from loaders.limits import TRANSFER_SECONDS
from loaders.progress import Bar, Lines, Progress
from loaders.project import (
    DEFAULT_EXPORTS,
    DEFAULT_FETCHED,
    DEFAULT_WAREHOUSE,
    default_reports,
)
from loaders.shortcuts import end_process
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.published import open_published

WAREHOUSE: dict[str, Any] = {
    "type": click.Path(dir_okay=False, path_type=Path),
    "help": "The published file.",
}
MONTH = click.DateTime(["%Y-%m", "%Y-%m-%d"])


class YearOrMonth(click.DateTime):
    """A month, or a year that stands for its first or last month."""

    def __init__(self, month_of_the_year: int) -> None:
        super().__init__(MONTH.formats)
        self._month_of_the_year = month_of_the_year

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Take `2024` for January or December 2024."""
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value):
            value = f"{value}-{self._month_of_the_year:02}"
        return super().convert(value, param, ctx)


class Breakdown(click.Choice[str]):
    """A breakdown by its name, or by what it is called in Norwegian."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Take `kjønn` for `gender`."""
        from loaders.asking.chart import BY
        from loaders.asking.names import fold

        names = {fold(norwegian): name for name, norwegian in BY.items()}
        return super().convert(names.get(fold(value), value), param, ctx)


# Before the command and after it; what stands after it is nearer.
warehouse_option = click.option(
    "--warehouse",
    **WAREHOUSE,
    callback=lambda context, _, given: given or context.find_root().params["warehouse"],
    show_default="warehouse/tiltak.duckdb",
)
wait_option = click.option(
    "--wait",
    "wait_seconds",
    type=click.FloatRange(min=0),
    default=600,
    show_default=True,
    help="Seconds to wait for another build of the same warehouse.",
)


quiet_option = click.option(
    "--quiet", "is_quiet", is_flag=True, help="Say nothing of what is being done."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
csv_option = click.option("--csv", "as_csv", is_flag=True, help="Write CSV.")


def progress_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a build that say how much of it is told."""
    verbose_option = click.option(
        "--verbose", "is_verbose", is_flag=True, help="Say where dbt's log is."
    )
    return quiet_option(verbose_option(command))


def names_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name a status, a region and a demographic group."""
    for option in (
        click.option("--group", help="Demographic group: kvinner, gender:F, 20-24."),
        click.option("--region", default="NO", show_default=True, help="Fylke or kommune."),
        click.option("--status", default="_T", show_default=True, help="Status; _T is all."),
    ):
        command = option(command)
    return command


def question_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what is asked for, as the argument `question`."""
    from loaders.asking.numbers import BREAKDOWNS, Question

    @functools.wraps(command)
    def answered(
        measure: str | None,
        month: datetime.datetime | None,
        first_month: datetime.datetime | None,
        last_month: datetime.datetime | None,
        **others: Any,
    ) -> None:
        if month and (first_month or last_month):
            raise click.UsageError("give --month, or --from and --to.")
        months = [
            given and given.date().replace(day=1)
            for given in (month or first_month, month or last_month)
        ]
        asked = {name: others.pop(name) for name in ("status", "region", "group", "by")}
        command(
            question=Question(measure, **asked, first_month=months[0], last_month=months[1]),
            **others,
        )

    with_question: Callable[..., None] = answered
    for option in (
        click.option(
            "--to", "last_month", type=YearOrMonth(12), metavar="MONTH", help="Last month, or year."
        ),
        click.option(
            "--from",
            "first_month",
            type=YearOrMonth(1),
            metavar="MONTH",
            help="First month, or year.",
        ),
        click.option("--month", type=MONTH, metavar="MONTH", help="One month: 2026-01."),
        click.option(
            "--by",
            type=Breakdown(BREAKDOWNS),
            help="A row for each member; of the newest month unless months are given.",
        ),
        names_options,
        click.argument("measure", required=False),
    ):
        with_question = option(with_question)
    return with_question


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tiltak")
@click.option(
    "--warehouse",
    **WAREHOUSE,
    envvar="TILTAK_WAREHOUSE",
    default=DEFAULT_WAREHOUSE,
    show_default="warehouse/tiltak.duckdb",
)
def main(warehouse: Path) -> None:
    """Nav's reports on labour-market measures as a warehouse that can be queried.

    Measures, statuses, regions and groups are given as codes or as names: any case, without
    accents, and the beginning if it is that of one alone. What was taken for what is said.

    Exit codes: 0 published; 1 failed, the published file is as it was; 2 wrong usage, or nothing
    among the given files is a report; 3 published, but a report was refused, quarantined or cut;
    130 or 143 interrupted (Ctrl-C, SIGTERM), the published file is as it was.
    """


@main.command(short_help="Show a series or a table: tiltak show arbeidstrening.")
@question_options
@json_option
@csv_option
@warehouse_option
def show(question: Any, as_json: bool, as_csv: bool, warehouse: Path) -> None:
    """Show a series, or a table by a breakdown, with sources.

    A series is every month from the first that is printed. A number that Nav hides is 0–3, a month
    without a number says why, and so does a change that cannot be told. MEASURE is a measure or a
    group of measures.

    \b
    tiltak show arbeidstrening --region Trondheim --from 2024-01
    tiltak show mentor --by age
    tiltak show arbeidspraksis --by fylke --month 2020-02
    tiltak show --by measure
    tiltak show oppfølging --by kommune --region Trøndelag --csv
    """  # noqa: D301, click takes a real backspace for the beginning of lines to be kept
    from loaders.asking import show

    if as_json and as_csv:
        raise click.UsageError("give --json or --csv.")
    answer = _answer(question, warehouse)
    if as_json:
        click.echo(show.to_json(answer))
    elif as_csv:
        click.echo(show.to_csv(answer.rows))
    else:
        click.echo(show.to_text(answer))


@main.command(short_help="Draw a series or a table: tiltak chart mentor -o FILE.svg.")
@question_options
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where it is drawn; its ending says how: .svg, .png or .html.",
)
@warehouse_option
def chart(question: Any, file: Path, warehouse: Path) -> None:
    """Draw what `tiltak show` shows, in Norwegian.

    A series is a line, or one for each member with --by and more than one month; one month by
    members is bars. No line crosses a month that is not printed, a hidden number or a series break.
    """
    from loaders.asking.chart import save_chart

    answer = _answer(question, warehouse)
    with _told():
        save_chart(answer, file)
    click.echo(file)


@main.command(short_help="List measures, regions, statuses and groups that can be named.")
@click.argument("kind", required=False, metavar="[measures|regions|statuses|groups]")
@click.argument("word", required=False)
@json_option
@csv_option
@warehouse_option
def codes(kind: str | None, word: str | None, as_json: bool, as_csv: bool, warehouse: Path) -> None:
    """List codes and names, with the first and newest month that is printed of each.

    With a WORD, those that have it in a name. `measures` are measures and groups of measures,
    `groups` are demographic groups. A list without months is of a code that no report prints.
    """
    from loaders.asking.codes import KINDS, list_codes
    from loaders.asking.show import columns, to_csv

    if kind and kind not in KINDS:
        if word:
            raise click.BadParameter(f"give one of {', '.join(KINDS)}", param_hint="KIND")
        kind, word = None, kind
    with _opened(warehouse) as connection:
        found = [asdict(code) for code in list_codes(connection, [kind] if kind else KINDS, word)]
    if not found:
        _fail(f"nothing is called '{word}'; tiltak codes lists what there is.", ExitCode.FAILED)
    if as_json:
        click.echo(json_of(found))
    elif as_csv:
        click.echo(to_csv(found))
    else:
        click.echo("\n".join(columns([list(found[0]), *(list(row.values()) for row in found)])))


@main.command(short_help='Ask in SQL: tiltak query "from participants_by_total".')
@click.argument("sql")
@json_option
@csv_option
@click.option("--limit", type=click.IntRange(min=1), default=1000, show_default=True)
@warehouse_option
def query(sql: str, as_json: bool, as_csv: bool, limit: int, warehouse: Path) -> None:
    """Run one statement of SQL on the published file, which is not changed.

    The tables of `marts` need no schema; `tiltak query "show tables"` lists them.
    """
    from loaders.asking.query import query as run_query
    from loaders.asking.show import columns, to_csv

    with _opened(warehouse) as connection:
        names, rows, are_more = run_query(connection, sql, limit)
    records = [dict(zip(names, row, strict=True)) for row in rows]
    if as_json:
        click.echo(json_of(records))
    elif as_csv:
        click.echo(to_csv(records) if records else ",".join(names))
    else:
        click.echo("\n".join(columns([names, *rows])))
    if are_more:
        _complain(f"the first {limit:,} rows; there are more, see --limit.")


@main.command(short_help="Say what the newest publication changed.")
@click.option(
    "--last",
    "count",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many publications, the newest first.",
)
@json_option
@warehouse_option
def news(count: int, as_json: bool, warehouse: Path) -> None:
    """Say what the newest publications changed.

    Reports with their state, months that were not there before, revised numbers, new labels. The
    docs site has the same as a page and as an Atom feed.
    """
    from loaders.asking.news import publications, to_text

    with _opened(warehouse) as connection:
        newest = publications(connection)[:count]
    if as_json:
        click.echo(json_of([{"title": one.title, **asdict(one)} for one in newest]))
    else:
        click.echo("\n".join(line for one in newest for line in to_text(one)))


@main.command(short_help="Read reports and publish the warehouse.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@warehouse_option
@wait_option
@click.option(
    "--without",
    multiple=True,
    metavar="FILE_OR_REPORT_ID",
    help="Leave out a report that is given or in the warehouse already; may be given more than "
    "once.",
)
@progress_options
def build(
    paths: tuple[Path, ...],
    warehouse: Path,
    wait_seconds: float,
    without: tuple[str, ...],
    is_quiet: bool,
    is_verbose: bool,
) -> None:
    """Read report files or folders (default: the bundled reports) and publish the warehouse."""
    try:
        found = find_reports(paths or default_reports())
    except TiltakError as error:
        _fail(str(error), ExitCode.WRONG_USAGE)
    _build(found, warehouse, wait_seconds, without, is_quiet, is_verbose)


@main.command(short_help="Remove reports from the warehouse and publish it.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT_ID...")
@warehouse_option
@wait_option
@progress_options
def forget(
    reports: tuple[str, ...],
    warehouse: Path,
    wait_seconds: float,
    is_quiet: bool,
    is_verbose: bool,
) -> None:
    """Remove reports from the warehouse, by report_id or file, and publish it without them.

    A build that is given their files reads them again.
    """
    _build(ReportFiles(), _published(warehouse), wait_seconds, reports, is_quiet, is_verbose)


def _build(
    found: ReportFiles,
    warehouse: Path,
    wait_seconds: float,
    without: tuple[str, ...],
    is_quiet: bool,
    is_verbose: bool,
) -> None:
    """Build and publish, say what became of it, and end with its exit code."""
    from loaders.asking.status import describe
    from loaders.building.build import build as build_warehouse

    end_when_interrupted("nothing was published, the published file is as it was")
    try:
        with _progress(is_quiet) as progress:
            outcome = build_warehouse(
                found,
                warehouse.resolve(),
                progress,
                wait_seconds,
                say=_complain,
                without=without,
            )
    except WrongUsageError as error:
        _fail(str(error), ExitCode.WRONG_USAGE)
    except TiltakError as error:
        _fail(str(error), ExitCode.FAILED)
    for message in outcome.messages:
        _complain(message)
    if is_verbose:
        click.echo(f"log: {Warehouse(warehouse.resolve()).dbt_log}")
    if outcome.exit_code in (ExitCode.PUBLISHED, ExitCode.PUBLISHED_WITH_REFUSALS):
        if not outcome.published:
            click.echo("nothing new")
        click.echo("\n".join(describe(warehouse)))
    else:
        click.echo("Nothing was published; the published file is as it was.", err=True)
    sys.exit(outcome.exit_code)


@main.command(short_help="Download the workbooks that Nav's pages link to.")
@click.option(
    "--page",
    "pages",
    multiple=True,
    envvar="TILTAK_NAV_PAGES",
    help="Address of a page that links to workbooks; may be given more than once, or as a list "
    "separated by spaces in TILTAK_NAV_PAGES. Default: Nav's index pages.",
)
@click.option(
    "--into",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_FETCHED,
    show_default="reports/nav",
    help="Where files are kept, each with a sidecar that says where it came from.",
)
@click.option(
    "--allow-site",
    "allowed_sites",
    multiple=True,
    metavar="HOST:PORT",
    help="Another site that links and redirects may lead to, though it is on this machine or "
    "network, or without https; may be given more than once.",
)
@click.option(
    "--transfer-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=TRANSFER_SECONDS,
    show_default=True,
    help="Longest time for one file, all attempts together.",
)
@quiet_option
def fetch(
    pages: tuple[str, ...],
    folder: Path,
    allowed_sites: tuple[str, ...],
    transfer_seconds: float,
    is_quiet: bool,
) -> None:
    """Download the TILT workbooks that Nav's pages link to; what is there is skipped."""
    from loaders.fetching.fetch import fetch as fetch_workbooks
    from loaders.fetching.fetch import nav_pages

    end_when_interrupted("the files that were there whole are kept")
    try:
        with _progress(is_quiet) as progress:
            fetched = fetch_workbooks(
                pages or nav_pages(datetime.datetime.now().astimezone().date()),
                folder,
                allowed_sites,
                transfer_seconds,
                progress,
            )
            progress.finish()
    except TiltakError as error:
        _fail(str(error), ExitCode.FAILED)
    for complaint in fetched.complaints:
        _complain(complaint)
    for file in fetched.new_files:
        click.echo(f"new: {file}")
    click.echo(f"new files: {len(fetched.new_files)}, known already: {fetched.known_count}")
    if fetched.page_count == 0:
        sys.exit(ExitCode.FAILED)
    if fetched.new_files:
        click.echo(f"read them with: tiltak build {folder}")
    sys.exit(ExitCode.PUBLISHED_WITH_REFUSALS if fetched.complaints else ExitCode.PUBLISHED)


@main.command(short_help="Say what the published file holds.")
@click.option(
    "--last",
    "is_last_build",
    is_flag=True,
    help="Say what the last build found in reports that are not published, or not in full.",
)
@json_option
@warehouse_option
def status(is_last_build: bool, as_json: bool, warehouse: Path) -> None:
    """Say what the published file holds."""
    from loaders.asking.status import describe, describe_last_build, figures_of, last_build

    with _told():
        if is_last_build:
            built = Warehouse(warehouse.resolve())
            written = json_of(last_build(built)) if as_json else describe_last_build(built)
        else:
            published = _published(warehouse)
            written = json_of(figures_of(published)) if as_json else describe(published)
    click.echo(written if as_json else "\n".join(written))


@main.command(short_help="Show where a number is printed.")
@click.argument("named", required=False, metavar="MEASURE")
@click.option("--measure", help="The same as the argument.")
@names_options
@click.option("--month", required=True, type=MONTH, metavar="MONTH", help="The month: 2026-02.")
@json_option
@warehouse_option
def trace(
    named: str | None,
    measure: str | None,
    status: str,
    region: str,
    group: str | None,
    month: datetime.datetime,
    as_json: bool,
    warehouse: Path,
) -> None:
    """Show where a number is printed: file, page or sheet, line, and the text around it."""
    from loaders.asking.trace import to_text
    from loaders.asking.trace import trace as trace_number

    asked = named or measure
    if not asked or (named and measure):
        raise click.UsageError("give one measure or group: tiltak trace arbeidstrening --month ...")
    with _opened(warehouse) as connection:
        prints, remarks = trace_number(
            connection, asked, status, region, group, month.date().replace(day=1)
        )
    for remark in remarks:
        _complain(remark)
    if as_json:
        click.echo(json_of([asdict(printed) for printed in prints]))
    else:
        click.echo("\n".join(to_text(prints)))


@main.command(short_help="Write Parquet, CSV, Excel, JSON-stat and SDMX files.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["parquet", "csv", "csv-no", "excel", "json-stat", "sdmx-csv", "dictionary"]),
    help="May be given more than once; default: all of them.",
)
@click.option(
    "--raw",
    "with_raw",
    is_flag=True,
    help="The raw lines as Parquet, for the models on Spark; alone unless a --format is given.",
)
@click.option(
    "--into",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_EXPORTS,
    show_default="exports",
    help="Where the files are written.",
)
@quiet_option
@warehouse_option
def export(
    formats: tuple[str, ...], with_raw: bool, folder: Path, is_quiet: bool, warehouse: Path
) -> None:
    """Write the published tables as files for other tools.

    Parquet; CSV with a Data Package; CSV for Excel in Norwegian (csv-no); one workbook; JSON-stat;
    SDMX-CSV with its structure; and a dictionary of all columns.
    """
    from loaders.sharing.export import RAW
    from loaders.sharing.export import export as export_tables

    end_when_interrupted("each file is there whole, of this export or the one before")
    with _told():
        chosen = [*formats, *([RAW] if with_raw else [])]
        # Each file is said when it is written; a terminal gets a bar beside.
        has_bar = sys.stderr.isatty() and not is_quiet
        with Bar() if has_bar else Progress() as progress:
            written, remarks = export_tables(_published(warehouse), chosen, folder, progress)
        for file in written:
            click.echo(file)
    for remark in remarks:
        _complain(remark)


@main.command(short_help="Copy the tables into a PostgreSQL database.")
@click.option(
    "--to",
    "address",
    required=True,
    metavar="postgresql://...",
    help="The database, as libpq writes it; a password is better kept in PGPASSWORD or ~/.pgpass.",
)
@click.option("--schema", default="tiltak", show_default=True, help="Schema for the tables.")
@click.option(
    "--read-role", "role", default="tiltak_reader", show_default=True, help="Role that may read."
)
@warehouse_option
def publish(address: str, schema: str, role: str, warehouse: Path) -> None:
    """Copy the published tables into a PostgreSQL database, in one transaction."""
    from loaders.sharing.postgresql import to_postgresql

    end_when_interrupted("nothing was published, the database is as it was")
    with _opened(warehouse) as connection:
        counts, remarks = to_postgresql(connection, address, schema, role)
    for remark in remarks:
        _complain(remark)
    for table, count in counts:
        click.echo(f"{schema}.{table}: {count:,} rows")


def run() -> None:
    """Run the command and end the process at once: what `tiltak` is installed as."""
    exit_code: Any = ExitCode.FAILED

    def end() -> None:
        end_process(exit_code)

    if sys.platform == "win32":
        # What is no screen there has an encoding that lacks letters of Sami names.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8")
    end_when_interrupted("nothing was changed")
    # Registered first, it is called last: libraries tidy up before.
    atexit.register(end)
    try:
        main()
    except SystemExit as ended:
        exit_code = ended.code
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Say what goes wrong in the block in one sentence, and end."""
    try:
        yield
    except WrongQuestionError as error:
        _fail(str(error), ExitCode.WRONG_USAGE)
    except TiltakError as error:
        _fail(str(error), ExitCode.FAILED)
    except duckdb.Error as error:
        reason = first_line(error)
        _fail(
            f"the published file cannot be read ({reason}); it is damaged, or another version of "
            "tiltak made it: run tiltak build.",
            ExitCode.FAILED,
        )


def _answer(question: Any, warehouse: Path) -> Any:
    """Answer a question, and say what names were taken for."""
    from loaders.asking.numbers import ask

    with _opened(warehouse) as connection:
        answer = ask(connection, question)
    for remark in answer.remarks:
        _complain(remark)
    return answer


@contextmanager
def _opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file; what goes wrong in the block is said in one sentence."""
    with _told(), open_published(_published(warehouse)) as connection:
        yield connection


def _published(warehouse: Path) -> Path:
    if not warehouse.exists():
        _fail(f"{warehouse}: there is no published file; run tiltak build.", ExitCode.FAILED)
    return warehouse


def _progress(is_quiet: bool) -> Progress:
    """Choose how a person is told what is being done: a bar where there is a terminal."""
    if is_quiet:
        return Progress()
    return Bar() if sys.stderr.isatty() else Lines(click.echo)


def _complain(message: str) -> None:
    """Say a sentence on one line: the name of a file can hold a line break."""
    click.echo(message.replace("\n", "\\n").replace("\r", "\\r"), err=True)


def _fail(message: str, exit_code: ExitCode) -> None:
    _complain(message)
    sys.exit(exit_code)
