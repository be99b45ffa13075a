"""No test talks to the world: a connection outside loopback fails it, even where code hides that.

An audit hook sees every socket that Python opens. It does not see those of C libraries (libpq)
and of child processes (the browser); these get only addresses that the tests made.
"""

import ipaddress
import sys
from collections.abc import Iterator

import pytest

WATCHED = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")


class OutsideConnection(RuntimeError):
    """A test tried to reach a host other than this one."""


def is_local(host: object) -> bool:
    """Whether an address or name means this machine and needs nobody else to resolve it."""
    name = host.decode(errors="replace") if isinstance(host, bytes) else host
    if not isinstance(name, str):
        return name is None
    if name in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def outside_host(event: str, args: tuple[object, ...]) -> str | None:
    """The host that a socket event would reach, if that is not this machine."""
    if event not in WATCHED:
        return None
    target = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
    # An address of another kind than (host, port, ...) is a Unix socket's path.
    host = target[0] if isinstance(target, tuple) and target else target
    if not isinstance(target, tuple) and event in ("socket.connect", "socket.sendto"):
        return None
    return None if is_local(host) else str(host)


class Guard:
    """Refuses connections to elsewhere and remembers that they were tried."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def watch(self, event: str, args: tuple[object, ...]) -> None:
        """The audit hook."""
        host = outside_host(event, args)
        if host is not None:
            self.attempts.append(host)
            raise OutsideConnection(f"A test tried to reach {host}; only loopback is allowed.")

    def settle(self) -> list[str]:
        """The hosts tried since the last time, forgotten afterwards."""
        tried, self.attempts = self.attempts, []
        return tried


GUARD = Guard()
sys.addaudithook(GUARD.watch)


@pytest.fixture
def guard() -> Guard:
    """The guard, for the tests of the guard itself."""
    return GUARD


@pytest.fixture(autouse=True)
def only_loopback() -> Iterator[None]:
    """Fails a test that tried to leave this machine, also when its code swallowed the refusal."""
    yield
    tried = GUARD.settle()
    if tried:
        pytest.fail(f"Tried to connect to {', '.join(sorted(set(tried)))}.", pytrace=False)
