"""`amzigo claim` in the terminal: a code where nobody owns a tenant, else a sentence."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, is_one_sentence

PRODUCTION = {"AMZIGO_KEY_PASSPHRASE": "an invented passphrase"}
CODE = re.compile(r"/amzigo claim ((?:[2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4})$", re.MULTILINE)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "data", PRODUCTION, now=None)


def names(terminal: Terminal) -> list[str]:
    """The tenants."""
    with closing(sqlite3.connect(terminal.folder / "amzigo.db")) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM tenant ORDER BY name")]


def owned(terminal: Terminal, key: str = "'slack', 'T1', 'U0OWNER'") -> None:
    """Somebody owns every tenant."""
    who = f"{key}, 'owner', 0, NULL, 0"
    row = f"INSERT INTO member SELECT tenant_id, {who} FROM tenant"  # noqa: S608
    with closing(sqlite3.connect(terminal.folder / "amzigo.db")) as connection, connection:
        connection.execute(row)


def test_the_first_tenant_is_made_and_its_code_printed_with_what_to_do(terminal: Terminal) -> None:
    said = terminal.run("claim")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("A code for “My shop”. Type in Slack or Discord")
    assert CODE.search(said.out)
    assert re.search(r"It works once, until \d\d \w{3} \d\d:\d\d UTC\.$", said.out.strip())
    again = terminal.run("claim").out
    assert CODE.findall(again) != CODE.findall(said.out)
    assert names(terminal) == ["My shop"]
    assert CODE.findall(said.out)[0] not in "".join(terminal.content())


def test_a_further_tenant_is_made_only_where_it_is_asked_for(terminal: Terminal) -> None:
    terminal.run("claim", "--tenant", "new:Demo shop")
    assert names(terminal) == ["Demo shop"]
    wrong = terminal.run("claim", "--tenant", "Demo shpo")
    assert (wrong.code, is_one_sentence(wrong.err)) == (1, True)
    assert "did you mean “Demo shop”?" in wrong.err
    terminal.run("claim", "--tenant", "new:Other shop")
    assert "Name one with --tenant" in terminal.run("claim").err
    assert CODE.search(terminal.run("claim", "--tenant", "other shop").out)
    assert names(terminal) == ["Demo shop", "Other shop"]


def test_what_is_owned_gets_no_code_and_is_told_by_whom(terminal: Terminal) -> None:
    terminal.run("claim")
    owned(terminal)
    said = terminal.run("claim")
    assert (said.code, said.out, is_one_sentence(said.err)) == (1, "", True)
    assert said.err.startswith("“My shop” is owned by a member on Slack (…WNER).")
    assert "`/amzigo team add`" in said.err


def test_what_the_page_s_visitor_owns_is_claimed_from_the_page(terminal: Terminal) -> None:
    terminal.run("claim")
    owned(terminal, "'local', 'local', 'demo-seller'")
    said = terminal.run("claim")
    assert said.err.startswith("“My shop” is owned by the visitor of the local page. Open it")
    assert "type `claim` there: it shows a code for Slack or Discord" in said.err


def test_a_demo_s_tenant_is_owned_by_the_page_s_visitor(tmp_path: Path) -> None:
    demo = Terminal(tmp_path / "data", now=None)
    demo.run("claim", "--tenant", "new:Demo shop")
    assert names(demo) == ["Demo shop"]
    assert demo.count("member") == 0, "and the page's visitor does not own it"
