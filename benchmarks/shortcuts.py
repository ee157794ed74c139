"""What the shortcuts of loaders/shortcuts.py save of a build: `python -m benchmarks.shortcuts`.

The five reports are built in new warehouses, with all shortcuts and without one of them, in turn.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
# A line of Python that takes a shortcut away, before the command runs.
WITHOUT = {
    "all shortcuts": "",
    "looking for garbage": "import gc; gc.disable = lambda: None",
    "ending as Python does": "import loaders.cli as cli; cli.end_process = lambda code: None",
    "parsing the project": (
        "import loaders.building.models as models; models.parsed_before = lambda kept: None"
    ),
}


def seconds(line: str, warehouse: Path) -> float:
    """Build once and give how long it took."""
    start = time.perf_counter()
    subprocess.run(
        [
            sys.executable, "-c", f"{line}\nfrom loaders.cli import run; run()",
            "--warehouse", str(warehouse), "build", "--quiet",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each, and what it is more than with all shortcuts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds("", folder / "parsed.duckdb")
        took: dict[str, list[float]] = {what: [] for what in WITHOUT}
        for number in range(ROUNDS):
            for position, (what, line) in enumerate(WITHOUT.items()):
                took[what].append(seconds(line, folder / f"{number}_{position}.duckdb"))
    with_all = statistics.median(took["all shortcuts"])
    for what, each in took.items():
        median = statistics.median(each)
        print(f"{median:6.2f} s  {what}: {median - with_all:+.2f} s")


if __name__ == "__main__":
    main()
