"""Which feature needs which table: what a purge follows when a feature is switched off.

A table that several features need stays as long as one of them is on. Every tenant table is named
here, once; a test sees to it.
"""

from collections.abc import Mapping

from sqlalchemy import Table

from core.model import Feature
from storage.tables.accounts import credential, marketplace, seller_account
from storage.tables.authorizations import authorization, feature_grant
from storage.tables.chat import handle, local_file, local_message, local_revision, post, sending
from storage.tables.claims import claim_code
from storage.tables.cross_checks import compared_day
from storage.tables.digests import digest_snapshot
from storage.tables.emails import notice_code, notice_email
from storage.tables.imports import quarantined_row, report
from storage.tables.notices import notice_seen
from storage.tables.orders import order_head, order_line
from storage.tables.owner_notices import owner_notice
from storage.tables.products import product
from storage.tables.recoveries import recovery
from storage.tables.reviews import batch, solicitation
from storage.tables.sales import dirty_day, left_out_day, marketplace_day, sales_day
from storage.tables.stock import stock_day
from storage.tables.sync import sync_state
from storage.tables.tenants import channel, feature_switch, member, tenant

_SALES = frozenset({Feature.SALES})
_ORDERS = frozenset({Feature.SALES, Feature.REVIEWS})
_STOCK = frozenset({Feature.INVENTORY})

NEEDED_BY: Mapping[Table, frozenset[Feature]] = {
    sales_day: _SALES,
    marketplace_day: _SALES,
    left_out_day: _SALES,
    dirty_day: _SALES,
    digest_snapshot: _SALES,
    compared_day: _SALES,
    stock_day: _STOCK,
    order_line: _ORDERS,
    order_head: _ORDERS,
    quarantined_row: _ORDERS,
    report: _ORDERS,
    product: _ORDERS | _STOCK,
}
"""In the order in which rows go: what is made of others before those."""

ORDER_ID = "order_id"
ORDER_IDS_NEEDED_BY = frozenset({Feature.REVIEWS})
"""The sealed order ids in `order_head`: the rest of an order lives without."""

_CONNECTION, _CHAT = "the connection itself", "the team and its chat"
STAYS: Mapping[Table, str] = {
    **dict.fromkeys((seller_account, credential, marketplace, sync_state), _CONNECTION),
    **dict.fromkeys((authorization, feature_grant, notice_seen), _CONNECTION),
    **dict.fromkeys((tenant, channel, member, feature_switch, claim_code), _CHAT),
    **dict.fromkeys((notice_email, notice_code, owner_notice, recovery), _CHAT),
    **dict.fromkeys((post, sending, handle, local_message, local_file, local_revision), _CHAT),
    **dict.fromkeys((batch, solicitation), "no buyer is ever asked twice, also after a pause"),
}
"""The tables that no switch empties, each with its reason."""
