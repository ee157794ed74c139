"""What each publication changed: reports, months, revised numbers, new labels."""

import datetime
import uuid
from dataclasses import dataclass, field

import duckdb

# Reports that were read by one build have one time.
REPORTS = """
select
    files.loaded_at,
    reports.file_name,
    reports.report_code,
    reports.title,
    reports.period_from,
    reports.period_to,
    reports.published_on,
    reports.state,
    coalesce(reports.state_reason, reports.incomplete_reason) as reason,
    reports.report_id
from raw.report_files as files
inner join marts.dim_report as reports on files.report_id = reports.report_id
order by files.loaded_at desc, reports.published_on desc nulls last, reports.file_name
"""
# A month is new where no report of this kind that was read before prints it.
NEW_MONTHS = """
select min(files.loaded_at) as loaded_at, reports.report_code, strftime(month, '%Y-%m')
from (select distinct report_id, month from marts.fct_participants_vintage) as vintages
inner join marts.dim_report as reports on vintages.report_id = reports.report_id
inner join raw.report_files as files on vintages.report_id = files.report_id
group by reports.report_code, month
order by month
"""
# A number is revised when the later of its two reports is read, whichever of them is newer.
REVISIONS = """
select
    greatest(newer.loaded_at, earlier.loaded_at) as loaded_at,
    revisions.measure_code || ' / ' || revisions.status_code || ' / '
    || case
        when revisions.demographic_dimension = '_T'
            then revisions.region_level || ' ' || revisions.region_code
        else revisions.demographic_dimension || ' ' || revisions.demographic_code
    end
    || ' / ' || strftime(revisions.month, '%Y-%m') as observation,
    revisions.earlier_printed_value,
    revisions.printed_value
from marts.rpt_revisions as revisions
inner join raw.report_files as newer on revisions.report_id = newer.report_id
inner join raw.report_files as earlier on revisions.earlier_report_id = earlier.report_id
order by revisions.month desc, observation
"""
NEW_LABELS = """
select files.loaded_at, members.dimension, members.label, members.file_name, members.place
from marts.inferred_members as members
inner join raw.report_files as files on members.report_id = files.report_id
qualify row_number() over (
    partition by members.dimension, members.label order by files.loaded_at, members.line_number
) = 1
order by members.label
"""
MOST_REVISIONS_SHOWN = 20
NO_CODE = "a report without a code"


@dataclass(frozen=True)
class ReadReport:
    """A report that a publication read: its period, and what became of it."""

    file_name: str
    report_code: str | None
    title: str | None
    period_from: datetime.date | None
    period_to: datetime.date | None
    published_on: datetime.date | None
    state: str
    reason: str | None


@dataclass
class Publication:
    """The reports that one build read, and what they changed in what was there before.

    `new_months` are months by kind of report; `revisions` are observations with the number of the
    earlier report and of the newer one, null where one of them prints none.
    """

    read_at: datetime.datetime
    id: str
    reports: list[ReadReport] = field(default_factory=list)
    new_months: dict[str, list[str]] = field(default_factory=dict)
    revisions: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    new_labels: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Say in one line what was published."""
        accepted = sum(report.state == "accepted" for report in self.reports)
        others = len(self.reports) - accepted
        months = sorted({month for months in self.new_months.values() for month in months})
        parts = [f"{accepted} {'report' if accepted == 1 else 'reports'}"]
        if months:
            span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
            parts.append(f"new months {span}")
        if self.revisions:
            parts.append(f"{len(self.revisions):,} revised numbers")
        if others:
            parts.append(f"{others} not published")
        return ", ".join(parts)


def publications(connection: duckdb.DuckDBPyConnection) -> list[Publication]:
    """List the publications that an open published file remembers, the newest first."""
    found: dict[datetime.datetime, Publication] = {}
    ids: dict[datetime.datetime, list[str]] = {}
    for read_at, *values, report_id in connection.execute(REPORTS).fetchall():
        publication = found.setdefault(read_at, Publication(read_at, ""))
        publication.reports.append(ReadReport(*values))
        ids.setdefault(read_at, []).append(report_id)
    for read_at, publication in found.items():
        # The same reports, read at the same time, are the same publication wherever it is shown.
        name = f"{read_at.isoformat()} {' '.join(sorted(ids[read_at]))}"
        publication.id = uuid.uuid5(uuid.NAMESPACE_OID, name).urn
    for read_at, report_code, month in connection.execute(NEW_MONTHS).fetchall():
        found[read_at].new_months.setdefault(report_code or NO_CODE, []).append(month)
    for read_at, *revision in connection.execute(REVISIONS).fetchall():
        found[read_at].revisions.append(tuple(revision))
    for read_at, *label in connection.execute(NEW_LABELS).fetchall():
        found[read_at].new_labels.append(tuple(label))
    return list(found.values())


def to_text(publication: Publication) -> list[str]:
    """Write a publication for the screen."""
    lines = [f"{publication.read_at:%Y-%m-%d %H:%M}: {publication.title}"]
    for report in publication.reports:
        words = [report.report_code or NO_CODE]
        if report.period_from and report.period_to:
            words.append(f"{report.period_from:%Y-%m} to {report.period_to:%Y-%m}")
        if report.published_on:
            words.append(f"published {report.published_on}")
        if report.state != "accepted":
            words.append(report.state)
        if report.reason:
            words.append(report.reason)
        lines.append(f"  {report.file_name}: {', '.join(words)}")
    for report_code, months in sorted(publication.new_months.items()):
        lines.append(f"  new months of {report_code}: {', '.join(months)}")
    for dimension, label, file_name, place in publication.new_labels:
        lines.append(f"  new {dimension} '{label}', first in {file_name}, {place}")
    for observation, earlier, newer in publication.revisions[:MOST_REVISIONS_SHOWN]:
        lines.append(f"  revised {observation}: {earlier or 'nothing'} to {newer or 'nothing'}")
    hidden = len(publication.revisions) - MOST_REVISIONS_SHOWN
    if hidden > 0:
        lines.append(f"  and {hidden:,} more revised numbers: marts.rpt_revisions")
    return lines
