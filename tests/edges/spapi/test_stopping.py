"""A deletion of a tenant waits for its calls that are under way, and for their rows."""

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from core.amazon_errors import NotFound
from core.errors import DiskFull, GateClosed
from core.model import Feature
from core.ports.amazon import Caller
from core.ports.egress import EgressCall
from core.spapi.auth import Unwatched
from core.spapi.calls import STALE
from tests.edges.spapi.rig import Ledger, caller, open_rig

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


class Switches(Unwatched):
    """A watch over what an owner switched on, which a test may change."""

    def __init__(self) -> None:
        self.off: set[Feature] = set()

    async def standing(self, caller: Caller) -> Caller:
        """Without what is off."""
        return replace(caller, features=caller.features - self.off)


async def test_a_feature_switched_off_in_the_middle_of_a_job_stops_its_next_request(
    tmp_path: Path,
) -> None:
    switches = Switches()
    async with open_rig(tmp_path, watch=switches) as rig:
        with pytest.raises(NotFound):
            await rig.api.offers_solicitation(caller(), ORDER, US)
        switches.off.add(Feature.REVIEWS)
        with pytest.raises(GateClosed, match="reviews is not switched on"):
            await rig.api.solicit(caller(), ORDER, US)
        assert "POST" not in {one.method for one in rig.line.passed if "solicit" in one.url.path}


async def test_questions_stop_within_seconds(tmp_path: Path) -> None:
    switches = Switches()
    async with open_rig(tmp_path, watch=switches) as rig:
        with pytest.raises(NotFound):
            await rig.api.offers_solicitation(caller(), ORDER, US)
        switches.off.add(Feature.REVIEWS)
        rig.time.forward(seconds=STALE)
        with pytest.raises(GateClosed):
            await rig.api.offers_solicitation(caller(), ORDER, US)


class FullDisk(Ledger):
    """A ledger that takes no row while the disk is full."""

    is_full = True

    async def record(self, call: EgressCall) -> None:
        """Keep it, if there is room."""
        if self.is_full:
            raise DiskFull
        await super().record(call)


async def test_what_the_ledger_could_not_keep_is_kept_before_anything_else_is_sent(
    tmp_path: Path,
) -> None:
    disk = FullDisk()
    async with open_rig(tmp_path, ledger=disk) as rig:
        for _ in range(3):
            with pytest.raises(DiskFull):
                await rig.api.offers_solicitation(caller(), ORDER, US)
        assert len(rig.line.passed) == 1
        disk.is_full = False
        with pytest.raises(NotFound):
            await rig.api.offers_solicitation(caller(), ORDER, US)
        assert len(disk.calls) == len(rig.line.passed)
