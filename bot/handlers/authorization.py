"""What owners are told of an authorization: that it paused, goes on, ended, or will end."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.card import Card, Context, Day, Instant, Line, Node, Text, Title, Untrusted
from bot.handlers.connection import renewal
from bot.handlers.footnote import city
from bot.handlers.revoke import revoked_card
from core.marketplaces import zone
from core.policy.authorization import AUTHORIZATION_LIFE
from core.revoke import Revoked

NAME = 120
ANEW = "new:NAME"


def paused_card(
    tenant: str, name: str, since: datetime, until: datetime | None, place: str
) -> Card:
    """Amazon refuses an account's authorization; `place` is the zone of who reads it.

    After `until` its data is deleted; None where that refusal counts for nothing.
    """
    deleted: Line = ("; nothing is deleted for that.",)
    if until is not None:
        after = Instant(until, place, "day_time")
        deleted = ("; if Amazon still refuses it after ", after, ", its data is deleted here.")
    sentence: Line = (
        "Nothing has been read or sent for it since ",
        Instant(since, place, "day_time"),
        *deleted,
        " To go on, ",
        *renewal(tenant, name),
        ".",
    )
    title = "Amazon refuses the authorization of "
    return _card(title, name, "needs_you", sentence, (since, place))


def resumed_card(name: str, since: datetime, at: datetime, place: str) -> Card:
    """It is accepted again: the pause is over."""
    sentence: Line = (
        "It was paused from ",
        Instant(since, place, "day_time"),
        " to ",
        Instant(at, place, "day_time"),
        "; what was missed is read now, and nothing was deleted.",
    )
    return _card("Amazon accepts the authorization of ", name, "done", sentence, (at, place))


def ended_card(tenant: str, name: str, at: datetime, place: str) -> Card:
    """It ended for good, and its data is gone; the tenant's other accounts go on."""
    sentence: Line = (
        "Amazon refused it for a day, so everything that was read through it is deleted here. To ",
        "begin anew, ",
        *renewal(tenant, name),
        ".",
    )
    return _card("The authorization ended: ", name, "needs_you", sentence, (at, place))


def wiped_card(revoked: Revoked) -> Card:
    """The last account ended, and so did the tenant: why, what is gone, the certificate.

    A channel reads it, so it lacks the number that is for an owner alone.
    """
    why: Line = (
        "Amazon refused the shop's authorization for a day, so it counts as revoked. To begin ",
        "anew, ",
        *renewal(ANEW, ""),
        ".",
    )
    card = revoked_card(replace(revoked, nonce=None))
    return replace(card, nodes=(card.nodes[0], Text(why), *card.nodes[1:]))


def ending_card(tenant: str, name: str, since: datetime, now: datetime, place: str) -> Card:
    """A year after it was given it will end."""
    day = (since + AUTHORIZATION_LIFE).astimezone(zone(place)).date()
    left = (day - now.astimezone(zone(place)).date()).days
    when = f"in {left} days, on " if left > 1 else "on "
    sentence: Line = (
        "Amazon's authorizations last a year, and this one ends ",
        when,
        Day(day),
        ". Before that day, ",
        *renewal(tenant, name),
        ".",
    )
    return _card("Renew the authorization of ", name, "needs_you", sentence, (now, place))


def _card(
    title: str,
    name: str,
    state: Literal["done", "needs_you"],
    sentence: Line,
    when: tuple[datetime, str],
) -> Card:
    at, place = when
    nodes: tuple[Node, ...] = (
        Title((title, Untrusted(name, NAME)), state),
        Text(sentence),
        Context((f"All times {city(place)}",)),
    )
    return Card(f"{title}{name}"[:120], nodes, at.astimezone(zone(place)).year)
