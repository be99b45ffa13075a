"""Discord's rules that its OpenAPI document does not hold, with the rig's own numbers.

Each function yields one sentence a broken rule.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

EPHEMERAL, V2 = 1 << 6, 1 << 15
CONTENT, EMBED_SUM, TEXT_SUM, COMPONENTS = 2000, 6000, 4000, 40
FILES, FILE_BYTES, COMMAND_CHARACTERS, CHILDREN = 10, 10 * 1024 * 1024, 8000, 25
OLD_COMPONENTS = frozenset({1, 2, 3, 4, 5, 6, 7, 8})
BUTTON, TEXT_DISPLAY = 2, 10
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
PING = re.compile(r"@everyone|@here|<@[!&]?\d+>")

Json = Mapping[str, Any]


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, nested ones too, in the order in which they are read."""
    for one in components:
        yield one
        yield from walk(one.get("components") or ())
        for key in ("accessory", "component"):
            if one.get(key):
                yield from walk([one[key]])


def texts(payload: Json) -> Iterator[str]:
    """What a message says, a piece of markdown at a time; alt texts are not among them."""
    yield from filter(None, [payload.get("content")])
    for embed in payload.get("embeds") or ():
        yield from _embed_texts(embed)
    for one in walk(payload.get("components") or ()):
        if one.get("type") == TEXT_DISPLAY:
            yield str(one.get("content", ""))


def message_faults(
    payload: Json, files: Mapping[str, bytes], *, is_v2: bool = False
) -> Iterator[str]:
    """What is wrong with a message or an edit; `is_v2` says that the edited one has the flag."""
    parts = list(walk(payload.get("components") or ()))
    flagged = is_v2 or bool((payload.get("flags") or 0) & V2)
    if len(payload.get("content") or "") > CONTENT:
        yield f"content of more than {CONTENT} characters"
    if sum(map(len, _all_embed_texts(payload))) > EMBED_SUM:
        yield f"embeds of more than {EMBED_SUM} characters together"
    if flagged and any(payload.get(key) for key in ("content", "embeds", "poll", "sticker_ids")):
        yield "content, embeds, poll or stickers together with the flag of Components V2"
    if not flagged and any(one.get("type") not in OLD_COMPONENTS for one in parts):
        yield "Components V2 without their flag"
    if sum(len(one.get("content", "")) for one in parts if one.get("type") == TEXT_DISPLAY) > (
        TEXT_SUM
    ):
        yield f"text displays of more than {TEXT_SUM} characters together"
    if len(parts) > COMPONENTS:
        yield f"{len(parts)} components, nested ones counted; {COMPONENTS} are allowed"
    yield from _repeated(parts)
    yield from _file_faults(payload, parts, files)


def new_message_faults(payload: Json, files: Mapping[str, bytes]) -> Iterator[str]:
    """The same for a message that did not exist: it may not be empty."""
    yield from message_faults(payload, files)
    if not files and not any(payload.get(key) for key in ("content", "embeds", "components")):
        yield "an empty message"


def pings(payload: Json) -> list[str]:
    """The mentions in a message that would reach somebody."""
    allowed = payload.get("allowed_mentions")
    if allowed is not None and not any(allowed.get(key) for key in ("parse", "users", "roles")):
        return []
    return [found for text in texts(payload) for found in PING.findall(text)]


def modal_faults(data: Json) -> Iterator[str]:
    """What is wrong with a modal."""
    parts = list(walk(data.get("components") or ()))
    yield from _repeated(parts)
    if len(data.get("components") or ()) > 5:
        yield "a modal of more than 5 rows"


def command_faults(commands: Sequence[Json]) -> Iterator[str]:
    """What is wrong with the application's commands."""
    names = Counter((one.get("type", 1), one["name"]) for one in commands)
    for (_, name), count in names.items():
        if count > 1:
            yield f"two commands are called {name}"
    for command in commands:
        if command.get("type", 1) == 1:
            yield from _option_faults(command, depth=0)
            characters = command_characters(command)
            if characters > COMMAND_CHARACTERS:
                yield f"{command['name']}: {characters} characters of {COMMAND_CHARACTERS}"


def command_characters(command: Json) -> int:
    """Names, descriptions and values of a command with all below it, the longest wording each."""
    its = sum(
        max(
            len(command.get(key) or ""),
            *map(len, (command.get(f"{key}_localizations") or {"": ""}).values()),
        )
        for key in ("name", "description")
    )
    choices = sum(len(one["name"]) + len(str(one["value"])) for one in command.get("choices") or ())
    return its + choices + sum(map(command_characters, command.get("options") or ()))


def _option_faults(command: Json, depth: int) -> Iterator[str]:
    name, options = command["name"], command.get("options") or ()
    if not COMMAND_NAME.fullmatch(name) or name != name.lower():
        yield f"{name}: a command's name is in lower case"
    if len(options) > CHILDREN:
        yield f"{name}: more than {CHILDREN} children"
    kinds = {one["type"] in (1, 2) for one in options}
    if len(kinds) > 1:
        yield f"{name}: a name is a leaf or a group, never both"
    if any(one["type"] == 2 for one in options) and depth > 0:
        yield f"{name}: groups are nested too deep"
    if len({one["name"] for one in options}) < len(options):
        yield f"{name}: two options of one name"
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        yield f"{name}: what is required comes first"
    for one in options:
        if one.get("choices") and one.get("autocomplete"):
            yield f"{one['name']}: choices and autocomplete exclude each other"
        yield from _option_faults(one, depth + 1)


def _repeated(parts: Sequence[Json]) -> Iterator[str]:
    for key in ("custom_id", "id"):
        seen = Counter(one[key] for one in parts if one.get(key))
        for name, count in seen.items():
            if count > 1:
                yield f"{key} {name} stands there {count} times"


def _file_faults(payload: Json, parts: Sequence[Json], files: Mapping[str, bytes]) -> Iterator[str]:
    named = {str(one.get("filename")) for one in payload.get("attachments") or ()} | set(files)
    for url in _media(parts):
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in named:
            yield f"{url} is not attached"
    if len(files) > FILES:
        yield f"more than {FILES} files"
    for name, content in files.items():
        if len(content) > FILE_BYTES:
            yield f"{name} is larger than {FILE_BYTES} bytes"


def _media(parts: Sequence[Json]) -> Iterator[str]:
    for one in parts:
        for item in one.get("items") or ():
            yield item["media"]["url"]
        for key in ("media", "file"):
            if isinstance(one.get(key), Mapping):
                yield one[key]["url"]


def _all_embed_texts(payload: Json) -> Iterator[str]:
    for embed in payload.get("embeds") or ():
        yield from _embed_texts(embed)


def _embed_texts(embed: Json) -> Iterator[str]:
    yield from filter(None, [embed.get("title"), embed.get("description")])
    for field in embed.get("fields") or ():
        yield from (field["name"], field["value"])
    yield from filter(None, [(embed.get("footer") or {}).get("text")])
    yield from filter(None, [(embed.get("author") or {}).get("name")])
