"""What `stats` asks, made once: building a statement anew costs more than most of them take.

Each names the tenant; a period's are between `first` and `last`.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from core.model import Feature
from core.tenants import FILE_REGION
from storage.repositories.tenants import ON
from storage.tables.accounts import marketplace, seller_account
from storage.tables.sales import left_out_day, marketplace_day, sales_day
from storage.tables.tenants import feature_switch

_TENANT: BindParameter[str] = bindparam("tenant")


def _own(table: Table) -> ColumnElement[bool]:
    return table.c.tenant_id == _TENANT


def _within(table: Table) -> ColumnElement[bool]:
    return table.c.day.between(bindparam("first"), bindparam("last"))


def _whole(column: Any) -> Any:
    """A sum that stays a plain integer (PostgreSQL makes a numeric of it)."""
    return cast(func.sum(column), column.type).label(column.name)


_day, _sale, _left, _store = marketplace_day.c, sales_day.c, left_out_day.c, marketplace.c

DAYS = (
    select(
        _day.marketplace_id,
        _day.currency,
        _day.day,
        *map(
            _whole,
            (_day.orders, _day.lines, _day.units, _day.revenue_minor, _day.unpriced_units),
        ),
    )
    .where(_own(marketplace_day), _within(marketplace_day))
    .group_by(_day.marketplace_id, _day.currency, _day.day)
)

PRODUCTS = (
    select(
        _sale.marketplace_id,
        _sale.currency,
        _sale.sku,
        _whole(_sale.units),
        _whole(_sale.revenue_minor),
    )
    .where(
        _own(sales_day),
        _within(sales_day),
        # Named, the accounts and stores that stand before the day in the key let the database go
        # straight to the days; else it would walk all that the tenant ever sold.
        _sale.account_id.in_(select(seller_account.c.account_id).where(_own(seller_account))),
        _sale.marketplace_id.in_(select(_store.marketplace_id).where(_own(marketplace))),
    )
    # By what differs most first: SQLite sorts the rows to group them.
    .group_by(_sale.sku, _sale.marketplace_id, _sale.currency)
)

LEFT_OUT = (
    select(_left.reason, _whole(_left.lines))
    .where(_own(left_out_day), _within(left_out_day))
    .group_by(_left.reason)
)

# Of a connected shop nothing is added up while sales are off, though its orders may be read: for
# review requests. What is read of files is kept whatever is switched.
_is_kept = or_(
    seller_account.c.region == FILE_REGION,
    exists().where(
        feature_switch.c.tenant_id == _TENANT,
        feature_switch.c.feature == Feature.SALES.value,
        feature_switch.c.state == ON,
    ),
)

FRESHNESS = (
    select(
        _store.marketplace_id,
        _store.currency,
        _store.zone,
        func.min(case((_is_kept, _store.orders_as_of)), type_=_store.orders_as_of.type),
        func.max(case((_is_kept, _store.orders_source))),
    )
    .join(
        seller_account,
        and_(
            seller_account.c.tenant_id == _store.tenant_id,
            seller_account.c.account_id == _store.account_id,
        ),
    )
    .where(_own(marketplace))
    .group_by(_store.marketplace_id, _store.currency, _store.zone)
)

FIRST_DAY = select(func.min(_day.day, type_=_day.day.type)).where(_own(marketplace_day))
