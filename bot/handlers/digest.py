"""`digest`: the morning card. Twenty lines at most, whatever the number of marketplaces."""

from collections.abc import Awaitable, Callable, Sequence

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
from bot.figures import text
from bot.handlers.asked import Answer, Asked
from bot.handlers.digest_day import UNITS, day_chart, day_line, restated_line
from bot.handlers.footnote import one_zone, orders_line, stock_line, times_line
from bot.handlers.shelf import order_line
from bot.handlers.stats import nothing_yet
from core.digests import (
    CountReviews,
    Digest,
    DigestFacts,
    DigestQuestion,
    MarketplaceDigest,
    ReviewCounts,
    digest,
    no_reviews,
)
from core.movers import Mover
from core.restock import STOCK_SOURCE, RestockItem

PRODUCTS = ("product", "products")
MOVERS, WARNINGS, STORES = 4, 3, 6
"""Lines of movers, of stock and of marketplaces at most; what is left out is counted."""

Pair = tuple[str, Line]


def digest_with(count: CountReviews) -> Callable[[Asked], Awaitable[Answer]]:
    """The handler, with who counts the review requests."""

    async def answer(asked: Asked) -> Answer:
        question = DigestQuestion(asked.arguments.get("date"), count)
        found = await digest(asked.storage, asked.member.tenant, question, asked.clock())
        return Answer(digest_card(found), found.facts)

    return answer


answer_digest = digest_with(no_reviews)
"""The digest without a word on reviews."""


def digest_card(found: Digest) -> Card:
    """The card of a digest."""
    facts = found.facts
    if not facts.marketplaces:
        return nothing_yet()
    year = facts.at.year
    parts = facts.marketplaces
    nodes: list[Node] = [_title(facts)]
    nodes += [Text(day_line(part, alone=len(parts) == 1)) for part in parts[:STORES]]
    if len(parts) > STORES:
        nodes.append(Text((f"and {len(parts) - STORES} more marketplaces under Details",)))
    charted = next((part for part in parts if part.day is not None), None)
    if charted is not None:
        nodes.append(day_chart(charted, year))
    pairs = [*_movers(found), *_stock(facts, found.titles), *_reviews(facts.reviews)]
    pairs += _restated(parts)
    nodes.append(Fields(tuple(pairs)))
    buttons = (Button("Stock", "restock", ""), Button("Details", "stats", "7d by product"))
    nodes.append(Actions(buttons))
    nodes.append(Context(_small_print(facts)))
    summary = " ".join(text(day_line(part, alone=False), year) for part in parts[:1])
    return Card(summary, tuple(nodes), year)


def _title(facts: DigestFacts) -> Title:
    needs = bool(facts.restock.due) + bool(facts.reviews and facts.reviews.waiting)
    state = "needs_you" if needs else ""
    note: Line = ("nothing needs you",)
    if needs:
        note = (Number(needs, ("thing needs you", "things need you")),)
    days = {part.day for part in facts.marketplaces if part.day is not None}
    names = [part.marketplace for part in facts.marketplaces]
    line: Line = (names[0] if len(set(names)) == 1 else f"{len(set(names))} marketplaces",)
    if days:
        line = (*line, ", ", Day(max(days)))
    return Title(line, "needs_you" if state else "", note)


def _movers(found: Digest) -> list[Pair]:
    """Up and down, by marketplace: all four of one; of several, the foremost of each in turn."""
    parts = [part for part in found.facts.marketplaces if part.movers]
    one = len({part.marketplace for part in found.facts.marketplaces}) == 1
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
        ")",
        *where,
    )
    return ("Up" if mover.change.minor > 0 else "Down", line)


def _stock(facts: DigestFacts, titles: dict[str, str]) -> list[Pair]:
    if facts.restock.stock_as_of is None:
        return [("Stock", ("no data yet",))]
    due = facts.restock.due
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
    line = (
        f"{counts.waiting:,} waiting for approval · {counts.sent:,} sent · "
        f"{counts.skipped:,} skipped · {counts.expired:,} expired"
    )
    return [("Reviews", (line,))]


def _restated(parts: Sequence[MarketplaceDigest]) -> list[Pair]:
    """What was told otherwise before, in one line."""
    several = len({part.marketplace for part in parts}) > 1
    line: Line = ()
    for part in parts:
        for one in part.restated:
            said = (f"{part.marketplace}, " if several else "", *restated_line(one, part.zone))
            line = (*line, " · ", *said) if line else said
    return [("Restated", line)] if line else []


def _small_print(facts: DigestFacts) -> Line:
    zone = one_zone(part.zone for part in facts.marketplaces)
    sources = ", ".join(sorted({part.source for part in facts.marketplaces if part.source}))
    line = orders_line(min(part.as_of for part in facts.marketplaces), sources, zone)
    line += stock_line(facts.restock.stock_as_of, STOCK_SOURCE, zone)
    unpriced = sum(part.figures.unpriced_units for part in facts.marketplaces if part.figures)
    if unpriced:
        line += (" · ", Number(unpriced, UNITS), " not priced yet")
    return line + times_line(zone)
