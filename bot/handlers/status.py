"""`status`: how fresh everything is, and what is waiting until when."""

from bot.card import Card, Column, Context, Instant, Line, Node, Table, Text, Title
from bot.handlers.asked import Answer, Asked
from core.status import AccountStatus, MarketplaceStatus, StatusFacts, status

HEADS = (Column("Marketplace"), Column("Orders complete to"), Column("Stock as of"))


async def answer_status(asked: Asked) -> Answer:
    """The facts and their card."""
    facts = await status(asked.storage, asked.member.tenant, asked.clock())
    return Answer(status_card(facts), facts)


def status_card(facts: StatusFacts) -> Card:
    """Freshness by marketplace, and what is waiting."""
    waiting = sum(len(account.waiting) for account in facts.accounts)
    said = "Everything is up to date." if not waiting else f"{waiting} of my sources are waiting."
    if not facts.accounts:
        said = "No shop is connected and no report was imported yet."
    nodes: list[Node] = [Title((facts.tenant,)), Text((said,))]
    for account in facts.accounts:
        nodes += _account(account)
    features = ", ".join(facts.features) or "none"
    nodes.append(Context((f"Features switched on: {features}. Times are each store's own.",)))
    return Card(f"{facts.tenant}: {said}", tuple(nodes), facts.at.year)


def _account(account: AccountStatus) -> list[Node]:
    caption = f"{account.name} ({account.region})" if account.region != "file" else account.name
    rows = tuple(_store(store) for store in account.marketplaces)
    nodes: list[Node] = [Table(HEADS, rows, caption)]
    for waiting in account.waiting:
        when: Line = ("next look ", Instant(waiting.next_look, "UTC"), " UTC")
        nodes.append(Text((f"{waiting.what}: {waiting.why} · ", *when)))
    return nodes


def _store(store: MarketplaceStatus) -> tuple[Line, ...]:
    orders: Line = ("no data yet",)
    if store.orders_as_of is not None:
        orders = (Instant(store.orders_as_of, store.zone, "day_time"), f" ({store.orders_source})")
    stock: Line = ("no data yet",)
    if store.stock_as_of is not None:
        stock = (Instant(store.stock_as_of, store.zone, "day_time"),)
    return ((store.marketplace,), orders, stock)
