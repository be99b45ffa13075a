"""The Orders API 2026-01-01: searching by creation or by last update, page by page; one order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.clock import zulu
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace
from core.spapi.sandbox.order_ids import place_of
from core.spapi.sandbox.order_json import DATA_SETS, order_json
from core.spapi.sandbox.order_strange import estranged
from core.spapi.sandbox.queries import Query, bad, page_token, read_token
from core.spapi.sandbox.quirks import Quirk
from core.spapi.sandbox.sandbox import Call
from core.spapi.sandbox.snapshot import Snapshot, Span, Status

_VISIBLE = timedelta(minutes=2)
"""How long an order or a change of it takes to be seen."""
_TOKEN_LIFE = timedelta(hours=24)
_MOST = 100
_MISSING = 0.05
_ORDER_ID = re.compile(r"[0-9S]\d{2}-\d{7}-\d{7}")
_ON_EVERY_PAGE = ("paginationToken", "maxResultsPerPage", "includedData")


@dataclass(frozen=True, slots=True)
class _Search:
    """One request understood: what, from where on, how many."""

    family: str
    span: Span
    statuses: tuple[str, ...]
    networks: tuple[str, ...]
    filters: str
    after: tuple[str, str]

    @property
    def dated(self) -> str:
        """The end of the span, by its name in the answer: the safe start of the next search."""
        return f"{self.family}Before"

    def key(self, order: Snapshot) -> tuple[str, str]:
        """An order's place in the list."""
        moment = order.created if self.family == "created" else order.updated
        return moment.astimezone(UTC).isoformat(timespec="microseconds"), order.id

    def matches(self, order: Snapshot) -> bool:
        """Whether the filters let an order through."""
        network = "MERCHANT" if order.merchant else "AMAZON"
        return (not self.statuses or order.status in self.statuses) and (
            not self.networks or network in self.networks
        )


async def search_orders(call: Call) -> Response:
    """GET …/orders."""
    query = Query(call.request)
    included, size = _included(call, query), query.number("maxResultsPerPage", 1, _MOST, _MOST)
    search = _read(call, query)
    found = await run_in_threadpool(lambda: list(islice(_list(call, search), size + 1)))
    answer: dict[str, Any] = {"orders": [_told(call, order, included) for order in found[:size]]}
    if len(found) > size:
        answer["pagination"] = {"nextToken": _token(call, search, found[size - 1])}
    answer[search.dated] = zulu(search.span.until)
    return JSONResponse(answer)


async def get_order(call: Call) -> Response:
    """GET …/orders/{id}: another seller's order is refused, one that is nobody's not found."""
    order_id = call.path["order_id"]
    included = _included(call, Query(call.request))
    if not _ORDER_ID.fullmatch(order_id):
        raise bad("The orderId is not valid.")
    order = call.sandbox.world.orders(call.account).find(order_id, call.at - _VISIBLE)
    if order is not None and order.marketplace.id in call.account.marketplace_ids:
        return JSONResponse({"order": _told(call, order, included)})
    place = place_of(order_id)
    foreign = place is not None and place[0] not in call.account.marketplace_ids
    return answers.denied() if order or foreign else answers.not_found("The order was not found.")


def _included(call: Call, query: Query) -> tuple[str, ...]:
    included = query.listed("includedData", DATA_SETS)
    refuses = Quirk.FE_FULFILLMENT in call.sandbox.quirks and call.account.region == "FE"
    if refuses and "FULFILLMENT" in included:
        raise bad("includedData has a value that is not allowed: FULFILLMENT.")
    return included


def _told(call: Call, order: Snapshot, included: tuple[str, ...]) -> dict[str, Any]:
    told = order_json(order, included)
    return estranged(told) if Quirk.UNKNOWN_VALUES in call.sandbox.quirks else told


def _read(call: Call, query: Query) -> _Search:
    family, since = _family(query)
    stores = query.listed("marketplaceIds", most=50)
    statuses = query.listed("fulfillmentStatuses", list(Status))
    networks = query.listed("fulfilledBy", ("MERCHANT", "AMAZON"))
    before = query.moment(f"{family}Before")
    latest = call.at - _VISIBLE
    if before is not None and not since <= before <= latest:
        raise bad(f"{family}Before must be after {family}After and two minutes before now.")
    filters = _filters(call)
    until, after = before or latest, ("", "")
    if token := query.text("paginationToken"):
        until, after = _resume(call, filters, token)
        since = max(since, datetime.fromisoformat(after[0]))
    span = Span(_stores(call, stores), since, until, latest)
    return _Search(family, span, statuses, networks, filters, after)


def _family(query: Query) -> tuple[str, datetime]:
    """`created` or `lastUpdated`, and from when on; never some of both."""
    families = ("created", "lastUpdated")
    used = [f for f in families if query.text(f"{f}After") or query.text(f"{f}Before")]
    since = query.moment(f"{used[0]}After") if len(used) == 1 else None
    if since is None:
        raise bad("Exactly one of createdAfter and lastUpdatedAfter must be given.")
    return used[0], since


def _stores(call: Call, asked: tuple[str, ...]) -> list[Marketplace]:
    if unknown := [store for store in asked if store not in MARKETPLACES]:
        raise bad(f"marketplaceIds has a value that is not allowed: {unknown[0]}.")
    if set(asked) - set(call.account.marketplace_ids):
        raise answers.Rejected(answers.denied())
    return [m for m in call.account.marketplaces if not asked or m.id in asked]


def _filters(call: Call) -> str:
    """All filters of a request in one line, whatever their order."""
    given = call.request.query_params.multi_items()
    return repr(sorted(pair for pair in given if pair[0] not in _ON_EVERY_PAGE))


def _token(call: Call, search: _Search, last: Snapshot) -> str:
    return page_token(
        {
            "seller": call.account.key,
            "filters": search.filters,
            "until": search.span.until.isoformat(),
            "after": search.key(last),
            "dies": (call.at + _TOKEN_LIFE).isoformat(),
        }
    )


def _resume(call: Call, filters: str, token: str) -> tuple[datetime, tuple[str, str]]:
    """Where a token leaves off; it is bound to its seller and filters, and dies after a day."""
    fields = read_token("paginationToken", token)
    if (fields.get("seller"), fields.get("filters")) != (call.account.key, filters):
        raise bad("paginationToken needs the filters of the request that it came from.")
    if call.at >= datetime.fromisoformat(fields["dies"]):
        raise bad("paginationToken has expired.")
    moment, order_id = fields["after"]
    return datetime.fromisoformat(fields["until"]), (moment, order_id)


def _list(call: Call, search: _Search) -> Iterator[Snapshot]:
    source = call.sandbox.world.orders(call.account)
    listed = source.created if search.family == "created" else source.updated
    overlap = Quirk.PAGE_OVERLAP in call.sandbox.quirks
    missing = _MISSING if Quirk.MISSING_ORDERS in call.sandbox.quirks else 0.0
    for order in listed(search.span):
        key = search.key(order)
        behind = key < search.after if overlap else key <= search.after
        if not behind and search.matches(order) and share(order.id, "missing") >= missing:
            yield order
