"""The data that each feature needs, and its end once no feature that is on needs it."""

from typing import NamedTuple, Protocol

from core.model import AccountId, Feature


class Loss(NamedTuple):
    """What goes with a feature: a table's name (or `order_id`), and how many rows there are now."""

    what: str
    rows: int


class FeatureData(Protocol):
    """One tenant's data from its connected accounts, by the features that need it.

    What came from files that somebody imported serves no feature and is never touched.
    """

    async def losses(self, feature: Feature) -> list[Loss]:
        """What would go if a feature were switched off, what is not there left out."""
        ...

    async def purge(self) -> int:
        """Delete some of what no feature needs any more; how many rows, 0 once all is gone."""
        ...

    async def add_up(self, account: AccountId) -> int:
        """Make an account's sales figures anew from its order lines; how many days."""
        ...
