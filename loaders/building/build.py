"""One build: land the files, read them with dbt, audit what was built, publish a copy of it."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import duckdb

from loaders import __version__
from loaders.asking.status import inferred_members, report_states
from loaders.auditing.process import Audit, Finding, prepared_audit
from loaders.building.models import ModelsError, build_models
from loaders.building.outcome import (
    AuditError,
    Outcome,
    is_critical,
    of_files,
    of_report,
    of_unknown,
)
from loaders.errors import ExitCode, TiltakError, WrongUsageError, first_line
from loaders.formats.reader import RefusedFile
from loaders.interruption import not_interrupted, now_left
from loaders.landing.find import ReportFiles
from loaders.landing.lines import (
    LandedFile,
    find_report_ids,
    land_files,
    mark_as_built,
    report_names,
    take_back,
    unfinished_reports,
)
from loaders.progress import Progress
from loaders.project import fingerprint, git_commit, tool_versions
from loaders.warehouse.databases import (
    MEMORY_LIMIT_VARIABLE,
    DamagedDatabaseError,
    bring_back_lines,
    empty_databases,
    memory_limit,
    open_databases,
    refuse_too_little_memory,
)
from loaders.warehouse.lock import build_lock
from loaders.warehouse.paths import Warehouse
from loaders.warehouse.published import (
    open_published,
    place_for_unreadable,
    private_copy,
    put_in_place,
    reason_unreadable,
    refuse_irregular,
)

# So many builds of parts of the files find two that break a build among a thousand. Where these are
# not enough, or the first of them all fail, it is not the files that are to blame.
MOST_PARTS = 40
MOST_SET_ASIDE = 2


def build(
    found: ReportFiles,
    published: Path,
    progress: Progress | None = None,
    wait_seconds: float = 0,
    say: Callable[[str], None] = print,
    without: Collection[str] = (),
) -> Outcome:
    """Bring the published file up to date with the report files that were found.

    Reports that are in the warehouse already stay in it. A file that cannot be read, a text that is
    no report and a report whose checks fail are named with the reason, and the others go on; so
    they do when the models or the audit fail because of a file, which is then set aside. Another
    build of the same warehouse is waited for, up to `wait_seconds`. A database that an earlier
    crash left damaged is filled again from the published file. The reports `without`, each named by
    its id or file, are left out, and forgotten where they are in the warehouse.

    Raises TiltakError when nothing can be published, and WrongUsageError when what is there is no
    warehouse; the published file is then as it was.
    """
    progress = progress or Progress()
    warehouse = Warehouse(published)
    refuse_irregular(published)
    refuse_too_little_memory()
    # Before anything is made beside it.
    reason_unreadable(published, was_built_here=warehouse.marts_database.exists())
    with build_lock(warehouse.folder, wait_seconds, say):
        progress.remember(warehouse.durations)
        try:
            return _build_or_repair(found, warehouse, progress, without)
        except (AuditError, ModelsError) as error:
            # A call that leaves reports out means its files together.
            if not without and (
                isinstance(error, ModelsError)
                or any(file.name in message for file in found.files for message in error.messages)
            ):
                outcome = _build_in_parts(found, warehouse, progress)
                if outcome:
                    return outcome
            if isinstance(error, AuditError):
                return Outcome(ExitCode.FAILED, False, error.messages)
            raise


def _build_in_parts(found: ReportFiles, warehouse: Warehouse, progress: Progress) -> Outcome | None:
    """Build halves of the files, and halves of those that fail, and set aside what fails alone.

    Gives None if that does not find a few files which break the build.
    """
    parts = _halves(found.files)
    published: list[Outcome] = []
    set_aside: list[str] = []
    for _ in range(MOST_PARTS):
        if not parts or (len(set_aside) > MOST_SET_ASIDE and not published):
            break
        files = parts.pop(0)
        try:
            published.append(_build_or_repair(ReportFiles(files), warehouse, progress, without=()))
        except (AuditError, ModelsError) as error:
            parts += _halves(files)
            if len(files) == 1:
                set_aside.append(
                    f"{files[0]}: set aside, the warehouse could not be built with it "
                    f"({_reason(error)}); please report it with this file."
                )
    if parts or not any(outcome.published for outcome in published):
        return None
    messages = [message for outcome in published for message in outcome.messages]
    return Outcome(
        ExitCode.PUBLISHED_WITH_REFUSALS,
        True,
        [*found.remarks, *found.complaints, *dict.fromkeys(messages), *set_aside],
    )


def _halves(files: list[Path]) -> list[list[Path]]:
    middle = len(files) // 2
    return [files[:middle], files[middle:]] if middle else []


def _build_or_repair(
    found: ReportFiles, warehouse: Warehouse, progress: Progress, without: Collection[str]
) -> Outcome:
    database = warehouse.marts_database
    was_there = database.exists()
    try:
        return _build(found, warehouse, progress, without)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise _too_little_memory() from error
    except (DamagedDatabaseError, ModelsError, duckdb.Error) as error:
        if isinstance(error, ModelsError) and not (was_there and _can_give_lines(warehouse)):
            # Emptied, the database would hold the given reports alone.
            raise
        if not was_there:
            raise TiltakError(_reason(error)) from error
        reason = _reason(error)
    try:
        empty_databases(warehouse)
        outcome = _build(found, warehouse, progress, without)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise _too_little_memory() from error
    except (DamagedDatabaseError, duckdb.Error) as error:
        raise TiltakError(
            f"{database}: this database of the working folder could not be used ({reason}), nor an "
            f"empty one in its place ({_reason(error)}); make room there, or choose another place "
            "with --warehouse."
        ) from error
    outcome.messages.insert(
        0, f"{database}: it could not be used ({reason}) and was built from the beginning."
    )
    return outcome


def _can_give_lines(warehouse: Warehouse) -> bool:
    return (
        warehouse.published.exists()
        and reason_unreadable(warehouse.published, was_built_here=True) is None
    )


def _build(
    found: ReportFiles, warehouse: Warehouse, progress: Progress, without: Collection[str]
) -> Outcome:
    project_fingerprint = fingerprint()
    published = warehouse.published
    with open_databases(warehouse) as connection:
        taken_back = set(take_back(connection, unfinished_reports(connection)))
        was_built_here = bool(report_names(connection))
        unreadable = reason_unreadable(published, was_built_here)
        if published.exists() and not unreadable:
            unreadable = bring_back_lines(connection, published)
        taken_back -= set(report_names(connection))
        landed, refused = _land(connection, warehouse, progress.over(found.files, "files"))
        try:
            forgotten = find_report_ids(connection, without)
        except WrongUsageError:
            take_back(connection, unfinished_reports(connection))
            raise
        forgotten_names = take_back(connection, forgotten)
        landed = [file for file in landed if file.report_id not in forgotten]
        built_fingerprint = _built_fingerprint(connection)
        is_current = (
            not forgotten
            and not unfinished_reports(connection)
            and built_fingerprint == project_fingerprint
            and _is_published(connection, published, project_fingerprint)
        )
    remarks = [
        *found.remarks,
        *(
            f"{file_name}: taken back, the build that read it was broken off; give it again."
            for file_name in sorted(taken_back)
        ),
        *(f"{file_name}: left out, as was asked." for file_name in forgotten_names),
    ]
    complaints = [*found.complaints]
    set_aside_as = place_for_unreadable(published) if unreadable else None
    if unreadable:
        said = f"{published}: it cannot be read ({unreadable}) and is set aside as {set_aside_as}"
        if was_built_here:
            remarks.append(f"{said}; what it held is built again from the working folder.")
        else:
            complaints.append(f"{said}; give all reports again: what it held is not known.")
    complaints += of_files(refused, landed)
    if not landed and not forgotten:
        return Outcome(ExitCode.WRONG_USAGE, False, [*remarks, *complaints])
    if is_current:
        return _conclude(warehouse, landed, remarks, complaints, publish=None)
    try:
        # One that cannot be read is no publication before.
        with prepared_audit(set_aside_as or published, warehouse.audit_site) as audit:
            build_models(
                warehouse,
                {
                    "project_version": __version__,
                    "project_fingerprint": project_fingerprint,
                    "git_commit": git_commit(),
                    "tool_versions": tool_versions(),
                },
                built_fingerprint != project_fingerprint,
                progress,
            )
            with open_databases(warehouse) as connection:
                mark_as_built(connection)
            return _conclude(
                warehouse,
                landed,
                remarks,
                complaints,
                lambda: _publish(warehouse, audit, forgotten, set_aside_as, progress),
            )
    except (AuditError, ModelsError):
        # What broke this build does not break the next.
        with open_databases(warehouse) as connection:
            take_back(connection, [file.report_id for file in landed if file.is_new])
        raise


def _conclude(
    warehouse: Warehouse,
    landed: list[LandedFile],
    remarks: list[str],
    complaints: list[str],
    publish: Callable[[], list[Finding]] | None,
) -> Outcome:
    """Say what became of the given files, and publish what was built if it passes the audit.

    `publish` is None where there is nothing new.
    """
    with open_databases(warehouse) as connection:
        states = report_states(connection)
        unknown = inferred_members(connection, [file.report_id for file in landed])
    given = [(file.path, states[file.report_id]) for file in landed]
    of_given = (of_report(path, report) for path, report in given)
    complaints = [*complaints, *(complaint for complaint in of_given if complaint)]
    messages = [*remarks, *complaints, *of_unknown(unknown)]
    if given and all(report.state == "refused" for _, report in given):
        return Outcome(ExitCode.WRONG_USAGE, False, messages)
    if not any(report.state == "accepted" for report in states.values()):
        return Outcome(ExitCode.FAILED, False, [*messages, "No report could be published."])
    if publish:
        findings = publish()
        messages += map(str, findings)
        if is_critical(findings):
            page = warehouse.audit_site / "index.html"
            raise AuditError([*messages, f"{page} shows the whole audit."])
    exit_code = ExitCode.PUBLISHED_WITH_REFUSALS if complaints else ExitCode.PUBLISHED
    return Outcome(exit_code, publish is not None, messages)


def _publish(
    warehouse: Warehouse,
    audit: Audit,
    forgotten: list[str],
    set_aside_as: Path | None,
    progress: Progress,
) -> list[Finding]:
    """Audit what was built, and put a copy in place unless a critical expectation is not met.

    A large copy takes as long as its audit: both are done at once.
    """
    progress.begin("audit")
    audit.begin(warehouse.marts_database, forgotten)
    with private_copy(warehouse.marts_database, warehouse.published) as private:
        findings = audit.findings()
        if not is_critical(findings):
            progress.begin("publishing")
            with not_interrupted():
                put_in_place(private, warehouse.published, set_aside_as)
                now_left("the published file is new")
            progress.finish()
    return findings


def _too_little_memory() -> TiltakError:
    return TiltakError(
        f"{memory_limit()} of memory are too little for these reports; allow more, as in "
        f"{MEMORY_LIMIT_VARIABLE}=4GiB."
    )


def _reason(error: Exception) -> str:
    return first_line(error).rstrip(".")


def _land(
    connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, files: Iterable[Path]
) -> tuple[list[LandedFile], list[RefusedFile]]:
    """Land files; give those that were landed, and those that were refused."""
    try:
        results = land_files(connection, files)
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        # Another version of this project made it.
        raise DamagedDatabaseError(first_line(error)) from error
    except duckdb.Error as error:
        raise TiltakError(
            f"{warehouse.marts_database}: the reports could not be written there "
            f"({first_line(error)}); make room there."
        ) from error
    landed = [result for result in results if isinstance(result, LandedFile)]
    refused = [result for result in results if isinstance(result, RefusedFile)]
    return landed, refused


def _built_fingerprint(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        row = connection.execute("select project_fingerprint from marts.meta_build").fetchone()
    except duckdb.CatalogException:
        return None
    return row[0] if row else None


def _is_published(
    connection: duckdb.DuckDBPyConnection, published: Path, project_fingerprint: str
) -> bool:
    if not published.exists():
        return False
    query = "select report_id from raw.report_files order by report_id"
    try:
        with open_published(published) as before:
            return (
                _built_fingerprint(before) == project_fingerprint
                and before.execute(query).fetchall() == connection.execute(query).fetchall()
            )
    except TiltakError:
        return False
