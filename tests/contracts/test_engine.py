"""The engine's promises: one at a time a lane, the urgent first, and no lane holds up another."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import pytest

from bot.engine.in_process import InProcessEngine
from core.ports.engine import Task


@dataclass
class Work:
    """Jobs that note when they begin and end; one named "held" ends when it is let go."""

    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    first_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def quick(self, args: Mapping[str, str]) -> None:
        """Done at once."""
        self.begun.append(args["n"])
        self.ended.append(args["n"])
        self.first_end.set()

    async def held(self, args: Mapping[str, str]) -> None:
        """Done when the test says so."""
        self.begun.append(args["n"])
        self.started.set()
        await self.let_go.wait()
        self.ended.append(args["n"])

    async def broken(self, args: Mapping[str, str]) -> None:
        """Fails."""
        self.begun.append(args["n"])
        raise RuntimeError("a defect")


def task(n: int, name: str = "quick", lane: str = "", priority: int = 0) -> Task:
    return Task(name, f"key-{n}", lane or f"lane-{n}", {"n": str(n)}, priority)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
async def engine() -> AsyncIterator[InProcessEngine]:
    engine = InProcessEngine()
    yield engine
    await engine.stop(0)


def start(engine: InProcessEngine, work: Work, workers: int = 2) -> None:
    engine.start({"quick": work.quick, "held": work.held, "broken": work.broken}, workers)


async def within(engine: InProcessEngine) -> None:
    async with asyncio.timeout(5):
        await engine.idle()


async def test_a_key_that_waits_already_is_queued_once(engine: InProcessEngine, work: Work) -> None:
    for _ in range(3):
        engine.submit(task(1))
    start(engine, work)
    await within(engine)
    assert work.ended == ["1"]


async def test_a_key_may_wait_again_once_its_task_has_begun(
    engine: InProcessEngine, work: Work
) -> None:
    start(engine, work)
    engine.submit(task(1, "held"))
    await work.started.wait()
    engine.submit(task(1, "held"))
    work.let_go.set()
    await within(engine)
    assert work.ended == ["1", "1"]


async def test_tasks_of_a_lane_run_one_at_a_time_in_their_order(
    engine: InProcessEngine, work: Work
) -> None:
    start(engine, work, workers=4)
    engine.submit(task(1, "held", "shop"))
    await work.started.wait()
    engine.submit(task(2, "quick", "shop"))
    engine.submit(task(3, "quick", "shop"))
    engine.submit(task(4))
    await work.first_end.wait()
    assert work.begun == ["1", "4"]
    work.let_go.set()
    await within(engine)
    assert work.ended == ["4", "1", "2", "3"]


async def test_a_long_queue_of_one_lane_leaves_the_workers_to_the_others(
    engine: InProcessEngine, work: Work
) -> None:
    engine.submit(task(1, "held", "shop"))
    for n in range(2, 50):
        engine.submit(task(n, "quick", "shop"))
    engine.submit(task(99))
    start(engine, work, workers=2)
    async with asyncio.timeout(5):
        await work.started.wait()
        await work.first_end.wait()
    assert work.begun == ["1", "99"]
    work.let_go.set()
    await within(engine)
    assert len(work.ended) == 50


async def test_the_urgent_comes_first_within_a_lane_and_between_lanes(
    engine: InProcessEngine, work: Work
) -> None:
    engine.submit(task(1, lane="shop", priority=5))
    engine.submit(task(2, lane="shop"))
    engine.submit(task(3, priority=-1))
    start(engine, work, workers=1)
    await within(engine)
    assert work.ended == ["3", "2", "1"]


async def test_a_failure_ends_neither_the_worker_nor_the_lane(
    engine: InProcessEngine, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    engine.submit(task(1, "broken", "shop"))
    engine.submit(task(2, "no such job", "shop"))
    engine.submit(task(3, "quick", "shop"))
    start(engine, work, workers=1)
    await within(engine)
    assert work.ended == ["3"]
    assert "task broken failed" in caplog.text


async def test_stopping_lets_what_runs_finish_and_begins_nothing_more(
    engine: InProcessEngine, work: Work
) -> None:
    engine.submit(task(1, "held", "shop"))
    engine.submit(task(2, "quick", "shop"))
    engine.submit(task(3, "quick"))
    start(engine, work, workers=1)
    await work.started.wait()
    asyncio.get_running_loop().call_later(0.01, work.let_go.set)
    async with asyncio.timeout(2):
        await engine.stop(5)
    assert (work.begun, work.ended) == (["1"], ["1"])


async def test_a_kill_ends_what_runs_at_once(engine: InProcessEngine, work: Work) -> None:
    engine.submit(task(1, "held", "shop"))
    engine.submit(task(2, "quick", "shop"))
    start(engine, work)
    await work.started.wait()
    await engine.stop(0)
    assert (work.begun, work.ended) == (["1"], [])


async def test_what_does_not_finish_is_cut_off(
    engine: InProcessEngine, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    engine.submit(task(1, "held", "shop"))
    start(engine, work)
    await work.started.wait()
    async with asyncio.timeout(2):
        await engine.stop(0.01)
    assert (work.begun, work.ended) == (["1"], [])
    assert "1 tasks were cut off at the end" in caplog.text


async def test_an_engine_that_is_stopped_runs_again_once_it_is_started(
    engine: InProcessEngine, work: Work
) -> None:
    start(engine, work)
    await engine.stop()
    engine.submit(task(1))
    assert work.begun == []
    start(engine, work)
    await within(engine)
    assert work.ended == ["1"]
