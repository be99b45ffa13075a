"""`status`: how fresh everything is, and what is waiting until when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.card import Card, Column, Context, Instant, Line, Node, Number, Table, Text, Title, Typed
from bot.handlers.asked import Answer, Asked
from bot.handlers.closed_channel import closed_line
from bot.handlers.comparison import comparison
from bot.handlers.connection import account_lines, house_lines
from bot.handlers.footnote import city
from bot.handlers.nouns import ORDERS
from bot.handlers.posted import lost_line
from bot.marked import marked
from core.status import AccountStatus, Checked, MarketplaceStatus, StatusFacts, status

HEADS = (Column("Marketplace"), Column("Orders complete to"), Column("Stock as of"))

NOT_YET = "no data yet"
ORDERS_FOR = frozenset({"sales", "reviews"})
"""The features of which one is enough for orders to be read."""

REGIONS = ("NA", "EU", "FE")
"""The order in which accounts are shown; after them, files."""


async def answer_status(asked: Asked, secret_set: date | None = None) -> Answer:
    """The facts and their card."""
    facts = await status(asked.storage, asked.member.tenant, asked.clock(), secret_set)
    return Answer(status_card(facts, asked.member.zone), facts)


def status_card(facts: StatusFacts, asker: str) -> Card:
    """Freshness by marketplace, and what is waiting; `asker` is the zone of who reads it."""
    said = _said(facts)
    nodes: list[Node] = [Title((facts.tenant,)), Text((said,))]
    nodes += [Text(line) for line in house_lines(facts.house, asker)]
    nodes += [Text(closed_line(one)) for one in facts.closed]
    nodes += [Text(lost_line(facts.lost))] if facts.lost else []
    is_read = bool(facts.features)
    if not is_read and any(account.region != "file" for account in facts.accounts):
        nodes.append(Text(("An owner switches one on: ", Typed("access on:sales"), ".")))
    for account in in_order(facts.accounts):
        shown = account if is_read else replace(account, waiting=())
        nodes += _account(facts.tenant, shown, _none(account, facts.features), asker)
    features = ", ".join(facts.features) or "none"
    zones = f"times in tables are each store's own, others {city(asker)}"
    nodes.append(Context((f"Features switched on: {features} · {zones}",)))
    return Card(f"{facts.tenant}: {said}", tuple(nodes), facts.at.year)


def in_order(accounts: Iterable[AccountStatus]) -> list[AccountStatus]:
    """North America, Europe, the Far East, then files; by name."""
    places = {region: place for place, region in enumerate(REGIONS)}
    return sorted(accounts, key=lambda one: (places.get(one.region, len(places)), one.name))


def _said(facts: StatusFacts) -> str:
    if not facts.accounts:
        return "No shop is connected and no report was imported yet."
    if all(account.region == "file" for account in facts.accounts):
        return "All figures come from imported files; a newer report brings newer ones."
    if facts.house.frozen_since is not None:
        return "All calls to Amazon are stopped; nothing is lost."
    paused = [account for account in facts.accounts if account.state == "paused"]
    if paused:
        return "1 account is paused." if len(paused) == 1 else f"{len(paused)} accounts are paused."
    if not facts.features:
        return "Nothing is read: no feature is switched on."
    waiting = sum(len(account.waiting) for account in facts.accounts)
    if waiting == 1:
        return "1 source is waiting; everything else is up to date."
    if waiting:
        return f"{waiting} sources are waiting."
    if any(account.not_granted for account in facts.accounts):
        return "Not all that is switched on was granted; the rest is up to date."
    return "Everything is up to date."


def _none(account: AccountStatus, features: Iterable[str]) -> tuple[str, str]:
    """What stands where no orders and where no stock were read: a file needs no feature."""
    orders_on = account.region == "file" or not ORDERS_FOR.isdisjoint(features)
    stock_on = account.region == "file" or "inventory" in features
    return (NOT_YET if orders_on else "not read", NOT_YET if stock_on else "inventory is off")


def _account(tenant: str, account: AccountStatus, none: tuple[str, str], asker: str) -> list[Node]:
    rows = tuple(_store(store, *none) for store in account.marketplaces)
    nodes: list[Node] = [Table(HEADS, rows, account.name)]
    nodes += [Text(line) for line in account_lines(tenant, account, asker)]
    for one in account.waiting if account.state == "active" else ():
        when: Line = (" · next look ", Instant(one.next_look, asker), f", {city(asker)} time")
        nodes.append(Text((f"{one.what[:1].upper()}{one.what[1:]}: ", *marked(one.why), *when)))
    if account.checked is not None:
        nodes.append(Context(_checked(account.checked, asker)))
    if account.compared is not None:
        nodes += comparison(account.compared, asker)
    return nodes


def _checked(checked: Checked, asker: str) -> Line:
    found: Line = ("nothing was missed",)
    if checked.missed:
        were = "was" if checked.missed == 1 else "were"
        found = (Number(checked.missed, ORDERS), f" had been missed and {were} added")
    if checked.unreadable:
        rows = Number(checked.unreadable, ("row", "rows"))
        found = (*found, "; ", rows, f" could not be read and {_is(checked.unreadable)} left out")
    at = Instant(checked.at, asker, "day_time")
    return ("Last 30 days compared with Amazon's order list, ", at, ": ", *found)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _store(store: MarketplaceStatus, no_orders: str, no_stock: str) -> tuple[Line, ...]:
    orders: Line = (no_orders,)
    if store.orders_as_of is not None:
        orders = (Instant(store.orders_as_of, store.zone, "day_time"), f" ({store.orders_source})")
    stock: Line = (no_stock,)
    if store.stock_as_of is not None:
        stock = (Instant(store.stock_as_of, store.zone, "day_time"),)
    return ((store.marketplace,), orders, stock)
