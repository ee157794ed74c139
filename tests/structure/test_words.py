"""Words: turns of phrase that readers stumble over, which this project once had."""

import re

import pytest

from loaders.project import PROJECT

ODD = {
    r"\banew\b": "again, or from the beginning",
    r"\btold of\b": "reported, or named with its reason",
    r"\bnobody (?:knows|knew)\b": "unknown",
    r"\bfor an index of it\b": "an index would be",
    r"\bread_twice\b|\blone_numbers\b|\btiltak_(?:working|reading)\b": "names that mislead",
}
FOLDERS = (
    "analyses", "benchmarks", "bi/dashboard", "docs", "expectations", "loaders", "macros", "models",
    "requirements", "seeds", "tests",
)  # fmt: skip
# What was renamed is named where that is said; and what is built, others wrote.
WITHOUT = re.compile(
    r"CHANGELOG\.md|tests/structure/test_words\.py|tests/reading/cases/|docs/site/"
)
TEXTS = (".css", ".html", ".jinja", ".js", ".md", ".py", ".sh", ".sql", ".toml", ".yml", "Makefile")


@pytest.mark.parametrize("turn", ODD)
def test_an_odd_turn_is_not_back(turn: str) -> None:
    folders = [PROJECT / name for name in FOLDERS]
    files = [*PROJECT.iterdir(), *(file for folder in folders for file in folder.rglob("*"))]
    texts = [
        file
        for file in files
        if file.name.endswith(TEXTS)
        and not WITHOUT.match(file.relative_to(PROJECT).as_posix())
        and file.is_file()
    ]
    assert len(texts) > 300
    found = [
        file.relative_to(PROJECT).as_posix()
        for file in texts
        if re.search(turn, file.read_text("utf-8"), re.IGNORECASE)
    ]
    assert found == [], f"say instead: {ODD[turn]}"
