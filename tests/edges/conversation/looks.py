"""What an answer looks like on each platform, as it was sent: for the table in docs/commands.md."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.edges.conversation.scenario import Press
from tests.edges.conversation.side import Seen

Look = tuple[re.Pattern[str], str]

SLACK: tuple[Look, ...] = (
    (re.compile(r'"type": "table"'), "a table"),
    (re.compile(r'"type": "rich_text_preformatted"'), "a table in letters"),
    (re.compile(r'"type": "data_visualization"'), "Slack's own chart"),
    (re.compile(r'"type": "image"'), "a picture"),
)
DISCORD: tuple[Look, ...] = (
    (re.compile(r'"content": "```'), "a table in letters"),
    (re.compile(r'"type": 12\b'), "a picture"),
    (re.compile(r'"type": 13\b'), "a file"),
)
PAGE: tuple[Look, ...] = (
    (re.compile(r"<table"), "a table"),
    (re.compile(r"<svg"), "a chart"),
    (re.compile(r'class=\\?"file'), "a file"),
)
OF = {"slack": SLACK, "discord": DISCORD, "local": PAGE}
WINDOW = {"slack": "a window", "discord": "a window", "local": "a field beside it"}


def look(seen: Seen) -> str:
    """All that is shown: "words, a table, a picture, buttons"."""
    here = [one for one in seen.messages if not seen.is_direct(one)]
    raw = json.dumps([one.raw for one in here], default=str)
    found = [name for pattern, name in OF[seen.platform] if pattern.search(raw)]
    if len(here) < len(seen.messages):
        found.append("a file in your conversation with amzigo")
    if seen.buttons:
        found.append("buttons")
    return ", ".join(["words", *found])


def step(seen: Seen, label: str) -> str:
    """What a press on this button of an answer begins: its act, or a question before it."""
    if seen.platform == "local":
        asked = rf"<summary[^>]*>{re.escape(label)}</summary>"
        html = "".join(str(one.raw["html"]) for one in seen.messages)
        return WINDOW["local"] if re.search(asked, html) else ""
    return WINDOW[seen.platform] if any(_asks(one, label) for one in seen.raw) else ""


def _asks(value: Any, label: str) -> bool:
    """Whether a button of this label carries a question, as its platform writes it."""
    if isinstance(value, Mapping):
        text = value.get("label", value.get("text"))
        its = text.get("text") if isinstance(text, Mapping) else text
        if its == label and value.get("type") in (2, "button"):
            return "value" in value or "?" in str(value.get("custom_id", ""))
        return any(_asks(one, label) for one in value.values())
    return isinstance(value, list | tuple) and any(_asks(one, label) for one in value)


def pressed(before: Seen, press: Press, after: Seen) -> str:
    """A button's way: what it asks, and where and how the answer comes."""
    label = press if isinstance(press, str) else press[0]
    question = step(before, label)
    where = "in its place" if before.last.message_id in _ids(after) else "beside it"
    asked = f"{question} for the text, then " if question else ""
    return f"{asked}{look(after)}, {where}"


def _ids(seen: Seen) -> set[str]:
    return {one.message_id for one in seen.messages}
