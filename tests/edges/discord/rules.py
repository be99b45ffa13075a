"""Discord's own rules of a message: its published schema, and what that misses."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.rig.discord_schema import specification

POST = "/channels/{channel_id}/messages"


def components(found: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All components, nested ones too."""
    for one in found:
        yield one
        yield from components(one.get("components", ()))


def broken(message: Sequence[dict[str, Any]], files: Sequence[str], shared: Path) -> list[str]:
    """Which rules a message breaks."""
    payload = {
        "flags": 32768,
        "components": list(message),
        "attachments": [{"id": str(n), "filename": name} for n, name in enumerate(files)],
    }
    found = specification(shared).faults("POST", POST, payload)
    return [*found, *_missed(list(components(message)), list(files))]


def _missed(every: list[dict[str, Any]], files: list[str]) -> Iterator[str]:
    """What the schema does not say."""
    if not 0 < len(every) <= 40:
        yield f"{len(every)} components"
    contents = [one["content"] for one in every if one["type"] == 10]
    if sum(map(len, contents)) > 4_000:
        yield f"{sum(map(len, contents))} characters in all"
    if not all(content.strip() for content in contents):
        yield "an empty text"
    ids = [one["custom_id"] for one in every if "custom_id" in one]
    if len(set(ids)) != len(ids):
        yield "a custom_id twice"
    for one in every:
        if one["type"] == 2 and not one["label"].strip():
            yield "a button without a label"
        if one["type"] == 12 and not all(item.get("description") for item in one["items"]):
            yield "a picture without words"
    if sorted(_attached(every)) != sorted(files) or len(set(files)) != len(files):
        yield f"files {files}, but the components show {list(_attached(every))}"
    if len(files) > 10 or not all(_is_plain(name) for name in files):
        yield f"file names {files}"
    if any(0xD800 <= ord(c) <= 0xDFFF for content in contents for c in content):
        yield "a lone surrogate"


def _attached(every: list[dict[str, Any]]) -> Iterator[str]:
    for one in every:
        media = [item["media"] for item in one.get("items", ())] + [one.get("file")]
        for url in (held["url"] for held in media if held):
            yield url.removeprefix("attachment://")


def _is_plain(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace(".", "").isalnum()
