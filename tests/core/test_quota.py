"""The buckets' arithmetic, on a clock that only sleeping moves."""

import asyncio

import pytest

from core.amazon_errors import Throttled
from core.policy.operations import Operation, Purpose
from core.spapi.message import Answer, NoAnswer
from core.spapi.quota import BucketKey, Quota
from tests.amazon_cases import case

ASK = Operation("ask", "GET", "/ask", Purpose.ACCOUNT, rate=1.0, burst=5)
ONCE = Operation("once", "GET", "/once", Purpose.ACCOUNT, rate=0.5, burst=1)
MINE = BucketKey("ask", "tenant", "account", "NA")


class Ground:
    """Time, and how long was slept."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self.quota = Quota(lambda: self.now, self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.now += seconds

    async def take(self, times: int, operation: Operation = ASK, key: BucketKey = MINE) -> None:
        for _ in range(times):
            await self.quota.take(operation, key)

    def heard(self, status: int, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.quota.heard(ASK, MINE, Answer(status, named))


async def test_four_fifths_of_the_burst_then_the_rate_in_full() -> None:
    ground = Ground()
    await ground.take(4)
    assert ground.slept == []
    await ground.take(3)
    assert ground.slept == pytest.approx([1.0, 1.0, 1.0])


async def test_a_burst_of_one_is_one() -> None:
    ground = Ground()
    await ground.take(2, ONCE)
    assert ground.slept == pytest.approx([2.0])


async def test_a_bucket_never_overflows() -> None:
    ground = Ground()
    await ground.take(1)
    ground.now += 3600
    await ground.take(5)
    assert ground.slept == pytest.approx([1.0])


async def test_buckets_are_apart_by_operation_tenant_account_and_region() -> None:
    ground = Ground()
    await ground.take(4)
    for key in (
        MINE._replace(operation="other"),
        MINE._replace(tenant="other"),
        MINE._replace(account="other"),
        MINE._replace(region="EU"),
    ):
        await ground.take(4, key=key)
    assert ground.slept == []


async def test_the_header_sets_the_rate() -> None:
    ground = Ground()
    await ground.take(4)
    ground.heard(200, x_amzn_ratelimit_limit="0.5")
    await ground.take(1)
    ground.heard(200, x_amzn_ratelimit_limit="4.0")
    await ground.take(1)
    assert ground.slept == pytest.approx([2.0, 0.25])


@case(2)
@pytest.mark.parametrize("header", ["", "garbage", "nan", "inf", "0", "-1"])
async def test_a_header_that_is_no_rate_is_ignored(header: str) -> None:
    ground = Ground()
    await ground.take(4)
    ground.heard(200, x_amzn_ratelimit_limit=header)
    await ground.take(1)
    assert ground.slept == pytest.approx([1.0])


@case(2)
async def test_a_429_empties_the_bucket_and_halves_the_rate_until_a_header_says_otherwise() -> None:
    ground = Ground()
    await ground.take(1)
    ground.heard(429)
    ground.heard(429)
    await ground.take(2)
    assert ground.slept == pytest.approx([2.0, 2.0])
    ground.heard(200)
    await ground.take(1)
    ground.heard(200, x_amzn_ratelimit_limit="1.0")
    await ground.take(1)
    assert ground.slept == pytest.approx([2.0, 2.0, 2.0, 1.0])


async def test_each_refill_waited_for_in_vain_halves_the_rate_again_down_to_one_call_a_minute() -> (
    None
):
    ground = Ground()
    waits = []
    for _ in range(8):
        ground.heard(429)
        ground.heard(429)  # of a call that was under way, too
        waits.append(ground.quota.wait(ASK, MINE))
        ground.now += waits[-1]
    assert waits == pytest.approx([2, 4, 8, 16, 32, 60, 60, 60])
    ground.heard(200)
    await ground.take(2)
    assert ground.slept == pytest.approx([2.0])


async def test_a_plan_slower_than_that_is_halved_once() -> None:
    seldom = Operation("seldom", "GET", "/seldom", Purpose.ACCOUNT, rate=1 / 60, burst=1)
    ground = Ground()
    for _ in range(3):
        ground.quota.heard(seldom, MINE, Answer(429, {}))
        wait = ground.quota.wait(seldom, MINE)
        assert wait == pytest.approx(120)
        ground.now += wait


async def test_a_plan_that_is_raised_is_used_in_full() -> None:
    ground = Ground()
    await ground.take(4)
    ground.heard(200, x_amzn_ratelimit_limit="10.0")
    await ground.take(5)
    assert ground.slept == pytest.approx([0.1] * 5)


async def test_a_plan_that_is_halved_is_kept_from_the_first_429_on() -> None:
    """Amazon's own bucket, at half of what it published: one 429, then never again."""
    ground, theirs, at, answers = Ground(), 2.0, 100.0, []
    for _ in range(40):
        async with ground.quota.turn(ASK, MINE):
            theirs, at = min(2.0, theirs + (ground.now - at) * 0.5), ground.now
            answers.append(200 if theirs >= 1 - 1e-9 else 429)
            theirs -= 1 if answers[-1] == 200 else 0
            ground.heard(answers[-1])
    assert answers == [200, 200, 429] + [200] * 37
    # From the 429 on a call takes one refill of the halved plan.
    assert ground.slept == pytest.approx([2.0] * 37)


@case(1)
async def test_after_a_429_no_call_begins_while_another_is_under_way() -> None:
    ground = Ground()
    under_way, most, gates = 0, 0, [asyncio.Event() for _ in range(4)]

    async def call(number: int) -> None:
        nonlocal under_way, most
        async with ground.quota.turn(ASK, MINE):
            under_way += 1
            most = max(most, under_way)
            await gates[number].wait()
            under_way -= 1

    calls = [asyncio.create_task(call(number)) for number in range(2)]
    await asyncio.sleep(0)
    assert under_way == 2
    ground.heard(429)
    most = 0
    calls += [asyncio.create_task(call(number)) for number in (2, 3)]
    for _ in range(9):
        await asyncio.sleep(0)
    assert (under_way, most) == (2, 0)
    for gate in gates:
        gate.set()
        for _ in range(9):
            await asyncio.sleep(0)
    await asyncio.gather(*calls)
    assert (under_way, most) == (0, 1)


async def test_who_would_wait_too_long_is_told_when_to_come_back() -> None:
    ground = Ground()
    await ground.take(4)
    waiting = [asyncio.create_task(ground.quota.take(ASK, MINE)) for _ in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(Throttled) as told:
        await ground.quota.take(ASK, MINE)
    assert told.value.retry_after == pytest.approx(6.0)
    await asyncio.gather(*waiting)
    assert sum(ground.slept) == pytest.approx(5.0)


async def test_a_429_also_reaches_those_who_wait() -> None:
    ground = Ground()
    await ground.take(4)
    waiting = asyncio.create_task(ground.quota.take(ASK, MINE))
    await asyncio.sleep(0)
    ground.heard(429)
    await waiting
    # The second it slept brought half a token only.
    assert ground.slept == pytest.approx([1.0, 1.0])


async def test_one_who_gives_up_waiting_leaves_the_queue() -> None:
    ground = Ground()
    await ground.take(4)
    waiting = asyncio.create_task(ground.quota.take(ASK, MINE))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    ground.now += 1
    await ground.take(1)
    assert ground.slept == pytest.approx([1.0])


async def test_silence_teaches_nothing_and_a_forgotten_account_starts_anew() -> None:
    ground = Ground()
    await ground.take(4)
    ground.quota.heard(ASK, MINE, NoAnswer(sent=True))
    assert ground.quota.wait(ASK, MINE) == pytest.approx(1.0)
    ground.quota.forget("tenant", "account")
    assert ground.quota.wait(ASK, MINE) == 0
