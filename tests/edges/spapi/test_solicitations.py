"""Asking for a review: what is offered, once an order, and each way that Amazon says no."""

from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from core.amazon_errors import NotAvailable, OutOfWindow, UnknownOutcome, UpstreamError
from core.errors import GateClosed
from core.spapi.endpoints import AMAZON, Endpoints
from core.spapi.sandbox.accounts import ACCOUNTS
from core.spapi.sandbox.orders import Kind, Order
from core.spapi.sandbox.shop import Shop
from tests.amazon_cases import case
from tests.edges.sandbox.desk import NOW, US
from tests.edges.spapi.rig import Rig, caller, open_rig, said

_SHOP = Shop(ACCOUNTS[0], 1, NOW.date())
_PAST = [NOW.date() - timedelta(days=n) for n in range(45)]
_SALES = [
    order
    for order in chain.from_iterable(_SHOP.orders_on(US, day) for day in _PAST)
    if order.kind is Kind.SALE and not order.fate.returned and order.fate.delivered
]
POST = "createProductReviewAndSellerFeedbackSolicitation"


def delivered(days_ago: int) -> Order:
    """A plain order that arrived that many days ago."""
    for order in _SALES:
        assert order.fate.delivered
        if (NOW - order.fate.delivered).days == days_ago:
            return order
    raise LookupError(days_ago)


async def test_a_review_is_asked_for_once(rig: Rig) -> None:
    order = delivered(10).id
    assert await rig.api.offers_solicitation(caller(), order, US)
    await rig.api.solicit(caller(), order, US)
    assert not await rig.api.offers_solicitation(caller(), order, US)
    with pytest.raises(NotAvailable):
        await rig.api.solicit(caller(), order, US)
    assert rig.journal(POST) == [201, 403]
    row = next(call for call in rig.ledger.calls if call.operation == POST)
    assert (row.amazon_role, row.feature, row.status) == ("Buyer Solicitation", "reviews", 201)
    assert order not in repr(rig.ledger.calls)


async def test_too_early_is_told_apart_and_costs_no_new_token(rig: Rig) -> None:
    order = delivered(2).id
    assert not await rig.api.offers_solicitation(caller(), order, US)
    rig.time.forward(minutes=2)
    with pytest.raises(OutOfWindow):
        await rig.api.solicit(caller(), order, US)
    assert rig.journal("token") == [200]


@case(28)
async def test_an_accepted_request_with_a_lost_answer_shows_in_what_is_offered(rig: Rig) -> None:
    order = delivered(10).id
    rig.lose_answers("/solicitations/")
    with pytest.raises(UnknownOutcome):
        await rig.api.solicit(caller(), order, US)
    assert not await rig.api.offers_solicitation(caller(), order, US)
    assert rig.journal(POST) == [201]


async def test_the_request_has_no_body_of_ours(rig: Rig) -> None:
    await rig.api.solicit(caller(), delivered(10).id, US)
    assert rig.line.passed[-1].content == b""
    assert rig.line.passed[-1].url.query == f"marketplaceIds={US}".encode()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"_links":{}}', b'{"_links":{"actions":1}}'])
async def test_an_unclear_answer_is_neither_yes_nor_no(rig: Rig, body: bytes) -> None:
    rig.answer("/solicitations/", said(200, body))
    with pytest.raises(UpstreamError):
        await rig.api.offers_solicitation(caller(), "903-0000000-0000000", US)


async def test_other_actions_are_not_this_one(rig: Rig) -> None:
    body = b'{"_links":{"actions":[{"name":"somethingNew"},null,7]}}'
    rig.answer("/solicitations/", said(200, body))
    assert not await rig.api.offers_solicitation(caller(), "903-0000000-0000000", US)


@case(29)
async def test_amazons_own_sandbox_is_asked_about_its_one_order_only(tmp_path: Path) -> None:
    trial = Endpoints({"NA": "https://sandbox.sellingpartnerapi-na.amazon.com"}, AMAZON.tokens)
    async with open_rig(tmp_path, endpoints=trial) as rig:
        with pytest.raises(GateClosed, match="123-1234567-1234567 only"):
            await rig.api.solicit(caller(), "903-0000000-0000000", US)
        assert rig.line.passed == []
        rig.answer("/auth/", said(200, b'{"access_token":"Atza|x","expires_in":3600}'))
        rig.answer("/solicitations/", said(201, b"{}"))
        await rig.api.solicit(caller(), "123-1234567-1234567", US)
        assert rig.ledger.told()[-1] == (POST, 201)
