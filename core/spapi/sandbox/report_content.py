"""What a report contains, or why it contains nothing."""

import gzip
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from core.spapi.sandbox import order_rows, stock_rows
from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.marketplaces import MARKETPLACES
from core.spapi.sandbox.order_rows import OrderQuery
from core.spapi.sandbox.world import World

BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
INVENTORY = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
_LONGEST = timedelta(days=31)
_CHARSETS = {"FE": ("Windows-31J", "cp932"), "EU": ("ISO-8859-1", "cp1252")}


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What createReport asked for."""

    type: str
    marketplace_ids: tuple[str, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """How a report ends: its status, and the bytes of its document where it has one."""

    status: str
    body: bytes = b""
    charset: str = "UTF-8"
    packed: bool = False


def make_content(world: World, account: SellerAccount, spec: ReportSpec, at: datetime) -> Content:
    """The outcome of a report as of the moment its processing ends."""
    problem = _problem(account, spec)
    if problem:
        return Content("FATAL", json.dumps({"errorDetails": problem}).encode())
    markets = tuple(MARKETPLACES[m] for m in spec.marketplace_ids)
    columns: tuple[str, ...]
    if spec.type == INVENTORY:
        # Amazon makes this one for a single marketplace: it takes the first and says nothing.
        columns, rows = stock_rows.COLUMNS, list(world.stock_rows(account, markets[0], at))
    else:
        by_update = spec.type == BY_UPDATE
        query = OrderQuery(markets, spec.since, spec.until, by_update, at)
        columns, rows = order_rows.COLUMNS, list(world.order_rows(account, query))
    if not rows:
        return Content("CANCELLED")
    text = "".join(f"{line}\r\n" for line in chain(["\t".join(columns)], rows))
    charset, raw = _encode(text, account.region)
    return Content("DONE", gzip.compress(raw, 6, mtime=0), charset, packed=True)


def _problem(account: SellerAccount, spec: ReportSpec) -> str:
    if spec.type not in {BY_UPDATE, BY_ORDER_DATE, INVENTORY}:
        return f"Report type {spec.type} is not available to this selling partner."
    foreign = [m for m in spec.marketplace_ids if m not in account.marketplace_ids]
    if foreign:
        return f"The selling partner does not sell in {', '.join(foreign)}."
    if spec.type != INVENTORY and spec.until - spec.since > _LONGEST:
        return "The date range is longer than 31 days."
    return ""


def _encode(text: str, region: str) -> tuple[str, bytes]:
    """Amazon's encodings: not UTF-8 outside North America, unless a character forces it."""
    charset, codec = _CHARSETS.get(region, ("UTF-8", "utf-8"))
    try:
        return charset, text.encode(codec)
    except UnicodeEncodeError:
        return "UTF-8", text.encode()
