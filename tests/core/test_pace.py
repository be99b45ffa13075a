"""The rate of a channel: a burst, then steadily, and nothing while the platform will not listen."""

import pytest

from core.policy.pace import LIMITS, Bucket, Rate

SLOW = Rate(1.0, 2)


def taken(bucket: Bucket, times: int, now: float) -> float:
    """When so many calls in a row are through, who each wait their turn."""
    for _ in range(times):
        now += bucket.wait(now)
        bucket.take(now)
    return now


def test_a_burst_goes_at_once_and_the_rest_at_the_rate() -> None:
    assert taken(Bucket(SLOW, 100.0), 2, 100.0) == 100.0
    assert taken(Bucket(SLOW, 100.0), 7, 100.0) == pytest.approx(105.0)


def test_a_pause_fills_it_to_the_burst_and_no_further() -> None:
    bucket = Bucket(SLOW, 0.0)
    taken(bucket, 2, 0.0)
    assert taken(bucket, 3, 3600.0) == pytest.approx(3601.0)


def test_whoever_comes_later_waits_for_those_ahead() -> None:
    bucket = Bucket(SLOW, 0.0)
    assert [bucket.wait(0.0, ahead) for ahead in (0, 1, 2, 5)] == [0.0, 0.0, 1.0, 4.0]


def test_shut_it_gives_nothing_and_afterwards_one_at_a_time() -> None:
    bucket = Bucket(SLOW, 0.0)
    bucket.shut(30.0)
    assert bucket.wait(0.0) == 30.0
    assert bucket.wait(29.5) == 0.5
    assert taken(bucket, 3, 10.0) == pytest.approx(32.0)


def test_a_shorter_wait_does_not_open_it_sooner() -> None:
    bucket = Bucket(SLOW, 0.0)
    bucket.shut(30.0)
    bucket.shut(5.0)
    assert bucket.wait(6.0) == 24.0


def test_a_clock_that_stands_still_gives_no_tokens() -> None:
    bucket = Bucket(SLOW, 50.0)
    taken(bucket, 2, 50.0)
    assert bucket.wait(49.0) > 0


def test_what_we_keep_to_is_within_what_the_platforms_allow() -> None:
    slack, discord = LIMITS["slack"], LIMITS["discord"]
    assert slack.channel is not None
    assert slack.channel.per_second <= 1
    assert slack.workspace.per_second * 60 <= 300
    assert (discord.channel, discord.whole) == (None, True)
    assert discord.workspace.per_second + discord.workspace.burst <= 50
