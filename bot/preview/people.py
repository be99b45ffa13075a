"""People and channels of the drawings: by each platform's ids, and the names that clients show."""

from dataclasses import fields, is_dataclass, replace
from typing import Final

from bot.card import Card, Channel, Person
from core.model import Place

NAMES: Final = ("owner", "approver", "viewer", "new")
SLACK, DISCORD = ("slack", "T0SHOP"), ("discord", "200000000000000001")
_DISCORD_IDS = {f"U0{name.upper()}": f"30000000000000000{n}" for n, name in enumerate(NAMES)}
SALES: Final = Place(*SLACK, "C0SALES")
_CHANNELS = {SALES.channel: "400000000000000001"}
_SHOWN = {SALES.channel: "sales", _CHANNELS[SALES.channel]: "sales",
          **{one: one[2:].lower() for one in _DISCORD_IDS},
          **{_DISCORD_IDS[one]: one[2:].lower() for one in _DISCORD_IDS}}  # fmt: skip


def shown(user: str) -> str:
    """The name that a client shows for a mention."""
    return _SHOWN.get(user, user)


def on_discord(card: Card) -> Card:
    """The card as if the same people and channels were at Discord."""
    moved = _moved(card)
    return moved if isinstance(moved, Card) else card


def _moved(value: object) -> object:
    if isinstance(value, Person):
        user = _DISCORD_IDS.get(value.user, value.user)
        return replace(value, platform=DISCORD[0], workspace=DISCORD[1], user=user)
    if isinstance(value, Channel):
        channel = _CHANNELS.get(value.place.channel, value.place.channel)
        return replace(value, place=Place(*DISCORD, channel))
    if isinstance(value, tuple):
        return tuple(_moved(one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    return replace(value, **{name: _moved(one) for name, one in held.items()})
