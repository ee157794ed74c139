"""Bad input: one sentence that names the file, an exit code, no traceback; the rest is built."""

import io
import os
import random
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from loaders.limits import LARGEST_FILE_BYTES, LARGEST_UNPACKED_BYTES
from loaders.warehouse.databases import MEMORY_BESIDE_DUCKDB
from tests.conftest import BUILD_SECONDS, REPORTS, TILTAK, Build, Figure, report, run_tiltak
from tests.support.forms import cells_of, pdf_cells, workbook

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GIGABYTE = 1 << 30


def pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF of one page."""
    file = io.BytesIO()
    canvas = Canvas(file, **options)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def encrypted_workbook(content: bytes) -> bytes:
    """A workbook with a password."""
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("secret", file)
    return file.getvalue()


def zip_bomb(content: bytes) -> bytes:
    """A workbook with a sheet of spaces that unpacks to more than any report."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b" " * (LARGEST_UNPACKED_BYTES + 1))
    return file.getvalue()


def huge_sheet() -> bytes:
    """A workbook whose only cells are at opposite corners of a sheet."""
    book = openpyxl.Workbook()
    book.active["A1"] = "I alt"
    book.active["XFD1048576"] = 5
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WORKBOOK = workbook(cells_of(report(2)))
PDF = pdf_cells(cells_of(report(4)))
LETTER = b"Dear reader,\n\nthis is a letter of 3 pages and 12 lines.\n\nJanuar 12 13\n"


# What each file is, and what must be said of it.
def many_sheets(count: int, rows: int, columns: int, text: str = "1") -> bytes:
    """A workbook of some kilobytes whose sheets are all the same part, each of its cells a text."""
    names = range(1, count + 1)
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in names)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/s.xml"/>'
        for n in names
    )
    row = "<row>" + '<c t="s"><v>0</v></c>' * columns + "</row>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in (
            ("[Content_Types].xml", "<Types/>"),
            (
                "_rels/.rels",
                f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
                'Target="xl/workbook.xml"/></Relationships>',
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships>{links}<Relationship Id="s" Type="{RELATIONS}/sharedStrings" '
                'Target="sharedStrings.xml"/></Relationships>',
            ),
            ("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>"),
            ("xl/worksheets/s.xml", f"<worksheet><sheetData>{row * rows}</sheetData></worksheet>"),
        ):
            archive.writestr(name, xml)
    return content.getvalue()


def many_parts(count: int) -> bytes:
    """A workbook with so many empty files in its package."""
    content = io.BytesIO(WORKBOOK)
    with zipfile.ZipFile(content, "a") as archive:
        for number in range(count):
            archive.writestr(f"xl/media/{number}", b"")
    return content.getvalue()


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "it is empty"),
    "blank.txt": (b" \n\n ", "it is empty"),
    "random.txt": (bytes(range(256)) * 20, "it is no text, workbook or PDF"),
    "random.xlsx": (random.Random(1).randbytes(9999), "it is no text, workbook or PDF"),
    "random.pdf": (b"%PDF-1.7\n" + random.Random(2).randbytes(9999), "the PDF is cut off"),
    "no_report.txt": (LETTER, "no table with a total and months was found in it"),
    "no_report.xlsx": (workbook([["Kjære leser"]]), "no table with a total and months"),
    "truncated.xlsx": (WORKBOOK[: len(WORKBOOK) // 2], "a damaged one"),
    "encrypted.xlsx": (encrypted_workbook(WORKBOOK), "the workbook is encrypted"),
    "bomb.xlsx": (zip_bomb(WORKBOOK), "it unpacks to more than"),
    "no_workbook.xlsx": (b"PK\x05\x06" + bytes(18), "a damaged one"),
    "huge_sheet.xlsx": (huge_sheet(), "no report"),
    "sheets.xlsx": (many_sheets(200_000, 1, 1), "it has 200,000 sheets, more than 1,000"),
    "parts.xlsx": (many_parts(50_000), "it is a package of"),
    "cells.xlsx": (many_sheets(200, 10_000, 20), "it has more than 2,000,000 cells"),
    "strings.xlsx": (many_sheets(1, 10_000, 20, "A" * 30_000), "reading it took too much memory"),
    "characters.xlsx": (many_sheets(3, 100, 20, "A" * 20_000), "more than 100,000,000 characters"),
    "long_line.txt": (b"A" * 60_000_000 + b" 5 5", "its line 1 has 60,000,004 characters"),
    "truncated.pdf": (PDF[: len(PDF) // 2], "the PDF is cut off"),
    "damaged.pdf": (b"%PDF-1.7\n" + bytes(9999) + b"%%EOF", "it is a damaged PDF"),
    "encrypted.pdf": (
        pdf(lambda page: page.drawString(9, 9, "I alt"), encrypt=StandardEncryption("secret")),
        "the PDF is encrypted",
    ),
    "pictures.pdf": (
        pdf(lambda page: page.rect(9, 9, 99, 99, fill=1)),
        "the PDF has no text, its pages are pictures",
    ),
}
# Files of these are landed: they are what they claim to be, but hold no report.
LANDED = ("no_report.txt", "no_report.xlsx")


def complaints(build: Build) -> list[str]:
    """Give the lines on standard error, which must hold no traceback."""
    assert "Traceback" not in build.errors
    return [line for line in build.errors.split("\n") if line]


def test_a_path_that_does_not_exist(build: Callable[..., Build], tmp_path: Path) -> None:
    outcome = build(tmp_path / "nowhere.txt")
    assert outcome.exit_code == 2
    assert complaints(outcome) == [
        f"{tmp_path / 'nowhere.txt'}: there is no such file or folder; check the path."
    ]
    assert not outcome.warehouse.exists()


def test_a_folder_with_nothing_readable(build: Callable[..., Build], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "folder" / "README.md").write_text("not a report")
    outcome = build(tmp_path / "folder")
    assert outcome.exit_code == 2
    (complaint,) = complaints(outcome)
    assert "folder: the folder holds no report" in complaint


def test_a_bad_file_alone(build: Callable[..., Build], tmp_path: Path) -> None:
    (tmp_path / "random.txt").write_bytes(BAD_FILES["random.txt"][0])
    outcome = build(tmp_path / "random.txt")
    assert outcome.exit_code == 2
    complaint, ending = complaints(outcome)
    assert complaint.startswith(f"{tmp_path / 'random.txt'}: refused, ")
    assert ending == "Nothing was published; the published file is as it was."
    assert not outcome.warehouse.exists()


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """A folder of bad files, one of a gigabyte, links that lead back, and one report twice."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _) in BAD_FILES.items():
        (folder / name).write_bytes(content)
    with (folder / "gigabyte.txt").open("wb") as file:
        file.truncate(GIGABYTE)
    (folder / "inside").mkdir()
    (folder / "inside" / "loop").symlink_to(folder)
    (folder / "nothing.txt").symlink_to(folder / "nowhere.txt")
    outside = tmp_path_factory.mktemp("outside") / "outside.txt"
    outside.write_bytes(REPORTS[2].read_bytes())
    (folder / "leads_out.txt").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    (folder / "one.txt").write_bytes(REPORTS[4].read_bytes())
    (folder / "two.txt").write_bytes(REPORTS[4].read_bytes())
    (folder / "picture.png").write_bytes(b"PNG")
    warehouse = folder.parent / f"{folder.name}_out" / "tiltak.duckdb"
    return folder, run_tiltak("build", folder, warehouse=warehouse)


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told_of_in_one_sentence(bad_folder: tuple[Path, Build], name: str) -> None:
    folder, outcome = bad_folder
    (complaint,) = [
        line for line in complaints(outcome) if line.startswith(f"{folder / name}: refused, ")
    ]
    assert BAD_FILES[name][1] in complaint
    assert complaint.endswith(".")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gigabyte.txt", f"refused, it has 1,073,741,824 bytes, more than {LARGEST_FILE_BYTES:,}"),
        ("inside/loop", "the link leads back to"),
        ("nothing.txt", "it is a link to nothing"),
        ("leads_out.txt", "the link leads out of"),
        ("pipe.txt", "refused, it is no regular file"),
        ("two.txt", "same content as"),
    ],
)
def test_odd_files_are_told_of(bad_folder: tuple[Path, Build], name: str, reason: str) -> None:
    folder, outcome = bad_folder
    (complaint,) = [line for line in complaints(outcome) if line.startswith(f"{folder / name}: ")]
    assert reason in complaint


def test_bad_files_never_stop_the_others(bad_folder: tuple[Path, Build]) -> None:
    folder, outcome = bad_folder
    assert outcome.exit_code == 3
    # One sentence for each, and one for the files that are none of ours.
    assert len(complaints(outcome)) == len(BAD_FILES) + 6 + 1
    assert f"{folder}: files of other kinds were left out (1 .png)." in complaints(outcome)
    states = outcome.query("select file_name, state from marts.dim_report order by 1")
    assert states == [*((name, "refused") for name in LANDED), ("one.txt", "accepted")]
    assert outcome.query("select count(*) > 500 from marts.fct_participants") == [(True,)]

    before = outcome.warehouse.read_bytes()
    again = run_tiltak("build", folder / "empty.txt", warehouse=outcome.warehouse)
    assert again.exit_code == 2
    assert outcome.warehouse.read_bytes() == before


def test_damaged_workbooks_and_pdfs_never_crash(tmp_path: Path) -> None:
    """Bytes changed at random: each file is read, refused or quarantined, with its name."""
    rng = random.Random(20261121)
    for number in range(30):
        for kind, whole in (("xlsx", WORKBOOK), ("pdf", PDF)):
            content = bytearray(whole)
            for _ in range(rng.randint(1, 20)):
                content[rng.randrange(len(content))] = rng.randrange(256)
            (tmp_path / f"{number:02}.{kind}").write_bytes(content)
    outcome = run_tiltak("build", tmp_path, REPORTS[4], warehouse=tmp_path / "out" / "t.duckdb")
    assert outcome.exit_code == 3, outcome.errors
    landed = {name for (name,) in outcome.query("select file_name from raw.report_files")}
    told_of = {Path(line.split(": ")[0]).name for line in complaints(outcome)}
    assert {file.name for file in tmp_path.glob("*.*")} <= landed | told_of


def test_files_without_permission(tmp_path: Path) -> None:
    shared = Path(shutil.copytree(REPORTS[4].parent, tmp_path / "reports"))
    (shared / REPORTS[0].name).chmod(0)
    (shared / "closed").mkdir(mode=0)
    # Root may read everything unless it gives these capabilities up.
    as_others = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    finished = subprocess.run(
        [*(as_others if os.geteuid() == 0 else []), str(TILTAK), "build", str(shared)],
        env={**os.environ, "TILTAK_WAREHOUSE": str(tmp_path / "out" / "tiltak.duckdb")},
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert finished.returncode == 3, finished.stderr
    assert "Traceback" not in finished.stderr
    assert f"{shared / REPORTS[0].name}: refused, it cannot be read" in finished.stderr
    assert f"{shared / 'closed'}: the folder cannot be read" in finished.stderr


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = run_tiltak("build", REPORTS[2], warehouse=tmp_path / "file" / "tiltak.duckdb")
    assert outcome.exit_code == 1
    assert len(complaints(outcome)) == 1


@pytest.mark.parametrize(
    ("limit", "said"), [("much", "'much' is no size of memory"), ("1MB", "memory")]
)
def test_a_limit_of_memory_that_is_none_or_too_low(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    monkeypatch.setenv("TILTAK_MEMORY_LIMIT", limit)
    outcome = run_tiltak("build", REPORTS[2], warehouse=tmp_path / "tiltak.duckdb")
    assert outcome.exit_code == 1
    (complaint,) = complaints(outcome)
    assert said in complaint
    assert "TILTAK_MEMORY_LIMIT" in complaint


def test_status_without_a_warehouse(tmp_path: Path) -> None:
    outcome = run_tiltak("status", warehouse=tmp_path / "tiltak.duckdb")
    assert outcome.exit_code == 1
    (complaint,) = complaints(outcome)
    assert "run tiltak build" in complaint


@pytest.mark.parametrize("name", ["sheets.xlsx", "cells.xlsx", "strings.xlsx", "long_line.txt"])
def test_a_bomb_is_refused_with_little_memory_and_soon(
    tmp_path: Path, name: str, figure: Figure
) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name][0])
    began = time.monotonic()
    process = subprocess.run(
        [
            sys.executable, "-c",
            "import resource, subprocess, sys\n"
            "code = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode\n"
            "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
            str(TILTAK), "build", str(tmp_path / name), "--warehouse", str(tmp_path / "t.duckdb"),
        ],
        capture_output=True, text=True, timeout=BUILD_SECONDS, check=True,
    )  # fmt: skip
    seconds = time.monotonic() - began
    exit_code, kilobytes = map(int, process.stdout.split())
    figure(f"{name}: refused within {seconds:.1f} s and {kilobytes / 1000:.0f} MB")
    assert exit_code == 2
    assert kilobytes < 1_000_000


def test_a_label_longer_than_any_is_no_measure(build: Callable[..., Build], tmp_path: Path) -> None:
    text = report(4)
    label = "Tiltak med et langt navn " * 20
    first_row = next(line for line in text.splitlines() if line.startswith("03 Oslo"))
    (tmp_path / "long.txt").write_text(text.replace(first_row, f"{label}{first_row[7:]}", 1))
    outcome = build(tmp_path / "long.txt")
    assert outcome.exit_code == 3
    ((reason, line),) = outcome.query("select reason, line_text from marts.rejected_lines")
    assert reason == "its label is longer than any that a report prints"
    assert line.startswith(label)


@pytest.mark.parametrize("allowed", [800_000_000, 1_500_000_000, 3_500_000_000])
def test_a_process_that_lacks_memory_says_so(tmp_path: Path, allowed: int) -> None:
    process = subprocess.run(
        [str(TILTAK), "build", str(REPORTS[2]), "--warehouse", str(tmp_path / "tiltak.duckdb")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 1
    (complaint,) = process.stderr.splitlines()
    assert f"{allowed:,} bytes of memory (ulimit -v)" in complaint
    assert not (tmp_path / "tiltak.duckdb").exists()


def test_a_process_with_enough_memory_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILTAK_MEMORY_LIMIT", "500MiB")
    allowed = 500 * 1024 * 1024 + MEMORY_BESIDE_DUCKDB
    process = subprocess.run(
        [str(TILTAK), "build", str(REPORTS[2]), "--warehouse", str(tmp_path / "tiltak.duckdb")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed)),
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert process.returncode == 0, process.stderr
