"""What a build did, and what it says of the files it was given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from loaders.asking.status import InferredMember, ReportState
from loaders.auditing.process import Finding
from loaders.errors import ExitCode, TiltakError
from loaders.formats.reader import RefusedFile
from loaders.landing.lines import LandedFile

# Longer labels than Nav's longest are cut in messages.
LONGEST_LABEL_SHOWN = 80


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


def is_critical(findings: Iterable[Finding]) -> bool:
    """Whether something was found that keeps what was built from being published."""
    return any(finding.severity == "critical" for finding in findings)


def of_files(refused: Iterable[RefusedFile], landed: Iterable[LandedFile]) -> list[str]:
    """Say which files were not read, and why."""
    return [
        *(f"{file.path}: refused, {file.reason}." for file in refused),
        *(
            f"{file.path}: same content as {file.same_as}, read once."
            for file in landed
            if file.same_as
        ),
    ]


def of_report(path: Path, report: ReportState) -> str | None:
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


def of_unknown(members: Iterable[InferredMember]) -> list[str]:
    """Say which labels are unknown, and where they are printed."""
    return [
        f"{member.file_name}, {member.place}: unknown label "
        f"'{member.label[:LONGEST_LABEL_SHOWN]}'; "
        "its figures are kept under an inferred member."
        for member in members
    ]
