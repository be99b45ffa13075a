"""A post that something cut short: when it may be sent again, and when nobody can know any more.

A platform that knows keys takes the same post twice and shows it once, for as long as it remembers
the key. On every other one a second sending may be a second message, so there is none.
"""

from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

TURN, TURN_BY_KEY = timedelta(minutes=2), timedelta(seconds=30)
"""For how long a post that is being sent is left to whoever sends it; then they are gone. Where the
platform knows keys two may send it, and there is time for more than one crash."""

KEYS_KNOWN = {"discord": timedelta(minutes=3)}
"""How long a platform remembers a key. UNVERIFIED: Discord says "the past few minutes" only."""

LONGEST_TRY = timedelta(seconds=30)
"""After which a try is ended where the platform knows keys: whatever the library repeats in it goes
out while the key is known."""

AGAIN_AFTER = (1.0, 4.0, 10.0, 30.0, 60.0)
"""Seconds until a silent platform that knows keys is asked again; together less than it remembers
a key."""

SHOWN_FOR = timedelta(days=7)
"""How long `status` names a post of which it is not known whether it stands there."""


class SendState(StrEnum):
    """How far a post is: on its way, of unknown fate, or of unknown fate and so told."""

    SENDING = "sending"
    UNKNOWN = "unknown"
    TOLD = "told"


def turn(platform: str) -> timedelta:
    """How long a post is left to whoever sends it."""
    return TURN_BY_KEY if platform in KEYS_KNOWN else TURN


class Step(Enum):
    """What to do about a post that is noted, but not as posted."""

    LEAVE = auto()
    """Somebody else is at it, or it was given up."""
    SEND = auto()
    """With the same key."""
    GIVE_UP = auto()
    """Its fate is unknown."""


def next_step(
    platform: str, state: SendState, begun_at: datetime, tried_at: datetime, now: datetime
) -> Step:
    """What to do; `begun_at` is when it was first sent, `tried_at` when last."""
    if state is not SendState.SENDING or now < tried_at + turn(platform):
        return Step.LEAVE
    return Step.SEND if is_key_known(platform, begun_at, now) else Step.GIVE_UP


def is_key_known(platform: str, begun_at: datetime, at: datetime) -> bool:
    """Whether the platform knows a post by its key through all of a try that begins `at`."""
    known = KEYS_KNOWN.get(platform)
    return known is not None and at + LONGEST_TRY < begun_at + known


def longest_try(platform: str) -> float | None:
    """Seconds after which a try is ended; None where nothing would come of another one."""
    return LONGEST_TRY.total_seconds() if platform in KEYS_KNOWN else None
