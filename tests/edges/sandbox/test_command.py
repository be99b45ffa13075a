"""`amzigo sandbox`: an occupied port, a bad file, and a line that tells how to connect."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.sandbox import sandbox
from core.errors import BadArgument, NotAReport, PortInUse


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_an_occupied_port_is_named(taken: int) -> None:
    with pytest.raises(PortInUse, match=f"Port {taken} is in use"):
        sandbox(port=taken)


def test_a_file_that_is_no_report_is_refused_before_anything_runs(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    with pytest.raises(NotAReport, match=r"notes\.txt.*cannot be read"):
        sandbox(port=0, shop=str(path))
    path.write_text("hello")
    with pytest.raises(NotAReport, match=r"notes\.txt.*columns"):
        sandbox(port=0, shop=str(path))


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(BadArgument, match="tomorrow"):
        sandbox(port=0, now="tomorrow")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "JSON list"),
        ("all is lost", "JSON list"),
        ('[{"effect": "flood"}]', "fault 1: there is no effect 'flood'"),
    ],
)
def test_a_file_of_faults_that_is_none_is_one_sentence(
    tmp_path: Path, text: str | None, reason: str
) -> None:
    path = tmp_path / "faults.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadArgument, match=rf"faults\.json.*--faults.*{reason}") as told:
        sandbox(port=0, faults=path)
    assert "\n" not in told.value.message
