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


@dataclass
class ReportFiles:
    """Files to read, each once; what of the folders could not be read; what was left out."""

    files: list[Path] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def find_reports(paths: Iterable[Path]) -> ReportFiles:
    """List the report files that the given files and folders hold, in the order of their names.

    A folder gives its files with a known suffix, at any depth and through links, except hidden ones
    and descriptions such as `SOURCES.md`; a file that is named is taken whatever it is called.

    Raises TiltakError for a path that does not exist and for a folder that holds no report file.
    """
    found = ReportFiles()
    known: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise TiltakError(f"{path}: there is no such file or folder; check the path.")
        files = _reports_in(path, found) if path.is_dir() else [path]
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

    for parent, folders, names in os.walk(folder, onerror=note, followlinks=True):
        here = Path(parent)
        folders[:] = [
            name
            for name in sorted(folders)
            if not name.startswith(".") and not _is_loop(here / name, found)
        ]
        for file in (here / name for name in sorted(names) if not name.startswith(".")):
            if file.suffix.lower() not in REPORT_SUFFIXES:
                others[file.suffix.lower() or "no suffix"] += 1
            elif file.stem.lower() in DESCRIPTIONS:
                continue
            elif file.is_file():
                files.append(file)
            else:
                found.complaints.append(
                    f"{file}: it is a link to nothing or no file; remove or repair it."
                )
    if not files and not found.complaints:
        suffixes = ", ".join(sorted(REPORT_SUFFIXES))
        raise TiltakError(f"{folder}: the folder holds no report; put files there ({suffixes}).")
    if others:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
        found.remarks.append(f"{folder}: files of other kinds were left out ({kinds}).")
    return files


def _is_loop(folder: Path, found: ReportFiles) -> bool:
    """Whether a link leads to a folder that it lies in."""
    target = folder.resolve()
    is_loop = folder.is_symlink() and folder.parent.resolve().is_relative_to(target)
    if is_loop:
        found.complaints.append(
            f"{folder}: the link leads back to {target}, which it lies in; remove it."
        )
    return is_loop
