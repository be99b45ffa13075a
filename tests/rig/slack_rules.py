"""Slack's rules for messages and views. The rig's own numbers: nothing of the adapter is asked.

Each function yields (error code, where and what); the first code is what Slack answers. `mention`
is no error of Slack's: it would carry it out, and everybody would be called.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.rig.slack_blocks import block
from tests.rig.slack_elements import Json, text_object, text_within

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TABLES, CHARTS = 1, 2
ALL_TEXT, TOP_TEXT = 12_000, 40_000
VIEW_TITLE, CALLBACK_ID, PRIVATE_METADATA = 24, 255, 3000
VIEWS = ("modal", "home")
MENTIONS = ("<!channel>", "<!here>", "<!everyone>", "<!subteam^")

Problem = tuple[str, str]


def message(payload: Json) -> Iterator[Problem]:
    """What is wrong with a message, posted, updated or sent to a response_url."""
    blocks = payload.get("blocks") or []
    text = payload.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no_text", "text: a message needs one beside its blocks"
    elif len(text) > TOP_TEXT:
        yield "msg_too_long", f"text: {len(text)} characters are more than {TOP_TEXT}"
    if not isinstance(blocks, list):
        yield "invalid_blocks_format", "blocks: no list"
        return
    if len(blocks) > MESSAGE_BLOCKS:
        yield "invalid_blocks", f"blocks: {len(blocks)} are more than {MESSAGE_BLOCKS}"
    yield from _blocks(blocks, ("input",))
    kinds = Counter(one.get("type") for one in blocks if isinstance(one, dict))
    for kind, most in (("table", TABLES), ("data_visualization", CHARTS)):
        if kinds[kind] > most:
            yield "invalid_blocks", f"blocks: {kinds[kind]} of {kind} are more than {most}"
    size = sum(len(one) for one in texts(blocks))
    if size > ALL_TEXT:
        yield "msg_blocks_too_long", f"blocks: {size} characters are more than {ALL_TEXT}"
    for said in [text or "", *marked_up(blocks)]:
        yield from (("mention", f"mentions {sign}") for sign in MENTIONS if sign in said)


def view(payload: Json) -> Iterator[Problem]:
    """What is wrong with a modal or a home tab."""
    kind = payload.get("type")
    if kind not in VIEWS:
        yield "invalid_arguments", f"view: unknown type {kind}"
        return
    blocks = payload.get("blocks") or []
    if not 1 <= len(blocks) <= VIEW_BLOCKS:
        yield "invalid_arguments", f"view/blocks: {len(blocks)} are not within 1 and {VIEW_BLOCKS}"
    yield from _blocks(blocks, ("table", "data_visualization") if kind == "modal" else ())
    yield from _named(text_within(payload.get("callback_id", "id"), CALLBACK_ID, "callback_id"))
    metadata = payload.get("private_metadata", "")
    yield from _named(text_within(metadata, PRIVATE_METADATA, "private_metadata", least=0))
    if kind == "modal":
        yield from _modal(payload, blocks)


def _modal(payload: Json, blocks: list[Any]) -> Iterator[Problem]:
    yield from _named(text_object(payload.get("title"), VIEW_TITLE, "view/title", plain=True))
    for name in ("submit", "close"):
        if name in payload:
            found = text_object(payload[name], VIEW_TITLE, f"view/{name}", plain=True)
            yield from _named(found)
    if "submit" not in payload and any(one.get("type") == "input" for one in blocks):
        yield "invalid_arguments", "view/submit: a view with an input needs it"


def _named(found: Iterator[str]) -> Iterator[Problem]:
    return (("invalid_arguments", one) for one in found)


def _blocks(blocks: list[Any], forbidden: tuple[str, ...]) -> Iterator[Problem]:
    for n, one in enumerate(blocks):
        yield from (("invalid_blocks", said) for said in block(one, f"blocks/{n}"))
        if isinstance(one, dict) and one.get("type") in forbidden:
            yield "invalid_blocks", f"blocks/{n}: {one['type']} may not stand here"
    names = Counter(
        one["block_id"] for one in blocks if isinstance(one, dict) and "block_id" in one
    )
    ids = Counter(one["action_id"] for one in pressable(blocks))
    for name, times in (*names.items(), *ids.items()):
        if times > 1:
            yield "invalid_blocks", f"blocks: the id {name} stands there {times} times"


def pressable(blocks: object) -> Iterator[dict[str, Any]]:
    """All elements with an action id, wherever they stand."""
    if isinstance(blocks, dict):
        if "action_id" in blocks:
            yield blocks
        for value in blocks.values():
            yield from pressable(value)
    elif isinstance(blocks, list | tuple):
        for value in blocks:
            yield from pressable(value)


_WORDS = ("text", "alt_text", "title", "label", "name")


def texts(value: object) -> Iterator[str]:
    """All words of blocks that a reader or a screen reader gets, in order."""
    if isinstance(value, dict):
        yield from (value[key] for key in _WORDS if isinstance(value.get(key), str))
        if value.get("type") == "user":
            yield f"@{value.get('user_id')}"
        if value.get("type") == "channel" and "channel_id" in value:
            yield f"#{value['channel_id']}"
        if value.get("type") == "raw_number":
            yield str(value.get("text", value.get("value")))
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def marked_up(value: object) -> Iterator[str]:
    """The words in which signs such as < and * have a meaning."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value.get("text"))
        for one in value.values():
            yield from marked_up(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from marked_up(one)
