"""The models of the reading in models/README.md: `python -m tests.support.road` writes them."""

import re

from loaders.project import PROJECT

README = PROJECT / "models" / "README.md"
BEGINNING = "| model | one row per | reads |\n|---|---|---|\n"


def written(text: str) -> str:
    """Give the text of the README with the table as the models have it now."""
    before, rest = text.split(BEGINNING)
    after = rest[rest.index("\n\n") :]
    return before + BEGINNING + "\n".join(_rows(before)) + after


def _rows(text: str) -> list[str]:
    """A row for each model of the reading, in the order of the rooms."""
    rows = []
    for room, patterns in re.findall(
        r"^\| `((?:staging|intermediate)[\w/]*)` \| [^|]* \| ([^|]*) \|$", text, re.MULTILINE
    ):
        for pattern in re.findall(r"`([\w*]+)`", patterns):
            for file in sorted((PROJECT / "models" / room).glob(f"{pattern}.sql")):
                described = file.with_suffix(".yml").read_text("utf-8")
                (one_row,) = re.search(
                    r"    description: (?:>-\n      )?\"?One row per ((?:[^\n\"]|\n      (?! ))*)",
                    described,
                ).groups()
                sql = file.read_text("utf-8")
                if "check_results(" in sql:
                    sql += (PROJECT / "macros" / "checks.sql").read_text("utf-8")
                reads = re.findall(r"(?:ref\('|source\('raw', ')(\w+)'\)", sql)
                rows.append(
                    f"| `{file.stem}` | {' '.join(one_row.split()).rstrip('.')} | "
                    f"{', '.join(f'`{name}`' for name in dict.fromkeys(reads))} |"
                )
    return rows


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), encoding="utf-8")
