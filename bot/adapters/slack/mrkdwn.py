"""Text for Slack: nothing in it becomes a mention, a link, an emoji or a format.

Blocks hold rich text and plain text only, which Slack does not parse for `<…>`, `*`, `_`, `~` and
backticks. The text of a notification has no such form, so it is escaped here.
"""

import re
from typing import Any

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_APART = "\N{WORD JOINER}"
"""Written beside a sign so that it opens nothing; it takes no place and breaks no line."""

_OPENING = re.compile(r"[*_~`@]|:(?=//)|:(?=[\w+'-]+:)|//")
_BARE = re.compile(r":(?=//)")


def escaped(text: str) -> str:
    """Text for a message's `text`, which Slack parses as mrkdwn."""
    return _OPENING.sub(lambda found: f"{found[0]}{_APART}", text).translate(_ENTITIES)


def plain(text: str) -> dict[str, Any]:
    """A plain_text object; an address in it is broken, since clients make links of bare ones."""
    return {"type": "plain_text", "text": _BARE.sub(f":{_APART}", text), "emoji": False}


def measure(text: str) -> int:
    """How long Slack may find a text: as it stores it, in UTF-16 units."""
    return len(text.translate(_ENTITIES).encode("utf-16-le")) // 2 + text.count("://")
