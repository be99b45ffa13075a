"""`access`: what is switched on, what was used, and what a switch deletes."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.card import Card, Line
from bot.handlers.access_card import access_card, confirm_card, switched
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import DAY, NAME, NOW, US
from core.access import (
    ROLES,
    AccessFacts,
    AccountAccess,
    FeatureAccess,
    FeatureState,
    RoleAccess,
    RoleState,
    Tried,
)
from core.model import Feature
from core.policy.operations import DORMANT, AmazonRole
from core.ports.features import Loss

HOUR = timedelta(hours=1)
ON, OFF, NEVER = FeatureState.ON, FeatureState.OFF, FeatureState.NEVER
USED: dict[Feature, tuple[FeatureState, int, datetime | None]] = {
    Feature.SALES: (ON, 4_310, NOW - HOUR / 4),
    Feature.INVENTORY: (ON, 1_502, NOW - 2 * HOUR),
    Feature.REVIEWS: (ON, 5_918, NOW - 18 * HOUR),
    Feature.FEEDBACK: (NEVER, 0, None),
    Feature.TRAFFIC: (OFF, 12, NOW - 6 * DAY),
    Feature.ADS: (FeatureState.NOT_BUILT, 0, None),
}
GRANTED: dict[str, tuple[RoleState, int]] = {
    AmazonRole.FULFILLMENT: (RoleState.GRANTED, 1_502),
    AmazonRole.SOLICITATION: (RoleState.GRANTED, 5_918),
    AmazonRole.ORDERS: (RoleState.GRANTED, 4_310),
    AmazonRole.ANALYTICS: (RoleState.REFUSED, 12),
}
LOSSES = (Loss("sales_day", 15_204), Loss("marketplace_day", 1_460), Loss("report", 311))


def access_cards() -> tuple[Sample, ...]:
    """`access`, and what its buttons do."""
    on, off = switched(Feature.TRAFFIC, is_on=True), switched(Feature.SALES, is_on=False)
    deleted = switched(Feature.SALES, is_on=False, gone=LOSSES)
    confirm = confirm_card(Feature.SALES, LOSSES)
    return (
        Sample("access", "For an owner", _card(), ("access",)),
        Sample("access-viewer", "For a viewer, who switches nothing",
               access_card(_facts(), US.zone, may_switch=False)),
        Sample("access-on", "A feature was switched on",
               _card(on, _now(Feature.TRAFFIC, ON)), ("access.on",)),
        Sample("access-off", "A feature was switched off",
               _card(off, _now(Feature.SALES, OFF)), ("access.off",)),
        Sample("access-confirm", "Before something is deleted", confirm, ("access.off",)),
        Sample("access-deleted", "Something was deleted",
               _card(deleted, _now(Feature.SALES, OFF)), ("access.delete",)),
    )  # fmt: skip


def _card(done: Line = (), facts: AccessFacts | None = None) -> Card:
    return access_card(facts or _facts(), US.zone, done, may_switch=True)


def _now(feature: Feature, state: FeatureState) -> AccessFacts:
    """The same once a feature was just switched."""
    facts = _facts()
    features = tuple(
        replace(one, state=state, since=NOW) if one.feature == feature else one
        for one in facts.features
    )
    return replace(facts, features=features)


def _facts() -> AccessFacts:
    features = tuple(
        FeatureAccess(
            one.value, state, None if state in (NEVER, OFF) else NOW - 40 * DAY, calls, last
        )
        for one, (state, calls, last) in USED.items()
    )
    roles = tuple(_role(role) for role in ROLES)
    tried = (Tried("traffic", "no", NOW - 6 * HOUR), Tried("feedback", "yes", NOW - 6 * HOUR))
    account = AccountAccess("Demo shop NA", "NA", "active", NOW - 200 * DAY, roles, tried)
    return AccessFacts("access/1", NAME, NOW, 30, 11_801, features, (account,))


def _role(role: str) -> RoleAccess:
    if role in DORMANT:
        return RoleAccess(role, RoleState.DORMANT, 0, None)
    state, calls = GRANTED.get(role, (RoleState.UNKNOWN, 0))
    return RoleAccess(role, state, calls, NOW - HOUR if calls else None)
