"""Words: turns of phrase that readers stumble over, which this project once had."""

import re
import subprocess

import pytest

from loaders.project import PROJECT

ODD = {
    r"\banew\b": "again, or from the beginning",
    r"\btold of\b": "reported, or named with its reason",
    r"\bnobody (?:knows|knew)\b": "unknown",
    r"\bfor an index of it\b": "an index would be",
    r"\bread_twice\b|\blone_numbers\b|\btiltak_(?:working|reading)\b": "names that mislead",
}
# What was renamed is named where that is said.
WITHOUT = re.compile(
    r"^(CHANGELOG\.md|tests/structure/test_words\.py|reports/|tests/reading/cases/)"
)
TEXTS = (".css", ".html", ".jinja", ".js", ".md", ".py", ".sh", ".sql", ".toml", ".yml", "Makefile")


@pytest.mark.parametrize("turn", ODD)
def test_an_odd_turn_is_not_back(turn: str) -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, encoding="utf-8", check=True
    ).stdout.splitlines()
    texts = [name for name in listed if name.endswith(TEXTS) and not WITHOUT.match(name)]
    assert len(texts) > 300
    found = [
        name
        for name in texts
        if (PROJECT / name).is_file()
        and re.search(turn, (PROJECT / name).read_text("utf-8"), re.IGNORECASE)
    ]
    assert found == [], f"say instead: {ODD[turn]}"
