"""`bot`, `core` and `storage` are common names: they must be ours, and those of this checkout."""

from collections.abc import Mapping, Sequence
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.architecture.source import REPO

OURS = ("bot", "core", "storage")


def strangers(providers: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Whoever else provides a package of ours."""
    others = {name: set(providers.get(name, ())) - {"amzigo"} for name in OURS}
    return {name: who for name, who in others.items() if who}


def test_nobody_else_provides_our_packages() -> None:
    assert not strangers(packages_distributions())


def test_a_stranger_is_found() -> None:
    assert strangers({"bot": ["amzigo"], "core": ["amzigo", "other"]}) == {"core": {"other"}}


@pytest.mark.parametrize("name", OURS)
def test_the_tests_run_against_this_checkout(name: str) -> None:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(REPO)
