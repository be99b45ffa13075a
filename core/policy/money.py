"""Reading an amount to the exact minor unit, without a float in between."""

import re

from core.model import exponent

_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,10})?", re.ASCII)


def minor_units(amount: str, currency: str) -> int:
    """A plain decimal amount in minor units.

    Raises ValueError for anything else: a sign, another decimal mark, more decimals than the
    currency has (trailing zeros excepted).
    """
    if not _PLAIN.fullmatch(amount):
        raise ValueError("not a plain decimal number")
    whole, _, decimals = amount.partition(".")
    places = exponent(currency)
    if decimals[places:].strip("0"):
        raise ValueError(f"more decimals than {currency} has")
    return int(whole + decimals[:places].ljust(places, "0"))
