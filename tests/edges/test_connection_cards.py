"""Home and status say what is wrong with a connection, since when, and what to do next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from bot.handlers.authorization import ending_card
from bot.handlers.home import home_card
from bot.handlers.status import status_card
from bot.settings import read_settings
from core.cross_check import Compared, Difference
from core.errors import BadSetting
from core.home import HomeFacts
from core.model import AccountId, Money
from core.policy.authorization import AccountState, Authorization, refused
from core.ports.authorizations import Freeze, FreezeReason
from core.status import AccountStatus, HouseStatus, StatusFacts, status
from tests.edges.test_home_cards import AT, FE, HOME, LA, NA
from tests.storages import NOW, SHOP, opened_storage

SINCE = AT - timedelta(hours=2)
PAUSED = replace(NA, state="paused", paused_at=SINCE, deleted_after=SINCE + timedelta(days=1))
USD = Money(1000, "USD")
FROZEN = HouseStatus(AT, FreezeReason.APP_REJECTED.value)


def cards(account: AccountStatus, house: HouseStatus = HouseStatus()) -> list[str]:  # noqa: B008
    """Both cards as text, line ends aside."""
    found = StatusFacts("status/1", "Demo shop", AT, ("sales",), (FE, account), house)
    home: HomeFacts = replace(HOME, accounts=(FE, account), house=house)
    texts = (render(status_card(found, LA)), render(home_card(home, LA)))
    return [" ".join(text.split()) for text in texts]


def test_a_paused_account_says_since_when_and_what_to_do() -> None:
    for text in cards(PAUSED):
        assert (
            "Amazon has refused the authorization since Sat 21 Nov 08:00, so it is paused" in text
        )
        assert (
            "if it still does after Sun 22 Nov 08:00, the data is deleted here. To go on," in text
        )
        name = f'amzigo connect --self --tenant "Demo shop" --seller-id "{NA.name}".'
        assert f"then whoever runs amzigo types in the terminal {name}" in text
    assert "1 account is paused." in cards(PAUSED)[0]


def test_a_refusal_that_counts_for_nothing_names_no_day() -> None:
    for text in cards(replace(PAUSED, deleted_after=None)):
        assert "so it is paused; nothing is deleted for that. To go on, authorize" in text
        assert "the data is deleted here" not in text


def test_an_account_that_is_held_back_says_that_nothing_is_deleted() -> None:
    for text in cards(replace(PAUSED, withheld=True)):
        assert "Nothing of it is deleted while Amazon refuses most shops here" in text
        assert "the data is deleted here" not in text


def test_an_account_that_ended_says_how_to_begin_anew() -> None:
    for text in cards(replace(NA, state="revoked")):
        assert "The authorization ended and the data is deleted; to begin anew" in text


def test_the_end_of_a_year_is_on_the_cards() -> None:
    for text in cards(replace(NA, ends_at=AT + timedelta(days=12))):
        assert "The authorization ends on Thu 3 Dec; before that day" in text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (FreezeReason.APP_REJECTED, "rejects this installation's own credentials"),
        (FreezeReason.MANY_LOST, "refuses many shops at once"),
    ],
)
def test_a_freeze_is_one_line_for_the_operator(reason: FreezeReason, said: str) -> None:
    for text in cards(NA, HouseStatus(AT, reason.value)):
        assert f"Nothing has been read or sent since Sat 21 Nov 10:00. Amazon {said}" in text
    assert "All calls to Amazon are stopped; nothing is lost." in cards(NA, FROZEN)[0]


def test_the_client_secrets_end_is_the_operators_line() -> None:
    for text in cards(NA, HouseStatus(secret_ends=date(2026, 12, 3))):
        assert "The app's client secret ends on Thu 3 Dec: the operator must rotate it" in text


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    for text in cards(NA):
        for word in ("refuses", "ends", "operator", "connect"):
            assert word not in text


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (("sales",), "what sales needs: add the role"),
        (("inventory", "sales"), "what inventory and sales need: add the role"),
        (("inventory", "reviews", "sales"), "what inventory, reviews and sales need: add"),
    ],
)
def test_what_was_not_granted_is_a_sentence(missing: tuple[str, ...], said: str) -> None:
    both = cards(replace(NA, not_granted=missing))
    for text in both:
        assert f"Amazon did not grant {said}" in text
    assert "Everything is up to date." not in both[0]
    assert "Not all that is switched on was granted; the rest is up to date." in both[0]


@pytest.mark.parametrize(
    ("days", "differing", "said", "more"),
    [
        (14, 0, "all 14 days of its stores agree", "agree"),
        (1, 0, "the 1 day agrees", "agrees"),
        (1, 1, "0 of 1 day agree", "Amazon counts"),
        (14, 4, "10 of 14 days of its stores agree", "And 1 more day."),
        (14, 5, "9 of 14 days of its stores agree", "And 2 more days."),
    ],
)
def test_days_compared_are_counted_in_words(
    days: int, differing: int, said: str, more: str
) -> None:
    one = Difference("Amazon.com", AT.date(), 1, 1, USD, 1, 2, USD, 0)
    text = cards(replace(NA, compared=Compared(AT, days, (one,) * differing)))[0]
    assert said in text
    assert more in text


async def test_the_facts_come_from_the_data(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_storage(sqlite_url, tmp_path) as opened:
        account = AccountId("account-1")
        await opened.change("UPDATE seller_account SET region = 'NA', authorized_at = 1736000000")
        paused = refused(Authorization(account, AccountState.ACTIVE, NOW), NOW)
        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).authorizations.put(paused)
            await uow.authorization_work.freeze(Freeze(FreezeReason.MANY_LOST, NOW, NOW))
        facts = await status(opened.storage, SHOP, NOW, date(2026, 5, 25))
    first, second = facts.accounts
    assert (first.state, first.paused_at, second.paused_at) == ("paused", NOW, None)
    assert first.deleted_after == NOW + timedelta(days=1)
    assert second.ends_at == datetime(2026, 1, 4, 14, 13, 20, tzinfo=UTC)
    assert facts.house == HouseStatus(NOW, "many_lost", date(2026, 11, 21))


@pytest.mark.parametrize(("left", "ends"), [(31, None), (30, date(2026, 12, 15))])
async def test_a_secret_is_told_within_a_month(
    sqlite_url: str, tmp_path: Path, left: int, ends: date | None
) -> None:
    made = (NOW + timedelta(days=left - 180)).date()
    async with opened_storage(sqlite_url, tmp_path) as opened:
        facts = await status(opened.storage, SHOP, NOW, made)
    assert facts.house.secret_ends == ends


def test_the_day_of_a_secret_is_read_or_refused() -> None:
    name = "AMZIGO_LWA_CLIENT_SECRET_SET_AT"
    assert read_settings({name: "2026-11-22"}).lwa_client_secret_set_at == date(2026, 11, 22)
    with pytest.raises(BadSetting, match="no day such as"):
        read_settings({name: "22.11.2026"})


def test_secrets_are_not_shown_by_the_settings() -> None:
    given = {"AMZIGO_LWA_CLIENT_SECRET_OLD": "old-one", "AMZIGO_REFRESH_TOKEN": "Atzr|one"}
    shown = repr(read_settings(given))
    assert "old-one" not in shown
    assert "Atzr" not in shown


def test_a_reminder_says_the_day_and_how_far_it_is() -> None:
    text = " ".join(
        render(ending_card("Demo shop", "Shop NA", AT - timedelta(days=351), AT, LA)).split()
    )
    assert "last a year, and this one ends in 14 days, on Sat 5 Dec" in text
    last = render(ending_card("Demo shop", "Shop NA", AT - timedelta(days=364), AT, LA))
    assert "ends on Sun 22 Nov" in " ".join(last.split())
