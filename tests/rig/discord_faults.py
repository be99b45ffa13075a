"""What goes wrong on Discord when a test says so: answers that stand in for the usual one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = {"Content-Type": "application/json"}
"""Exactly so: with a charset discord.py takes an answer for text."""


class Refusal(Exception):
    """An answer that says no: the status, Discord's code, its message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def body(self) -> dict[str, Any]:
        """As Discord writes it."""
        said: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.code == INVALID:
            what = [{"code": "INVALID", "message": self.message}]
            said |= {"message": "Invalid Form Body", "errors": {"body": {"_errors": what}}}
        return said


UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10003, 10008, 10062
ACKNOWLEDGED, EMPTY, MISSING_ACCESS = 40060, 50006, 50001
INVALID_WEBHOOK_TOKEN, INVALID = 50027, 50035


@dataclass
class Fault:
    """Answers in place of the next `times` requests of a method whose path holds `part`.

    The first ones, as many as are `spared`, are served. `done`: they are carried out all the same,
    and only their answers are lost; `dropped`: their socket ends instead of an answer.
    """

    method: str
    part: str
    status: int
    body: Mapping[str, Any] | str
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 1
    spared: int = 0
    done: bool = False
    dropped: bool = False

    def meets(self, method: str, path: str) -> bool:
        """Whether it is this request's turn."""
        if self.times <= 0 or method != self.method or self.part not in path:
            return False
        self.spared -= 1
        return self.spared < 0

    def text(self) -> str:
        """The body as it goes over the wire."""
        return self.body if isinstance(self.body, str) else json.dumps(self.body)


def too_many(
    method: str, part: str, *, after: float = 0.0, via: bool = True, is_global: bool = False
) -> Fault:
    """A rate limit, of a channel or the whole bot.

    Without `Via` it is Cloudflare's ban, which no waiting mends.
    """
    body = {"message": "You are being rate limited.", "retry_after": after, "global": is_global}
    headers = {"Retry-After": str(after)} | ({"Via": "1.1 google"} if via else {})
    return Fault(method, part, 429, body, headers)


def broken(
    method: str,
    part: str,
    *,
    status: int = 503,
    times: int = 1,
    spared: int = 0,
    done: bool = False,
) -> Fault:
    """The platform fails; `done` says that it only seems so."""
    said = "upstream connect error"
    return Fault(method, part, status, said, times=times, spared=spared, done=done)


def dropped(method: str, part: str, *, times: int = 1, done: bool = False) -> Fault:
    """The socket ends before the platform heard the request, or before it could answer it."""
    return Fault(method, part, 0, "", times=times, done=done, dropped=True)


def no_access(method: str, part: str, *, times: int = 1, spared: int = 0) -> Fault:
    """The channel no longer lets us in, from the next request on or a later one."""
    body = {"code": MISSING_ACCESS, "message": "Missing Access"}
    return Fault(method, part, 403, body, times=times, spared=spared)


def unknown_interaction() -> Fault:
    """The interaction's callback comes too late, whatever the clock says."""
    body = {"code": UNKNOWN_INTERACTION, "message": "Unknown interaction"}
    return Fault("POST", "/callback", 404, body)
