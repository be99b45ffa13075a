"""`digest`: the morning card. Twenty lines at most, whatever the number of marketplaces."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta

from bot.card import (
    Actions,
    Amount,
    Button,
    Card,
    Code,
    Context,
    Day,
    Fields,
    Line,
    Node,
    Number,
    Text,
    Title,
    Untrusted,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.digest_day import Says, day_chart, day_line, restated_line
from bot.handlers.footnote import one_zone, orders_line, stock_line, times_line
from bot.handlers.nouns import PRODUCTS, REQUESTS, UNITS
from bot.handlers.shelf import order_line
from bot.handlers.stats import nothing_yet, sales_off_card
from bot.handlers.stores import names_of
from bot.told import told
from core.digests import (
    CountReviews,
    Digest,
    DigestFacts,
    DigestQuestion,
    MarketplaceDigest,
    ReviewCounts,
    digest,
)
from core.movers import Mover
from core.restock import STOCK_SOURCE, RestockFacts, RestockItem

MOVERS, WARNINGS, STORES = 4, 3, 6
"""Lines of movers, of stock and of marketplaces at most; what is left out is counted."""

WEEK = timedelta(days=6)
"""From the first to the last of seven days."""

Pair = tuple[str, Line]


def digest_with(count: CountReviews) -> Callable[[Asked], Awaitable[Answer]]:
    """The handler, with who counts the review requests."""

    async def answer(asked: Asked) -> Answer:
        question = DigestQuestion(asked.arguments.get("date"), count)
        found = await digest(asked.storage, asked.member.tenant, question, asked.clock())
        return Answer(digest_card(found, asked.member.zone), found.facts)

    return answer


def digest_card(found: Digest, asker: str) -> Card:
    """The card of a digest; `asker` is the zone of who reads it."""
    facts = found.facts
    if not facts.marketplaces:
        return (
            nothing_yet() if found.off is None else sales_off_card(found.off, asker, facts.at.year)
        )
    year = facts.at.year
    parts = facts.marketplaces
    zone = one_zone((part.zone for part in parts), asker)
    says = Says(name=len(names_of(facts.marketplaces)) > 1, day=len(_days(facts)) > 1, zone=zone)
    nodes: list[Node] = [_title(facts), *(Text(day_line(part, says)) for part in parts[:STORES])]
    if len(parts) > STORES:
        nodes.append(Text((f"and {len(parts) - STORES} more marketplaces under Details",)))
    charted = next((part for part in parts if part.day is not None), None)
    if charted is not None:
        nodes.append(day_chart(charted, year))
    pairs = [
        *_movers(found),
        *_stock(facts.restock),
        *_reviews(facts.reviews),
        *_restated(facts, zone),
    ]
    if pairs:
        nodes.append(Fields(tuple(pairs)))
    nodes += [Actions(tuple(_buttons(facts))), Context(_small_print(facts, zone))]
    summary = told(day_line(parts[0], Says(name=True, day=True, zone=zone)), year)
    return Card(summary, tuple(nodes), year)


def _buttons(facts: DigestFacts) -> Iterator[Button]:
    """What waits first, then what lies behind the figures: the week to the digest's day."""
    if facts.reviews and facts.reviews.waiting:
        label = told(("Review ", Number(facts.reviews.waiting, REQUESTS)))
        yield Button(label, "reviews", "", "primary")
    yield Button("Stock", "restock", "")
    if days := _days(facts):
        last = min(days)
        yield Button("Details", "stats", f"{last - WEEK}..{last}")


def _title(facts: DigestFacts) -> Title:
    due = facts.restock is not None and bool(facts.restock.due)
    needs = due + bool(facts.reviews and facts.reviews.waiting)
    note: Line = () if facts.restock is None else ("nothing needs you",)
    if needs:
        note = (Number(needs, ("thing needs you", "things need you")),)
    names, days = names_of(facts.marketplaces), _days(facts)
    line: Line = (names[0] if len(names) == 1 else f"{len(names)} marketplaces",)
    if len(days) == 1:
        line = (*line, ", ", Day(max(days)))
    elif days:
        line = (*line, ", each on its last complete day")
    return Title(line, "needs_you" if needs else "", note)


def _days(facts: DigestFacts) -> set[date]:
    return {part.day for part in facts.marketplaces if part.day is not None}


def _movers(found: Digest) -> list[Pair]:
    """Up and down, by marketplace: all four of one; of several, the foremost of each in turn."""
    parts = [part for part in found.facts.marketplaces if part.movers]
    one = len(names_of(found.facts.marketplaces)) == 1
    shown: list[tuple[MarketplaceDigest, Mover]] = []
    for rank in range(2):
        for part in parts:
            ups = [mover for mover in part.movers if mover.change.minor > 0]
            downs = [mover for mover in part.movers if mover.change.minor < 0]
            shown += [(part, way[rank]) for way in (ups, downs) if len(way) > rank]
    chosen = sorted(shown[:MOVERS], key=lambda pair: pair[1].change.minor < 0)
    pairs = []
    for part, mover in chosen:
        where: Line = () if one else (f" · {part.marketplace}",)
        pairs.append(_mover(mover, found.titles, where))
    return pairs


def _mover(mover: Mover, titles: dict[str, str], where: Line) -> Pair:
    line: Line = (
        Code(mover.sku),
        "  ",
        Untrusted(titles.get(mover.sku, "")),
        "  ",
        Amount(mover.revenue, rounded=True),
        " (",
        Amount(mover.change, rounded=True, signed=True),
        " against its 7-day mean)",
        *where,
    )
    return ("Up" if mover.change.minor > 0 else "Down", line)


def _stock(facts: RestockFacts | None) -> list[Pair]:
    if facts is None:
        return []
    if facts.stock_as_of is None:
        return [("Stock", ("no data yet",))]
    due = facts.due
    if not due:
        return [("Stock", ("nothing to order this week",))]
    count = len({item.sku for item in due})
    several = len({item.marketplaces for item in due}) > 1
    pairs: list[Pair] = [("Stock", (Number(count, PRODUCTS), " to order this week"))]
    for item in due[:WARNINGS]:
        where: Line = (f" · {', '.join(item.marketplaces)}",) if several else ()
        pairs.append(("", (*_warning(item), *where)))
    return pairs


def _warning(item: RestockItem) -> Line:
    line: Line = (Code(item.sku), "  ")
    if item.stock is not None and item.stock.out_since is not None:
        longer = "out since before " if item.stock.out_longer else "out since "
        line = (*line, longer, Day(item.stock.out_since), "; ")
    elif item.plan is not None and item.plan.out_on is not None:
        line = (*line, "out about ", Day(item.plan.out_on), "; ")
    return (*line, "order ", *order_line(item))


def _reviews(counts: ReviewCounts | None) -> list[Pair]:
    if counts is None:
        return []
    line: Line = (Number(counts.waiting), " waiting for approval · on the day: ")
    line = (*line, Number(counts.sent), " sent, ", Number(counts.skipped), " skipped, ")
    return [("Reviews", (*line, Number(counts.expired), " expired"))]


def _restated(facts: DigestFacts, zone: str) -> list[Pair]:
    """What was told otherwise before, in one line."""
    several = len(names_of(facts.marketplaces)) > 1
    line: Line = ()
    for part in facts.marketplaces:
        for one in part.restated:
            said = (
                f"{part.marketplace}, " if several else "",
                *restated_line(one, zone, brief=several),
            )
            line = (*line, " · ", *said) if line else said
    return [("Restated", line)] if line else []


def _small_print(facts: DigestFacts, zone: str) -> Line:
    sources = ", ".join(sorted({part.source for part in facts.marketplaces if part.source}))
    line = orders_line(min(part.as_of for part in facts.marketplaces), sources, zone)
    if facts.restock is not None:
        line += stock_line(facts.restock.stock_as_of, STOCK_SOURCE, zone)
    unpriced = sum(part.figures.unpriced_units for part in facts.marketplaces if part.figures)
    if unpriced:
        line += (" · ", Number(unpriced, UNITS), " not priced yet")
    return line + times_line(zone)
