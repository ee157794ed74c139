"""The readers of reports sit at Windows and Mac machines too: nothing of Linux alone is needed.

What Windows lacks is hidden from this project's modules, and from nobody else's: those of others
look at the system's name, which is still Linux here.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb

from loaders.project import PACKAGE
from tests.conftest import BUILD_SECONDS, report
from tests.support.forms import cells_of, pdf_cells, workbook

# As sitecustomize it is read by every process that Python begins: those of the readers and of the
# audit, too.
HIDDEN = """
import builtins, signal

real_import = builtins.__import__

def without(name, globals=None, locals=None, fromlist=(), level=0):
    ours = str((globals or {}).get("__name__", "")).partition(".")[0] == "loaders"
    if ours and name in ("fcntl", "grp", "pwd", "resource", "termios"):
        raise ImportError(f"{name} is hidden")
    return real_import(name, globals, locals, fromlist, level)

builtins.__import__ = without
del signal.pthread_sigmask
"""
# Names that only other systems have, which no test of ours could hide from ours alone.
NAMES_OF_OTHER_SYSTEMS = re.compile(
    r"register_at_fork|os\.fork|preexec_fn|SIGKILL|SIGHUP|getuid|geteuid|os\.uname|/proc/|/dev/"
)


def test_reports_are_read_and_published_without_what_windows_lacks(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDDEN, encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(workbook(cells_of(report(2))))
    (tmp_path / "b.pdf").write_bytes(pdf_cells(cells_of(report(4))))
    warehouse = tmp_path / "tiltak.duckdb"
    build = subprocess.run(
        [
            sys.executable, "-c", "import signal; assert not hasattr(signal, 'pthread_sigmask')\n"
            "from loaders.cli import run; run()",
            "--warehouse", warehouse, "build", tmp_path / "a.xlsx", tmp_path / "b.pdf",
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=BUILD_SECONDS,
        check=False,
    )  # fmt: skip
    assert build.returncode == 0, build.stderr
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        states = connection.execute(
            "select file_name, state, observation_count > 700 from marts.dim_report order by all"
        ).fetchall()
    assert states == [("a.xlsx", "accepted", True), ("b.pdf", "accepted", True)]


def test_nothing_is_named_that_another_system_lacks() -> None:
    named = {
        file.name: found
        for file in PACKAGE.rglob("*.py")
        if (found := NAMES_OF_OTHER_SYSTEMS.findall(file.read_text("utf-8")))
    }
    assert named == {}
