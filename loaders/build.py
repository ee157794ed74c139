"""One build: land the files, read them with dbt, audit what was built, publish a copy of it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from loaders import __version__
from loaders.audit import Audit, Finding, prepared_audit
from loaders.dbt_run import ModelsError, build_models
from loaders.errors import ExitCode, TiltakError, WrongUsageError
from loaders.files import ReportFiles
from loaders.interruption import not_interrupted, now_left
from loaders.lock import build_lock
from loaders.progress import Progress
from loaders.project import (
    audit_site,
    durations_of_stages,
    fingerprint,
    git_commit,
    tool_versions,
    working_database,
)
from loaders.publish import (
    open_published,
    place_for_unreadable,
    private_copy,
    put_in_place,
    reason_unreadable,
    refuse_irregular,
)
from loaders.raw import (
    LandedFile,
    find_report_ids,
    keep_as_built,
    land_files,
    report_names,
    take_back,
    unfinished_reports,
)
from loaders.reading import RefusedFile
from loaders.summary import ReportState, inferred_members, report_states
from loaders.working import (
    MEMORY_LIMIT_VARIABLE,
    DamagedDatabaseError,
    bring_back_lines,
    memory_limit,
    open_working,
    refuse_too_little_memory,
    renew_working,
)

# Longer labels than Nav's longest are cut in messages.
LONGEST_LABEL_SHOWN = 80
# So many builds of parts of the files find two that break a build among a thousand. Where these are
# not enough, or the first of them all fail, it is not the files that are to blame.
MOST_PARTS = 40
MOST_SET_ASIDE = 2


@dataclass
class Outcome:
    """What a build did: its exit code, whether it published, and what a person must be told."""

    exit_code: ExitCode
    published: bool
    messages: list[str] = field(default_factory=list)


class AuditError(TiltakError):
    """A critical expectation of the audit is not met; `messages` are all that is to be said."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(messages[-1])
        self.messages = messages


def build(
    found: ReportFiles,
    warehouse: Path,
    progress: Progress | None = None,
    wait_seconds: float = 0,
    say: Callable[[str], None] = print,
    without: Collection[str] = (),
) -> Outcome:
    """Bring the published file up to date with the report files that were found.

    Reports that are in the warehouse already stay in it. A file that cannot be read, a text that is
    no report and a report whose checks fail are told of, and the others go on; so they do when the
    models or the audit fail because of a file, which is then set aside. Another build of the same
    warehouse is waited for, up to `wait_seconds`. A working database that an earlier crash left
    damaged is made anew from the published file. The reports `without`, each named by its id or
    file, are left out, and forgotten where they are in the warehouse.

    Raises TiltakError when nothing can be published, and WrongUsageError when what is there is no
    warehouse; the published file is then as it was.
    """
    progress = progress or Progress()
    working = working_database(warehouse)
    refuse_irregular(warehouse)
    refuse_too_little_memory()
    # Before anything is made beside it.
    reason_unreadable(warehouse, was_built_here=working.exists())
    with build_lock(working.parent, wait_seconds, say):
        progress.remember(durations_of_stages(warehouse))
        try:
            return _build_or_repair(found, warehouse, progress, without)
        except (AuditError, ModelsError) as error:
            # What is to be left out is told of the files together.
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


def _build_in_parts(found: ReportFiles, warehouse: Path, progress: Progress) -> Outcome | None:
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
                    f"({_in_short(error)}); please report it with this file."
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
    found: ReportFiles, warehouse: Path, progress: Progress, without: Collection[str]
) -> Outcome:
    working = working_database(warehouse)
    was_there = working.exists()
    try:
        return _build(found, warehouse, progress, without)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise _too_little_memory() from error
    except (DamagedDatabaseError, ModelsError, duckdb.Error) as error:
        if isinstance(error, ModelsError) and not (was_there and _can_give_lines(warehouse)):
            # Made anew, the working database would hold the given reports alone.
            raise
        if not was_there:
            raise TiltakError(_in_short(error)) from error
        reason = _in_short(error)
    try:
        renew_working(working)
        outcome = _build(found, warehouse, progress, without)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise _too_little_memory() from error
    except (DamagedDatabaseError, duckdb.Error) as error:
        raise TiltakError(
            f"{working}: the working database could not be used ({reason}), nor one made anew "
            f"({_in_short(error)}); make room there, or choose another place with --warehouse."
        ) from error
    outcome.messages.insert(
        0, f"{working}: the working database was made anew; it could not be used ({reason})."
    )
    return outcome


def _can_give_lines(warehouse: Path) -> bool:
    return warehouse.exists() and reason_unreadable(warehouse, was_built_here=True) is None


def _build(
    found: ReportFiles, warehouse: Path, progress: Progress, without: Collection[str]
) -> Outcome:
    project_fingerprint = fingerprint()
    working = working_database(warehouse)
    with open_working(working) as connection:
        taken_back = set(take_back(connection, unfinished_reports(connection)))
        was_built_here = bool(report_names(connection))
        unreadable = reason_unreadable(warehouse, was_built_here)
        if warehouse.exists() and not unreadable:
            unreadable = bring_back_lines(connection, warehouse)
        taken_back -= set(report_names(connection))
        landed, refused = _split(_land(connection, working, progress.over(found.files, "files")))
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
            and _is_published(connection, warehouse, project_fingerprint)
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
    set_aside_as = place_for_unreadable(warehouse) if unreadable else None
    if unreadable:
        said = f"{warehouse}: it cannot be read ({unreadable}) and is set aside as {set_aside_as}"
        if was_built_here:
            remarks.append(f"{said}; what it held is made anew from the working folder.")
        else:
            complaints.append(f"{said}; give all reports again, for what it held is not known.")
    complaints += [
        *(f"{file.path}: refused, {file.reason}." for file in refused),
        *(
            f"{file.path}: same content as {file.same_as}, read once."
            for file in landed
            if file.same_as
        ),
    ]
    if not landed and not forgotten:
        return Outcome(ExitCode.WRONG_USAGE, False, [*remarks, *complaints])
    if is_current:
        return _conclude(working, warehouse, landed, remarks, complaints, publish=None)
    try:
        # One that cannot be read is no publication before.
        with prepared_audit(set_aside_as or warehouse, audit_site(warehouse)) as audit:
            build_models(
                working,
                {
                    "project_version": __version__,
                    "project_fingerprint": project_fingerprint,
                    "git_commit": git_commit(),
                    "tool_versions": tool_versions(),
                },
                built_fingerprint != project_fingerprint,
                progress,
            )
            with open_working(working) as connection:
                keep_as_built(connection)
            return _conclude(
                working,
                warehouse,
                landed,
                remarks,
                complaints,
                lambda: _publish(working, warehouse, audit, forgotten, set_aside_as, progress),
            )
    except (AuditError, ModelsError):
        # What broke this build does not break the next.
        with open_working(working) as connection:
            take_back(connection, [file.report_id for file in landed if file.is_new])
        raise


def _conclude(
    working: Path,
    warehouse: Path,
    landed: list[LandedFile],
    remarks: list[str],
    complaints: list[str],
    publish: Callable[[], list[Finding]] | None,
) -> Outcome:
    """Say what became of the given files, and publish what was built if it passes the audit.

    `publish` is None where there is nothing new.
    """
    with open_working(working) as connection:
        states = report_states(connection)
        unknown = inferred_members(connection, [file.report_id for file in landed])
    given = [(file.path, states[file.report_id]) for file in landed]
    complaints = [
        *complaints,
        *(complaint for path, report in given if (complaint := _complaint(path, report))),
    ]
    messages = [
        *remarks,
        *complaints,
        *(
            f"{member.file_name}, {member.place}: nobody knows "
            f"'{member.label[:LONGEST_LABEL_SHOWN]}'; "
            "its figures are kept under an inferred member."
            for member in unknown
        ),
    ]
    if given and all(report.state == "refused" for _, report in given):
        return Outcome(ExitCode.WRONG_USAGE, False, messages)
    if not any(report.state == "accepted" for report in states.values()):
        return Outcome(ExitCode.FAILED, False, [*messages, "No report could be published."])
    if publish:
        findings = publish()
        messages += map(str, findings)
        if any(finding.severity == "critical" for finding in findings):
            page = audit_site(warehouse) / "index.html"
            raise AuditError([*messages, f"{page} shows the whole audit."])
    exit_code = ExitCode.PUBLISHED_WITH_REFUSALS if complaints else ExitCode.PUBLISHED
    return Outcome(exit_code, publish is not None, messages)


def _publish(
    working: Path,
    warehouse: Path,
    audit: Audit,
    forgotten: list[str],
    set_aside_as: Path | None,
    progress: Progress,
) -> list[Finding]:
    """Audit what was built, and put a copy in place unless a critical expectation is not met.

    A large copy takes as long as its audit: both are done at once.
    """
    progress.begin("audit")
    audit.begin(working, forgotten)
    with private_copy(working, warehouse) as private:
        findings = audit.findings()
        if not any(finding.severity == "critical" for finding in findings):
            progress.begin("publishing")
            with not_interrupted():
                put_in_place(private, warehouse, set_aside_as)
                now_left("the published file is new")
            progress.finish()
    return findings


def _complaint(path: Path, report: ReportState) -> str | None:
    """Say what is wrong with a report and what to do; None for one that is accepted and whole."""
    if report.state == "refused":
        return (
            f"{path}: refused, {report.state_reason}; give a report as Nav publishes it "
            "(tiltak status --last shows each line that was not read)."
        )
    if report.state == "quarantined":
        return (
            f"{path}: quarantined, {report.state_reason}; compare the line with Nav's page. "
            "Its figures are in no fact; tiltak status --last shows what was found."
        )
    if report.incomplete_reason:
        return f"{path}: incomplete, {report.incomplete_reason}; what it holds is in the warehouse."
    if report.first_rejection:
        return (
            f"{path}: {report.rejected_line_count} of its lines could not be read, first "
            f"{report.first_rejection}; what else it holds is in the warehouse."
        )
    return None


def _too_little_memory() -> TiltakError:
    return TiltakError(
        f"{memory_limit()} of memory are too little for these reports; allow more, as in "
        f"{MEMORY_LIMIT_VARIABLE}=4GiB."
    )


def _in_short(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")


def _land(
    connection: duckdb.DuckDBPyConnection, working: Path, files: Iterable[Path]
) -> list[LandedFile | RefusedFile]:
    try:
        return land_files(connection, files)
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        # Another version of this project made it.
        raise DamagedDatabaseError(str(error).splitlines()[0]) from error
    except duckdb.Error as error:
        raise TiltakError(
            f"{working}: the reports could not be written there "
            f"({str(error).splitlines()[0]}); make room there."
        ) from error


def _split(
    results: list[LandedFile | RefusedFile],
) -> tuple[list[LandedFile], list[RefusedFile]]:
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
    connection: duckdb.DuckDBPyConnection, warehouse: Path, project_fingerprint: str
) -> bool:
    if not warehouse.exists():
        return False
    query = "select report_id from raw.report_files order by report_id"
    try:
        with open_published(warehouse) as published:
            return (
                _built_fingerprint(published) == project_fingerprint
                and published.execute(query).fetchall() == connection.execute(query).fetchall()
            )
    except TiltakError:
        return False
