"""Lines about connections to Amazon, for the cards of `home` and `status`."""

import re
import shlex
from collections.abc import Iterator
from datetime import datetime

from bot.card import Code, Day, Instant, Line, Typed
from core.marketplaces import zone
from core.policy.authorization import ENDED
from core.ports.authorizations import FreezeReason
from core.status import AccountStatus, HouseStatus

_OPENS = re.compile(r"""["'$`\\!]""")
"""Signs that mean something between double quotes."""

FROZEN = {
    FreezeReason.APP_REJECTED: "Amazon rejects this installation's own credentials: "
    "the operator must check them.",
    FreezeReason.MANY_LOST: "Amazon refuses many shops at once: "
    "the operator should check the app's state at Amazon.",
}

WITHHELD: Line = (
    "Nothing of it is deleted while Amazon refuses most shops here: the operator should check the ",
    "app's state at Amazon. To delete it now, an owner types ",
    Typed("revoke"),
    ".",
)


def house_lines(house: HouseStatus, place: str) -> Iterator[Line]:
    """What is wrong for everybody; `place` is the zone of who reads it."""
    if house.frozen_since is not None and house.frozen_reason is not None:
        since = Instant(house.frozen_since, place, "day_time")
        why = FROZEN[FreezeReason(house.frozen_reason)]
        yield ("Nothing has been read or sent since ", since, f". {why}")
    if house.secret_ends is not None:
        what = "The app's client secret ends on "
        yield (what, Day(house.secret_ends), ": the operator must rotate it in Seller Central.")


def account_lines(tenant: str, account: AccountStatus, place: str) -> Iterator[Line]:
    """What is wrong with the connection of one of a tenant's accounts."""
    renew = (*renewal(tenant, account.name), ".")
    if account.paused_at is not None:
        yield from _pause_lines(account, renew, account.paused_at, place)
    elif account.state in ENDED:
        yield ("The authorization ended and the data is deleted; to begin anew: ", *renew)
    elif account.ends_at is not None:
        day = account.ends_at.astimezone(zone(place)).date()
        yield ("The authorization ends on ", Day(day), "; before that day: ", *renew)
    if account.not_granted:
        *first, last = account.not_granted
        features = f"{', '.join(first)} and {last} need" if first else f"{last} needs"
        what = f"Amazon did not grant what {features}"
        yield (what, ": add the role to the app in Seller Central, ", *renew)


def _pause_lines(
    account: AccountStatus, renew: Line, paused_at: datetime, place: str
) -> Iterator[Line]:
    since = Instant(paused_at, place, "day_time")
    refused = ("Amazon has refused the authorization since ", since, ", so it is paused")
    if account.withheld:
        yield (*refused, ". To go on, ", *renew)
        yield WITHHELD
        return
    if account.deleted_after is None:
        yield (*refused, "; nothing is deleted for that. To go on, ", *renew)
        return
    until = Instant(account.deleted_after, place, "day_time")
    deleted = ("; if it still does after ", until, ", the data is deleted here. To go on, ")
    yield (*refused, *deleted, *renew)


def renewal(tenant: str, account: str) -> Line:
    """What is done about an authorization that ended or will; a sentence without its end."""
    meant = f"--tenant {quoted(tenant)}"
    if account:
        meant += f" --seller-id {quoted(account)}"
    return (
        "authorize the app again in Seller Central; then whoever runs amzigo types in the ",
        "terminal ",
        Code(f"amzigo connect --self {meant}"),
    )


def quoted(name: str) -> str:
    """A name as a shell takes it."""
    return shlex.quote(name) if _OPENS.search(name) else f'"{name}"'
