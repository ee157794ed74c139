"""The project as dbt parses it."""

import os
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from loaders.building.models import WORKING_FOLDER_VARIABLE
from loaders.project import PROJECT
from loaders.shortcuts import keep_parsed, kept_project, parsed_before


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The parsed project; the one that a build of the same files kept, if there is one."""
    target = tmp_path_factory.mktemp("parse")
    kept = kept_project(target)
    if (parsed := parsed_before(kept)) is None:
        os.environ[WORKING_FOLDER_VARIABLE] = str(target)
        places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        places += ["--target-path", str(target), "--log-path", str(target)]
        outcome = dbtRunner().invoke(["parse", "--quiet", *places])
        assert isinstance(outcome.result, Manifest), outcome.exception
        parsed = outcome.result
        keep_parsed(Path(target, "partial_parse.msgpack"), kept)
    return parsed
