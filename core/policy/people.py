"""How a chat platform writes a person: an id of its own, never a name.

A mention that is written by us is made of an id that fits here; everything else stays text.
"""

import re

from core.errors import BadArgument
from core.policy.platforms import NAMES

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

_TAIL = 4
_HINT = "Mention one person of this workspace, by `@` and the name that the chat then offers."


def is_person(platform: str, user: str) -> bool:
    """Whether this is an id of a person as the platform makes them."""
    pattern = _ID.get(platform)
    return pattern is not None and pattern.fullmatch(user) is not None


def said(platform: str, user: str, *, apart: bool = False) -> str:
    """A person as text, for places that know no mention of them.

    Slack and Discord tell us no name, and an id is a name to nobody: so it is where they are. In
    a list that is acted on people must be told `apart`: by the end of the id, which the platform
    shows in a profile. On the local page an id is what the operator called them.
    """
    if platform not in NAMES:
        return f"@{user}" if is_person(platform, user) else "somebody"
    tail = f" (…{user[-_TAIL:]})" if apart and is_person(platform, user) else ""
    return f"a member on {NAMES[platform]}{tail}"


def counted(platform: str, many: int) -> str:
    """How many people of a platform, as text."""
    if many == 1 and platform in NAMES:
        return said(platform, "")
    where = f" on {NAMES[platform]}" if platform in NAMES else ""
    return f"{many} member{'' if many == 1 else 's'}{where}"


def person_in(platform: str, said: str) -> str:
    """The id of the one person that was mentioned; raises BadArgument for anything else."""
    pattern = _SAID.get(platform)
    found = pattern.fullmatch(said.strip()) if pattern is not None else None
    user = next((one for one in found.groups() if one), "") if found is not None else ""
    if not is_person(platform, user):
        raise BadArgument(value=said[:40], name="user", hint=_HINT)
    return user
