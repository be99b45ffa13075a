"""What a person reads about review requests, and what the buttons under it do."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.local.terminal import render
from bot.commands.actions import role_of
from bot.handlers.asked import Answer, Asked, Member, Pressed
from bot.handlers.review_why import review_of, why_card
from bot.handlers.reviews import answer_reviews, show_batch
from bot.handlers.reviews_actions import PRESSES, press_approve, press_list, press_reject
from core.amazon_errors import UnknownOutcome
from core.errors import StaleHandle, UnknownOrder
from core.facts import as_json
from core.features import switch_off
from core.model import Feature, LeftOut, MemberRole
from core.policy.sending_hours import SendingHours
from core.review_due import defer_due
from core.reviews import Terms
from tests.people import with_names
from tests.review_shop import CA, SHOP, TERMS, Shop, line, open_shop, order, order_id

APPROVER = Member(SHOP, "approver", MemberRole.APPROVER)
VIEWER = Member(SHOP, "viewer", MemberRole.VIEWER)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    """A shop with four orders to ask about, one cancelled and one that comes later."""
    async with open_shop(sqlite_url) as shop:
        await shop.add(
            *(order(number, 10 + number) for number in (1, 2, 3)),
            order(4, 12, "Shipped", line(store=CA)),
            order(5, 12, "Cancelled", line(LeftOut.ORDER_CANCELLED)),
            order(6, 5),
        )
        yield shop


async def ask(shop: Shop, member: Member = APPROVER, terms: Terms = TERMS, what: str = "") -> str:
    """The card of `reviews` as text; its facts must have a JSON form."""
    return read(await asked(shop, member, terms, what))


async def asked(
    shop: Shop, member: Member = APPROVER, terms: Terms = TERMS, what: str = ""
) -> Answer:
    """The answer to `reviews`."""
    words = {"what": what} if what else {}
    return await answer_reviews(Asked(member, words, shop.storage, lambda: shop.now), terms)


def read(answer: Answer) -> str:
    """A card as text. No order id is ever on one, and its facts have a JSON form."""
    shown = render(answer.card) + answer.card.summary + str(as_json(answer.facts))
    assert not [number for number in range(10) if order_id(number) in shown]
    return render(with_names(answer.card))


def press(shop: Shop, answer: Answer, member: Member = APPROVER) -> Pressed:
    """A press on a button under a card."""
    return Pressed(member, answer.object, answer.payload, "", shop.storage, lambda: shop.now)


async def test_the_waiting_batch_says_what_will_happen(shop: Shop) -> None:
    shown = await ask(shop, terms=Terms(SendingHours()))
    assert "4 review requests are ready for approval" in shown
    assert "Amazon.com 3 · Amazon.ca 1. Orders delivered about 11 Nov to 13 Nov" in shown
    assert "asked from day 7 on, sent between 10:00 and 16:00 in each store's own" in shown
    assert "Left out: 1 cancelled." in shown
    assert "cannot be edited. Amazon allows one request per order." in shown
    assert "[Send 4 requests]  [Show the list]  [Reject]" in shown
    assert "Expires Sun 22 Nov 10:00; after that all 4 can still be asked; the first" in shown
    assert "the first window closes Tue 8 Dec " in shown


async def test_its_moments_are_in_the_time_of_the_channel(shop: Shop) -> None:
    there = replace(APPROVER, zone="Asia/Tokyo")
    shown = await ask(shop, there, Terms(SendingHours()))
    assert "Expires Mon 23 Nov 03:00; after that" in shown
    assert "all times Tokyo" in shown
    approved = read(await press_approve(press(shop, await asked(shop, there), there)))
    assert "Approved by @approver at 03:00, sending" in approved
    assert "all times Tokyo" in await ask(shop, there, what="history")


async def test_a_viewer_prepares_nothing_but_sees_what_waits(shop: Shop) -> None:
    assert "4 orders can be asked about. An approver prepares" in await ask(shop, VIEWER)
    await ask(shop)
    assert "4 review requests are ready" in await ask(shop, VIEWER)


async def test_approving_counts_up_to_the_end(shop: Shop) -> None:
    waiting = await asked(shop)
    answer = await press_approve(press(shop, waiting))
    assert answer.changed
    assert answer.object == waiting.object
    assert "✓ Approved by @approver at 10:00, sending now" in read(answer)
    assert "0 of 4 sent." in read(answer)
    assert "[Send" not in read(answer)
    shop.queue.tasks = shop.queue.tasks[:3]
    shop.amazon.closed.add(order_id(3))
    await shop.send()
    batch = waiting.object.removeprefix("batch:")
    half = await show_batch(shop.storage, VIEWER, batch, shop.now)
    assert "2 of 4 sent, 1 not offered yet (asking again Tue 24 Nov 10:00)." in read(half)
    shop.amazon.after = UnknownOutcome()
    await defer_due(shop.storage, shop.now)
    await shop.send()
    over = read(await show_batch(shop.storage, VIEWER, batch, shop.now))
    assert "✓ 2 sent, 1 not offered yet" in over
    assert "1 unclear (checking again at 10:15)" in over
    shop.amazon.closed.clear()
    shop.amazon.after = None
    await shop.tick(timedelta(days=3))
    over = read(await show_batch(shop.storage, VIEWER, batch, shop.now))
    assert "✓ 4 sent (1 of them assumed: Amazon no longer offers it)" in over


async def test_in_sending_hours_the_card_says_until_when(shop: Shop) -> None:
    terms = Terms(SendingHours(11 * 60, 16 * 60))
    answer = await press_approve(press(shop, await asked(shop, terms=terms)))
    assert "sending until about 11:01" in read(answer)


async def test_a_button_pressed_too_late_says_who_was_first(shop: Shop) -> None:
    waiting = await asked(shop)
    await press_approve(press(shop, waiting))
    shop.now += MINUTE
    again = await press_reject(press(shop, waiting))
    assert not again.changed
    sentence = "This button is no longer valid. The batch was approved by @approver at 10:00."
    assert sentence in read(again)
    assert len(shop.queue.tasks) == 4


async def test_a_button_of_another_list_sends_nothing(shop: Shop) -> None:
    waiting = await asked(shop)
    with pytest.raises(StaleHandle, match="another list"):
        await press_approve(replace(press(shop, waiting), payload=bytes(32)))
    assert not shop.queue.tasks


async def test_rejecting_says_what_it_means(shop: Shop) -> None:
    answer = await press_reject(press(shop, await asked(shop)))
    assert "– Rejected by @approver at 10:00" in read(answer)
    assert "4 orders will not be asked about." in read(answer)
    assert answer.changed


async def test_an_expired_batch_says_that_nothing_was_sent(shop: Shop) -> None:
    waiting = await asked(shop)
    shop.now += timedelta(days=1)
    late = await press_approve(press(shop, waiting))
    assert "The batch has expired; nothing was sent." in read(late)
    assert not shop.queue.tasks


async def test_a_batch_that_a_switch_stopped_says_so(shop: Shop) -> None:
    waiting = await asked(shop)
    approved = await press_approve(press(shop, waiting))
    shop.queue.tasks = shop.queue.tasks[:1]
    await shop.send()
    await switch_off(shop.storage, shop.actor("owner"), Feature.REVIEWS)
    batch = waiting.object.removeprefix("batch:")
    shown = read(await show_batch(shop.storage, VIEWER, batch, shop.now))
    assert "– Stopped: review requests were switched off" in shown
    assert "Approved by @approver at 10:00. 1 of 4 sent." in shown
    assert "The remaining 3 requests need a new approval: while review requests are on" in shown
    assert "window is open, reviews prepares a new batch." in shown
    late = read(await press_reject(press(shop, approved)))
    assert "Review requests have been switched off since then." in late
    assert "1 of 4 sent; approved by @approver, 10:00, stopped" in await ask(shop, what="history")
    assert "switched off for this shop" in await ask(shop)


async def test_the_list_names_what_was_bought_and_no_order(shop: Shop) -> None:
    shown = read(await press_list(press(shop, await asked(shop), VIEWER)))
    assert shown.count("GP-01") == 4
    assert "Amazon.ca" in shown


async def test_nothing_waits_and_what_comes_next(shop: Shop) -> None:
    await press_reject(press(shop, await asked(shop)))
    shown = await ask(shop)
    assert "– No review requests are waiting" in shown
    assert "Next orders become askable on Thu 26 Nov 10:00." in shown


async def test_history_skipped_and_numbers(shop: Shop) -> None:
    assert "There was no batch" in await ask(shop, what="history")
    await press_approve(press(shop, await asked(shop)))
    assert "0 of 4 sent; approved by @approver, 10:00" in await ask(shop, what="history")
    await shop.send()
    assert "4 sent; approved by @approver, 10:00" in await ask(shop, what="history")
    assert "newest batch: 1 cancelled." in await ask(shop, what="skipped")
    assert "last 7 days      4" in await ask(shop, what="numbers")


async def why_order(asked: Asked, number: int) -> str:
    """What `why` says of an order's review request."""
    found = await review_of(asked, order_id(number))
    return read(Answer(why_card(found), found))


async def test_why_an_order_waits_and_that_it_was_asked(shop: Shop) -> None:
    here = Asked(VIEWER, {}, shop.storage, lambda: shop.now)
    later = await why_order(here, 6)
    assert f"Order …{order_id(6)[-4:]} (Amazon.com): not asked" in later
    assert "1  Delivered about Thu 19 Nov (estimate: bought Mon 16 Nov, 3 days" in later
    assert "2  Amazon's window by that estimate: Tue 24 Nov to Fri 18 Dec. Not open yet." in later
    assert "not before Thu 26 Nov 10:00, nor after Wed 16 Dec" in later
    assert "← waits here" in later
    assert "Left out: cancelled." in await why_order(here, 5)
    await press_approve(press(shop, await asked(shop)))
    await shop.send()
    assert "(Amazon.com): asked" in await why_order(here, 1)


@pytest.mark.parametrize("typed", ["123", "999-7777777-9999999"])
async def test_an_order_that_is_not_known_is_not_repeated_in_full(shop: Shop, typed: str) -> None:
    with pytest.raises(UnknownOrder) as told:
        await review_of(Asked(VIEWER, {}, shop.storage, lambda: shop.now), typed)
    assert "999-7777777-9999999" not in told.value.message


def test_only_approvers_decide() -> None:
    needed = {action: role_of(action) for action in PRESSES}
    assert needed == {
        "reviews.approve": MemberRole.APPROVER,
        "reviews.reject": MemberRole.APPROVER,
        "reviews.list": MemberRole.VIEWER,
    }
