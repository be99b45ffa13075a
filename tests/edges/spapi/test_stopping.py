"""A deletion of a tenant waits for its calls that are under way, and for their rows."""

import asyncio
from pathlib import Path

import httpx
import pytest

from core.errors import GateClosed, NotFound
from tests.edges.spapi.rig import caller, open_rig

ORDER, US = "111-1111111-1111111", "ATVPDKIKX0DER"


async def test_a_request_that_is_out_is_noted_before_the_deletion_goes_on(tmp_path: Path) -> None:
    async with open_rig(tmp_path) as rig:
        out, may_arrive = asyncio.Event(), asyncio.Event()

        async def hold(request: httpx.Request) -> httpx.Response | None:
            if request.method == "POST" and "solicitations" in request.url.path:
                out.set()
                await may_arrive.wait()
            return None

        rig.line.meddlers.append(hold)
        asking = asyncio.create_task(rig.api.solicit(caller(), ORDER, US))
        await out.wait()
        stopping = asyncio.create_task(rig.api.stop(caller().tenant))
        await asyncio.sleep(0)
        assert not stopping.done()
        before = len(rig.ledger.calls)
        may_arrive.set()
        await stopping
        assert len(rig.ledger.calls) == before + 1
        with pytest.raises((NotFound, GateClosed)):
            await asking


async def test_nothing_of_a_stopped_tenant_leaves_the_house(tmp_path: Path) -> None:
    async with open_rig(tmp_path) as rig:
        await rig.api.stop(caller().tenant)
        with pytest.raises(GateClosed):
            await rig.api.offers_solicitation(caller(), ORDER, US)
        assert (rig.line.paths(), rig.ledger.calls) == ([], [])
