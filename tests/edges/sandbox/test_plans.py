"""Usage plans that change while they are used, as Amazon's do."""

import pytest

from tests.edges.sandbox.desk import Desk, open_desk

_PATH = "/orders/2026-01-01/orders/112-0000000-0000000"


async def _call(desk: Desk, token: str) -> int:
    return (await desk.call("GET", _PATH, token=token)).status_code


async def _change(desk: Desk, rate: str | None) -> None:
    asked = {"operation": "getOrder", "rate": rate}
    answer = await desk.client.post("/sandbox/plans", json=asked)
    assert answer.status_code == 200, answer.text


async def test_a_halved_plan_fills_half_as_fast_and_is_told() -> None:
    async with open_desk(throttle=True) as desk:
        token = await desk.token()
        codes = [await _call(desk, token) for _ in range(31)]
        assert codes == [404] * 30 + [429]
        desk.time.forward(seconds=1)
        await _change(desk, "0.25")
        desk.time.forward(seconds=1)
        assert await _call(desk, token) == 429
        desk.time.forward(seconds=1)
        answer = await desk.call("GET", _PATH, token=token)
        assert (answer.status_code, answer.headers["x-amzn-ratelimit-limit"]) == (404, "0.25")
        await _change(desk, None)
        desk.time.forward(seconds=2)
        answer = await desk.call("GET", _PATH, token=token)
        assert (answer.status_code, answer.headers["x-amzn-ratelimit-limit"]) == (404, "0.5")


@pytest.mark.parametrize(
    "asked",
    [
        {"operation": "getOrder", "rate": "0"},
        {"operation": "getOrder", "rate": "fast"},
        {"operation": "getOrder"},
        {"operation": "getItemBrowseNode", "rate": "1"},
        {"operation": "nothing", "rate": "1"},
    ],
)
async def test_a_plan_that_cannot_be_is_refused(asked: dict[str, str]) -> None:
    async with open_desk() as desk:
        assert (await desk.client.post("/sandbox/plans", json=asked)).status_code == 400
