"""A host that is down is left alone, and tried again."""

import pytest

from core.amazon_errors import UpstreamError
from core.spapi.breaker import FIRST_PAUSE, PATIENCE, Breaker
from core.spapi.message import Answer, NoAnswer

DOWN = Answer(503)


class Ground:
    """A breaker on a clock of the test's."""

    def __init__(self) -> None:
        self.now = 0.0
        self.breaker = Breaker(lambda: self.now)

    def fail(self, times: int, answer: Answer | NoAnswer = DOWN, host: str = "a") -> None:
        for _ in range(times):
            self.breaker.heard(host, answer)

    def pause(self, host: str = "a") -> float | None:
        """Seconds that a host is left alone for; None where it may be called."""
        try:
            self.breaker.check(host, "ask")
        except UpstreamError as why:
            return why.retry_after
        return None


def test_a_host_that_is_down_is_left_alone_and_no_other() -> None:
    ground = Ground()
    ground.fail(PATIENCE - 1)
    assert ground.pause() is None
    ground.fail(1)
    assert ground.pause() == FIRST_PAUSE
    assert ground.pause("b") is None
    ground.now = FIRST_PAUSE
    assert ground.pause() is None


def test_each_failure_after_a_pause_makes_it_longer_up_to_eight_minutes() -> None:
    ground, pauses = Ground(), []
    ground.fail(PATIENCE - 1)
    for _ in range(7):
        ground.fail(1)
        pauses.append(ground.pause())
        ground.now += pauses[-1] or 0
    assert pauses == [30, 60, 120, 240, 480, 480, 480]


def test_those_who_were_under_way_do_not_prolong_it() -> None:
    ground = Ground()
    ground.fail(PATIENCE + 50)
    assert ground.pause() == FIRST_PAUSE


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200),
        Answer(500),
        Answer(429),
    ],
)
def test_any_other_answer_says_that_it_is_up(answer: Answer | NoAnswer) -> None:
    ground = Ground()
    ground.fail(PATIENCE - 1)
    ground.breaker.heard("a", answer)
    ground.fail(PATIENCE - 1)
    assert ground.pause() is None


def test_a_host_that_cannot_be_reached_is_down() -> None:
    ground = Ground()
    ground.fail(PATIENCE, NoAnswer(sent=False))
    assert ground.pause() == FIRST_PAUSE
    assert "no call made" in UpstreamError(status="no call made", request_id="none").message


def test_an_operation_that_is_slow_neither_closes_a_host_nor_hides_that_it_is_down() -> None:
    ground = Ground()
    ground.fail(5 * PATIENCE, NoAnswer(sent=True))
    assert ground.pause() is None
    ground.fail(PATIENCE - 1)
    ground.fail(1, NoAnswer(sent=True))
    ground.fail(1)
    assert ground.pause() == FIRST_PAUSE
