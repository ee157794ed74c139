"""The audit's pages (Data Docs), to be read without a network.

Great Expectations draws its pages with scripts and styles from elsewhere, and an index that needs
them; here the page of a suite keeps its tables alone, in our own style.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from bs4 import BeautifulSoup
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.render.renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView

from loaders.project import PROJECT

EXPECTATIONS = PROJECT / "expectations"
# Compiles its templates once.
PAGES = DefaultJinjaPageView()
# What needs scripts (filters) or leads elsewhere (a newsletter).
LEFT_OUT = BeautifulSoup("", "html.parser").css.compile(
    "script, link, style, img, footer, .modal, .col-lg-2, .navbar-brand, .cooltip .top"
)


def page_of(validation: ExpectationSuiteValidationResult) -> str:
    """Give the page of a suite, as HTML that needs nothing else."""
    soup = BeautifulSoup(
        PAGES.render(ValidationResultsPageRenderer().render(validation)), "html.parser"
    )
    for element in LEFT_OUT.select(soup):
        element.decompose()
    style = soup.new_tag("style")
    style.string = (EXPECTATIONS / "style.css").read_text(encoding="utf-8")
    soup.find_all("head")[0].append(style)
    return str(soup)


def write_index(site: Path, built_at: str, runs: Sequence[Any], finding_count: int) -> None:
    """Write the first page: each suite that was run, with what it found."""
    template = jinja2.Template(
        (EXPECTATIONS / "index.html.jinja").read_text(encoding="utf-8"), autoescape=True
    )
    page = template.render(
        built_at=built_at,
        runs=runs,
        expectation_count=sum(len(run.results) for run in runs),
        finding_count=finding_count,
    )
    (site / "index.html").write_text(page, encoding="utf-8", newline="\n")
