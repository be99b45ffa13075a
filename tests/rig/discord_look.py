"""How a message's JSON looks to a person: its words without signs of format, its buttons."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.rig.discord_rules import BUTTON, texts, walk

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~:@/&])")
_FENCE = re.compile(r"^```\w*$", re.MULTILINE)
_HEAD = re.compile(r"^(?:#{1,3}|-#) ", re.MULTILINE)
_PERSON = re.compile(r"(?<!\\)<@(\d+)>")
_CHANNEL = re.compile(r"(?<!\\)<#(\d+)>")
_MARK = re.compile(r"(?<!\\)(?:\*\*|__|~~|`)")


def words_of(payload: Mapping[str, Any]) -> str:
    """All visible words: texts in order, alt texts, labels of buttons not among them."""
    return "\n".join(_words(payload))


def buttons_of(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and custom id of each button that can be pressed."""
    return [
        (str(one.get("label", "")), str(one["custom_id"]))
        for one in walk(payload.get("components") or ())
        if one.get("type") == BUTTON and "custom_id" in one and not one.get("disabled")
    ]


def modal_words(modal: Mapping[str, Any]) -> str:
    """What a modal says: its title, and the words of each field."""
    fields = walk(modal["components"])
    said = (one.get(key) for one in fields for key in ("label", "description", "placeholder"))
    return "\n".join([str(modal["title"]), *(str(one) for one in said if one)])


def plain(markdown: str) -> str:
    """A text as it is read, not as it is typed."""
    text = _FENCE.sub("", _HEAD.sub("", _PERSON.sub(r"@\1", _CHANNEL.sub(r"#\1", markdown))))
    return _ESCAPED.sub(r"\1", _MARK.sub("", text)).strip("\n")


def _words(payload: Mapping[str, Any]) -> Iterator[str]:
    yield from map(plain, texts(payload))
    for one in walk(payload.get("components") or ()):
        for item in one.get("items") or ():
            if item.get("description"):
                yield str(item["description"])
