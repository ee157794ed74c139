"""Shortcuts past what Python and dbt do that nobody waits for.

What each saves of a build of the five reports is measured by `python -m benchmarks.shortcuts`;
benchmarks/README.md has the figures. Without them the same tables are built.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from loaders.project import IS_CHECKOUT, PROJECT, fingerprint_of_parsed
from loaders.whole_file import whole_file

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Look for no garbage in a block that keeps most of what it makes to its end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def end_process(exit_code: int) -> NoReturn:
    """End the process at once; Python would free what dbt made object by object."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def kept_project(folder: Path) -> Path:
    """Name the file that keeps the project as dbt parsed it.

    It is of this checkout, for all its warehouses; of an installed package it is in the working
    `folder`. Its name has a hash of all that dbt parses and of the tools' versions.
    """
    place = PROJECT / "target" if IS_CHECKOUT else folder
    return place / f"parsed_{fingerprint_of_parsed()}.msgpack"


def parsed_before(kept: Path) -> "Manifest | None":
    """Give the project as dbt parsed it in an earlier build, or None.

    dbt's own way of reusing it parses again where the path of the database is another.
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    if not kept.exists():
        return None
    manifest = Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def keep_parsed(parsed: Path, kept: Path) -> None:
    """Keep what dbt parsed for the next build, if files can be written there."""
    try:
        for older in kept.parent.glob("parsed_*.msgpack"):
            older.unlink(missing_ok=True)
        with whole_file(kept) as file:
            file.write_bytes(parsed.read_bytes())
    except OSError:
        # A read-only checkout is parsed in each build.
        return
