"""The rules of an authorization: asked once a day, doubted for a day, believed at its end."""

from datetime import UTC, datetime, timedelta

import pytest

from core.model import AccountId
from core.policy.authorization import (
    AUTHORIZATION_LIFE,
    AccountState,
    Authorization,
    accepted,
    are_many,
    next_daily,
    refused,
    warning,
)
from tests.amazon_cases import case

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
FRESH = Authorization(AccountId("account-1"), AccountState.ACTIVE, NOW)
HOUR = timedelta(hours=1)


def asked_to_the_end(kept: Authorization) -> list[timedelta]:
    """When it is refused, from the first time on, until it counts as revoked."""
    at, when = NOW, []
    while kept.state is not AccountState.REVOKED:
        kept = refused(kept, at)
        when.append(at - NOW)
        at = kept.next_check
    return when


@case(25)
def test_a_refusal_is_asked_again_for_a_day_before_it_is_believed() -> None:
    marks = [timedelta(), HOUR / 4, HOUR, 6 * HOUR, 24 * HOUR]
    assert asked_to_the_end(FRESH) == marks


@case(25)
def test_any_success_puts_an_end_to_the_doubt() -> None:
    doubted = refused(refused(FRESH, NOW), NOW + HOUR / 4)
    assert (doubted.state, doubted.failures) == (AccountState.PAUSED, 2)
    well = accepted(doubted, NOW + HOUR)
    assert (well.state, well.failures, well.failing_since) == (AccountState.ACTIVE, 0, None)
    again = refused(well, NOW + 30 * HOUR)
    assert (again.state, again.failures) == (AccountState.PAUSED, 1)
    assert again.failing_since == NOW + 30 * HOUR


def test_several_refused_at_once_are_one_refusal() -> None:
    kept = refused(FRESH, NOW)
    for seconds in (0, 1, 60, 899):
        assert refused(kept, NOW + timedelta(seconds=seconds)) == kept


def test_a_day_offline_is_no_evidence() -> None:
    first = refused(FRESH, NOW)
    late = refused(first, NOW + 40 * HOUR)
    assert (late.state, late.next_check) == (AccountState.PAUSED, NOW + 40.25 * HOUR)
    third = refused(late, late.next_check)
    assert third.state is AccountState.PAUSED
    assert refused(third, third.next_check).state is AccountState.REVOKED


def test_what_does_not_count_pauses_and_is_never_believed() -> None:
    kept = FRESH
    for quarter in range(200):
        kept = refused(kept, NOW + quarter * HOUR / 4, counts=False)
    assert (kept.state, kept.failures, kept.paused_at) == (AccountState.PAUSED, 0, NOW)


def test_what_ended_stays_ended() -> None:
    ended = Authorization(FRESH.account, AccountState.REVOKED, NOW, paused_at=NOW)
    assert refused(ended, NOW + HOUR) == ended


def test_an_account_that_is_connected_again_has_not_ended() -> None:
    ended = Authorization(FRESH.account, AccountState.REVOKED, NOW, untold=AccountState.REVOKED)
    again = accepted(ended, NOW)
    assert (again.state, again.untold) == (AccountState.ACTIVE, None)


def test_owners_are_told_of_a_pause_and_of_its_end_once_each() -> None:
    paused = refused(FRESH, NOW)
    assert paused.untold is AccountState.PAUSED
    assert accepted(paused, NOW + HOUR).untold is None
    told = accepted(Authorization(FRESH.account, AccountState.PAUSED, NOW, paused_at=NOW), NOW)
    assert told.untold is AccountState.ACTIVE
    assert accepted(told, NOW + HOUR).untold is AccountState.ACTIVE


def test_todays_refresh_is_todays_check_and_tomorrow_has_one_of_its_own() -> None:
    mine = next_daily(FRESH.account, NOW)
    assert mine.date() == NOW.date() + timedelta(days=1)
    for hour in range(12):
        assert next_daily(FRESH.account, NOW + hour * HOUR) == mine
    assert next_daily(FRESH.account, mine) == mine + timedelta(days=1)


def test_checks_are_spread_over_the_day() -> None:
    hours = {next_daily(AccountId(f"account-{n}"), NOW).hour for n in range(200)}
    assert len(hours) > 20
    assert 23 not in hours


@pytest.mark.parametrize(
    ("lost", "connected", "many"),
    [(2, 2, False), (3, 3, True), (3, 5, True), (3, 6, False), (4, 7, True), (30, 100, False)],
)
def test_many_at_once_are_three_and_more_than_half(lost: int, connected: int, many: bool) -> None:
    assert are_many(lost, connected) is many


@pytest.mark.parametrize(
    ("left", "told"),
    [(31, None), (30, 30), (29, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-3, 1)],
)
def test_an_end_is_told_in_time(left: int, told: int | None) -> None:
    since = NOW - AUTHORIZATION_LIFE + timedelta(days=left)
    assert warning(since, AUTHORIZATION_LIFE, NOW) == told
