"""Which files a call means."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from loaders.errors import TiltakError

REPORT_SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".tsv", ".xlsx", ".xlsm", ".xls", ".pdf"}
)
# Files that describe a folder of reports and are no reports themselves.
DESCRIPTIONS = frozenset({"readme", "sources"})
# What `tiltak fetch` writes beside each file.
SIDECAR_SUFFIX = ".provenance.json"


@dataclass
class ReportFiles:
    """Files to read, each once; what of the folders could not be read; what was left out."""

    files: list[Path] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def find_reports(paths: Iterable[Path]) -> ReportFiles:
    """List the report files that the given files and folders hold, in the order of their names.

    A folder gives its files with a known suffix, at any depth, except hidden ones, descriptions
    such as `SOURCES.md` and the sidecars of `tiltak fetch`; links in it are not followed. A file
    that is named is taken whatever it is called.

    Raises TiltakError for a path that does not exist and for a folder that holds no report file.
    """
    found = ReportFiles()
    known: set[Path] = set()
    for path in paths:
        try:
            if not path.exists():
                raise TiltakError(f"{path}: there is no such file or folder; check the path.")
            files = _reports_in(path, found) if path.is_dir() else [path]
        except PermissionError as error:
            raise TiltakError(
                f"{path}: it cannot be reached ({error.strerror}); check the permissions of its "
                "folders."
            ) from error
        for file in files:
            if file.resolve() not in known:
                known.add(file.resolve())
                found.files.append(file)
    found.files.sort()
    return found


def _reports_in(folder: Path, found: ReportFiles) -> list[Path]:
    """List the reports of a folder; note in `found` what cannot be read and what is left out."""
    files: list[Path] = []
    others: Counter[str] = Counter()

    def note(error: OSError) -> None:
        found.complaints.append(
            f"{error.filename}: the folder cannot be read ({error.strerror}); "
            "check its permissions."
        )

    for parent, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(parent, name) for name in sorted([*folders, *names])):
            if path.is_symlink():
                found.complaints += _complaint_of_link(path, folder)
            elif path.is_dir() or path.name.startswith(".") or path.name.endswith(SIDECAR_SUFFIX):
                continue
            elif path.suffix.lower() not in REPORT_SUFFIXES:
                others[path.suffix.lower() or "no suffix"] += 1
            elif path.stem.lower() not in DESCRIPTIONS:
                files.append(path)
    if not files and not found.complaints:
        suffixes = ", ".join(sorted(REPORT_SUFFIXES))
        raise TiltakError(f"{folder}: the folder holds no report; put files there ({suffixes}).")
    if others:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
        found.remarks.append(f"{folder}: files of other kinds were left out ({kinds}).")
    return files


def _complaint_of_link(link: Path, folder: Path) -> list[str]:
    """Say why a link is not followed; nothing for one to what is read in its own place."""
    target = link.resolve()
    if not target.exists():
        return [f"{link}: it is a link to nothing; remove or repair it."]
    if link.parent.resolve().is_relative_to(target):
        return [f"{link}: the link leads back to {target}, which it lies in; remove it."]
    if not target.is_relative_to(folder.resolve()):
        return [f"{link}: the link leads out of {folder} and was not followed; give {target} too."]
    return []
