"""What counts as a sale (architecture: Definitions, Counted line)."""

from functools import lru_cache

from core.model import LeftOut


def is_cancelled(status: str) -> bool:
    """Whether a status means cancelled; Amazon writes it with one l and with two."""
    return status.strip().casefold() in ("cancelled", "canceled")


@lru_cache(maxsize=1024)
def left_out(order_status: str, item_status: str, on_amazon: bool) -> LeftOut | None:
    """Why a line is not counted, the first reason that applies; None for a counted line."""
    if is_cancelled(order_status):
        return LeftOut.ORDER_CANCELLED
    if is_cancelled(item_status):
        return LeftOut.ITEM_CANCELLED
    return None if on_amazon else LeftOut.NOT_AMAZON
