"""The Orders API v2026-01-01: orders by page, and one order.

A search is frozen with its first page: every later page repeats all of its filters. What to
continue from is Amazon's own word of how far the answer reaches, never a page's token.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.amazon_errors import BadRequest, UpstreamError
from core.model import Order
from core.policy.operations import GET_ORDER, SEARCH_ORDERS
from core.ports.amazon import Caller, OrderPage, OrderSearch
from core.ports.orders import Reading
from core.spapi.calls import Call, Calls
from core.spapi.classify import make_error
from core.spapi.message import Answer
from core.spapi.order_json import OrderMaker, delivery, has_status, scrub
from core.spapi.order_rows import Judge
from core.spapi.server_time import ServerTime

INCLUDED = ("PROCEEDS", "FULFILLMENT", "PACKAGES", "CANCELLATION")
"""What is asked for beside ids and times: nothing of the buyer."""
FULFILLMENT = "FULFILLMENT"
OVERLAP = timedelta(minutes=5)
"""Read again with each search: orders become known to Amazon's search a little late."""
BEHIND = timedelta(minutes=3)
"""Amazon takes no end time of its last two minutes."""
REMEMBERED = timedelta(hours=24)
RESTARTS = 2
"""So often a search begins anew because its page is no longer there."""


@dataclass(frozen=True, slots=True)
class OrdersApi:
    """Amazon's orders, without the people in them."""

    calls: Calls
    server: ServerTime
    _without: dict[str, datetime] = field(default_factory=dict)
    """Until when a region is asked without FULFILLMENT, which it refused."""

    async def page(self, caller: Caller, search: OrderSearch, reading: Reading) -> OrderPage:
        """One page; raises AccessDenied for sellers whom Amazon refuses this, and AmazonErrors."""
        begun = search if search.page else self._begin(caller, search)
        if begun.until is not None and begun.until <= begun.since - OVERLAP:
            return OrderPage((), (), complete_to=search.since)  # it was searched just now
        tried = begun
        while True:
            try:
                answer = await self.calls.make(caller, Call(SEARCH_ORDERS, query=_query(tried)))
                break
            except BadRequest as why:
                again = self._instead(caller, tried, search) if why.status == 400 else None
                if again is None:
                    raise
                tried = again
        self._remember(caller, begun, tried)
        return _page(answer, tried, reading)

    async def one(self, caller: Caller, order_id: str, reading: Reading) -> Order:
        """An order by its id; raises NotFound, or UpstreamError where it cannot be read."""
        included = self._included(caller)
        try:
            answer = await self.calls.make(caller, _one(order_id, included))
        except BadRequest as why:
            if why.status != 400 or FULFILLMENT not in included:
                raise
            fewer = _fewer(included)
            answer = await self.calls.make(caller, _one(order_id, fewer))
            self._without[caller.region] = self.server() + REMEMBERED
        read, _ = scrub(answer.json())
        told = read.get("order") if isinstance(read, dict) else None
        order, _ = OrderMaker(Judge(reading.home, reading.zones)).order(told)
        if order is None:
            raise make_error(UpstreamError, GET_ORDER, answer)
        return order

    def _begin(self, caller: Caller, search: OrderSearch) -> OrderSearch:
        """The search with its end and what it includes, as all of its pages repeat them."""
        newest = (self.server() - BEHIND).replace(microsecond=0)
        until = newest if search.until is None else min(search.until, newest)
        return replace(search, until=until, included=self._included(caller))

    def _included(self, caller: Caller) -> tuple[str, ...]:
        refused = self._without.get(caller.region)
        return _fewer(INCLUDED) if refused and self.server() < refused else INCLUDED

    def _instead(
        self, caller: Caller, tried: OrderSearch, asked: OrderSearch
    ) -> OrderSearch | None:
        """Another search in place of one that Amazon could not use; None where there is none."""
        if tried.page:
            if tried.restarts >= RESTARTS:
                return None
            # Its page has expired: what it held is told again from the beginning.
            whole = replace(tried, page=None, restarts=tried.restarts + 1)
            return replace(self._begin(caller, whole), until=tried.until)
        begun = self._begin(caller, replace(asked, page=None, restarts=tried.restarts))
        if begun.until and tried.until and begun.until < tried.until - timedelta(seconds=30):
            return replace(begun, included=tried.included)  # our clock was wrong
        if FULFILLMENT in tried.included:
            return replace(tried, included=_fewer(tried.included))
        return None

    def _remember(self, caller: Caller, begun: OrderSearch, took: OrderSearch) -> None:
        if not begun.page and FULFILLMENT in begun.included and FULFILLMENT not in took.included:
            self._without[caller.region] = self.server() + REMEMBERED


def _fewer(included: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in included if one != FULFILLMENT)


def _one(order_id: str, included: tuple[str, ...]) -> Call:
    return Call(GET_ORDER, {"orderId": order_id}, {"includedData": ",".join(included)})


def _query(search: OrderSearch) -> Mapping[str, str]:
    family = "created" if search.by_creation else "lastUpdated"
    query = {f"{family}After": _wire(search.since - OVERLAP)}
    if search.until is not None:
        query[f"{family}Before"] = _wire(search.until)
    query["marketplaceIds"] = ",".join(search.marketplaces)
    query["includedData"] = ",".join(search.included)
    query["maxResultsPerPage"] = "100"
    if search.page:
        query["paginationToken"] = search.page
    return query


def _page(answer: Answer, search: OrderSearch, reading: Reading) -> OrderPage:
    whole = answer.json()
    if not isinstance(whole, dict) or not isinstance(whole.get("orders"), list):
        raise make_error(UpstreamError, SEARCH_ORDERS, answer)
    read, personal = scrub(whole)
    told = [one for one in read["orders"] if isinstance(one, dict)]
    maker = OrderMaker(Judge(reading.home, reading.zones))
    found = [maker.order(one) for one in told]
    orders = [order for order, _ in found if order is not None]
    kept = [one for one in orders if reading.oldest is None or one.purchased_at >= reading.oldest]
    following = _following(read)
    return OrderPage(
        tuple(_newest(kept)),
        tuple(one for one in map(delivery, told) if one is not None),
        next=replace(search, page=following) if following else None,
        complete_to=None if following else _reach(read, search),
        unreadable=sum(count for _, count in found),
        too_old=len(orders) - len(kept),
        personal=personal,
        without_status=sum(not has_status(one) for one in told),
    )


def _newest(orders: list[Order]) -> Iterator[Order]:
    """Each order once: a page may tell of one twice."""
    newest: dict[str, Order] = {}
    for order in orders:
        known = newest.get(order.order_id)
        if known is None or order.updated_at >= known.updated_at:
            newest[order.order_id] = order
    yield from newest.values()


def _following(read: Mapping[str, Any]) -> str | None:
    pagination = read.get("pagination")
    token = pagination.get("nextToken") if isinstance(pagination, dict) else None
    return token if isinstance(token, str) and token else None


def _reach(read: Mapping[str, Any], search: OrderSearch) -> datetime | None:
    """How far the answer reaches by Amazon's own word; else as far as was asked."""
    told = read.get("createdBefore" if search.by_creation else "lastUpdatedBefore")
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        return search.until
    return moment.astimezone(UTC) if moment.tzinfo else search.until


def _wire(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
