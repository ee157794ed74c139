"""What a build says of each file: which, where, why, and what to do."""

from dataclasses import replace
from pathlib import Path

import pytest

from loaders.asking.status import InferredMember, ReportState
from loaders.auditing.process import Finding
from loaders.building.outcome import is_critical, of_files, of_report, of_unknown
from loaders.formats.reader import RefusedFile
from loaders.landing.lines import LandedFile

FILE = Path("a.txt")
WHOLE = ReportState("0a", "a.txt", "accepted", None, None, 0, None)


def test_nothing_is_said_of_a_report_that_is_whole() -> None:
    assert of_report(FILE, WHOLE) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"state": "refused", "state_reason": "line 1: no report"},
            "refused, line 1: no report; ",
        ),
        (
            {"state": "quarantined", "state_reason": "line 9: a sum"},
            "quarantined, line 9: a sum; ",
        ),
        (
            {"incomplete_reason": "it ends on line 5"},
            "incomplete, it ends on line 5; ",
        ),
        (
            {"rejected_line_count": 2, "first_rejection": "line 3: no values"},
            "2 of its lines could not be read, first line 3: no values; what else",
        ),
        # What is worse is said alone.
        (
            {"state": "quarantined", "state_reason": "x", "incomplete_reason": "y"},
            "quarantined, x; compare",
        ),
        (
            {"incomplete_reason": "y", "rejected_line_count": 1, "first_rejection": "z"},
            "incomplete, y; what",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(changes: dict[str, object], words: str) -> None:
    said = of_report(FILE, replace(WHOLE, **changes))
    assert said is not None
    assert said.startswith(f"{FILE}: {words}")


def test_a_file_that_is_not_read_is_named() -> None:
    landed = [
        LandedFile(FILE, "0a", is_new=True),
        LandedFile(Path("b.txt"), "0a", is_new=False, same_as=FILE),
    ]
    assert of_files([RefusedFile(Path("c.pdf"), "it is empty; download it")], landed) == [
        "c.pdf: refused, it is empty; download it.",
        "b.txt: same content as a.txt, read once.",
    ]


def test_an_unknown_label_is_shown_where_it_is_printed_and_cut() -> None:
    (said,) = of_unknown([InferredMember("a.txt", "line 3", "x" * 200)])
    assert said == (
        f"a.txt, line 3: unknown label '{'x' * 80}'; its figures are kept under an inferred member."
    )


def test_a_critical_finding_keeps_a_build_back() -> None:
    warning = Finding("volumes", "warning", "as many rows", "fewer")
    assert not is_critical([])
    assert not is_critical([warning])
    assert is_critical([warning, replace(warning, severity="critical")])
