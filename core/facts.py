"""Facts as JSON: one frozen dataclass a verb, written the same way everywhere.

Money becomes {"amount", "currency"}, days and times ISO 8601 (times in UTC), enums their value,
rates decimal strings. A field whose JSON name is a Python keyword says so in its metadata ("json").
"""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from core.model import Money

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def as_json(value: object) -> Json:
    """Facts, or any value they hold, as plain JSON."""
    if isinstance(value, Money):
        return {**value.as_json()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.metadata.get("json", field.name): as_json(getattr(value, field.name))
            for field in fields(value)
        }
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"facts hold no {type(value).__name__}")
