"""`home`, `status` and `help`: how things stand, with trouble and without."""

from dataclasses import replace
from datetime import timedelta

from bot.commands.table import find
from bot.commands.verbs import VERBS
from bot.handlers.help import help_card, topic_card
from bot.handlers.home import home_card
from bot.handlers.status import status_card
from bot.preview.people import SALES
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import CA, DAY, MONDAY, NAME, NOW, ORDERS_AT, SOURCE, STOCK_AT, US
from core.cross_check import Compared, Difference
from core.home import HomeFacts, NextDigest, Requests, Unheard
from core.model import Money
from core.ports.authorizations import FreezeReason
from core.set_up import Standing, steps_of
from core.status import (
    AccountStatus,
    Checked,
    HouseStatus,
    MarketplaceStatus,
    StatusFacts,
    Waiting,
)

HOUR = timedelta(hours=1)
FEATURES = ("inventory", "reviews", "sales")
STORES = tuple(
    MarketplaceStatus(store.name, store.zone, ORDERS_AT, SOURCE, STOCK_AT) for store in (US, CA)
)
JAPAN = MarketplaceStatus("Amazon.co.jp", "Asia/Tokyo", ORDERS_AT - HOUR, SOURCE, None)
NORTH = AccountStatus(
    "Demo shop NA", "NA", "active", NOW - 200 * DAY, STORES, (),
    Checked(NOW - 5 * HOUR, 0), Compared(NOW - 6 * HOUR, 14, ()),
)  # fmt: skip
FAR = AccountStatus("Demo shop FE", "FE", "active", NOW - 90 * DAY, (JAPAN,), ())
HOME = HomeFacts(
    "home/1",
    NAME,
    NOW,
    FEATURES,
    (NORTH, FAR),
    Requests(212, 0),
    NextDigest(SALES.channel, NOW + DAY, SALES),
)
BEGUN = replace(HOME, accounts=(), reviews=None, next_digest=None, features=(), steps=steps_of(
    Standing(has_stores=False, only_files=False, has_feature=False, is_bound=True,
             has_digest=False, was_posted=False, people=1)))  # fmt: skip
WAITING = replace(HOME, reviews=None, steps=steps_of(
    Standing(has_stores=True, only_files=False, has_feature=True, is_bound=True,
             has_digest=True, was_posted=False, people=1)))  # fmt: skip
DIFFERENCE = Difference(
    US.name, MONDAY - DAY, 471, 514, Money(1_231_980, "USD"), 472, 516, Money(1_236_478, "USD"), 2
)
UNHEARD = (Unheard("Amazon refuses the authorization of Demo shop FE", NOW - HOUR),)
WAITS = (
    Waiting("stock", "Amazon asks for a pause; it goes on by itself", NOW + HOUR / 3),
    Waiting("order history", "reading 2026-03 of two years, newest first", NOW + HOUR / 12),
)


def house() -> tuple[Sample, ...]:
    """How things stand."""
    calm = replace(HOME, reviews=Requests(0, 37))
    paused = replace(FAR, state="paused", paused_at=NOW - 7 * HOUR, deleted_after=NOW + 17 * HOUR)
    trouble = replace(HOME, accounts=(NORTH, paused), house=_frozen())
    return (
        Sample("home", "Something waits", home_card(HOME, US.zone), ("home",)),
        Sample("home-calm", "Nothing waits", home_card(calm, US.zone)),
        Sample("home-first", "Before there is data", home_card(BEGUN, US.zone)),
        Sample("home-begun", "Before the first digest", home_card(WAITING, US.zone)),
        Sample("home-trouble", "A paused account", home_card(trouble, US.zone)),
        Sample("home-owners", "What owners should know", home_card(
            replace(HOME, unheard=UNHEARD, recovers_since=NOW - 2 * HOUR), US.zone)),
        Sample("status", "All is well", status_card(_status(NORTH, FAR), US.zone), ("status",)),
        Sample("status-waiting", "Sources that wait", status_card(_waiting(), US.zone)),
        Sample("status-paused", "A paused account", status_card(_status(NORTH, paused), US.zone)),
        Sample("status-stopped", "All calls are stopped", status_card(
            replace(_status(NORTH, FAR), house=_frozen()), US.zone)),
        Sample("help", "All commands", help_card(VERBS), ("help",)),
        Sample("help-stats", "One command", topic_card(find(VERBS, "stats"))),
    )  # fmt: skip


def _status(*accounts: AccountStatus) -> StatusFacts:
    return StatusFacts("status/1", NAME, NOW, FEATURES, accounts)


def _waiting() -> StatusFacts:
    north = replace(
        NORTH,
        waiting=WAITS,
        checked=Checked(NOW - 5 * HOUR, 3, 1),
        compared=Compared(NOW - 6 * HOUR, 14, (DIFFERENCE,)),
    )
    missing = replace(FAR, not_granted=("inventory",), ends_at=NOW + 12 * DAY)
    return _status(north, missing)


def _frozen() -> HouseStatus:
    return replace(
        HouseStatus(), frozen_since=NOW - 2 * HOUR, frozen_reason=FreezeReason.MANY_LOST.value
    )
