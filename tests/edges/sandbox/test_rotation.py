"""A new client secret: asked for without a seller, told another way, beside the old for a week."""

from typing import Any

import httpx

from core.spapi.sandbox.accounts import CLIENT_SECRET
from tests.edges.sandbox.desk import NA, Desk, grant, open_desk

_PATH = "/applications/2023-11-30/clientSecret"
_SCOPE = "sellingpartnerapi::client_credential:rotation"


async def _token(desk: Desk, secret: str = CLIENT_SECRET, scope: str = _SCOPE) -> httpx.Response:
    form = grant(NA) | {"grant_type": "client_credentials", "scope": scope, "client_secret": secret}
    return await desk.client.post("/auth/o2/token", data=form)


async def _rotate(desk: Desk, secret: str = CLIENT_SECRET) -> httpx.Response:
    token = (await _token(desk, secret)).json()["access_token"]
    return await desk.call("POST", _PATH, token=token)


async def _told(desk: Desk) -> dict[str, Any]:
    asked = {"type": "APPLICATION_OAUTH_CLIENT_NEW_SECRET"}
    messages = (await desk.client.get("/sandbox/messages", params=asked)).json()["messages"]
    assert messages[-1]["destinationId"] is None
    told: dict[str, Any] = messages[-1]["body"]["payload"]["applicationOAuthClientNewSecret"]
    return told


async def _opens(desk: Desk, secret: str) -> bool:
    answer = await desk.client.post("/auth/o2/token", data=grant(NA) | {"client_secret": secret})
    if answer.status_code != 200:
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    return answer.status_code == 200


async def test_old_and_new_secret_are_both_good_for_a_week() -> None:
    async with open_desk() as desk:
        answer = await _rotate(desk)
        assert (answer.status_code, answer.content) == (204, b"")
        told = await _told(desk)
        assert told["oldClientSecretExpiryTime"] == "2026-11-25T18:30:00Z"
        new = told["newClientSecret"]
        assert [await _opens(desk, s) for s in (CLIENT_SECRET, new)] == [True, True]
        desk.time.forward(days=7, seconds=-1)
        assert [await _opens(desk, s) for s in (CLIENT_SECRET, new)] == [True, True]
        desk.time.forward(seconds=1)
        assert [await _opens(desk, s) for s in (CLIENT_SECRET, new)] == [False, True]
        desk.time.forward(days=173)
        assert not await _opens(desk, new)


async def test_another_rotation_does_not_lengthen_an_old_secrets_week() -> None:
    async with open_desk() as desk:
        await _rotate(desk)
        second = (await _told(desk))["newClientSecret"]
        desk.time.forward(days=5)
        await _rotate(desk, second)
        third = (await _told(desk))["newClientSecret"]
        desk.time.forward(days=2)
        secrets = (CLIENT_SECRET, second, third)
        assert [await _opens(desk, s) for s in secrets] == [False, True, True]


async def test_neither_a_seller_nor_another_scope_rotates_the_secret() -> None:
    async with open_desk() as desk:
        token = (await _token(desk, scope="sellingpartnerapi::notifications")).json()[
            "access_token"
        ]
        for answer in (await desk.call("POST", _PATH), await desk.call("POST", _PATH, token=token)):
            assert answer.status_code == 403
        assert (await desk.client.get("/sandbox/messages")).json() == {"messages": []}


async def test_an_app_without_a_queue_is_told_so() -> None:
    async with open_desk() as desk:
        await desk.client.post("/sandbox/quirks", json={"not_enrolled": True})
        answer = await _rotate(desk)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")
        assert await _opens(desk, CLIENT_SECRET)


async def test_once_a_minute_and_no_secret_in_the_journal() -> None:
    async with open_desk(throttle=True) as desk:
        assert [(await _rotate(desk)).status_code for _ in range(2)] == [204, 429]
        desk.time.forward(seconds=60)
        assert (await _rotate(desk)).headers["x-amzn-ratelimit-limit"] == "0.0167"
        journal = (await desk.client.get("/sandbox/journal")).text
        assert (await _told(desk))["newClientSecret"] not in journal
