"""Products as the newest of their lines names them."""

from collections.abc import Iterable

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from core.model import AccountId
from core.ports.orders import KnownProduct, ProductSeen
from storage.bulk import insert, run_many, text_of
from storage.repositories.scope import Scope
from storage.rows import read_all
from storage.tables.products import product


def _titles() -> Select[tuple[str, str]]:
    """The titles of some products; of what several accounts sell, the largest one's comes last."""
    own, account = product.c.tenant_id == bindparam("tenant"), product.c.account_id
    sizes = select(account, func.count().label("size")).where(own).group_by(account).subquery()
    return (
        select(product.c.sku, product.c.title)
        .join(sizes, sizes.c.account_id == account)
        .where(own, product.c.sku.in_(bindparam("skus", expanding=True)), product.c.title != "")
        .order_by(sizes.c.size, account)
    )


TITLES = _titles()
"""Made once: building a statement anew costs more than this one takes."""


class SqlProducts:
    """One tenant's products."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def seen(self, account: AccountId, products: Iterable[ProductSeen]) -> None:
        """Note products; a newer title replaces an older one, the first day only moves back."""
        backend = self._scope.connection.dialect.name
        statement = insert(backend, product)
        new, old = statement.excluded, product.c
        # Of two titles of one time the same one stays, whichever came first.
        newer = or_(
            new.updated_at > old.updated_at,
            and_(new.updated_at == old.updated_at, new.title > old.title),
        )
        least = func.least if backend == "postgresql" else func.min
        text = text_of(
            backend,
            statement.on_conflict_do_update(
                index_elements=list(product.primary_key),
                set_={
                    "asin": case((newer, new.asin), else_=old.asin),
                    "title": case((newer, new.title), else_=old.title),
                    "first_day": least(old.first_day, new.first_day),
                    "updated_at": case((newer, new.updated_at), else_=old.updated_at),
                },
            ),
        )
        rows = [
            (self._scope.tenant, account, seen.sku, seen.asin, seen.title,
             seen.first_day.toordinal(), int(seen.updated_at.timestamp()))
            for seen in products
        ]  # fmt: skip
        await run_many(self._scope.connection, text, rows)

    async def titles(self, skus: Iterable[str]) -> dict[str, str]:
        """The titles of some products, those without one left out.

        The account with most products names what several sell, as in core.catalogue.
        """
        asked = {"tenant": self._scope.tenant, "skus": list(skus)}
        rows = await self._scope.connection.execute(TITLES, asked)
        return {row.sku: row.title for row in rows}

    async def known(self) -> list[KnownProduct]:
        """All products, by SKU."""
        columns = [product.c[name] for name in KnownProduct._fields]
        query = (
            select(*columns)
            .where(self._scope.own(product))
            .order_by(product.c.sku, product.c.account_id)
        )
        return await read_all(self._scope.connection, query, KnownProduct)

    async def like(self, text: str, limit: int) -> list[tuple[str, str]]:
        """SKU and title of some products whose SKU begins with a text, or whose title holds it."""
        begins = product.c.sku.istartswith(text, autoescape=True)
        holds = product.c.title.icontains(text, autoescape=True)
        query = (
            select(product.c.sku, func.max(product.c.title))
            .where(self._scope.own(product), or_(begins, holds))
            .group_by(product.c.sku)
            .order_by(case((begins, 0), else_=1), product.c.sku)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._scope.connection.execute(query)]
