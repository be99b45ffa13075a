"""`home`: in eight lines, where everything stands and what waits for whom."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from bot.card import (
    Actions,
    Button,
    Card,
    Channel,
    Context,
    Day,
    Fields,
    Instant,
    Line,
    Node,
    Number,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.checklist import checklist, count_of
from bot.handlers.closed_channel import closed_line
from bot.handlers.connection import account_lines, house_lines
from bot.handlers.footnote import city, one_zone
from bot.handlers.nouns import REQUESTS
from bot.handlers.reviews import actor_of
from bot.handlers.status import in_order
from bot.told import told
from core.home import HomeFacts, Requests, Unheard, home
from core.marketplaces import zone
from core.model import MemberRole
from core.status import AccountStatus

WAIT = ("waits", "wait")
UNHEARD = 3
"""Notices shown that nobody could be given."""

STORES = 4
"""Stores named in a line; of more, how many."""


async def answer_home(asked: Asked, secret_set: date | None = None) -> Answer:
    """The facts and their card."""
    actor = actor_of(asked.member, asked.clock())
    facts = await home(asked.storage, actor, secret_set, asked.member.place)
    may_check = asked.member.role.includes(MemberRole.OWNER)
    return Answer(home_card(facts, asked.member.zone, may_check=may_check), facts)


def home_card(facts: HomeFacts, asker: str, *, may_check: bool = False) -> Card:
    """A checklist until a shop is set up, then how things stand; `asker` is a zone.

    Whoever may look the team over has a button for it once that is due.
    """
    zones = (store.zone for account in facts.accounts for store in account.marketplaces)
    local = one_zone(zones, asker)
    waits = facts.reviews is not None and facts.reviews.waiting > 0
    wrong = tuple(_wrong(facts, local))
    state: Literal["", "needs_you"] = "needs_you" if waits or wrong or facts.check_due else ""
    said = "where everything stands" if facts.is_set_up else f"set-up, {count_of(facts)}"
    lines = _pairs(facts, local) if facts.is_set_up else checklist(facts, local)
    nodes: tuple[Node, ...] = (
        Title((facts.tenant if facts.is_set_up else f"{facts.tenant}: {count_of(facts)}",), state),
        *wrong,
        Fields((*lines, *_team(facts, local))),
        Text(("Type ", Typed("help"), " for all commands.")),
        *_actions(facts, may_check=may_check),
        Context((f"All times {city(local)}",)),
    )
    year = facts.at.astimezone(zone(local)).year
    return Card(f"{facts.tenant}: {said}", nodes, year)


def _wrong(facts: HomeFacts, local: str) -> Iterator[Text]:
    for line in house_lines(facts.house, local):
        yield Text(line)
    for channel in facts.closed:
        yield Text(closed_line(channel))
    for account in in_order(facts.accounts):
        for line in account_lines(facts.tenant, account, local):
            yield Text((f"{account.name}: ", *line))
    if facts.recovers_since is not None:
        since = Instant(facts.recovers_since, local, "day_time")
        how = Typed("team recovery")
        under_way = "A recovery of this shop has been under way since "
        yield Text((under_way, since, "; an owner can stop it: ", how))
    for one in facts.unheard[:UNHEARD]:
        yield Text(_unheard(one, local))


def _unheard(one: Unheard, local: str) -> Line:
    what = Untrusted(one.summary, 120)
    how = Typed("settings me email:name@example.com")
    when = Instant(one.at, local, "day_time")
    return ("Nobody could be told: “", what, "”, ", when, ". For mail, an owner types ", how)


def _pairs(facts: HomeFacts, local: str) -> Iterator[tuple[str, Line]]:
    for account in in_order(facts.accounts):
        yield account.name, (*_freshness(account, local), *_authorized(account, local))
    if facts.reviews is not None:
        yield "Review requests", _requests(facts.reviews)
    if facts.next_digest is not None:
        due = Instant(facts.next_digest.due, local, "day_time")
        yield (
            "Next digest",
            (due, " in ", Channel(facts.next_digest.place, facts.next_digest.channel)),
        )
    nothing: Line = ("nothing yet; an owner types ", Typed("access on:sales"))
    yield "Switched on", (", ".join(facts.features),) if facts.features else nothing


def _team(facts: HomeFacts, local: str) -> Iterator[tuple[str, Line]]:
    if facts.check_due is not None:
        since = Day(facts.check_due.astimezone(zone(local)).date(), "short")
        yield "Team", ("to be checked since ", since, ": is everybody still right?")


def _requests(found: Requests) -> Line:
    if not found.waiting and not found.to_send:
        return ("none waits",)
    line: Line = (Number(found.waiting, WAIT), " for approval") if found.waiting else ()
    if found.to_send:
        line = (*line, *((" · ",) if line else ()), Number(found.to_send), " on the way")
    return line


def _actions(facts: HomeFacts, *, may_check: bool) -> Iterator[Actions]:
    """The buttons, as soon as there is something to look at."""
    shown = any(account.marketplaces for account in facts.accounts)
    buttons = (*(_buttons(facts) if shown else ()), *_check(facts, may_check=may_check))
    if buttons:
        yield Actions(buttons)


def _buttons(facts: HomeFacts) -> Iterator[Button]:
    if facts.reviews is not None and facts.reviews.waiting:
        label = told(("Review ", Number(facts.reviews.waiting, REQUESTS)))
        yield Button(label, "reviews", "", "primary")
    yield Button("Sales of the last 7 days", "stats", "7d")
    yield Button("Stock", "restock", "")
    yield Button("Status", "status", "")


def _check(facts: HomeFacts, *, may_check: bool) -> Iterator[Button]:
    if may_check and facts.check_due is not None:
        yield Button("Check the team", "team", "check")


def _freshness(account: AccountStatus, local: str) -> Line:
    names = [store.marketplace for store in account.marketplaces]
    more = f" and {len(names) - STORES} more" if len(names) > STORES else ""
    shown = ", ".join(names[:STORES]) + more
    known = [store.orders_as_of for store in account.marketplaces if store.orders_as_of is not None]
    if not known:
        return (f"{shown} · no orders read yet",)
    return (f"{shown} · orders complete to ", Instant(min(known), local, "day_time"))


def _authorized(account: AccountStatus, local: str) -> Line:
    if account.authorized_at is None:
        return ()
    return (" · authorized ", Day(account.authorized_at.astimezone(zone(local)).date(), "short"))
