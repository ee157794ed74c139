"""The project as dbt parses it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest

from loaders.building.models import WORKING_FOLDER_VARIABLE
from loaders.project import PROJECT
from loaders.shortcuts import keep_parsed, kept_project, parsed_before


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The parsed project; the one that a build of the same files kept, if there is one."""
    target = tmp_path_factory.mktemp("parse")
    kept = kept_project(target)
    if not kept.exists():
        places = ["--project-dir", PROJECT, "--profiles-dir", PROJECT]
        places += ["--target-path", target, "--log-path", target]
        subprocess.run(
            [Path(sys.executable).with_name("dbt"), "--quiet", "parse", *places],
            env={**os.environ, WORKING_FOLDER_VARIABLE: str(target)},
            check=True,
        )
        keep_parsed(target / "partial_parse.msgpack", kept)
    parsed = parsed_before(kept)
    assert parsed is not None
    return parsed
