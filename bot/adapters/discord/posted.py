"""A post of ours: one message or several, known by all their ids in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.discord.view import Drawn
from bot.adapters.rendered import File

_BETWEEN = ","
_TEXT = 10
_MOST = 20
"""Messages of one post: the ledger keeps 420 characters of ids, each of at most 20."""


def joined(ids: Iterable[str]) -> str:
    """The id of a post of these messages."""
    return _BETWEEN.join(ids)


def divided(post_id: str) -> list[str]:
    """The ids of its messages."""
    return post_id.split(_BETWEEN)


def fitted(parts: Sequence[Drawn]) -> Sequence[Drawn]:
    """As many parts as one post has: the last one has the buttons and stays."""
    if len(parts) <= _MOST:
        return parts
    shown = parts[: _MOST - 2]
    return [*shown, _LeftOut(len(parts) - len(shown) - 1), parts[-1]]


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """A message that says how much is not shown."""

    parts: int

    @property
    def components(self) -> Sequence[Mapping[str, Any]]:
        """Its one line."""
        return [{"type": _TEXT, "content": f"…and {self.parts} more parts, which are left out."}]

    @property
    def files(self) -> Sequence[File]:
        """None."""
        return ()
