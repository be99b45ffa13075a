"""The codes that verify an address: how long they work, how often they are tried and mailed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

DIGITS = 8
LIFE = timedelta(minutes=30)
TRIES = 5
"""Wrong ones that a code survives; of a hundred million one is right."""
MOST = 3
SPAN = timedelta(hours=1)
"""At most so many codes are mailed in it for an owner to whatever address, and to an address for
whatever owner: nobody's mailbox is flooded."""


def free_slot(taken: Sequence[tuple[int, datetime]], now: datetime) -> int | None:
    """The slot for one more code, by the slots in use and until when; None where all are."""
    busy = {slot for slot, until in taken if until > now}
    return next((slot for slot in range(MOST) if slot not in busy), None)


def is_live(asked_at: datetime, tries: int, now: datetime) -> bool:
    """Whether a code may still be entered."""
    return now < asked_at + LIFE and tries < TRIES


def digits_in(said: str) -> str:
    """A code as it was meant, however its digits were grouped; empty for anything else."""
    code = said.replace(" ", "").replace("-", "").replace("\N{NO-BREAK SPACE}", "")
    return code if len(code) == DIGITS and code.isascii() and code.isdigit() else ""
