"""`amzigo sandbox --static DIR` from the terminal: it serves, or says in one sentence why not."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.cli.sandbox import sandbox
from core.errors import BadArgument
from core.spapi.sandbox.accounts import CLIENT_SECRET
from tests.edges.sandbox.desk import AGENT, NA, grant
from tests.edges.sandbox.shelves import PATH, lay_out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an invented model."""
    return lay_out(tmp_path)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on: a server that should not start cannot."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_the_command_serves_a_folder_until_it_is_stopped(
    folder: Path, plain_environment: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--static", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=plain_environment
    ) as process:
        assert process.stdout
        told = list(iter(process.stdout.readline, "Ctrl-C ends it.\n"))
        try:
            got = asked(told[0], f"{PATH}/S1")
        finally:
            process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "Stopped.\n"
    assert process.returncode == 0
    assert (got.status_code, got.json()) == (200, {"id": "S/1"})
    assert told[2].split() == ["client", "secret", CLIENT_SECRET]
    assert told[3].endswith(f" {NA}\n")


def asked(line: str, path: str) -> httpx.Response:
    """The answer to a call of the server that a line tells the address of."""
    address = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert address, line
    with httpx.Client(base_url=address[0], headers={"user-agent": AGENT}) as client:
        token = client.post("/auth/o2/token", data=grant(NA)).json()["access_token"]
        return client.get(path, headers={"x-amz-access-token": token})


def test_the_command_refuses_a_wrong_folder_in_one_line(
    tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "bot", "sandbox", "--static", str(tmp_path / "nowhere")]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=plain_environment
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "it is not a folder" in done.stderr


def test_a_wrong_folder_is_one_sentence(tmp_path: Path, taken: int) -> None:
    with pytest.raises(BadArgument, match=r"nowhere.*--static.*it is not a folder\.$"):
        sandbox(static=tmp_path / "nowhere", port=taken)
    (tmp_path / "index.json").write_text("[]")
    with pytest.raises(BadArgument, match=r"--static.*none of its \.json files is a model"):
        sandbox(static=tmp_path, port=taken)


def test_an_option_that_means_nothing_there_is_refused(folder: Path, taken: int) -> None:
    with pytest.raises(BadArgument, match=r"“7”.*--port, --throttle and --now only"):
        sandbox(static=folder, port=taken, shop="7")
