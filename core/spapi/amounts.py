"""Amounts as Amazon sends them: as text here, as a JSON number there, exact in both."""

from collections.abc import Iterable
from decimal import Decimal, DecimalException

_LONGEST = 15


def decimal(value: object) -> Decimal:
    """The exact number; raises ValueError for anything that is no plain amount."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("not a plain decimal number")
    try:
        found = Decimal(value)
    except DecimalException:
        raise ValueError("not a plain decimal number") from None
    if not found.is_finite() or not -_LONGEST < found.adjusted() < _LONGEST:
        raise ValueError("not a plain decimal number")
    return found


def total(values: Iterable[object]) -> str:
    """The sum as a plain decimal text; raises ValueError as `decimal` does."""
    return format(sum((decimal(value) for value in values), Decimal()), "f")
