"""What is said, whatever the platform: words without their layout, so that two can be compared."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.edges.conversation.side import Seen, Side
from tests.rig.discord_look import words_of
from tests.rig.slack_rules import texts

PEOPLE = ("owner", "approver", "viewer", "newcomer")
_OUTER = "“”\"'.,:;!?()[]·…–-<>"
_BATCH = re.compile(r"\bbatch\s+([0-9a-f]{8})\b")
_VOLATILE = (
    (re.compile(r"File amzigo-certificate-\S+\.json"), "certificate"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "number"),
    (re.compile(r"a member on (?:Slack|Discord)(?: \(…\w{4}\))?"), "member"),
    (re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "code"),
)
"""What is another in each copy of a shop; so is the number of a batch."""


@dataclass(frozen=True)
class Said:
    """The words and figures of an answer in order; `heads` are those above a table's columns.

    Buttons, the points of a native chart and files in a conversation with us are not in it.
    """

    words: list[str]
    heads: list[str]

    @property
    def figures(self) -> Counter[str]:
        """The words with a digit, each as often as it is said."""
        return Counter(word for word in self.words if any(sign.isdigit() for sign in word))


def batches(talk: Sequence[Seen]) -> set[str]:
    """The numbers of the batches that a conversation names."""
    return {number for seen in talk for number in _BATCH.findall(seen.text)}


def said(side: Side, seen: Seen, numbers: set[str]) -> Said:
    """What is said; `numbers` are of batches, and count as the same."""
    shown = [one.raw for one in seen.messages if not seen.is_direct(one)]
    if seen.platform == "slack":
        words, heads = [*map(_slack, shown)], [*map(_heads, shown)]
    else:
        words, heads = [*map(_discord, shown)], []

    def told(texts: list[str]) -> list[str]:
        text = re.sub(r"\s+", " ", "\n".join(texts))
        for name in PEOPLE:
            text = text.replace(side.user(name), name)
        for number in numbers:
            text = text.replace(number, "number")
        for pattern, word in _VOLATILE:
            text = pattern.sub(word, text)
        found = (word.strip(_OUTER) for word in text.split())
        return [word for word in found if any(sign.isalnum() for sign in word)]

    return Said(told(words), told(heads))


def _slack(payload: Mapping[str, Any]) -> str:
    blocks = payload.get("blocks")
    return "\n".join(_of_blocks(blocks)) if blocks else str(payload.get("text", ""))


def _of_blocks(blocks: Any) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "data_visualization":
            yield from (str(block.get(key, "")) for key in ("title", "alt_text"))
        elif block["type"] != "actions":
            yield from texts(block)


def _heads(payload: Mapping[str, Any]) -> str:
    tables = [one for one in payload.get("blocks") or () if one["type"] == "table"]
    return "\n".join(word for one in tables for word in texts(one["rows"][0]))


def _discord(payload: Mapping[str, Any]) -> str:
    return words_of(payload)
