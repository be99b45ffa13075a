"""A press over the real library: answered in the place of what was pressed, or beside it."""

import asyncio

import pytest

from bot.card import Actions, Ask, Button, Card, Text
from bot.envelope import Reply
from bot.marked import sentence
from tests.edges.discord.connected import Connected, connected
from tests.rig.chat import Shown
from tests.rig.discord_stub import Discord

REF = "az1:reviews.approve:AAAAAAAAAAAAAAAAAAAAAA"
ASKS = Button(
    "Delete…", "revoke.confirm", "tenant:1", "danger", Ask("Type Demo shop to confirm", "")
)


def with_button(button: Button | None = None) -> Card:
    """A card with one button."""
    its = button or Button("Send 212 requests", "reviews.approve", "batch:1")
    return Card("A batch", (Text(("A batch",)), Actions((its,))))


async def shown_button(here: Connected, *, share: bool = False, ask: bool = False) -> Shown:
    """An answer with a button, private or for all."""
    card = with_button(ASKS if ask else None)
    here.desk.replies = [Reply(card, (REF,), share=share)]
    return await here.chat.command("reviews share:yes" if share else "reviews")


async def test_a_press_is_handed_on_with_its_reference(discord: Discord) -> None:
    async with connected(discord) as here:
        await shown_button(here)

        await here.chat.click("Send 212 requests")

    (click,) = here.desk.clicks
    assert (click.ref, click.text, click.platform) == (REF, "", "discord")
    assert click.user == discord.world.id_of("user", "owner")
    assert click.message_id == ""  # a private message cannot be drawn again by its id


async def test_a_post_that_is_pressed_is_named(discord: Discord) -> None:
    async with connected(discord) as here:
        posted = await shown_button(here, share=True)

        await here.chat.click("Send 212 requests", user="approver")

    (click,) = here.desk.clicks
    assert click.message_id == posted.message_id
    assert click.user == discord.world.id_of("user", "approver")


async def test_a_new_state_takes_the_place_of_what_was_pressed(discord: Discord) -> None:
    async with connected(discord) as here:
        before = await shown_button(here, share=True)
        here.desk.replies = [Reply(sentence("Approved by @owner"), replaces=True)]

        after = await here.chat.click("Send 212 requests")

    assert (after.message_id, after.buttons) == (before.message_id, ())
    assert [one.text for one in here.chat.posted()] == ["Approved by @owner"]


async def test_another_answer_comes_beside_it_and_is_private(discord: Discord) -> None:
    async with connected(discord) as here:
        before = await shown_button(here, share=True)
        here.desk.replies = [Reply(sentence("Sending needs an approver"))]

        after = await here.chat.click("Send 212 requests", user="viewer")

    assert after.message_id != before.message_id
    assert (after.private, after.user) == (True, "viewer")
    assert [one.buttons for one in here.chat.posted()] == [("Send 212 requests",)]


async def test_a_button_works_after_a_restart(discord: Discord) -> None:
    async with connected(discord) as here:
        await shown_button(here, share=True)
    async with connected(discord) as later:
        await later.chat.click("Send 212 requests")

    assert [one.ref for one in later.desk.clicks] == [REF]


async def test_the_library_keeps_nothing_of_buttons_and_modals(discord: Discord) -> None:
    async with connected(discord) as here:
        for _ in range(50):
            await shown_button(here)
        await shown_button(here, ask=True)
        opened = await here.chat.press("Delete…")
        await discord.world.until(lambda: opened.modal is not None)
        await here.chat.command("home")  # by now the modal was sent, and kept if it is to be
        store = here.client._connection._view_store
        kept = [*store._views, *store._modals, *store._synced_message_views]

    assert kept == []


async def test_two_presses_at_once_are_two_questions_to_the_desk(discord: Discord) -> None:
    async with connected(discord) as here:
        await shown_button(here, share=True)
        await asyncio.gather(*[here.chat.click("Send 212 requests") for _ in range(2)])

    assert len(here.desk.clicks) == 2


async def test_a_button_that_asks_opens_a_modal_and_does_nothing_yet(discord: Discord) -> None:
    async with connected(discord) as here:
        await shown_button(here, ask=True)

        opened = await here.chat.press("Delete…")
        await discord.world.until(lambda: opened.modal is not None)

    assert opened.modal is not None
    assert opened.modal["title"] == "Delete…"
    assert opened.modal["components"][0]["label"] == "Type Demo shop to confirm"
    assert here.desk.clicks == []


async def test_what_is_typed_into_the_modal_comes_with_the_reference(discord: Discord) -> None:
    async with connected(discord) as here:
        before = await shown_button(here, ask=True)
        here.desk.replies = [Reply(sentence("Deleted"), replaces=True)]

        await here.chat.click("Delete…")
        after = await here.chat.submit("Demo shop")

    (click,) = here.desk.clicks
    assert (click.ref, click.text) == (REF, "Demo shop")
    assert (after.text, after.message_id) == ("Deleted", before.message_id)


async def test_a_modal_that_another_process_opened_is_answered(discord: Discord) -> None:
    async with connected(discord) as here:
        await shown_button(here, ask=True)
        opened = await here.chat.press("Delete…")
        await discord.world.until(lambda: opened.modal is not None)
    async with connected(discord) as later:
        its = await later.chat.type_into(opened, "Demo shop")
        await discord.world.until(lambda: its.settled)
        await later.chat.idle()

    assert [one.text for one in later.desk.clicks] == ["Demo shop"]


async def test_a_strangers_button_is_nobodys(discord: Discord) -> None:
    async with connected(discord) as here:
        shown = await shown_button(here)
        message = discord.world.messages[shown.message_id]
        strange = {"component_type": 2, "custom_id": "other:reviews.approve:x"}
        its = await here.chat.interact(3, strange, pressed=message)
        await here.chat.command("home")

    assert its.answer is None
    assert here.desk.clicks == []


async def test_a_connection_without_the_lease_answers_no_press(discord: Discord) -> None:
    async with connected(discord) as here, connected(discord) as silent:
        silent.may_answer = False
        await shown_button(here, share=True)
        await here.chat.click("Send 212 requests")
        await silent.chat.idle()

    assert len(here.desk.clicks) == 1
    assert silent.desk.clicks == []


@pytest.mark.parametrize("channel", ["general", "general > today"])
async def test_the_last_part_of_a_post_takes_the_place_of_the_last(
    discord: Discord, channel: str
) -> None:
    send = Button("Send 212 requests", "reviews.approve", "batch:1")
    before = Card("Two", (Text(("One\n---\nTwo",)), Actions((send,))))
    after = Card("Two", (Text(("One\n---\nApproved",)),))
    async with connected(discord) as here:
        here.desk.replies = [Reply(before, (REF,), share=True), Reply(after, replaces=True)]
        shown = await here.chat.command("reviews share:yes", channel=channel)

        await here.chat.click("Send 212 requests", on=shown)

    assert [one.text for one in here.chat.posted(channel)] == ["One", "Approved"]
    assert not any(one.private for one in here.chat.sent())


async def test_a_private_answer_of_several_parts_is_shown_whole(discord: Discord) -> None:
    after = Card("Two", (Text(("One\n---\nApproved",)),))
    async with connected(discord) as here:
        await shown_button(here)
        here.desk.replies = [Reply(after, replaces=True)]

        shown = await here.chat.click("Send 212 requests")

    assert (shown.text.split(), shown.private) == (["One", "Approved"], True)
