"""Tokens under concurrency: shared in success and in failure, and gone when let go of."""

import asyncio

import httpx
import pytest

from core.amazon_errors import AuthorizationLost, UpstreamError
from tests.edges.spapi.rig import REFRESH, Rig, caller, said


async def test_a_failure_is_shared_too(rig: Rig) -> None:
    rig.fault("token", "invalid_grant", times=9)
    calls = (rig.api.participations(caller()) for _ in range(5))
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(one) for one in ended] == [AuthorizationLost] * 5
    assert rig.journal("token") == [400]


async def test_a_failure_is_not_remembered(rig: Rig) -> None:
    rig.fault("token", "invalid_grant")
    with pytest.raises(AuthorizationLost):
        await rig.api.participations(caller())
    assert await rig.api.participations(caller())


@pytest.mark.parametrize("effect", ["500", "503", "html"])
async def test_login_in_trouble_is_tried_four_times(rig: Rig, effect: str) -> None:
    rig.fault("token", effect, times=3)
    assert await rig.api.participations(caller())
    rig.api.forget(caller().tenant, caller().account)
    rig.fault("token", effect, times=4)
    with pytest.raises(UpstreamError):
        await rig.api.participations(caller())
    assert len(rig.journal("token")) == 8


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"access_token":7}',
        b'{"access_token":"a\\n"}',
        '{"access_token":"ä"}'.encode(),
    ],
)
async def test_a_grant_without_a_token_is_none(rig: Rig, body: bytes) -> None:
    rig.answer("/auth/", said(200, body))
    with pytest.raises(UpstreamError):
        await rig.api.participations(caller())


async def test_one_who_gives_up_does_not_take_the_token_from_the_others(rig: Rig) -> None:
    arrived, may_go = asyncio.Event(), asyncio.Event()

    async def hold(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.startswith("/auth/"):
            arrived.set()
            await may_go.wait()
        return None

    rig.line.meddlers.append(hold)
    first = asyncio.create_task(rig.api.participations(caller()))
    await arrived.wait()
    second = asyncio.create_task(rig.api.participations(caller()))
    await asyncio.sleep(0)
    first.cancel()
    may_go.set()
    assert await second
    assert first.cancelled()
    assert rig.journal("token") == [200]


async def test_a_token_on_its_way_at_a_wipe_is_not_kept(rig: Rig) -> None:
    async def wipe(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.startswith("/auth/") and not rig.journal("token"):
            rig.api.forget(caller().tenant, caller().account)
        return None

    rig.line.meddlers.append(wipe)
    await rig.api.participations(caller())
    await rig.api.participations(caller())
    assert rig.journal("token") == [200, 200]


async def test_two_refused_at_once_renew_once(rig: Rig) -> None:
    await rig.api.participations(caller())
    rig.time.forward(minutes=2)
    rig.sandbox.state.write("UPDATE token SET expires = 0")
    await asyncio.gather(*(rig.api.participations(caller()) for _ in range(3)))
    assert rig.journal("token") == [200, 200]


async def test_one_refused_late_takes_the_token_that_another_renewed(rig: Rig) -> None:
    await rig.api.participations(caller())
    rig.time.forward(minutes=2)
    rig.sandbox.state.write("UPDATE token SET expires = 0")
    refused, may_go = asyncio.Event(), asyncio.Event()

    async def late(request: httpx.Request) -> httpx.Response | None:
        if refused.is_set() or not request.url.path.startswith("/sellers/"):
            return None
        answer = await rig.line.inner.handle_async_request(request)
        refused.set()
        await may_go.wait()
        return answer

    rig.line.meddlers.append(late)
    waiting = asyncio.create_task(rig.api.participations(caller()))
    await refused.wait()
    await rig.api.participations(caller())
    may_go.set()
    assert await waiting
    assert rig.journal("token") == [200, 200]


async def test_the_form_is_as_login_wants_it(rig: Rig) -> None:
    await rig.api.participations(caller())
    sent = rig.line.passed[0]
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8"
    assert b"grant_type=refresh_token" in sent.content
    assert REFRESH["NA"].replace("|", "%7C").encode() in sent.content
    assert "x-amz-access-token" not in sent.headers
