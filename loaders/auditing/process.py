"""The audit of what was built before it is published, in a process of its own.

The suites are `expectations/*.yml`: a query on what was built that gives a small table, and what is
expected of its rows. An expectation of severity `critical` that is not met keeps it from being
published; one of severity `warning` is reported to people. dbt's tests guard the models; the
audit looks at the figures.

Great Expectations takes seconds to import, and a large publication before it to be read. So the
process (loaders/auditing/suites.py) is started while dbt still builds, and reads from its standard
input what to audit.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.errors import TiltakError
from loaders.interruption import undone_when_interrupted
from loaders.project import PROJECT

LONGEST_AUDIT_SECONDS = 900
# By the operating system, or after that time (subprocess: the number of the signal, negative).
KILLED = -9
# Ctrl-C is for the process of the build, which ends that of its audit.
OWN_GROUP: dict[str, Any] = {"process_group": 0}
if sys.platform == "win32":
    OWN_GROUP = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}


@dataclass(frozen=True)
class Finding:
    """An expectation that is not met.

    `severity` is `critical` or `warning`, `expected` a sentence, `found` the first rows that do not
    meet it.
    """

    suite: str
    severity: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"audit of {self.suite}: expected '{self.expected}', found {self.found}."


class Audit:
    """A process that waits for a warehouse to audit."""

    def __init__(self, process: subprocess.Popen[str], errors: Path) -> None:
        if not (process.stdin and process.stdout):
            raise ValueError("the process has no pipes")
        self._process = process
        self._input, self._output = process.stdin, process.stdout
        self._errors = errors
        self._has_answered = False

    def begin(self, built: Path, forgotten: Collection[str]) -> None:
        """Let the process audit what was built and write the Data Docs; nobody may write to it.

        The publication before is compared without the reports `forgotten`.
        """
        # A dead process reports why in its findings.
        with contextlib.suppress(BrokenPipeError):
            told = json.dumps({"built": str(built), "forgotten": sorted(forgotten)})
            print(told, file=self._input, flush=True)

    def findings(self) -> list[Finding]:
        """Wait for what the audit finds.

        Raises TiltakError when it could not be done.
        """
        overdue = threading.Timer(LONGEST_AUDIT_SECONDS, self._process.kill)
        overdue.start()
        try:
            answer = self._output.readline()
        finally:
            overdue.cancel()
        if not answer:
            raise TiltakError(f"the audit could not be done ({self._reason()}).")
        self._has_answered = True
        outcome = json.loads(answer)
        if "error" in outcome:
            raise TiltakError(f"the audit could not be done ({outcome['error']}).")
        return [Finding(**finding) for finding in outcome["findings"]]

    def end(self) -> None:
        """End the process; one that has answered ends by itself, without anybody waiting."""
        if not self._has_answered:
            self._process.kill()
            self._process.wait()
        # Closing writes what a process that is no more did not take.
        with contextlib.suppress(BrokenPipeError):
            self._input.close()

    def _reason(self) -> str:
        """Say why the process ended without an answer."""
        if self._process.wait() == KILLED:
            return f"it was killed, by the system or after {LONGEST_AUDIT_SECONDS} seconds"
        last_words = (
            self._errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        )
        return last_words[0] if last_words else "no reason was given"


@contextlib.contextmanager
def prepared_audit(previous: Path, site: Path) -> Iterator[Audit]:
    """Start the process of an audit against a publication before, for the time of a block.

    The Data Docs are written to the folder `site`.
    """
    # Great Expectations leaves temporary folders behind.
    with tempfile.TemporaryDirectory() as scratch:
        errors = Path(scratch, "errors.txt")
        with errors.open("w", encoding="utf-8") as errors_file:
            process = subprocess.Popen(
                [sys.executable, "-m", "loaders.auditing.suites", str(previous), str(site)],
                cwd=PROJECT,
                env={
                    **os.environ,
                    "GX_ANALYTICS_ENABLED": "false",
                    "PYTHONUTF8": "1",
                    **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors_file,
                encoding="utf-8",
                **OWN_GROUP,
            )
        audit = Audit(process, errors)

        def leave_nothing() -> None:
            process.kill()
            shutil.rmtree(scratch)

        with undone_when_interrupted(leave_nothing):
            try:
                yield audit
            finally:
                audit.end()
