"""Every link on a page to a file of this project leads to one, and to a heading of it."""

import re
from pathlib import Path

import pytest

from loaders.project import PROJECT

PAGES = [
    *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((PROJECT / "models").glob("*.md")),
    *sorted((PROJECT / "docs").rglob("*.md")),
    *sorted(PROJECT.glob("*/SOURCES.md")),
    PROJECT / "benchmarks" / "README.md",
]
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def links(page: Path) -> list[tuple[str, str]]:
    """The relative links of a page: what follows `](`, and what follows a `#` in it."""
    return LINK.findall(CODE.sub("", page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them: lower case, hyphens for spaces, no signs."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in links(page):
        file = (page.parent / target).resolve() if target else page
        assert file.is_relative_to(PROJECT), target
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), f"{target}#{anchor}"


def test_there_are_links() -> None:
    assert sum(len(links(page)) for page in PAGES) > 40
