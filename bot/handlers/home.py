"""`home`: in eight lines, where everything stands and what waits for whom."""

from bot.card import Actions, Button, Card, Code, Fields, Instant, Line, Node, Text, Title
from bot.handlers.asked import Answer, Asked
from core.status import AccountStatus, StatusFacts, status

STORES = 4
"""Stores named in a line; of more, how many."""


async def answer_home(asked: Asked) -> Answer:
    """The facts and their card."""
    facts = await status(asked.storage, asked.member.tenant, asked.clock())
    return Answer(home_card(facts), facts)


def home_card(facts: StatusFacts) -> Card:
    """A checklist until a shop's data is there, then how things stand."""
    if not any(account.marketplaces for account in facts.accounts):
        return _first_steps(facts)
    pairs: list[tuple[str, Line]] = [
        (account.name, _freshness(account)) for account in facts.accounts
    ]
    pairs.append(("Switched on", (", ".join(facts.features) or "nothing yet",)))
    nodes: tuple[Node, ...] = (
        Title((facts.tenant,)),
        Fields(tuple(pairs)),
        Text(("Type ", Code("help"), " for all commands.")),
        Actions(
            (
                Button("Sales of the last 7 days", "stats", "7d", style="primary"),
                Button("Stock", "restock", ""),
                Button("Status", "status", ""),
            )
        ),
    )
    return Card(f"{facts.tenant}: where everything stands", nodes, facts.at.year)


def _freshness(account: AccountStatus) -> Line:
    names = [store.marketplace for store in account.marketplaces]
    shown = ", ".join(names[:STORES])
    more = f" and {len(names) - STORES} more" if len(names) > STORES else ""
    known = [store for store in account.marketplaces if store.orders_as_of is not None]
    if not known:
        return (f"{shown}{more} · no orders read yet",)
    oldest = min(known, key=lambda store: (store.orders_as_of is None, store.orders_as_of))
    if oldest.orders_as_of is None:
        return (f"{shown}{more}",)
    until = Instant(oldest.orders_as_of, oldest.zone, "day_time")
    return (f"{shown}{more} · orders complete to ", until)


def _first_steps(facts: StatusFacts) -> Card:
    nodes: tuple[Node, ...] = (
        Title((f"{facts.tenant}: 1 of 3 done",)),
        Fields(
            (
                ("✓", ("amzigo runs, and this channel speaks for this tenant",)),
                (
                    "–",
                    (
                        "bring in orders: ",
                        Code("amzigo import FILE"),
                        ", or connect a shop",
                    ),
                ),
                ("–", ("read the first digest",)),
            )
        ),
    )
    return Card(f"{facts.tenant}: set-up, 1 of 3 done", nodes, facts.at.year)
