"""Components V2 as plain JSON, and words as pieces of a Discord message."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.adapters.discord import markdown
from bot.adapters.discord.limits import DiscordLimits
from bot.adapters.parts import Piece
from bot.adapters.rendered import File
from bot.adapters.runs import Runs, split, text_of

Component = dict[str, Any]
_ROW, _TEXT, _GALLERY, _FILE, _LINE = 1, 10, 12, 13, 14


def piece(*components: Component, files: Sequence[File] = (), is_actions: bool = False) -> Piece:
    """Components that stay together."""
    count = sum(1 + len(one.get("components", ())) for one in components)
    text = sum(markdown.measure(one.get("content", "")) for one in components)
    return Piece(components, (count, text, len(files)), tuple(files), is_actions)


def text(content: str) -> Component:
    """A text display."""
    return {"type": _TEXT, "content": content}


def divider() -> Component:
    """A thin line."""
    return {"type": _LINE, "divider": True, "spacing": 1}


def gallery(name: str, alt: str) -> Component:
    """A picture that goes with the message."""
    item: Component = {"media": {"url": f"attachment://{name}"}}
    return {"type": _GALLERY, "items": [{**item, "description": alt} if alt else item]}


def file(name: str) -> Component:
    """A file that goes with the message; Discord shows none that nothing refers to."""
    return {"type": _FILE, "file": {"url": f"attachment://{name}"}}


def row(buttons: Sequence[Component]) -> Component:
    """A row of buttons."""
    return {"type": _ROW, "components": list(buttons)}


def paragraph(said: Runs, limits: DiscordLimits) -> Iterator[Piece]:
    """Text, in as many displays as it needs."""
    yield from _written(said, markdown.markdown, limits)


def small(said: Runs, limits: DiscordLimits) -> Iterator[Piece]:
    """Small print."""
    yield from _written(said, markdown.small, limits)


def _written(said: Runs, write: Callable[[Runs], str], limits: DiscordLimits) -> Iterator[Piece]:
    for part in split(said, limits.paragraph, markdown.size):
        if text_of(part).strip():
            yield piece(text(write(part)))


def together(pieces: Iterable[Piece], limits: DiscordLimits) -> Iterator[Piece]:
    """Pieces as one, unless they are too large for that."""
    held = list(pieces)
    whole = piece(
        *(component for one in held for component in one.bodies),
        files=[file for one in held for file in one.files],
    )
    yield from [whole] if whole.bodies and whole.weight[1] <= limits.apart else held
