"""The list of mutations is of this project as it is; `make mutations` tries them."""

import re

import pytest

from loaders.project import PROJECT
from tests.support.mutations import fault_of
from tests.support.planted import DBT, MUTATIONS, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_mutation_can_be_planted_and_names_a_test(mutation: Mutation) -> None:
    assert fault_of(mutation) is None
    assert mutation.text != mutation.replacement
    if mutation.test.startswith(DBT):
        name = mutation.test.removeprefix(DBT)
        described = [file.read_text("utf-8") for file in (PROJECT / "models").rglob("*.yml")]
        assert sum(f"  - name: {name}\n    model: " in text for text in described) == 1
    else:
        file, name, case = re.fullmatch(r"(.+)::(\w+)(?:\[(.+)\])?", mutation.test).groups()
        tests = (PROJECT / file).read_text("utf-8")
        assert f"\ndef {name}(" in tests
        assert case is None or f'"{case}": ' in tests


def test_each_mutation_has_a_name_of_its_own() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)
