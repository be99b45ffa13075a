"""Posts: noted where they are, drawn again on every platform, and one that fails stops no other."""

import logging
from collections.abc import AsyncIterator

import pytest

from bot.card import Actions, Amount, Button, Card, Number, Text
from bot.handlers.asked import Answer
from bot.marked import sentence
from bot.told import told
from core.locales import set_locale
from core.model import Money, Place, TenantId
from core.team import By
from tests.front_desk import BATCH, HERE, SHOP, THERE, FrontDesk, front_desk, with_button

ELSEWHERE = Place("second", "w2", "c-2")
NEARBY = Place("rig", "w", "c-near")
FAR = Place("rig", "w", "c-far")


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        yield desk


def batch() -> Answer:
    """A batch that waits."""
    return Answer(with_button("reviews.approve"), None, BATCH, payload=b"p" * 32)


def decided() -> Answer:
    """The same batch, approved."""
    return Answer(sentence("Approved."), None, BATCH, changed=True)


async def test_a_post_is_noted_with_its_place_and_what_it_shows(desk: FrontDesk) -> None:
    await desk.sender.post(SHOP, HERE, batch())
    (row,) = await desk.posts()
    assert row == ("rig", "w", "c-shop", "c-shop-1", BATCH, desk.now)
    shown = desk.chat.shown["c-shop-1"]
    assert (shown.share, len(shown.refs)) == (True, 1)


async def test_a_press_draws_every_post_of_the_object_again_on_every_platform(
    desk: FrontDesk,
) -> None:
    for place in (HERE, NEARBY, ELSEWHERE):
        await desk.sender.post(SHOP, place, batch())
    await desk.sender.post(SHOP, HERE, Answer(sentence("A digest."), None, "digest:today"))
    ref = desk.second.shown["c-2-1"].refs[0]
    desk.answer = decided()
    await desk.clicks(ref)
    assert [desk.chat.says(one) for one in ("c-shop-1", "c-near-2", "c-shop-3")] == [
        "Approved.\n",
        "Approved.\n",
        "A digest.\n",
    ]
    assert desk.second.says("c-2-1") == "Approved.\n"


async def test_what_nothing_names_is_not_posted_for_it_could_not_be_posted_once(
    desk: FrontDesk,
) -> None:
    with pytest.raises(ValueError, match="needs an object"):
        await desk.sender.post(SHOP, HERE, Answer(sentence("Good morning.")))
    assert desk.chat.shown == {}


async def test_a_press_that_changes_nothing_draws_nothing(desk: FrontDesk) -> None:
    await desk.sender.post(SHOP, HERE, batch())
    before = dict(desk.chat.shown)
    desk.answer = Answer(sentence("Approved by @owner."), None, BATCH)
    await desk.clicks(before["c-shop-1"].refs[0])
    assert desk.chat.shown == before


async def test_a_post_that_cannot_be_drawn_does_not_stop_the_others(
    desk: FrontDesk, caplog: pytest.LogCaptureFixture
) -> None:
    for place in (HERE, NEARBY, FAR):
        await desk.sender.post(SHOP, place, batch())
    desk.chat.broken = {"c-near-2"}
    with caplog.at_level(logging.WARNING, "amzigo.sender"):
        await desk.sender.redraw(SHOP, decided())
    assert "Approved" in desk.chat.says("c-shop-1")
    assert "Approved" not in desk.chat.says("c-near-2")
    assert "Approved" in desk.chat.says("c-far-3")
    assert [record.getMessage() for record in caplog.records] == [
        "a post on rig could not be drawn again"
    ]


async def test_a_post_where_this_process_is_not_connected_stops_no_other(
    desk: FrontDesk,
) -> None:
    for place in (ELSEWHERE, HERE):
        await desk.sender.post(SHOP, place, batch())
    del desk.sender.chats["second"]  # type: ignore[attr-defined]
    await desk.sender.redraw(SHOP, decided())
    assert "Approved" in desk.chat.says("c-shop-1")


async def test_another_tenant_s_post_of_the_same_name_is_left_alone(desk: FrontDesk) -> None:
    await desk.sender.post(SHOP, HERE, batch())
    await desk.sender.post(TenantId("other-shop"), THERE, batch())
    await desk.sender.redraw(SHOP, decided())
    assert "Approved" in desk.chat.says("c-shop-1")
    assert "Approved" not in desk.chat.says("c-other-2")


async def test_a_private_card_that_was_pressed_follows_its_object_from_then_on(
    desk: FrontDesk,
) -> None:
    """Else the card under the person's eyes says "0 of 12 sent" for ever."""
    desk.answer = batch()
    private = await desk.says("reviews", user="approver")
    desk.chat.shown["private"] = private
    desk.answer = decided()
    await desk.clicks(private.refs[0], on="private")
    await desk.sender.redraw(SHOP, Answer(sentence("12 sent."), None, BATCH))
    assert desk.chat.says("private") == "12 sent.\n"


async def test_pressing_a_post_does_not_note_it_twice(desk: FrontDesk) -> None:
    await desk.sender.post(SHOP, HERE, batch())
    desk.answer = decided()
    await desk.clicks(desk.chat.shown["c-shop-1"].refs[0], on="c-shop-1")
    assert len(await desk.posts()) == 1


async def test_pressing_the_last_message_of_a_post_does_not_note_it_twice(desk: FrontDesk) -> None:
    """On some platforms a long card is several messages, and its buttons are on the last."""
    await desk.sender.follow(SHOP, HERE, "1,2", BATCH)
    await desk.sender.follow(SHOP, HERE, "2", BATCH)
    await desk.sender.follow(SHOP, THERE, "2", BATCH)
    assert [row.message_id for row in await desk.posts()] == ["1,2", "2"]


async def test_what_is_shared_is_noted_and_drawn_again_with_its_object(desk: FrontDesk) -> None:
    desk.answer = batch()
    shared = await desk.says("reviews", "share:yes")
    desk.chat.shown["m1"] = shared
    await desk.router.shown(shared, HERE, "m1")
    await desk.router.shown(await desk.says("reviews"), HERE, "private")
    assert [row[:5] for row in await desk.posts()] == [(*HERE, "m1", BATCH)]
    await desk.sender.redraw(SHOP, decided())
    assert desk.chat.says("m1") == "Approved.\n"


async def test_what_shows_no_object_is_noted_and_never_drawn_again(desk: FrontDesk) -> None:
    desk.answer = Answer(sentence("1,284 orders."))
    desk.chat.shown["m1"] = shared = await desk.says("stats", "share:yes")
    await desk.router.shown(shared, HERE, "m1")
    await desk.sender.redraw(SHOP, Answer(sentence("Changed."), changed=True))
    assert [row[:5] for row in await desk.posts()] == [(*HERE, "m1", "")]
    assert desk.chat.says("m1") == "1,284 orders.\n"


def counted() -> Answer:
    """A batch of a thousand and more, with a figure on its button."""
    label = told(("Send ", Number(1284)))
    nodes = (Text((Amount(Money(3190620, "USD")),)), Actions((Button(label, "stats", ""),)))
    return Answer(Card(label, nodes), None, BATCH)


async def test_a_post_in_two_channels_is_written_in_the_locale_of_each(desk: FrontDesk) -> None:
    owner = By(SHOP, (*HERE[:2], "owner"), desk.now)
    await set_locale(desk.storage, owner, None, "fr")
    await set_locale(desk.storage, owner, HERE, "de")
    for place in (HERE, ELSEWHERE):
        await desk.sender.post(SHOP, place, counted())
    german, french = desk.chat.shown["c-shop-1"], desk.second.shown["c-2-1"]
    assert (german.locale, french.locale) == ("de", "fr")
    assert desk.chat.says("c-shop-1").startswith("31.906,20\N{NO-BREAK SPACE}$\n")
    assert german.card.summary == next(german.card.buttons()).label == "Send 1.284"
    assert french.card.summary == "Send 1\N{NARROW NO-BREAK SPACE}284"
    await set_locale(desk.storage, owner, HERE, None)
    await desk.sender.redraw(SHOP, counted())
    assert desk.chat.shown["c-shop-1"].locale == "fr"
    assert desk.chat.shown["c-shop-1"].card.summary == french.card.summary


async def test_an_answer_is_written_in_the_locale_of_the_channel(desk: FrontDesk) -> None:
    owner = By(SHOP, (*HERE[:2], "owner"), desk.now)
    await set_locale(desk.storage, owner, HERE, "de")
    desk.answer = counted()
    answered = await desk.says("stats")
    pressed = await desk.clicks(answered.refs[0])
    neighbours = await desk.says("stats", user="neighbour", place=THERE)
    assert [one.locale for one in (answered, pressed, neighbours)] == ["de", "de", "en"]
    assert answered.card.summary == "Send 1.284"
    assert neighbours.card.summary == "Send 1,284"
    assert [one.member.locale for one in desk.seen] == ["de", "de", "en"]
