"""A deletion waits for the calls that are out, and lets no other begin."""

import asyncio

import pytest

from core.errors import GateClosed
from core.spapi.under_way import UnderWay


async def test_stopping_waits_for_the_last_call_that_is_out() -> None:
    calls, may_end, told = UnderWay(), asyncio.Event(), list[str]()

    async def call() -> None:
        async with calls.call("shop"):
            await may_end.wait()
            told.append("ended")

    async def stop() -> None:
        await calls.stop("shop")
        told.append("stopped")

    async with asyncio.TaskGroup() as group:
        group.create_task(call())
        group.create_task(call())
        await asyncio.sleep(0)
        group.create_task(stop())
        await asyncio.sleep(0)
        assert told == []
        may_end.set()
    assert told == ["ended", "ended", "stopped"]


async def test_no_call_of_a_stopped_tenant_begins() -> None:
    calls = UnderWay()
    await calls.stop("shop")
    with pytest.raises(GateClosed):
        async with calls.call("shop"):
            raise AssertionError("it began")
    async with calls.call("other"):
        assert not calls._out["shop"]


async def test_a_call_that_failed_is_not_waited_for() -> None:
    calls = UnderWay()
    with pytest.raises(OSError, match="gone"):
        async with calls.call("shop"):
            raise OSError("gone")
    await calls.stop("shop")
    assert not calls._out["shop"]


async def test_a_call_that_never_ends_does_not_keep_the_data(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls = UnderWay(longest=0.0)
    async with calls.call("shop"):
        await calls.stop("shop")
    assert "still under way" in caplog.text
