"""A tenant's products by SKU, and what somebody meant who wrote one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from core.errors import UnknownProduct
from core.model import AccountId
from core.ports.orders import KnownProduct

SHOWN = 3
_NEAR = 0.5
"""Likeness (difflib's ratio) from which a SKU is worth suggesting."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All products that order lines named."""

    products: tuple[KnownProduct, ...]

    @property
    def titles(self) -> dict[str, str]:
        """The titles of those that have one, by SKU; the account with most products names it."""
        sizes = Counter(one.account_id for one in self.products)
        named = sorted(
            (one for one in self.products if one.title),
            key=lambda one: (sizes[one.account_id], one.account_id),
        )
        return {one.sku: one.title for one in named}

    @property
    def first_days(self) -> dict[tuple[AccountId, str], date]:
        """The day of each product's first line, by account and SKU."""
        return {(one.account_id, one.sku): one.first_day for one in self.products}

    def sku(self, written: str, others: Iterable[str] = ()) -> str:
        """The SKU somebody wrote, whatever its case; `others` are known without a sale.

        Raises UnknownProduct with the nearest ones.
        """
        skus = sorted({one.sku for one in self.products} | set(others))
        wanted = written.strip()
        if wanted in skus:
            return wanted
        alike = [sku for sku in skus if sku.casefold() == wanted.casefold()]
        if len(alike) == 1:
            return alike[0]
        raise UnknownProduct(sku=wanted[:40], hint=_hint(wanted, skus))


def _hint(wanted: str, skus: list[str]) -> str:
    folded = {sku.casefold(): sku for sku in skus}
    near = get_close_matches(wanted.casefold(), folded, SHOWN, _NEAR)
    if near:
        return f"Nearest: {', '.join(f'`{folded[one]}`' for one in near)}."
    if not skus:
        return "No products were read yet."
    return "`stats 30d` lists those that sell best, with their SKUs."
