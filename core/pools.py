"""Which marketplaces of a seller account sell from one stock.

Amazon's stores in the United States, Canada and Mexico can sell from one pool of units, and its
inventory then gives the same units for each of them: added up, a unit would count three times
(amzn/selling-partner-api-docs, issue 294). Sellers may as well keep separate stock there, and the
report does not say which. So the figures decide: where, of an account's products that are stocked
in several of the three, at least half show the same units in all, the three are one pool. A pool's
stock is its largest snapshot, never a sum, and its demand is what all its marketplaces sold. All
other marketplaces, Europe's too, are planned each on their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from core.marketplaces import by_id
from core.model import AccountId
from core.ports.stock import Level

SHARING = frozenset({"Amazon.com", "Amazon.ca", "Amazon.com.mx"})

Place = tuple[AccountId, str]
"""A marketplace of a seller account."""


class Pool(NamedTuple):
    """Marketplaces of an account, by id, that sell from one stock."""

    account_id: AccountId
    marketplaces: tuple[str, ...]


class PoolLevel(NamedTuple):
    """The newest stock of a product in a pool; its history begins on `known_from`."""

    day: date
    sellable: int
    inbound: int
    reserved: int
    as_of: datetime
    known_from: date


def pools(places: Iterable[Place], levels: Sequence[Level]) -> dict[Place, Pool]:
    """The pool of each marketplace."""
    shared = _accounts_that_share(levels)
    found: dict[Place, Pool] = {}
    together: dict[AccountId, list[str]] = defaultdict(list)
    for account, marketplace in sorted(places):
        if account in shared and by_id(marketplace).name in SHARING:
            together[account].append(marketplace)
        else:
            found[account, marketplace] = Pool(account, (marketplace,))
    for account, some in together.items():
        # The largest store first, as the table of stores has them.
        pool = Pool(account, tuple(sorted(some, key=_rank)))
        found |= {(account, marketplace): pool for marketplace in some}
    return found


def pooled(levels: Sequence[Level]) -> PoolLevel:
    """One product's stock from its snapshots in a pool: the newest, and of those the largest."""
    best = max(levels, key=lambda level: (level.day, level.sellable, level.inbound))
    return PoolLevel(
        best.day,
        max(best.sellable, 0),
        max(best.inbound, 0),
        best.reserved,
        best.as_of,
        min(level.known_from for level in levels),
    )


def _accounts_that_share(levels: Sequence[Level]) -> set[AccountId]:
    shown: dict[tuple[AccountId, str], list[tuple[int, int]]] = defaultdict(list)
    for level in levels:
        if by_id(level.marketplace_id).name in SHARING:
            shown[level.account_id, level.sku].append((level.sellable, level.inbound))
    votes: dict[AccountId, list[bool]] = defaultdict(list)
    for (account, _), units in shown.items():
        if len(units) > 1 and any(any(pair) for pair in units):
            votes[account].append(len(set(units)) == 1)
    return {account for account, same in votes.items() if 2 * sum(same) >= len(same)}


def _rank(marketplace: str) -> int:
    names = ("Amazon.com", "Amazon.ca", "Amazon.com.mx")
    return names.index(by_id(marketplace).name)
