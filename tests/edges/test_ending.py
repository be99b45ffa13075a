"""The end of a process: one deadline for all parts of it, and nobody is cut off without need."""

import asyncio

import pytest

from bot.ending import LEAST, Ending, finished


def test_all_parts_share_one_deadline_that_the_first_to_ask_begins() -> None:
    at = [100.0]
    ending = Ending(7, lambda: at[0])
    at[0] = 200
    assert ending.left(5) == 5
    at[0] = 204
    assert ending.left(5) == 3
    ending.begin()
    at[0] = 230
    assert ending.left(5) == LEAST


async def test_what_finishes_in_time_is_not_cut_off_and_what_comes_meanwhile_counts() -> None:
    done: list[str] = []
    tasks: set[asyncio.Task[None]] = set()

    def begin(name: str, then: str) -> None:
        async def work() -> None:
            await asyncio.sleep(0)
            if then:
                begin(then, "")
            done.append(name)

        task = asyncio.create_task(work())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    begin("first", "second")
    assert await finished(tasks, 5) == 0
    assert done == ["first", "second"]


async def test_what_does_not_finish_is_cut_off_and_counted() -> None:
    tasks = {asyncio.create_task(_forever()) for _ in range(2)}
    assert await finished(tasks, 0) == 2
    assert all(task.cancelled() for task in tasks)


async def test_ctrl_c_cuts_nothing_off_and_is_raised_afterwards() -> None:
    go_on, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()
        ended.set()

    at_work = asyncio.create_task(work())
    ending = asyncio.create_task(finished({at_work}, 5))
    await asyncio.sleep(0)
    ending.cancel()
    asyncio.get_running_loop().call_later(0.01, go_on.set)
    async with asyncio.timeout(2):
        with pytest.raises(asyncio.CancelledError):
            await ending
    assert ended.is_set()


async def _forever() -> None:
    await asyncio.Event().wait()
