"""A call's way: token, headers, repeating what may be repeated, and a ledger row for each."""

import asyncio
from pathlib import Path

import httpx
import pytest

from core.amazon_errors import (
    AccessDenied,
    AppRejected,
    AuthorizationLost,
    NotFound,
    Throttled,
    UnknownOutcome,
    UpstreamError,
)
from core.errors import GateClosed
from core.model import Feature
from core.ports.amazon import Amazon
from core.spapi.calls import Call
from core.spapi.endpoints import Endpoints
from tests.amazon_cases import case
from tests.edges.sandbox.desk import CA, US
from tests.edges.spapi.rig import AGENT, ORIGIN, Rig, caller, open_rig, said

PARTICIPATIONS = "getMarketplaceParticipations"


async def test_the_stores_of_an_account(rig: Rig) -> None:
    amazon: Amazon = rig.api
    found = await amazon.participations(caller())
    assert [(one.marketplace_id, one.currency, one.is_participating) for one in found] == [
        (US, "USD", True),
        (CA, "CAD", True),
        ("A0NONAMAZONUS1", "USD", True),
    ]


async def test_a_request_says_who_asks_and_when(rig: Rig) -> None:
    await rig.api.participations(caller())
    sent = rig.line.passed[-1].headers
    assert sent["user-agent"] == AGENT == "amzigo/0.1.0 (Language=Python/3.11; Platform=Linux)"
    assert sent["x-amz-date"] == "20261118T183000Z"
    assert sent["x-amz-access-token"].startswith("Atza|")
    assert "cookie" not in sent


async def test_each_call_leaves_a_row(rig: Rig) -> None:
    rig.fault(PARTICIPATIONS, "500")
    await rig.api.participations(caller())
    assert rig.ledger.told() == [("token", 200), (PARTICIPATIONS, 500), (PARTICIPATIONS, 200)]
    row = rig.ledger.calls[-1]
    assert (row.pseudonym, row.feature, row.amazon_role, row.at) == (
        "pseudonym-1",
        "account",
        "Selling Partner Insights",
        rig.time(),
    )
    kept = rig.sandbox.journal.read(PARTICIPATIONS, None)
    assert row.request_id == kept[-1]["request_id"]


async def test_five_first_calls_fetch_one_token(rig: Rig) -> None:
    await asyncio.gather(*(rig.api.participations(caller()) for _ in range(5)))
    assert rig.line.paths().count("POST /auth/o2/token") == 1
    assert len(rig.journal(PARTICIPATIONS)) == 5


async def test_each_account_has_its_own_token(rig: Rig) -> None:
    await rig.api.participations(caller("NA"))
    await rig.api.participations(caller("EU"))
    assert rig.line.paths().count("POST /auth/o2/token") == 2
    await rig.api.participations(caller("NA"))
    assert rig.line.paths().count("POST /auth/o2/token") == 2


async def test_a_forgotten_account_needs_a_new_token(rig: Rig) -> None:
    await rig.api.participations(caller())
    rig.api.forget(caller().tenant, caller().account)
    await rig.api.participations(caller())
    assert rig.journal("token") == [200, 200]


async def test_a_token_is_not_used_in_its_last_five_minutes(rig: Rig) -> None:
    await rig.api.participations(caller())
    rig.time.forward(minutes=54)
    await rig.api.participations(caller())
    rig.time.forward(minutes=1)
    await rig.api.participations(caller())
    assert rig.journal("token") == [200, 200]


async def test_an_expired_token_is_renewed_once(rig: Rig) -> None:
    await rig.api.participations(caller())
    rig.time.forward(minutes=2)
    rig.sandbox.state.write("UPDATE token SET expires = 0")
    await rig.api.participations(caller())
    assert rig.journal(PARTICIPATIONS) == [200, 403, 200]
    assert rig.journal("token") == [200, 200]


@case(27)
async def test_a_missing_role_is_told_after_one_renewal(rig: Rig) -> None:
    body = b'{"errors":[{"code":"x","message":"Access to requested resource is denied."}]}'
    await rig.api.participations(caller())
    rig.time.forward(minutes=2)
    rig.answer("/sellers/", said(403, body), said(403, body))
    with pytest.raises(AccessDenied):
        await rig.api.participations(caller())
    assert rig.ledger.told()[2:] == [(PARTICIPATIONS, 403), ("token", 200), (PARTICIPATIONS, 403)]


async def test_a_new_token_is_not_renewed_for_a_missing_role(rig: Rig) -> None:
    rig.answer("/sellers/", said(403, b"Access to requested resource is denied."))
    with pytest.raises(AccessDenied):
        await rig.api.participations(caller())
    assert rig.ledger.told() == [("token", 200), (PARTICIPATIONS, 403)]


async def test_a_throttled_post_is_left_to_who_asked(rig: Rig) -> None:
    operation = "createProductReviewAndSellerFeedbackSolicitation"
    rig.fault(operation, "429")
    with pytest.raises(Throttled) as told:
        await rig.api.solicit(caller(), "903-0000000-0000000", US)
    assert told.value.retry_after == pytest.approx(2.0)
    assert rig.journal(operation) == [429]


async def test_a_revoked_authorization_is_told_at_once(rig: Rig) -> None:
    rig.fault("token", "invalid_grant")
    with pytest.raises(AuthorizationLost) as told:
        await rig.api.participations(caller())
    assert rig.ledger.told() == [("token", 400)]
    assert told.value.status == 400
    assert "renew it at Amazon" in told.value.message


async def test_our_own_bad_credentials_are_another_matter(rig: Rig) -> None:
    rig.secrets.client_secret = "wrong"
    with pytest.raises(AppRejected):
        await rig.api.participations(caller())
    assert rig.ledger.told() == [("token", 401)]


@pytest.mark.parametrize("effect", ["500", "503", "html"])
async def test_a_get_is_tried_four_times(rig: Rig, effect: str) -> None:
    rig.fault(PARTICIPATIONS, effect, times=3)
    assert await rig.api.participations(caller())
    assert rig.slept == [0.25, 0.5, 1.0]
    rig.fault(PARTICIPATIONS, effect, times=4)
    with pytest.raises(UpstreamError) as told:
        await rig.api.participations(caller())
    assert told.value.request_id
    assert told.value.request_id in told.value.message


async def test_a_lost_answer_of_a_get_is_asked_for_again(rig: Rig) -> None:
    rig.lose_answers("/sellers/")
    assert await rig.api.participations(caller())
    assert rig.ledger.told() == [("token", 200), (PARTICIPATIONS, None), (PARTICIPATIONS, 200)]


async def test_a_request_that_never_left_may_be_made_again(rig: Rig) -> None:
    async def refuse(request: httpx.Request) -> httpx.Response | None:
        if len(rig.line.passed) == 2:
            raise httpx.ConnectError("refused", request=request)
        return None

    rig.line.meddlers.append(refuse)
    with pytest.raises(NotFound):
        await rig.api.solicit(caller(), "903-0000000-0000000", US)
    assert [status for _, status in rig.ledger.told()] == [200, None, 404]


@case(28)
async def test_a_post_whose_answer_is_lost_is_never_repeated(rig: Rig) -> None:
    rig.lose_answers("/solicitations/", times=9)
    with pytest.raises(UnknownOutcome):
        await rig.api.solicit(caller(), "903-0000000-0000000", US)
    posted = [path for path in rig.line.paths() if "/solicitations/v1" in path]
    assert len(posted) == 1
    assert len(rig.journal("createProductReviewAndSellerFeedbackSolicitation")) == 1


@pytest.mark.parametrize("effect", ["500", "503", "html"])
async def test_a_post_that_broke_at_amazon_is_never_repeated(rig: Rig, effect: str) -> None:
    operation = "createProductReviewAndSellerFeedbackSolicitation"
    rig.fault(operation, effect)
    with pytest.raises(UnknownOutcome):
        await rig.api.solicit(caller(), "903-0000000-0000000", US)
    assert len(rig.journal(operation)) == 1


@case(2)
async def test_a_throttled_call_says_when_to_come_back(rig: Rig) -> None:
    rig.fault(PARTICIPATIONS, "429")
    with pytest.raises(Throttled) as told:
        await rig.api.participations(caller())
    # One token at half of 0.016 a second, less the pause before the second try.
    assert told.value.retry_after == pytest.approx(125 - 0.25)
    assert rig.journal(PARTICIPATIONS) == [429]


async def test_calls_wait_rather_than_run_into_the_limit(tmp_path: Path) -> None:
    order = "903-0000000-0000000"
    async with open_rig(tmp_path, throttle=True) as rig:
        for _ in range(20):
            with pytest.raises(NotFound):
                await rig.api.offers_solicitation(caller(), order, US)
        assert rig.journal("getSolicitationActionsForOrder") == [404] * 20
        assert sum(rig.slept) == pytest.approx(16)


@case(1)
async def test_calls_that_would_wait_long_are_sent_back(tmp_path: Path) -> None:
    async with open_rig(tmp_path, throttle=True) as rig:
        order = "903-0000000-0000000"
        calls = (rig.api.offers_solicitation(caller(), order, US) for _ in range(20))
        ended = await asyncio.gather(*calls, return_exceptions=True)
        sent_back = [one for one in ended if isinstance(one, Throttled)]
        assert rig.journal("getSolicitationActionsForOrder") == [404] * 9
        assert len(sent_back) == 11
        assert all(one.retry_after and one.retry_after > 5 for one in sent_back)


@case(39)
async def test_an_unsuited_answer_is_no_success(rig: Rig) -> None:
    for body in (b"", b"<html>", b"[]", b'{"payload":null,"errors":[{"code":"x"}]}'):
        rig.answer("/sellers/", said(200, body))
        with pytest.raises(UpstreamError):
            await rig.api.participations(caller())


@pytest.mark.parametrize("order_id", ["../../finances/v0/x", "a/b", "", "%2e", "..", "a?b", "a b"])
async def test_an_id_never_changes_the_path(rig: Rig, order_id: str) -> None:
    with pytest.raises(GateClosed):
        await rig.api.solicit(caller(), order_id, US)
    assert rig.line.passed == []


async def test_a_region_without_an_address_is_not_called(tmp_path: Path) -> None:
    async with open_rig(tmp_path, endpoints=Endpoints({"NA": ORIGIN}, ORIGIN)) as rig:
        with pytest.raises(GateClosed, match="region EU"):
            await rig.api.participations(caller("EU"))
        assert rig.line.passed == []


async def test_a_cancelled_call_still_leaves_a_row(rig: Rig) -> None:
    arrived = asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response | None:
        if "/sellers/" in request.url.path:
            arrived.set()
            await asyncio.Event().wait()
        return None

    rig.line.meddlers.append(hang)
    task = asyncio.create_task(rig.api.participations(caller()))
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert rig.ledger.told()[-1] == (PARTICIPATIONS, None)


async def test_a_feature_switched_off_makes_no_call(rig: Rig) -> None:
    with pytest.raises(GateClosed, match="reviews is not switched on"):
        await rig.api.solicit(caller("NA", Feature.SALES), "903-0000000-0000000", US)
    with pytest.raises(GateClosed):
        await rig.api.participations(caller("NA", Feature.SALES, active=False))
    with pytest.raises(GateClosed):
        await rig.api.calls.make(caller(), Call("getPricing"))
    assert (rig.line.passed, rig.ledger.calls) == ([], [])
