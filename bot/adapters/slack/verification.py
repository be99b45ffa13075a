"""Slack's signature on a request: whoever cannot sign is not heard, whatever they send."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.ports.clock import Clock

WINDOW = 300
"""Seconds that a request may be old, or ahead of our clock (Slack's own advice)."""

_TIME = re.compile(rb"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A request that Slack signed: when (Unix seconds), and 32 bytes that only it has."""

    at: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """Knows the app's signing secret. Headers are compared as bytes: they may hold anything."""

    secret: str = field(repr=False)
    clock: Clock

    def verified(self, headers: Mapping[bytes, bytes], body: bytes) -> Signed | None:
        """What a request was signed with; None where it is not signed, or stale."""
        at = headers.get(b"x-slack-request-timestamp", b"")
        given = headers.get(b"x-slack-signature", b"")
        if not _TIME.fullmatch(at) or abs(self.clock().timestamp() - int(at)) > WINDOW:
            return None
        base = b"v0:" + at + b":" + body
        expected = (
            b"v0=" + hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest().encode()
        )
        if not hmac.compare_digest(expected, given):
            return None
        return Signed(int(at), hashlib.sha256(at + b":" + expected).digest())
