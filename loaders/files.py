"""Which files a call means."""

from collections.abc import Iterable
from pathlib import Path

from loaders.errors import TiltakError

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".tsv"})
# Files that describe a folder of reports and are no reports themselves.
DESCRIPTIONS = frozenset({"readme", "sources"})


def find_reports(paths: Iterable[Path]) -> list[Path]:
    """List the report files that the given files and folders hold, sorted and each once.

    A folder gives its files with a known suffix, at any depth, except hidden ones, links and
    descriptions such as `SOURCES.md`; a file that is named is taken whatever it is called.

    Raises TiltakError for a path that does not exist and for a folder that holds no report file.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise TiltakError(f"{path}: there is no such file or folder; check the path.")
        for file in _reports_in(path) if path.is_dir() else [path]:
            found.setdefault(file.resolve(), file)
    return sorted(found.values())


def _reports_in(folder: Path) -> list[Path]:
    files = [file for file in folder.rglob("*") if _is_report_file(file, folder)]
    if not files:
        suffixes = ", ".join(sorted(TEXT_SUFFIXES))
        raise TiltakError(f"{folder}: the folder holds no report; put files there ({suffixes}).")
    return files


def _is_report_file(file: Path, folder: Path) -> bool:
    return (
        file.is_file()
        and not file.is_symlink()
        and file.suffix.lower() in TEXT_SUFFIXES
        and file.stem.lower() not in DESCRIPTIONS
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )
