"""What goes over the wire and comes back, as plain values that never show their secrets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One HTTP request; `server_name` is whose certificate is wanted where the URL is an address.

    Headers hold tokens and a URL may be a signed one: neither is ever shown.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    server_name: str | None = None

    def __repr__(self) -> str:
        return f"Request({self.method})"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """An HTTP answer, header names in lower case; `cut` where more came than may be read."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: bool = False

    def __repr__(self) -> str:
        return f"Answer({self.status})"

    @property
    def is_success(self) -> bool:
        """Whether the status says that all went well."""
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str | None:
        """What Amazon's support asks for."""
        found = self.headers.get("x-amzn-requestid") or self.headers.get("x-amz-request-id")
        return found[:80] if found and found.isascii() and found.isprintable() else None

    def json(self) -> Any:
        """The body as JSON, None where it is none; numbers keep the digits they were sent with."""
        try:
            return json.loads(self.body, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came; `sent` tells whether the request may have arrived."""

    sent: bool
