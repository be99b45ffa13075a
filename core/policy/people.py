"""How a chat platform writes a person: an id of its own, never a name.

A mention that is written by us is made of an id that fits here; everything else stays text.
"""

import re

from core.errors import BadArgument

_ID = {
    "slack": re.compile(r"[UW][A-Z0-9]{2,20}", re.ASCII),
    "discord": re.compile(r"[0-9]{10,20}", re.ASCII),
    "local": re.compile(r"[a-z0-9][a-z0-9._-]{0,30}", re.ASCII),
}
_SAID = {
    "slack": re.compile(r"<@(?P<id>[^<>|]*)(?:\|[^<>]*)?>"),
    "discord": re.compile(r"<@!?(?P<id>[^<>&!]*)>|(?P<bare>[0-9]+)"),
    "local": re.compile(r"@?(?P<id>[^\s@]+)"),
}
"""What reaches us when somebody is mentioned; the name behind Slack's bar is not read."""

_HINT = "Mention one person of this workspace, by `@` and the name that the chat then offers."


def is_person(platform: str, user: str) -> bool:
    """Whether this is an id of a person as the platform makes them."""
    pattern = _ID.get(platform)
    return pattern is not None and pattern.fullmatch(user) is not None


def person_in(platform: str, said: str) -> str:
    """The id of the one person that was mentioned; raises BadArgument for anything else."""
    pattern = _SAID.get(platform)
    found = pattern.fullmatch(said.strip()) if pattern is not None else None
    user = next((one for one in found.groups() if one), "") if found is not None else ""
    if not is_person(platform, user):
        raise BadArgument(value=said[:40], name="user", hint=_HINT)
    return user
