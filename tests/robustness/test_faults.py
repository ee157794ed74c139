"""Builds that are killed, cut short of space, or run at once: the published file stays whole."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from loaders.warehouse.paths import Warehouse
from tests.conftest import BUILD_SECONDS, REPORTS, TILTAK, Build, Figure, run_tiltak

KILLS = 6
LONGEST_LIFE_SECONDS = 9
PUBLICATIONS = 20
AS_OTHERS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]

# Publishing alone: without building and auditing, twenty publications take seconds.
PUBLISH = """
import sys
from pathlib import Path
from loaders.warehouse.published import private_copy, put_in_place

def publish(working, warehouse):
    with private_copy(working, warehouse) as private:
        put_in_place(private, warehouse)

"""

# The process is killed at a point: before a function is called, after it, or in the copying.
STOPPED = """
import os, signal, sys, types
from pathlib import Path
import loaders.building.build, loaders.cli, loaders.warehouse.published

def stop():
    os.kill(os.getpid(), signal.SIGKILL)

def copy_half(source, target):
    content = Path(source).read_bytes()
    Path(target).write_bytes(content[: len(content) // 2])
    stop()

_, module, name, when, *arguments = sys.argv
module = sys.modules[module]
function = getattr(module, name)

def stopped(*arguments, **options):
    if when == "after":
        function(*arguments, **options)
    stop()

setattr(module, name, types.SimpleNamespace(copyfile=copy_half) if when == "in" else stopped)
if arguments[0] == "build":
    loaders.cli.main(arguments)
else:
    working, warehouse = map(Path, arguments)
    with loaders.warehouse.published.private_copy(working, warehouse) as private:
        loaders.warehouse.published.put_in_place(private, warehouse)
"""
POINTS_OF_PUBLISHING = {
    "before the copy": ("loaders.warehouse.published", "_copy_to_disk", "before"),
    "in the copy": ("loaders.warehouse.published", "shutil", "in"),
    "after the copy": ("loaders.warehouse.published", "_copy_to_disk", "after"),
    "before the rename": ("loaders.warehouse.published", "put_in_place", "before"),
    "after the rename": ("loaders.warehouse.published", "put_in_place", "after"),
}
POINTS_OF_A_BUILD = {
    "before built_reports is written": ("loaders.building.build", "mark_as_built", "before"),
    "after built_reports is written": ("loaders.building.build", "mark_as_built", "after"),
    **{
        name: ("loaders.building.build" if function == "put_in_place" else module, function, when)
        for name, (module, function, when) in POINTS_OF_PUBLISHING.items()
    },
}
KILLS_AT_EACH_POINT = 9

# A published file is whole when its parts agree with each other.
WHOLE = """
select
    (select count(*) from marts.fct_participants_vintage)
    = (select sum(observation_count) from marts.dim_report where state = 'accepted')
    and (select count(*) from marts.fct_participants)
    = (select participants_row_count from marts.meta_build)
    and (select count(*) from raw.report_lines)
    = (select sum(line_count) from marts.rpt_line_accounting)
    and (select count(*) from raw.report_files) = (select report_count from marts.meta_build)
"""


def is_whole(warehouse: Path) -> bool:
    """Whether a published file opens and its parts agree."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(WHOLE).fetchone() == (True,)


def report_count(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute("select count(*) from marts.dim_report").fetchone()[0]


def start(*arguments: object, warehouse: Path) -> subprocess.Popen:
    """Start the command in a process of its own."""
    return subprocess.Popen(
        [str(TILTAK), *map(str, arguments)],
        env={**os.environ, "TILTAK_WAREHOUSE": str(warehouse)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse of one small report, to be copied."""
    folder = tmp_path_factory.mktemp("built") / "warehouse"
    assert run_tiltak("build", REPORTS[2], warehouse=folder / "tiltak.duckdb").exit_code == 0
    return folder


@pytest.fixture
def warehouse(built: Path, tmp_path: Path) -> Path:
    """A published file of one small report, and its working folder."""
    return Path(shutil.copytree(built, tmp_path / "warehouse")) / "tiltak.duckdb"


@pytest.fixture
def new_report(tmp_path: Path) -> Callable[[], Path]:
    """Give a report of new content each time."""
    numbers = iter(range(1000))

    def make() -> Path:
        number = next(numbers)
        path = tmp_path / f"new_{number}.txt"
        path.write_bytes(REPORTS[4].read_bytes() + b"\n" * (number + 1))
        return path

    return make


def test_killed_at_random_moments(
    warehouse: Path, new_report: Callable[[], Path], figure: Figure
) -> None:
    rng = random.Random(20261121)
    killed = 0
    for _ in range(KILLS):
        before = report_count(warehouse)
        process = start("build", new_report(), warehouse=warehouse)
        time.sleep(rng.uniform(0.1, LONGEST_LIFE_SECONDS))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=BUILD_SECONDS)
        assert is_whole(warehouse)
        assert report_count(warehouse) >= before
    after = run_tiltak("build", new_report(), warehouse=warehouse)
    assert after.exit_code == 0, after.errors
    assert is_whole(warehouse)
    assert not list(warehouse.parent.glob(".*.new"))
    figure(f"{killed} of {KILLS} builds killed; the published file was whole after each")
    assert killed > KILLS / 2


def kill_at(point: tuple[str, str, str], *arguments: object) -> None:
    """Run the script that kills itself at a point."""
    process = subprocess.run(
        [sys.executable, "-c", STOPPED, *point, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr


@pytest.mark.parametrize("name", POINTS_OF_A_BUILD)
def test_a_build_that_is_killed_while_it_publishes(
    warehouse: Path, new_report: Callable[[], Path], name: str
) -> None:
    report = new_report()
    kill_at(POINTS_OF_A_BUILD[name], "build", str(report), "--warehouse", str(warehouse))
    assert is_whole(warehouse)
    assert report_count(warehouse) == (2 if name == "after the rename" else 1)
    after = run_tiltak("build", report, warehouse=warehouse)
    assert after.exit_code == 0, after.errors
    assert is_whole(warehouse)
    assert report_count(warehouse) == 2
    assert not list(warehouse.parent.glob(".*.new"))


def test_killed_at_each_point_of_publishing(
    warehouse: Path, five_reports: Build, figure: Figure
) -> None:
    """Two versions are published in turn, and each publication is killed."""
    versions = [
        Warehouse(five_reports.warehouse).marts_database,
        Warehouse(warehouse).marts_database,
    ]
    counts = [report_count(version) for version in versions]
    found = report_count(warehouse)
    kills = 0
    for name, point in POINTS_OF_PUBLISHING.items():
        for number in range(KILLS_AT_EACH_POINT):
            kill_at(point, versions[number % 2], warehouse)
            kills += 1
            assert is_whole(warehouse), name
            expected = counts[number % 2] if name == "after the rename" else found
            assert report_count(warehouse) == expected, name
            found = expected
    figure(f"{kills} publications killed at {len(POINTS_OF_PUBLISHING)} points, none torn")


def test_two_builds_at_once(warehouse: Path, new_report: Callable[[], Path]) -> None:
    first = start("build", new_report(), warehouse=warehouse)
    lock = Warehouse(warehouse).folder / "build.holder.json"
    for _ in range(100):
        if lock.exists() and str(first.pid) in lock.read_text():
            break
        time.sleep(0.05)
    impatient = start("build", new_report(), "--wait", "0.1", warehouse=warehouse)
    patient = start("build", new_report(), warehouse=warehouse)
    _, impatient_errors = impatient.communicate(timeout=BUILD_SECONDS)
    assert impatient.returncode == 1
    assert f"process {first.pid} (since " in impatient_errors
    assert "Traceback" not in impatient_errors
    _, patient_errors = patient.communicate(timeout=BUILD_SECONDS)
    first.communicate(timeout=BUILD_SECONDS)
    assert (first.returncode, patient.returncode) == (0, 0), patient_errors
    assert f"process {first.pid} (since " in patient_errors
    assert "waiting for it" in patient_errors
    assert is_whole(warehouse)
    assert report_count(warehouse) == 3


def test_the_lock_of_a_dead_process_holds_nobody_up(
    warehouse: Path, new_report: Callable[[], Path]
) -> None:
    dead = start("build", new_report(), warehouse=warehouse)
    holder = Warehouse(warehouse).folder / "build.holder.json"
    while str(dead.pid) not in holder.read_text():
        time.sleep(0.05)
    dead.kill()
    dead.communicate(timeout=BUILD_SECONDS)
    assert str(dead.pid) in holder.read_text()
    outcome = run_tiltak("build", new_report(), "--wait", "0", warehouse=warehouse)
    assert outcome.exit_code == 0, outcome.errors
    assert "waiting" not in outcome.errors


@pytest.mark.parametrize("limit", [400_000, 9_000_000])
def test_no_space_while_building(
    warehouse: Path, new_report: Callable[[], Path], limit: int
) -> None:
    before = warehouse.read_bytes()
    report = new_report()
    process = subprocess.run(
        [str(TILTAK), "build", str(report)],
        env={**os.environ, "TILTAK_WAREHOUSE": str(warehouse)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert process.returncode == 1, process.stderr
    assert "Traceback" not in process.stderr
    assert warehouse.read_bytes() == before
    after = run_tiltak("build", report, warehouse=warehouse)
    assert after.exit_code == 0, after.errors
    assert is_whole(warehouse)


def test_no_space_while_publishing(warehouse: Path) -> None:
    before = warehouse.read_bytes()
    script = (
        f"{PUBLISH}from loaders.errors import TiltakError\n"
        "try:\n    publish(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except TiltakError as error:\n    sys.exit(str(error))"
    )
    process = subprocess.run(
        [sys.executable, "-c", script, str(Warehouse(warehouse).marts_database), str(warehouse)],
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (len(before) // 2, len(before) // 2)
        ),
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert process.returncode == 1
    assert "could not be written" in process.stderr
    assert "Traceback" not in process.stderr
    assert warehouse.read_bytes() == before
    assert not list(warehouse.parent.glob(".*.new"))


def test_a_folder_that_cannot_be_written(warehouse: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    shutil.copy(warehouse, closed / "tiltak.duckdb")
    before = warehouse.read_bytes()
    closed.chmod(0o555)
    process = subprocess.run(
        [*(AS_OTHERS if os.geteuid() == 0 else []), str(TILTAK), "build", str(REPORTS[4])],
        env={**os.environ, "TILTAK_WAREHOUSE": str(closed / "tiltak.duckdb")},
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert process.returncode == 1
    (complaint,) = process.stderr.strip().split("\n")
    assert "cannot be written" in complaint
    assert (closed / "tiltak.duckdb").read_bytes() == before


def test_a_reader_sees_whole_files_only(
    warehouse: Path, five_reports: Build, figure: Figure
) -> None:
    """Two whole versions are published in turn while readers open, query and keep it open."""
    versions = [
        Warehouse(warehouse).marts_database,
        Warehouse(five_reports.warehouse).marts_database,
    ]
    sizes = {
        duckdb.connect(str(path), read_only=True)
        .execute("select count(*), sum(participants_low) from marts.fct_participants_vintage")
        .fetchone()
        for path in (warehouse, five_reports.warehouse)
    }
    reader = (
        "import duckdb, sys\n"
        "while True:\n"
        "    connection = duckdb.connect(sys.argv[1], read_only=True)\n"
        "    for _ in range(3):\n"
        "        print(*connection.execute('select count(*), sum(participants_low) '\n"
        "            'from marts.fct_participants_vintage').fetchone(), flush=True)\n"
        "    connection.close()\n"
    )
    publisher = f"{PUBLISH}publish(Path(sys.argv[1]), Path(sys.argv[2]))"
    output, errors = warehouse.with_name("answers.txt"), warehouse.with_name("errors.txt")
    with output.open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-c", reader, str(warehouse)], stdout=out, stderr=err
        )
        try:
            for number in range(PUBLICATIONS):
                subprocess.run(
                    [sys.executable, "-c", publisher, str(versions[number % 2]), str(warehouse)],
                    check=True,
                    timeout=BUILD_SECONDS,
                )
        finally:
            was_reading = process.poll() is None
            process.kill()
            process.wait(timeout=60)
    assert was_reading, errors.read_text()
    # The last line may have been cut by the kill.
    answers = [tuple(map(int, line.split())) for line in output.read_text().split("\n")[:-1]]
    assert set(answers) == sizes
    assert len(answers) > PUBLICATIONS
    figure(f"{PUBLICATIONS} publications: {len(answers):,} queries answered, none torn")


def test_a_database_of_an_earlier_version_is_built_again(
    warehouse: Path, new_report: Callable[[], Path]
) -> None:
    working = Warehouse(warehouse).marts_database
    working.unlink()
    with duckdb.connect(str(working)) as connection:
        connection.execute("create schema staging; create table staging.stg_report_lines (a int)")
    count = report_count(warehouse)
    outcome = run_tiltak("build", new_report(), warehouse=warehouse)
    assert outcome.exit_code == 0, outcome.errors
    assert "its storage is of version" in outcome.errors
    assert is_whole(warehouse)
    assert report_count(warehouse) == count + 1
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(
            "select count(*) from duckdb_schemas() where schema_name = 'staging'"
        ).fetchone() == (0,)


def test_what_a_crash_left_is_repaired(
    warehouse: Path, new_report: Callable[[], Path], figure: Figure
) -> None:
    working = Warehouse(warehouse).marts_database
    whole = working.read_bytes()
    repaired = 0
    for damaged in (b"no database", whole[: len(whole) // 2], whole[:-4096] + bytes(4096)):
        working.write_bytes(damaged)
        (warehouse.parent / f".{warehouse.name}.new").write_bytes(b"half a file")
        count = report_count(warehouse)
        outcome = run_tiltak("build", new_report(), warehouse=warehouse)
        assert outcome.exit_code == 0, outcome.errors
        assert "Traceback" not in outcome.errors
        assert is_whole(warehouse)
        assert report_count(warehouse) == count + 1
        assert not list(warehouse.parent.glob(".*.new"))
        repaired += 1
    assert repaired == 3
    figure(f"{repaired} of 3 damaged databases repaired, with half a copy left beside each")
