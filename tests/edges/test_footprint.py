"""Whether a process is flat: what the measure of tests/chaos takes for a leak, and what not."""

import pytest

from tests.footprint import BLOCKS_A_MESSAGE, BYTES_A_MESSAGE, Footprint, growth

EVERY = 2_000


def seen(blocks: float, resident: float, *, step: int = 0) -> list[Footprint]:
    """Forty looks at a process that keeps so much of each message; `step`: what a cache takes

    at once, in the middle.
    """
    counts = [EVERY * n for n in range(1, 41)]
    steps = [step if n >= 20 else 0 for n in range(40)]
    pairs = zip(counts, steps, strict=True)
    return [Footprint(n, 700_000 + int(n * blocks) + s, int(n * resident) + s) for n, s in pairs]


def test_what_stays_as_it_is_is_flat() -> None:
    assert growth(seen(0, 0)).is_flat


@pytest.mark.parametrize(("blocks", "resident"), [(1, 0), (0.2, 0), (0, 2_400), (0, 200)])
def test_what_grows_with_each_message_is_not(blocks: float, resident: float) -> None:
    assert not growth(seen(blocks, resident)).is_flat


def test_the_bounds_are_met_where_they_are() -> None:
    assert growth(seen(BLOCKS_A_MESSAGE * 0.9, BYTES_A_MESSAGE * 0.9)).is_flat
    assert not growth(seen(BLOCKS_A_MESSAGE * 1.1, 0)).is_flat
    assert not growth(seen(0, BYTES_A_MESSAGE * 1.1)).is_flat


def test_a_cache_that_is_filled_once_is_no_leak() -> None:
    assert growth(seen(0, 0, step=2_000)).is_flat


def test_a_leak_is_not_hidden_by_memory_that_was_given_back() -> None:
    assert not growth(seen(1, 0, step=-50_000)).is_flat


def test_this_process_is_looked_at_without_its_garbage() -> None:
    before = Footprint.now(0)
    kept: list[list[object]] = [[] for _ in range(10_000)]
    for one in kept:
        one.append(one)  # so that only the collector can free it
    with_them = Footprint.now(1)
    kept.clear()
    after = Footprint.now(2)
    assert with_them.blocks - before.blocks > 9_000
    assert with_them.blocks - after.blocks > 9_000
    assert after.resident > 2**20
