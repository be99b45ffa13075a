"""The link by which somebody adds the bot to their server, and the permissions that it asks for."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlencode

AUTHORIZE = "https://discord.com/oauth2/authorize"
"""Where a browser goes; an address of the API may be a proxy's."""

SCOPES = ("bot", "applications.commands")
_IDS = range(1, 2**64)


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission: its bit, its name in Discord's settings, and what needs it."""

    bit: int
    name: str
    reason: str


PERMISSIONS = (
    Permission(1 << 10, "View Channels", "know the channel that the digest is posted to"),
    Permission(1 << 11, "Send Messages", "post the digest, and what is shared with share:yes"),
    Permission(1 << 15, "Attach Files", "add charts as pictures, and long tables as files"),
)
"""All that it needs. Answers to commands need none; its own messages it may change and delete
without one, and it never reads others'; links are not unfolded, so nothing is embedded; a thread is
answered in, but never posted to, since it speaks for the channel that it hangs on."""


def bits() -> int:
    """The permissions as Discord takes them."""
    return sum(one.bit for one in PERMISSIONS)


def invite(application: int) -> str:
    """The link for an application."""
    asked = {"client_id": application, "scope": " ".join(SCOPES), "permissions": bits()}
    return f"{AUTHORIZE}?{urlencode(asked)}"


def named_in(token: str) -> int | None:
    """The application's id, which is the first part of its bot's token; None where it is not."""
    first = token.partition(".")[0]
    try:
        text = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True)
        found = int(text.decode("ascii"))
    except (binascii.Error, ValueError):
        return None
    return found if found in _IDS else None
