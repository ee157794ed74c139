"""Whether the tests would notice: `make mutations`, or `python -m tests.support.mutations`.

Each mutation of `planted.py` is planted in a copy of the project of its own, and the test that it
names must fail there. One that no test notices survives, and is an error.
"""

import argparse
import concurrent.futures
import dataclasses
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree import ElementTree

from dbt.constants import PARTIAL_PARSE_FILE_NAME

from loaders.building.models import WORKING_FOLDER_VARIABLE
from loaders.landing.lines import land_files
from loaders.project import PROJECT
from loaders.warehouse.databases import open_databases
from loaders.warehouse.paths import Warehouse
from tests.support.planted import DBT, MUTATIONS, Mutation

# What tests call by the name of a command, beside the Python that runs them.
COMMANDS = ("tiltak", "dbt", "mf")
# Tests take a minute at most; one that takes this long hangs.
SECONDS = 900
CAUGHT, SURVIVED, BROKEN = "caught", "SURVIVED", "NOT RUN"


@dataclasses.dataclass(frozen=True)
class Ran:
    """How a run of tests ended: how many passed, failed, and could not be run, and what it said."""

    passed: int
    failed: int
    broken: int
    said: str


def main() -> int:
    """Try each mutation, or those that are named; give 1 if one survives or cannot be tried."""
    arguments = _arguments()
    chosen = [one for one in MUTATIONS if not arguments.only or one.name in arguments.only]
    unknown = set(arguments.only) - {one.name for one in chosen}
    faults = [fault for one in chosen if (fault := fault_of(one))]
    if unknown or faults:
        print(
            *(f"{name}: there is no such mutation" for name in sorted(unknown)), *faults, sep="\n"
        )
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="tiltak-mutations-") as folder,
        concurrent.futures.ThreadPoolExecutor(arguments.processes) as pool,
    ):
        root = Path(folder)
        empty = _empty_warehouse(root)
        tests = dict.fromkeys(one.test for one in chosen)
        by_kind = [
            list(group)
            for _, group in itertools.groupby(
                sorted(tests, key=lambda test: test.startswith(DBT)),
                lambda test: test.startswith(DBT),
            )
        ]
        begun = time.monotonic()
        for ran in pool.map(lambda group: _run_in_copy(root, empty, group), by_kind):
            if ran.failed or ran.broken or not ran.passed:
                print(f"without a mutation the tests do not pass:\n{ran.said}")
                return 1
        print(f"{len(tests)} tests pass without a mutation ({time.monotonic() - begun:.0f} s)\n")
        results = _told(pool.map(lambda one: _try(root, empty, one), chosen), chosen)
    print(f"\n{results.count(CAUGHT)} of {len(chosen)} caught")
    return int(results.count(CAUGHT) < len(chosen))


def fault_of(mutation: Mutation) -> str | None:
    """Say why a mutation cannot be planted: its text must stand in its file exactly once."""
    file = PROJECT / mutation.file
    if not file.is_file():
        return f"{mutation.name}: {mutation.file} is not there"
    count = file.read_text("utf-8").count(mutation.text)
    if count != 1:
        return f"{mutation.name}: its text stands {count} times in {mutation.file}"
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="try these alone")
    parser.add_argument("--processes", type=int, default=1, help="try so many at once")
    return parser.parse_args()


def _told(outcomes: Iterable[tuple[str, float, str]], chosen: list[Mutation]) -> list[str]:
    """Print a line for each mutation as it is tried, and give what became of them."""
    width = max(len(one.name) for one in chosen)
    results = []
    for one, (result, seconds, said) in zip(chosen, outcomes, strict=True):
        print(f"{one.name:{width}}  {result:8}  {seconds:4.0f} s  {one.test}", flush=True)
        if result != CAUGHT:
            print(f"{one.file}: {one.wrong}\n{said}\n", flush=True)
        results.append(result)
    return results


def _try(root: Path, empty: Warehouse, mutation: Mutation) -> tuple[str, float, str]:
    begun = time.monotonic()

    def plant(copy: Path) -> None:
        file = copy / mutation.file
        text = file.read_text("utf-8").replace(mutation.text, mutation.replacement)
        file.write_text(text, encoding="utf-8")

    ran = _run_in_copy(root, empty, [mutation.test], plant)
    # What cannot be run is no test that failed: a mutation is of the meaning, not of the syntax.
    result = CAUGHT if ran.failed else BROKEN if ran.broken or not ran.passed else SURVIVED
    return result, time.monotonic() - begun, ran.said


def _run_in_copy(
    root: Path,
    empty: Warehouse,
    tests: list[str],
    plant: Callable[[Path], None] = lambda copy: None,
) -> Ran:
    """Run tests of one kind in a new copy of the project, in which something was planted."""
    copy = Path(tempfile.mkdtemp(dir=root))
    _copy_project(copy)
    plant(copy)
    is_dbt = tests[0].startswith(DBT)
    try:
        return _run_dbt(copy, empty, tests) if is_dbt else _run_pytest(copy, tests)
    except subprocess.TimeoutExpired as error:
        return Ran(0, 0, 1, str(error))
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _copy_project(copy: Path) -> None:
    """Copy what git knows, and make an environment that takes the copy and these libraries."""
    listed = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, copy / name)
    venv.EnvBuilder().create(copy / ".venv")
    (packages,) = (copy / ".venv" / "lib").glob("python*/site-packages")
    libraries = [path for path in sys.path if Path(path).name == "site-packages"]
    (packages / "copy.pth").write_text("\n".join([str(copy), *libraries]), encoding="utf-8")
    for command in COMMANDS:
        script = Path(sys.executable).with_name(command).read_text("utf-8")
        file = copy / ".venv" / "bin" / command
        file.write_text(re.sub(r"\A#!.*", f"#!{_python(copy)}", script), encoding="utf-8")
        file.chmod(0o755)


def _python(copy: Path) -> Path:
    return copy / ".venv" / "bin" / "python"


def _run_pytest(copy: Path, tests: list[str]) -> Ran:
    report = copy / "report.xml"
    options = ["-n", "0", f"--junitxml={report}", f"--basetemp={copy / 'tmp'}"]
    finished = _run(copy, [_python(copy), "-m", "pytest", *options, *tests])
    if not report.is_file():
        return Ran(0, 0, 1, finished)
    (suite,) = ElementTree.parse(report).getroot()
    count, failed, broken = (int(suite.get(name)) for name in ("tests", "failures", "errors"))
    return Ran(count - failed - broken, failed, broken, finished)


def _run_dbt(copy: Path, empty: Warehouse, tests: list[str]) -> Ran:
    """Run unit tests of models; the tables that they look types up in are empty."""
    folder = copy / "working"
    shutil.copytree(empty.folder, folder)
    # What dbt parsed there: it parses what was planted, and what hangs on it.
    (copy / "target").mkdir()
    shutil.copy(empty.published.parent / PARTIAL_PARSE_FILE_NAME, copy / "target")
    names = [test.removeprefix(DBT) for test in tests]
    said = _run(copy, _dbt(copy, "test", "--select", *names), folder)
    results = copy / "target" / "run_results.json"
    if not results.is_file():
        return Ran(0, 0, 1, said)
    statuses = [result["status"] for result in json.loads(results.read_text("utf-8"))["results"]]
    passed, failed = statuses.count("pass"), statuses.count("fail")
    return Ran(passed, failed, len(tests) - passed - failed, said)


def _empty_warehouse(root: Path) -> Warehouse:
    """Make the tables of all models with nothing in them."""
    warehouse = Warehouse(root / "empty" / "tiltak.duckdb")
    copy = root / "unchanged"
    copy.mkdir()
    _copy_project(copy)
    with open_databases(warehouse) as connection:
        land_files(connection, [])
    # Functions would be asked for their columns as if they were tables.
    options = ["--empty", "--exclude-resource-types", "unit_test", "test"]
    said = _run(
        copy, _dbt(copy, "build", *options, "--exclude", "tag:definition"), warehouse.folder
    )
    assert "Completed successfully" in said, said
    shutil.copy(copy / "target" / PARTIAL_PARSE_FILE_NAME, warehouse.published.parent)
    return warehouse


def _dbt(copy: Path, command: str, *options: str) -> list[Path | str]:
    places = ["--project-dir", str(copy), "--profiles-dir", str(copy)]
    return [copy / ".venv" / "bin" / "dbt", "--no-use-colors", command, *places, *options]


def _run(copy: Path, command: list[Path | str], working_folder: Path | None = None) -> str:
    """Run a command in a copy, and give the end of what it printed."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TILTAK_", "PYTHON", "PYTEST_"))
    }
    environment["PATH"] = f"{copy / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
    if working_folder:
        environment[WORKING_FOLDER_VARIABLE] = str(working_folder)
    finished = subprocess.run(
        [str(word) for word in command],
        cwd=copy, env=environment, timeout=SECONDS, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return finished.stdout[-3000:]


if __name__ == "__main__":
    sys.exit(main())
