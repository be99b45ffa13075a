"""Order ids that can be read back: which store, which day, which order of that day."""

from datetime import date

from core.spapi.sandbox.dice import share

_STEP, _SHIFT, _SPACE = 38_709_182_467_301, 51_320_974_105_867, 10**14
_BACK = pow(_STEP, -1, _SPACE)
_PREFIXES = {
    "ATVPDKIKX0DER": "112",
    "A2EUQ1WTGCTBG2": "701",
    "A1VC38T7YXB528": "249",
    "A1PA6795UKMFR9": "304",
}
_SLOT = 10_000
_A_DAY, _FURTHER, _MOST = 100_000, 10**11, 10
"""What a day has room for: ten slots; those of up to a hundred slots stand above all days."""
_ELSEWHERE = {"112": "S01", "701": "S02", "249": "S03", "304": "S04"}
_STORES = {prefix: store for store, prefix in _PREFIXES.items()}
_HERE = {other: prefix for prefix, other in _ELSEWHERE.items()}


def first_number(slot: int) -> int:
    """The number of a day's first order: sellers in the same store count from different places."""
    return slot * _SLOT


def order_id(marketplace: str, day: date, number: int, elsewhere: bool = False) -> str:
    """`112-1234567-1234567`; orders sold elsewhere begin with S, as Amazon's do."""
    prefix = _PREFIXES[marketplace]
    above, within = divmod(number, _A_DAY)
    place = above * _FURTHER + day.toordinal() * _A_DAY + within
    digits = f"{(place * _STEP + _SHIFT) % _SPACE:014d}"
    return f"{_ELSEWHERE[prefix] if elsewhere else prefix}-{digits[:7]}-{digits[7:]}"


def line_id(order: str, number: int) -> str:
    """Amazon's id of an order's line."""
    return f"{int(share(order, 'item') * 10**12):012d}{number:02d}"


def place_of(text: str) -> tuple[str, date, int] | None:
    """Store, day and number of an order id of ours, None for any other text."""
    prefix, *rest = text.split("-")
    digits = "".join(rest)
    store = _STORES.get(_HERE.get(prefix, prefix))
    if store is None or [len(part) for part in rest] != [7, 7] or not digits.isdecimal():
        return None
    above, place = divmod((int(digits) - _SHIFT) * _BACK % _SPACE, _FURTHER)
    day, within = divmod(place, _A_DAY)
    if above >= _MOST or not 700_000 <= day <= 800_000:
        return None
    return store, date.fromordinal(day), above * _A_DAY + within
