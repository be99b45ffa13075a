"""How a chat platform writes a channel: by an id of its own; its name is foreign text to us.

A mention that is written by us is made of an id that fits here; everything else stays text.
"""

import re

from core.model import Place
from core.policy.platforms import NAMES

_ID = {
    "slack": re.compile(r"[CG][A-Z0-9]{2,20}", re.ASCII),
    "discord": re.compile(r"[0-9]{10,20}", re.ASCII),
}
_DIRECT = re.compile(r"D[A-Z0-9]{2,20}", re.ASCII)
"""A conversation with one person at Slack, which knows no mention of it."""

_TAIL = 4


def is_channel(platform: str, channel: str) -> bool:
    """Whether this is an id of a channel as the platform makes them."""
    pattern = _ID.get(platform)
    return pattern is not None and pattern.fullmatch(channel) is not None


def said(place: Place, name: str = "", *, apart: bool = False) -> str:
    """A channel as text, for places that know no mention of it.

    Where its `name` is only its id, which is a name to nobody, it is where it is; `apart` where
    channels must be told from each other: by the end of the id, which the platform shows.
    """
    called = name.strip().lstrip("#").strip()
    platform, _, channel = place
    if called and (called != channel or platform not in NAMES):
        return f"#{called}"
    if platform == "slack" and _DIRECT.fullmatch(channel):
        return "a conversation on Slack"
    tail = f" (…{channel[-_TAIL:]})" if apart and is_channel(platform, channel) else ""
    return f"a channel on {NAMES[platform]}{tail}" if platform in NAMES else "a channel"
