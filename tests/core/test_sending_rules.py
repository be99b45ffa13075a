"""When a post that something cut short is sent again, and when nobody can know any more."""

from datetime import UTC, datetime, timedelta

import pytest

from core.policy.sending import (
    AGAIN_AFTER,
    KEYS_KNOWN,
    LONGEST_TRY,
    TURN,
    TURN_BY_KEY,
    SendState,
    Step,
    is_key_known,
    next_step,
)

BEGUN = datetime(2026, 11, 24, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("platform", "tried", "now", "step"),
    [
        ("slack", 0, TURN - SECOND, Step.LEAVE),
        ("slack", 0, TURN, Step.GIVE_UP),
        ("discord", 0, TURN_BY_KEY - SECOND, Step.LEAVE),
        ("discord", 0, TURN_BY_KEY, Step.SEND),
        ("discord", 60, timedelta(seconds=60) + TURN_BY_KEY, Step.SEND),
        ("discord", 60, KEYS_KNOWN["discord"] - LONGEST_TRY - SECOND, Step.SEND),
        ("discord", 60, KEYS_KNOWN["discord"] - LONGEST_TRY, Step.GIVE_UP),
        ("discord", 0, KEYS_KNOWN["discord"], Step.GIVE_UP),
        ("discord", 170, KEYS_KNOWN["discord"], Step.LEAVE),
        ("discord", 170, timedelta(seconds=170) + TURN_BY_KEY, Step.GIVE_UP),
    ],
)
def test_a_post_on_its_way_is_left_sent_again_or_given_up(
    platform: str, tried: int, now: timedelta, step: Step
) -> None:
    at = BEGUN + timedelta(seconds=tried)
    assert next_step(platform, SendState.SENDING, BEGUN, at, BEGUN + now) is step


@pytest.mark.parametrize("state", [SendState.UNKNOWN, SendState.TOLD])
def test_what_was_given_up_is_never_sent_again(state: SendState) -> None:
    for platform in ("slack", "discord"):
        assert next_step(platform, state, BEGUN, BEGUN, BEGUN + TURN) is Step.LEAVE


def test_a_turn_is_over_while_the_key_is_still_known() -> None:
    """Else what a crash cut short could never be sent again."""
    assert KEYS_KNOWN["discord"] > 4 * TURN_BY_KEY
    assert timedelta(seconds=sum(AGAIN_AFTER)) < KEYS_KNOWN["discord"]
    assert is_key_known("discord", BEGUN, BEGUN + TURN)
    assert not is_key_known("slack", BEGUN, BEGUN)
