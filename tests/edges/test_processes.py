"""The commands as a shell runs them: what is printed, where it goes, and how they end."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from tests.e2e.terminal import Terminal, first_import

PASSPHRASE = {"AMZIGO_KEY_PASSPHRASE": "an invented passphrase"}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return first_import(tmp_path_factory.mktemp("first"))


@pytest.fixture
def filled(first: Terminal, tmp_path: Path) -> Terminal:
    return first.copied(tmp_path)


def test_a_question_is_answered_in_plain_text_where_no_screen_is(filled: Terminal) -> None:
    said = filled.run("ask", "help stats")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("stats [period]")
    assert "\x1b" not in said.out


def test_json_is_the_card_and_the_facts_and_nothing_else(filled: Terminal) -> None:
    document = json.loads(filled.run("ask", "--json", "stats 30d").out)
    assert set(document) == {"card", "facts"}
    assert document["facts"]["schema"] == "sales/1"
    assert json.loads(filled.run("ask", "--json", "help").out)["facts"] is None


def test_a_bare_question_is_home(filled: Terminal) -> None:
    assert filled.run("ask", "").out == filled.run("ask", "home").out


def test_an_answer_stands_in_the_tenant_s_signs_and_json_in_the_house_s(filled: Terminal) -> None:
    with closing(sqlite3.connect(filled.folder / "amzigo.db")) as connection, connection:
        connection.execute("UPDATE tenant SET locale = 'en-IN'")
    assert re.search(r"Orders complete to .* \d?\d:\d\d\s[ap]m", filled.run("ask", "stats").out)
    summary = json.loads(filled.run("ask", "--json", "stats").out)["card"]["summary"]
    assert not re.search(r"\d\s[ap]m", summary)


def test_a_certificate_is_saved_beside_the_person_and_its_tenant_is_gone(
    filled: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    before = Path.cwd()
    os.chdir(folder)
    try:
        said = filled.run("ask", "revoke confirm:My import")
    finally:
        os.chdir(before)
    (file,) = folder.iterdir()
    assert said.err == f"Saved {file.name} in this folder.\n"
    assert json.loads(file.read_text())
    assert "There is no data yet" in filled.run("ask", "stats").err


def test_migrate_says_what_kind_of_database_it_is(tmp_path: Path) -> None:
    demo = Terminal(tmp_path / "demo", now=None)
    real = Terminal(tmp_path / "real", PASSPHRASE, now=None)
    for terminal, kind in ((demo, "demo"), (real, "production")):
        for _ in range(2):
            assert terminal.run("migrate").out == f"The database is up to date ({kind}).\n"


def test_everything_in_one_process_answers_and_ends_with_a_signal(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "AMZIGO_DATA_DIR": str(tmp_path / "data"), **PASSPHRASE}
    command = [sys.executable, "-m", "bot", "all", "--port", "0"]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().split()[-1]
        origin = address.partition("/?")[0]
        assert httpx.get(f"{origin}/healthz").text == "ok\n"
        assert httpx.get(origin).status_code == 403
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0, "it ends in order, not at once"
        assert process.stderr.read() == ""


def test_the_command_says_which_it_is_and_what_it_can() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert told.output == f"amzigo {version('amzigo')}\n"
    listed = CliRunner().invoke(app, ["--help"]).output
    for command in ("demo", "import", "ask", "claim", "sandbox", "all", "migrate", "cert"):
        assert f"\n  {command} " in listed
    assert "..." not in listed.partition("Commands:")[2]


@pytest.mark.parametrize("command", ["demo", "import", "ask", "claim", "sandbox", "all", "migrate"])
def test_every_command_explains_itself_and_each_option(command: str) -> None:
    lines = CliRunner().invoke(app, [command, "--help"]).output.splitlines()
    assert len(lines[2].strip()) > 20
    options = [line for line in lines if line.startswith("  --")]
    assert options
    assert not [line for line in options if len(line.split("  ")) < 3 and "FILE" not in line]


@pytest.mark.parametrize("command", ["demo", "sandbox", "all"])
def test_a_port_that_does_not_exist_is_one_sentence(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--port", "99999"])
    assert done.exit_code == 2
    assert "less than or equal to 65535" in done.output
