"""`digest`: the morning card. Twenty lines at most, whatever the number of marketplaces."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from bot.card import (
    Actions,
    Amount,
    Button,
    Card,
    Chart,
    Code,
    Context,
    Day,
    Fields,
    Instant,
    Line,
    Node,
    Number,
    Percent,
    Series,
    Strong,
    Text,
    Title,
    Untrusted,
)
from bot.figures import text
from bot.handlers.asked import Answer, Asked
from bot.handlers.footnote import one_zone, orders_line, stock_line, times_line
from bot.handlers.shelf import order_line
from bot.handlers.stats import nothing_yet
from core.day_figures import BAND, DayFigures, Verdict
from core.digests import (
    CountReviews,
    Digest,
    DigestFacts,
    DigestQuestion,
    MarketplaceDigest,
    Restated,
    ReviewCounts,
    digest,
    no_reviews,
)
from core.model import Money, exponent
from core.movers import Mover
from core.restock import STOCK_SOURCE, RestockItem

ORDERS, UNITS, PRODUCTS = ("order", "orders"), ("unit", "units"), ("product", "products")
MOVERS, WARNINGS, STORES = 4, 3, 6
"""Lines of movers, of stock and of marketplaces at most; what is left out is counted."""

SHOWN_DAYS = 30
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
    nodes += [Text(_section(part, len(parts) == 1)) for part in parts[:STORES]]
    if len(parts) > STORES:
        nodes.append(Text((f"and {len(parts) - STORES} more marketplaces under Details",)))
    charted = next((part for part in parts if part.day is not None), None)
    if charted is not None:
        nodes.append(_chart(charted, year))
    pairs = [*_movers(found), *_stock(facts, found.titles), *_reviews(facts.reviews)]
    pairs += _restated(parts)
    nodes.append(Fields(tuple(pairs)))
    buttons = (Button("Stock", "restock", ""), Button("Details", "stats", "7d by product"))
    nodes.append(Actions(buttons))
    nodes.append(Context(_small_print(facts)))
    summary = " ".join(text(_section(part, False), year) for part in parts[:1])
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


def _section(part: MarketplaceDigest, alone: bool) -> Line:
    """A marketplace's day in two sentences; its day too, where it is not the title's."""
    name: Line = () if alone else (Strong(part.marketplace), "  ")
    if part.day is None or part.figures is None:
        return (*name, *_not_complete(part))
    line: Line = (
        *name,
        Amount(part.figures.revenue, rounded=True),
        " from ",
        Number(part.figures.orders, ORDERS),
        " (",
        Number(part.figures.units, UNITS),
        ")",
    )
    if not alone:
        line = (*line, " on ", Day(part.day))
    if part.mean_7_days is not None:
        line = (
            *line,
            ", ",
            *_against(part.figures, part.mean_7_days),
            "the 7-day mean",
            *_of(part.mean_7_days),
        )
    if part.week_before is not None:
        weekday = f"{part.day:%A}"
        line = (
            *line,
            ", ",
            *_against(part.figures, part.week_before),
            f"the {weekday} before",
            *_of(part.week_before),
        )
    line = (*line, ".", *_verdict(part))
    if part.is_behind:
        line = (*line, " The day after is not complete yet: orders are read to ", _until(part), ".")
    return line


def _not_complete(part: MarketplaceDigest) -> Line:
    said = "Not complete yet" if part.is_behind else "No figures for that day"
    return (f"{said}: orders are read to ", _until(part), ".")


def _until(part: MarketplaceDigest) -> Instant:
    return Instant(part.as_of, part.zone, "day_time")


def _of(figures: DayFigures) -> Line:
    return (" (", Amount(figures.revenue, rounded=True), ")")


def _against(figures: DayFigures, other: DayFigures) -> Line:
    """How a revenue stands against another; a percentage only where there is one."""
    now, before = figures.revenue.minor, other.revenue.minor
    if now == before:
        return ("as much as ",)
    if before == 0:
        return ("more than ",)
    share = Percent(abs(Decimal(now - before)) * 100 / before, signed=False)
    return (share, " above " if now > before else " below ")


def _verdict(part: MarketplaceDigest) -> Line:
    if part.verdict is None or part.day is None:
        return ()
    weekday = f"{part.day:%A}"
    said = {
        Verdict.ORDINARY: f" An ordinary {weekday}.",
        Verdict.BEST: f" The best of the last {BAND + 1} {weekday}s.",
        Verdict.LOWEST: f" Unusually low for a {weekday}: the lowest of the last {BAND + 1}.",
    }
    return (said[part.verdict],)


def _chart(part: MarketplaceDigest, year: int) -> Chart:
    days = [day for day, _ in part.history[-SHOWN_DAYS:]]
    values = [None if money is None else _major(money) for _, money in part.history]
    now, before = tuple(values[-SHOWN_DAYS:]), tuple(values[-SHOWN_DAYS - 7 : -7])
    known = [(day, money) for day, money in part.history[-SHOWN_DAYS:] if money is not None]
    best = max(known, key=lambda one: one[1].minor)
    alt = text(
        (
            f"{len(known)} days to ",
            Day(days[-1]),
            ": at most ",
            Amount(best[1], rounded=True),
            " on ",
            Day(best[0]),
            ".",
        ),
        year,
    )
    series = [Series("Revenue", now, "area")]
    if any(value is not None for value in before):
        series.append(Series("a week before", before, "ghost"))
    title = f"Revenue a day, {part.marketplace}"
    return Chart(title, tuple(days), tuple(series), part.currency, alt)


def _major(money: Money) -> float:
    return float(Decimal(money.minor).scaleb(-exponent(money.currency)))


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
            said = (f"{part.marketplace}, " if several else "", *_restatement(one, part.zone))
            line = (*line, " · ", *said) if line else said
    return [("Restated", line)] if line else []


def _restatement(one: Restated, zone: str) -> Line:
    line: Line = (Day(one.day), " ")
    before, now = one.told.revenue.minor, one.now.revenue.minor
    if now != before and before:
        line = (*line, Percent(Decimal(now - before) * 100 / before), " ")
    pairs: list[Line] = []
    if now != before:
        pairs.append((Amount(one.now.revenue), ", was ", Amount(one.told.revenue)))
    if one.now.orders != one.told.orders:
        pairs.append((Number(one.now.orders, ORDERS), ", was ", Number(one.told.orders)))
    if one.now.units != one.told.units:
        pairs.append((Number(one.now.units, UNITS), ", was ", Number(one.told.units)))
    if not pairs:
        pairs.append(("fewer units are without a price",))
    inside: Line = ()
    for pair in pairs:
        inside = (*inside, "; ", *pair) if inside else pair
    return (*line, "(", *inside, ", told ", Instant(one.told_at, zone, "day_time"), ")")


def _small_print(facts: DigestFacts) -> Line:
    zone = one_zone(part.zone for part in facts.marketplaces)
    sources = ", ".join(sorted({part.source for part in facts.marketplaces if part.source}))
    line = orders_line(min(part.as_of for part in facts.marketplaces), sources, zone)
    line += stock_line(facts.restock.stock_as_of, STOCK_SOURCE, zone)
    unpriced = sum(part.figures.unpriced_units for part in facts.marketplaces if part.figures)
    if unpriced:
        line += (" · ", Number(unpriced, UNITS), " not priced yet")
    return line + times_line(zone)
