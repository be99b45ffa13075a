"""The id that a button carries on Discord: its reference, and what it asks before it acts.

A modal must be a press's first answer, within three seconds, so what it asks is known without a
look into the database: "az1:revoke.confirm:<random>?Type Demo shop to confirm".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.discord.labels import MODAL, fitted
from bot.card import Button

PATTERN = re.compile(r"(?P<ref>az1:[a-z][a-z_. ]*:[A-Za-z0-9_-]+)(?:\?(?P<ask>[^\n]{1,45}))?")


@dataclass(frozen=True, slots=True)
class PressId:
    """A reference, and the words that stand above the field that it asks for; empty: it asks none.

    Written it has at most 45 characters more than the reference, which leaves it below 100.
    """

    ref: str
    ask: str = ""

    def __str__(self) -> str:
        """As the button carries it."""
        return f"{self.ref}?{self.ask}" if self.ask else self.ref


def read(custom_id: str) -> PressId | None:
    """The id of one of our buttons or modals; None for anything else."""
    found = PATTERN.fullmatch(custom_id)
    return None if found is None else PressId(found["ref"], found["ask"] or "")


def asking(
    components: Sequence[Mapping[str, Any]], buttons: Sequence[Button], refs: Sequence[str]
) -> list[dict[str, Any]]:
    """A message's components, in which the buttons that ask say so in their ids."""
    asks = {
        ref: str(PressId(ref, fitted(button.ask.label, MODAL)))
        for button, ref in zip(buttons, refs, strict=True)
        if button.ask is not None
    }
    return [_changed(one, asks) for one in components]


def _changed(value: Any, asks: Mapping[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [_changed(one, asks) for one in value]
    if not isinstance(value, Mapping):
        return value
    changed = {key: _changed(one, asks) for key, one in value.items()}
    if value.get("custom_id") in asks:
        changed["custom_id"] = asks[value["custom_id"]]
    return changed
