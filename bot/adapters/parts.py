"""What a message is made of, piece by piece, and its division where one message is too small."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.rendered import File

Weight = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Things of a message that stay together; `weight` is what they take of each of its limits."""

    bodies: tuple[dict[str, Any], ...]
    weight: Weight
    files: tuple[File, ...] = ()
    is_actions: bool = False


def divided(pieces: Sequence[Piece], room: Weight) -> list[list[Piece]]:
    """The pieces in as few messages as their order needs, the buttons in the last one only.

    The buttons stay where they are when all that follows them is in the last message as well;
    else they come first in it. A piece alone must fit in the room that the buttons leave.
    """
    if _fits([piece.weight for piece in pieces], room):
        return [list(pieces)]
    numbered = list(enumerate(pieces))
    buttons = [one for one in numbered if one[1].is_actions]
    left = tuple(r - sum(b.weight[n] for _, b in buttons) for n, r in enumerate(room))
    parts: list[list[tuple[int, Piece]]] = [[]]
    for number, piece in numbered:
        if piece.is_actions:
            continue
        if not _fits([*(p.weight for _, p in parts[-1]), piece.weight], left) and parts[-1]:
            parts.append([])
        parts[-1].append((number, piece))
    parts[-1] = sorted([*parts[-1], *buttons], key=lambda one: one[0])
    return [[piece for _, piece in part] for part in parts]


def _fits(weights: Sequence[Weight], room: Weight) -> bool:
    return all(sum(one[n] for one in weights) <= most for n, most in enumerate(room))
