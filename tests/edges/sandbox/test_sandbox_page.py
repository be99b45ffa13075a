"""docs/sandbox.md names all that the sandbox offers, as whoever uses it alone has only that."""

import json
import re

import pytest
from starlette.routing import Route
from typer.testing import CliRunner

from bot.cli.app import app
from core.spapi.sandbox import control, switches
from core.spapi.sandbox.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, FURTHER_ACCOUNTS
from core.spapi.sandbox.fault_script import load
from core.spapi.sandbox.faults import Effect
from core.spapi.sandbox.quirks import Quirk
from core.spapi.sandbox.report_types import TYPES
from core.spapi.sandbox.sandbox import Sandbox
from tests.edges.sandbox.desk import open_desk
from tests.shared_data import REPO

PAGE = (REPO / "docs" / "sandbox.md").read_text()
ROUTES = PAGE.partition("## Its own routes")[2].partition("\n## ")[0]


@pytest.mark.parametrize("word", [*Effect, *Quirk])
def test_every_fault_and_every_quirk_has_its_line(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_option_has_its_line() -> None:
    told = CliRunner().invoke(app, ["sandbox", "--help"]).output
    options = set(re.findall(r"--[a-z]+", told)) - {"--help"}
    assert len(options) == 8
    assert options == set(re.findall(r"^\| `(--[a-z]+)` \|", PAGE, re.MULTILINE))


def test_every_report_type_has_its_line() -> None:
    for name in TYPES:
        assert name in PAGE or name.replace("GET_FLAT_FILE_ALL_ORDERS_DATA", "…") in PAGE


def test_the_credentials_are_those_that_open_it() -> None:
    for account in (*ACCOUNTS, *FURTHER_ACCOUNTS):
        assert account.refresh_token.replace("|", r"\|") in PAGE
    assert CLIENT_ID in PAGE
    assert CLIENT_SECRET in PAGE


async def test_every_route_of_its_own_has_its_line() -> None:
    async with open_desk() as desk:
        told = [route for route in routes(desk.sandbox) if route.path.startswith("/sandbox/")]
        assert len(told) == 12
        for route in told:
            (line,) = [
                line
                for line in ROUTES.splitlines()
                if re.search(rf"{route.path}\b", line) and named(route) in line
            ]
            assert line.count("|") == 3


async def test_the_example_of_a_file_of_faults_is_one() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    async with open_desk() as desk:
        assert load(desk.sandbox, json.loads(example)) == 2


def routes(sandbox: Sandbox) -> list[Route]:
    """The control routes."""
    return [*control.routes(sandbox), *switches.routes(sandbox)]


def named(route: Route) -> str:
    """Its method, as the table writes it."""
    (method,) = (route.methods or set()) - {"HEAD"}
    return f"`{method}"
