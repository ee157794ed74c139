"""The command `tiltak`."""

import atexit
import datetime
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb

from loaders import __version__
from loaders.errors import ExitCode, TiltakError, WrongUsageError
from loaders.files import ReportFiles, find_reports
from loaders.interruption import end_when_interrupted
from loaders.limits import TRANSFER_SECONDS
from loaders.project import (
    DEFAULT_EXPORTS,
    DEFAULT_FETCHED,
    DEFAULT_REPORTS,
    DEFAULT_WAREHOUSE,
)

# Fewer files than these are read before a bar could be seen.
FILES_WORTH_A_BAR = 50

warehouse_option = click.option(
    "--warehouse",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="TILTAK_WAREHOUSE",
    default=DEFAULT_WAREHOUSE,
    show_default="warehouse/tiltak.duckdb",
    help="The published file.",
)
wait_option = click.option(
    "--wait",
    "wait_seconds",
    type=click.FloatRange(min=0),
    default=600,
    show_default=True,
    help="Seconds to wait for another build of the same warehouse.",
)


@click.group()
@click.version_option(__version__, prog_name="tiltak")
def main() -> None:
    """Nav's reports on labour-market measures as a warehouse that can be queried.

    Exit codes: 0 published; 1 failed, the published file is as it was; 2 wrong usage, or nothing
    among the given files is a report; 3 published, but a report was refused, quarantined or cut;
    130 or 143 interrupted (Ctrl-C, SIGTERM), the published file is as it was.
    """


@main.command()
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
def build(
    paths: tuple[Path, ...], warehouse: Path, wait_seconds: float, without: tuple[str, ...]
) -> None:
    """Read report files or folders (default: the bundled reports) and publish the warehouse."""
    try:
        found = find_reports(paths or [DEFAULT_REPORTS])
    except TiltakError as error:
        _fail(str(error), ExitCode.WRONG_USAGE)
    _build(found, warehouse, wait_seconds, without)


@main.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT_ID...")
@warehouse_option
@wait_option
def forget(reports: tuple[str, ...], warehouse: Path, wait_seconds: float) -> None:
    """Remove reports from the warehouse, by report_id or file, and publish it without them.

    A build that is given their files reads them again.
    """
    _build(ReportFiles(), _published(warehouse), wait_seconds, reports)


def _build(
    found: ReportFiles, warehouse: Path, wait_seconds: float, without: tuple[str, ...]
) -> None:
    """Build and publish, say what became of it, and end with its exit code."""
    from loaders.build import build as build_warehouse
    from loaders.summary import describe

    end_when_interrupted("nothing was published, the published file is as it was")
    try:
        outcome = build_warehouse(
            found,
            warehouse.resolve(),
            _with_progress_bar,
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
    if outcome.exit_code in (ExitCode.PUBLISHED, ExitCode.PUBLISHED_WITH_REFUSALS):
        if not outcome.published:
            click.echo("nothing new")
        click.echo("\n".join(describe(warehouse)))
    else:
        click.echo("Nothing was published; the published file is as it was.", err=True)
    sys.exit(outcome.exit_code)


@main.command()
@click.option(
    "--page",
    "pages",
    multiple=True,
    envvar="TILTAK_NAV_PAGES",
    help="Address of a page that links to workbooks; may be given more than once, or as a list "
    "separated by spaces in TILTAK_NAV_PAGES. Default: Nav's pages, from loaders/nav.toml.",
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
def fetch(
    pages: tuple[str, ...], folder: Path, allowed_sites: tuple[str, ...], transfer_seconds: float
) -> None:
    """Download the TILT workbooks that Nav's pages link to; what is there is skipped."""
    from loaders.fetch import fetch as fetch_workbooks
    from loaders.fetch import nav_pages

    end_when_interrupted("the files that were there whole are kept")
    try:
        fetched = fetch_workbooks(
            pages or nav_pages(datetime.date.today()), folder, allowed_sites, transfer_seconds
        )
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


@main.command()
@click.option(
    "--last",
    "is_last_build",
    is_flag=True,
    help="Say what the last build found in reports that are not published, or not in full.",
)
@warehouse_option
def status(is_last_build: bool, warehouse: Path) -> None:
    """Say what the published file holds."""
    from loaders.project import working_database
    from loaders.summary import describe, describe_last_build

    with _told():
        if is_last_build:
            lines = describe_last_build(working_database(warehouse.resolve()))
        else:
            lines = describe(_published(warehouse))
    click.echo("\n".join(lines))


@main.command()
@click.option("--measure", required=True, help="Code of a measure or group: ARBTREN, ARBPRAKS.")
@click.option("--status", default="_T", show_default=True, help="Code of a status.")
@click.option("--region", default="NO", show_default=True, help="Code of a fylke or kommune.")
@click.option(
    "--group",
    metavar="DIMENSION:CODE",
    default="_T:_T",
    help="Demographic group, such as gender:F or age:Y20T24.",
)
@click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), help="The month: 2026-02.")
@warehouse_option
def trace(
    measure: str,
    status: str,
    region: str,
    group: str,
    month: datetime.datetime,
    warehouse: Path,
) -> None:
    """Show where a number is printed: file, page or sheet, line, and the text around it."""
    from loaders.trace import trace as trace_number

    dimension, _, code = group.partition(":")
    if not code:
        raise click.BadParameter("write it as DIMENSION:CODE, gender:F", param_hint="--group")
    with _told():
        lines = trace_number(
            _published(warehouse), measure, status, region, (dimension, code), month.date()
        )
    click.echo("\n".join(lines))


@main.command()
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["parquet", "csv", "json-stat", "sdmx-csv", "dictionary"]),
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
@warehouse_option
def export(formats: tuple[str, ...], with_raw: bool, folder: Path, warehouse: Path) -> None:
    """Write the published tables as Parquet, CSV with a Data Package, JSON-stat and SDMX-CSV."""
    from loaders.export import FORMATS, RAW
    from loaders.export import export as export_tables

    end_when_interrupted("each file is there whole, of this export or the one before")
    with _told():
        chosen = [*formats, *([RAW] if with_raw else [])] or list(FORMATS)
        files = export_tables(_published(warehouse), chosen, folder)
    for file in files:
        click.echo(file)


@main.command()
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
    from loaders.postgresql import to_postgresql
    from loaders.publish import open_published

    end_when_interrupted("nothing was published, the database is as it was")
    with _told(), open_published(_published(warehouse)) as connection:
        counts, remarks = to_postgresql(connection, address, schema, role)
    for remark in remarks:
        _complain(remark)
    for table, count in counts:
        click.echo(f"{schema}.{table}: {count:,} rows")


def run() -> None:
    """Run the command and end the process at once: what `tiltak` is installed as.

    Python would free what dbt made in a build object by object, which takes half a second.
    """
    exit_code = ExitCode.FAILED

    def end() -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)

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
    except TiltakError as error:
        _fail(str(error), ExitCode.FAILED)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        _fail(
            f"the published file cannot be read ({reason}); it is damaged, or another version of "
            "tiltak made it: run tiltak build.",
            ExitCode.FAILED,
        )


def _published(warehouse: Path) -> Path:
    if not warehouse.exists():
        _fail(f"{warehouse}: there is no published file; run tiltak build.", ExitCode.FAILED)
    return warehouse


def _with_progress_bar(files: list[Path]) -> Iterable[Path]:
    if len(files) < FILES_WORTH_A_BAR or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, label="Reading files", file=sys.stderr) as bar:
        yield from bar


def _complain(message: str) -> None:
    """Say a sentence on one line: the name of a file can hold a line break."""
    click.echo(message.replace("\n", "\\n").replace("\r", "\\r"), err=True)


def _fail(message: str, exit_code: ExitCode) -> None:
    _complain(message)
    sys.exit(exit_code)
