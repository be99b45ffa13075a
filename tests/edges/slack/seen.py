"""What a person sees of a message on Slack, read from its JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.edges.slack.rules import objects

_WORDS = ("text", "title", "alt_text", "y_label", "name", "label")
_IDS = {"user": "user_id", "channel": "channel_id"}
Block = dict[str, Any]


def visible(blocks: Sequence[Block]) -> str:
    """All words in order, those of the buttons last."""
    rows = [block for block in blocks if block["type"] == "actions"]
    others = [block for block in blocks if block["type"] != "actions"]
    return "".join(word for block in [*others, *rows] for word in _strings(block))


def _strings(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            if isinstance(value, str):
                yield value if key in _WORDS else ""
            else:
                yield from _strings(value)
    elif isinstance(body, list):
        for value in body:
            yield from _strings(value)


def buttons(blocks: Sequence[Block]) -> list[Block]:
    """The buttons in order."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [button for row in rows for button in row]


def cells(block: Block) -> list[list[str]]:
    """A table's rows below its heads."""
    return [["".join(_strings(cell)) for cell in row] for row in block["rows"][1:]]


def mentioned(blocks: Sequence[Block]) -> Iterator[str]:
    """The ids of the people and channels that are mentioned."""
    return (one[_IDS[one["type"]]] for one in objects(blocks) if one.get("type") in _IDS)


def plain_texts(blocks: Sequence[Block]) -> Iterator[Block]:
    """The plain text objects."""
    return (one for one in objects(blocks) if one.get("type") == "plain_text")
