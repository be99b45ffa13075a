"""The stores that a card tells of."""

from collections.abc import Iterable
from typing import Protocol


class OfStore(Protocol):
    """Figures of one store."""

    @property
    def marketplace(self) -> str:
        """Its name."""
        ...


def names_of(parts: Iterable[OfStore]) -> list[str]:
    """Each store's name once, in their order."""
    return list(dict.fromkeys(part.marketplace for part in parts))
