"""When an authorization is asked after, and when it counts as revoked: pure rules over its state.

Amazon tells nobody when a seller revokes. Login with Amazon is asked once a day; a refusal pauses
the account at once, and is asked again for a day before anything is believed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from core.model import AccountId


class AccountState(StrEnum):
    """Whether calls are made for a seller account."""

    ACTIVE = "active"
    PAUSED = "paused"
    """Amazon refuses its authorization; nothing is called but Login, now and then."""
    REVOKED = "revoked"
    """Its authorization ended for good."""
    ENDING = "ending"
    """It ended, and what it brought is being deleted: nothing brings it back meanwhile."""


ENDED = frozenset({AccountState.REVOKED, AccountState.ENDING})


AGAIN = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
"""After the first refusal."""
LEAST = 4
"""Refusals that count as a revocation, where they lie at least `SPAN` apart."""
SPAN = AGAIN[-1]
TELL_AGAIN, TELL_FOR = timedelta(minutes=15), timedelta(days=2)
"""After how long owners who could not be reached are tried again, and how long after the pause at
most: a day beyond the end that may follow it. Then it stands on the card of `home` alone."""

SPREAD = timedelta(hours=23)
"""Part of a day over which accounts are spread: the last hour catches what comes late."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """An account's authorization as far as it is known.

    `paused_at` is since when it is paused, or was the last time; `failing_since` and `failures` are
    the refusals that count. `untold` is the state that its owners have yet to be told of.
    """

    account: AccountId
    state: AccountState
    next_check: datetime
    checked_at: datetime | None = None
    paused_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    untold: AccountState | None = None
    app: str | None = None
    """A digest of the client id to which Login last gave a token."""
    withheld_at: datetime | None = None
    """Since when it would have ended, had not many others been lost with it."""
    disowned_at: datetime | None = None
    """Since when Login says that the application may not use its grant."""
    tell_again_at: datetime | None = None
    """When owners are tried again who could not be reached."""

    @property
    def is_paused(self) -> bool:
        """Whether nothing is called for it for now."""
        return self.state is AccountState.PAUSED

    @property
    def ends_after(self) -> datetime | None:
        """When it will have ended, if Amazon goes on refusing it.

        None where what it refused counts for nothing: another app's token, or a freeze.
        """
        return None if self.failing_since is None else self.failing_since + SPAN


def next_daily(account: AccountId, now: datetime) -> datetime:
    """The account's own moment of tomorrow (of the day in UTC): today's check is done."""
    number = int.from_bytes(sha256(account.encode()).digest()[:4], "big")
    start = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return start + timedelta(seconds=number % int(SPREAD.total_seconds()))


def accepted(kept: Authorization, now: datetime) -> Authorization:
    """Login with Amazon gave a token: whatever was doubted is well."""
    if kept.state is AccountState.ENDING:
        return kept
    heard_of_a_pause = kept.is_paused and kept.untold is None
    still = heard_of_a_pause or kept.untold is AccountState.ACTIVE
    return replace(
        kept,
        state=AccountState.ACTIVE,
        next_check=next_daily(kept.account, now),
        checked_at=now,
        failing_since=None,
        failures=0,
        untold=AccountState.ACTIVE if still else None,
        withheld_at=None,
        disowned_at=None,
    )


def refused(kept: Authorization, now: datetime, *, counts: bool = True) -> Authorization:
    """Login with Amazon said that the grant is invalid.

    Where several are refused at once, or somebody asks before it is time, that is one refusal. One
    that does not `count` (everything is frozen) pauses all the same.
    """
    if kept.state in ENDED or (kept.is_paused and now < kept.next_check):
        return kept
    paused = replace(kept, state=AccountState.PAUSED)
    if kept.untold is AccountState.ACTIVE:
        paused = replace(paused, untold=None)  # nobody heard that it was well in between
    elif not kept.is_paused:
        paused = replace(paused, paused_at=now, untold=AccountState.PAUSED)
    if not counts:
        return replace(paused, next_check=now + AGAIN[0])
    since = kept.failing_since or now
    after = replace(paused, failing_since=since, failures=kept.failures + 1)
    if after.failures >= LEAST and now - since >= SPAN:
        ended = AccountState.REVOKED
        return replace(after, state=ended, untold=ended, next_check=now, withheld_at=None)
    return replace(after, next_check=_again(since, now))


def withheld(kept: Authorization, now: datetime) -> Authorization:
    """It would have ended, but so would many others: it stays paused, and is asked in an hour."""
    return replace(kept, next_check=now + AGAIN[1], withheld_at=kept.withheld_at or now)


def _again(since: datetime, now: datetime) -> datetime:
    """The next mark after the first refusal; past the last one, a quarter of an hour from now."""
    marks = (since + wait for wait in AGAIN)
    return next((mark for mark in marks if mark > now), now + AGAIN[0])


MANY = 3
"""Accounts refused within `AT_ONCE`, and more than half of all, are no coincidence."""
AT_ONCE = timedelta(hours=1)


def are_many(lost: int, connected: int) -> bool:
    """Whether so many of the accounts lost their authorization at once that it must be our own."""
    return lost >= MANY and lost * 2 > connected


AUTHORIZATION_LIFE = timedelta(days=365)
SECRET_LIFE = timedelta(days=180)
WARNINGS = (30, 14, 7, 1)
"""Days before an end at which it is told."""


def warning(since: datetime, life: timedelta, now: datetime) -> int | None:
    """The last of the warnings that are due, in days before the end; None before the first."""
    left = since + life - now
    return next((days for days in reversed(WARNINGS) if left <= timedelta(days=days)), None)
