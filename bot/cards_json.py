"""A card as JSON: each node and value says what it is, then what it holds."""

import base64
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.card import Card
from core.facts import Json
from core.model import Money


def card_json(value: object) -> Json:
    """A card, or any node or value of one, as plain JSON."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Money):
        return {**value.as_json()}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        return [card_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: card_json(getattr(value, field.name)) for field in fields(value)}
        return held if isinstance(value, Card) else {"is": type(value).__name__.lower(), **held}
    raise TypeError(f"a card holds no {type(value).__name__}")
