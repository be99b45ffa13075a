"""Who may import whom: each contract holds here, and breaks where a forbidden import appears."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.architecture.source import REPO

PACKAGES = ("bot", "core", "storage")

# For each contract: what it forbids, as a module and the import added to it in a copy of the house.
INTRUDERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "packages": (
        ("core.intruder", "storage.tables.metadata"),
        ("core.intruder", "bot.card"),
        ("storage.intruder", "bot.card"),
    ),
    "bot": (
        ("bot.card", "bot.handlers.intruder"),
        ("bot.commands.intruder", "bot.handlers.intruder"),
        ("bot.handlers.intruder", "bot.router"),
        ("bot.router", "bot.adapters.intruder"),
        ("bot.jobs", "bot.scheduler"),
        ("bot.web", "bot.adapters.intruder"),
        ("bot.engine.intruder", "bot.wiring"),
        ("bot.wiring", "bot.cli.intruder"),
    ),
    "core": (
        ("core.policy.intruder", "core.ports"),
        ("core.model", "core.policy.intruder"),
        ("core.errors", "core.ports"),
        ("core.marketplaces", "core.policy.intruder"),
    ),
    "ground": (
        ("core.spapi.intruder", "core.intruder"),
        ("core.ports", "core.intruder"),
        ("core.policy.intruder", "core.intruder"),
        ("core.model", "core.intruder"),
    ),
    "amazon": (
        ("core.intruder", "core.spapi.intruder"),
        ("core.ports", "core.spapi.intruder"),
    ),
    "sandbox": (
        ("core.spapi.sandbox.intruder", "core.errors"),
        ("core.spapi.sandbox.intruder", "core.spapi.intruder"),
    ),
    "storage": (
        ("bot.handlers.intruder", "storage.intruder"),
        ("bot.adapters.intruder", "storage.intruder"),
        ("bot.router", "storage.intruder"),
    ),
    "spapi": (
        ("storage.intruder", "core.spapi.intruder"),
        ("bot.adapters.intruder", "core.spapi.intruder"),
        ("bot.cli.intruder", "core.spapi.intruder"),
    ),
    "words": (("bot.router", "bot.words"), ("bot.handlers.intruder", "bot.words")),
    "desk": (
        ("bot.handlers.intruder", "sqlalchemy.orm"),
        ("bot.router", "discord"),
        ("bot.jobs", "apscheduler"),
        ("bot.commands.intruder", "slack_bolt"),
        ("bot.card", "jinja2"),
    ),
    "mind": (
        ("core.intruder", "httpx"),
        ("core.spapi.intruder", "httpx"),
        ("core.spapi.sandbox.intruder", "httpx"),
        ("core.ports", "cryptography.hazmat"),
        ("core.spapi.intruder", "starlette"),
    ),
}


def contracts(house: Path) -> dict[str, str]:
    """Every contract's id and name."""
    settings = tomllib.loads((house / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {one["id"]: one["name"] for one in settings["contracts"]}


def lint(
    house: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Run the linter of imports on a house."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(
        [*command, *options],
        cwd=house,
        env=environment | {"COLUMNS": "200", "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )


def add_module(house: Path, module: str) -> Path:
    """The file of a module of ours, made with its packages where it is not written yet."""
    *packages, last = module.split(".")
    folder = house
    for package in packages:
        folder /= package
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    if (folder / last).is_dir():
        return folder / last / "__init__.py"
    (folder / f"{last}.py").touch()
    return folder / f"{last}.py"


def intrude(house: Path, importer: str, imported: str) -> None:
    """Add an import."""
    if imported.partition(".")[0] in PACKAGES:
        add_module(house, imported)
    with add_module(house, importer).open("a") as file:
        file.write(f"\nimport {imported}\n")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A house of the same code and contracts, to be broken."""
    house = tmp_path / "house"
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPO / package, house / package, ignore=ignored)
    shutil.copy(REPO / "pyproject.toml", house)
    return house


def test_the_house_keeps_its_contracts(plain_environment: dict[str, str]) -> None:
    done = lint(REPO, plain_environment)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", INTRUDERS)
def test_a_forbidden_import_breaks_the_contract(
    contract: str, copy: Path, plain_environment: dict[str, str]
) -> None:
    for importer, imported in INTRUDERS[contract]:
        intrude(copy, importer, imported)
    done = lint(copy, plain_environment, "--contract", contract)
    assert done.returncode == 1
    assert f"{contracts(copy)[contract]} BROKEN" in done.stdout
    for importer, imported in INTRUDERS[contract]:
        ours = imported.partition(".")[0] in PACKAGES
        seen = imported if ours else imported.partition(".")[0]
        assert f"{importer} -> {seen} (l" in done.stdout.replace(f"{importer}.__init__", importer)


@pytest.mark.parametrize("imported", ["core.spapi.client", "storage.engine", "bot.router"])
def test_the_wiring_may_import_all_three(
    imported: str, copy: Path, plain_environment: dict[str, str]
) -> None:
    intrude(copy, "bot.wiring", imported)
    intrude(copy, "core.spapi.client", "httpx")
    done = lint(copy, plain_environment)
    assert done.returncode == 0, done.stdout


def test_every_contract_is_shown_to_break() -> None:
    assert set(INTRUDERS) == set(contracts(REPO))
