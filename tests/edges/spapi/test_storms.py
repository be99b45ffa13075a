"""Amazon down, and Amazon throttling: neither is made worse by asking on."""

import asyncio

import httpx
import pytest

from core.amazon_errors import Throttled, UpstreamError
from core.spapi.breaker import PATIENCE
from tests.amazon_cases import case
from tests.edges.sandbox.desk import US
from tests.edges.spapi.rig import Rig, caller, said

PARTICIPATIONS = "getMarketplaceParticipations"


async def test_a_region_that_is_down_is_left_alone_for_a_while(rig: Rig) -> None:
    rig.fault(PARTICIPATIONS, "503", times=PATIENCE)
    for _ in range(3):
        with pytest.raises(UpstreamError):
            await rig.api.participations(caller())
    assert rig.journal(PARTICIPATIONS) == [503] * PATIENCE
    rows = len(rig.ledger.calls)
    with pytest.raises(UpstreamError, match="no call made"):
        await rig.api.participations(caller())
    assert len(rig.ledger.calls) == rows
    rig.time.forward(seconds=30)
    assert await rig.api.participations(caller())


@case(1)
async def test_a_storm_ends_with_its_first_429(rig: Rig) -> None:
    await rig.api.participations(caller())
    under_way, most = 0, [0]

    async def storm(request: httpx.Request) -> httpx.Response:
        nonlocal under_way
        under_way += 1
        most[-1] = max(most[-1], under_way)
        for _ in range(5):
            await asyncio.sleep(0)
        under_way -= 1
        most.append(0)
        return said(429)

    rig.line.meddlers.append(storm)
    calls = (rig.api.offers_solicitation(caller(), "903-0000000-0000000", US) for _ in range(20))
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(one, Throttled) and one.retry_after for one in ended)
    # A few went out while there were tokens; once those were refused, one after the other.
    sent = len(most) - 1
    assert (most[0] < sent < 20, max(most[most[0] :])) == (True, 1)
