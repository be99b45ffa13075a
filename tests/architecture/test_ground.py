"""The ground tests stand on: no connection outside, real databases, nothing left out quietly."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from tests.architecture.source import REPO
from tests.loopback import Guard, OutsideConnection, is_local, outside_host
from tests.shared_data import browser, in_ci, not_run, shared_folder

DOCUMENTATION_HOST = "192.0.2.1"  # RFC 5737: nobody's


def test_a_connection_outside_is_refused_and_remembered(guard: Guard) -> None:
    with socket.socket() as one, pytest.raises(OutsideConnection, match="only loopback"):
        one.connect((DOCUMENTATION_HOST, 443))
    assert guard.settle() == [DOCUMENTATION_HOST]


def test_a_name_outside_is_not_even_looked_up(guard: Guard) -> None:
    with pytest.raises(OutsideConnection):
        socket.getaddrinfo("amazon.example", 443)
    assert guard.settle() == ["amazon.example"]


def test_a_swallowed_refusal_still_fails_the_test(tmp_path: Path) -> None:
    script = f"""
import socket
def test_quiet():
    try:
        socket.create_connection(("{DOCUMENTATION_HOST}", 443))
    except Exception:
        quiet = True
    assert quiet
"""
    (tmp_path / "test_quiet.py").write_text(script)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.loopback",
        "--rootdir",
        str(tmp_path),
    ]
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"Tried to connect to {DOCUMENTATION_HOST}." in done.stdout


def test_a_local_server_is_reached() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    served, caller = server.accept()
    with server, client, served:
        assert caller == client.getsockname()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", None, b"localhost"])
def test_this_machine_is_local(host: object) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "10.0.0.1", "2001:db8::1", "amazon.example", 7])
def test_any_other_is_not(host: object) -> None:
    assert not is_local(host)


def test_a_unix_socket_is_local() -> None:
    assert outside_host("socket.connect", (None, "/run/some.sock")) is None


async def test_each_database_answers_and_starts_empty(database_url: str) -> None:
    kind = make_url(database_url).get_backend_name()
    engine = create_async_engine(database_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE mine (n INTEGER)"))
            await connection.execute(text("INSERT INTO mine VALUES (7)"))
            assert (await connection.execute(text("SELECT n FROM mine"))).scalar() == 7
    finally:
        await engine.dispose()
    assert kind in ("sqlite", "postgresql")


def test_ci_is_a_word_with_a_value() -> None:
    assert [in_ci({"CI": word}) for word in ("true", "1", "", "false", "0")] == [True] * 2 + [
        False
    ] * 3
    assert not in_ci({})


def test_ci_fails_where_others_leave_out() -> None:
    with pytest.raises(pytest.fail.Exception, match="no data"):
        not_run("no data", {"CI": "true"})
    with pytest.raises(BaseException, match="no data") as caught:
        not_run("no data", {})
    assert not isinstance(caught.value, pytest.fail.Exception)


def test_the_shared_folder_is_named_or_beside_the_checkout(tmp_path: Path) -> None:
    repo, beside = tmp_path / "amzigo", tmp_path / "shared"
    assert shared_folder({}, repo) is None
    beside.mkdir()
    assert shared_folder({}, repo) == beside
    assert shared_folder({"AMZIGO_SHARED": str(tmp_path)}, repo) == tmp_path
    assert shared_folder({"AMZIGO_SHARED": str(tmp_path / "nowhere")}, repo) is None


def test_the_browser_is_named_or_on_path(tmp_path: Path) -> None:
    assert browser({"PATH": str(tmp_path)}) is None
    found = tmp_path / "chromium"
    found.touch(mode=0o755)
    assert browser({"PATH": str(tmp_path)}) == found
    assert browser({"PATH": "", "CHROMIUM": str(found)}) == found
    assert browser({"PATH": str(tmp_path), "CHROMIUM": "/nowhere/chromium"}) is None


def test_the_end_of_a_run_says_what_was_not_run(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *")
    (tmp_path / "test_data.py").write_text("def test_a(shared): ...\ndef test_b(shared): ...")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.shared_data",
        "--rootdir",
        str(tmp_path),
    ]
    environment = {"PATH": "/usr/bin:/bin", "AMZIGO_SHARED": str(tmp_path / "nowhere")}
    ours = subprocess.run(
        [*command, str(tmp_path)],
        cwd=REPO,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Not run here: 2 tests: the shared data folder is not here" in ours.stdout
    environment["CI"] = "true"
    theirs = subprocess.run(
        [*command, str(tmp_path)],
        cwd=REPO,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert theirs.returncode == 1
    assert "2 errors" in theirs.stdout
