"""The locks hold what pyproject.toml asks for, each with hashes, and name no place."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.source import REPO, house

LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("build", "dev")}
NOT_IMPORTED = {
    "aiosqlite": "SQLAlchemy's driver, named in an address",
    "tzdata": "the time zones, where the machine has none",
}
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==\S+", re.MULTILINE)


def plain(requirement: str) -> str:
    """The normal form of a requirement's name."""
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(extras: Iterable[str]) -> set[str]:
    """What pyproject.toml names."""
    project = tomllib.loads((REPO / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for extra in extras for one in optional[extra])]
    return {plain(one) for one in wanted}


def unhashed(lock: str) -> list[str]:
    """The locked requirements without a hash."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_is_asked_for(name: str) -> None:
    lock = (REPO / name).read_text()
    missing = asked(LOCKS[name]) - {plain(found) for found in REQUIREMENT.findall(lock)}
    assert not missing, "run make lock"
    assert not unhashed(lock)


def imported() -> Iterator[str]:
    """The top-level modules that the program imports."""
    for source in house():
        if source.package not in ("bot", "core", "storage"):
            continue
        for node in source.nodes:
            if isinstance(node, ast.Import):
                yield from (one.name.partition(".")[0] for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield (node.module or "").partition(".")[0]


def test_nothing_is_asked_for_that_nothing_uses() -> None:
    providers = packages_distributions()
    used = {plain(one) for module in set(imported()) for one in providers.get(module, ())}
    assert asked(()) - used == set(NOT_IMPORTED)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_says_nothing_of_a_place(name: str) -> None:
    lock = (REPO / name).read_text()
    assert not re.findall(r"^--|https?://|file:|@ ", lock, flags=re.MULTILINE)


def test_the_two_locks_agree() -> None:
    runs, tests = (set(REQUIREMENT.finditer((REPO / name).read_text())) for name in LOCKS)
    assert {one.group() for one in runs} <= {one.group() for one in tests}


def test_a_requirement_without_a_hash_is_found() -> None:
    assert unhashed("a==1 \\\n    --hash=sha256:00\nb==2\n    # via a\n") == ["b==2"]
