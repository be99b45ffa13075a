"""Posts at Discord over the real library: once each, drawn again, deleted; refusals are told."""

import asyncio
from itertools import count

import pytest

from bot.adapters.discord.chat import DiscordChat
from bot.adapters.rendered import File
from bot.card import Card, Text
from bot.envelope import Reply
from bot.marked import sentence
from core.chat_errors import (
    CardRefused,
    ChannelRefused,
    ChatBusy,
    ChatError,
    ChatSilent,
    MessageGone,
)
from core.model import Place
from tests.edges.discord.connected import Connected, connected
from tests.edges.discord.desks import Plain, draw
from tests.rig import discord_faults as faults
from tests.rig.discord_rates import Rates
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import GUILD

TWO = Reply(Card("Two", (Text(("One\n---\nTwo",)),)), share=True)
THREE = Reply(Card("Three", (Text(("Eins\n---\nZwei\n---\nDrei",)),)), share=True)
ONE = Reply(sentence("Digest"), share=True)


def place(discord: Discord, channel: str = "general") -> Place:
    """A channel of the guild."""
    ids = discord.world.id_of("guild", GUILD), discord.world.id_of("channel", channel)
    return Place("discord", *ids)


def posting(here: Connected) -> DiscordChat:
    """The chat; the keys that it makes are numbers."""
    numbers = count(1)
    return DiscordChat(here.client, draw, lambda: f"n-{next(numbers)}")


async def test_a_post_stands_in_the_channel_for_all(discord: Discord) -> None:
    async with connected(discord) as here:
        message_id = await posting(here).post(place(discord), ONE, "k")

    (posted,) = here.chat.posted()
    assert (posted.message_id, posted.text, posted.private) == (message_id, "Digest", False)


async def test_a_post_is_drawn_again(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        message_id = await chat.post(place(discord), ONE, "k")

        await chat.update(place(discord), message_id, Reply(sentence("Approved")))

    assert [(one.message_id, one.text) for one in here.chat.posted()] == [(message_id, "Approved")]


async def test_mentions_reach_nobody(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        loud = Reply(sentence("@everyone <@12>"), share=True)
        message_id = await chat.post(place(discord), loud, "k")
        await chat.update(place(discord), message_id, loud)
        here.desk.replies = [loud]
        await here.chat.command("home")

    assert discord.world.pings == []
    assert len(here.chat.sent()) == 3


async def test_a_post_that_was_answered_too_late_is_not_posted_twice(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        first = await chat.post(place(discord), TWO, "k")
        again = await chat.post(place(discord), TWO, "k")

    assert first == again
    assert len(here.chat.posted()) == 2


async def test_posts_of_different_keys_and_of_none_are_different_posts(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        for key in ("k", "l", "", ""):
            await chat.post(place(discord), ONE, key)

    assert len(here.chat.posted()) == 4


async def test_a_person_is_told_directly_or_takes_nothing_from_us(discord: Discord) -> None:
    world = discord.world
    owner = world.id_of("user", "owner")
    async with connected(discord) as here:
        chat = posting(here)
        for _ in range(2):
            await chat.tell(place(discord), owner, TWO)
        assert [one.text for one in here.chat.posted("@owner")] == ["One", "Two"] * 2

        world.closed_channels.add(world.id_of("channel", "@owner"))
        with pytest.raises(ChannelRefused):
            await chat.tell(place(discord), owner, ONE)

    assert here.chat.posted() == []


async def test_a_file_goes_with_its_words(discord: Discord) -> None:
    picture = File("chart-1.png", "image/png", b"png", "Sales of a week")

    async def with_picture(_: Reply) -> list[Plain]:
        media = {"media": {"url": "attachment://chart-1.png"}, "description": "Sales of a week"}
        return [Plain([{"type": 12, "items": [media]}], [picture])]

    async with connected(discord) as here:
        chat = DiscordChat(here.client, with_picture, lambda: "n")
        message_id = await chat.post(place(discord), ONE, "k")
        await chat.update(place(discord), message_id, ONE)

    (posted,) = here.chat.posted()
    assert (posted.files, posted.text) == (("chart-1.png",), "Sales of a week")
    assert posted.raw["attachments"][0]["description"] == "Sales of a week"


async def test_parts_are_one_post(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        message_id = await chat.post(place(discord), TWO, "k")
        assert [one.text for one in here.chat.posted()] == ["One", "Two"]

        grown = await chat.update(place(discord), message_id, THREE)
        assert [one.text for one in here.chat.posted()] == ["Eins", "Zwei", "Drei"]
        assert grown.split(",")[:2] == message_id.split(",")

        shrunk = await chat.update(place(discord), grown, ONE)
        assert [one.text for one in here.chat.posted()] == ["Digest"]

        grown = await chat.update(place(discord), shrunk, THREE)
        assert [one.text for one in here.chat.posted()] == ["Eins", "Zwei", "Drei"]

        assert await chat.delete(place(discord), grown)
        assert here.chat.posted() == []


async def test_what_has_too_many_parts_says_how_many_are_left_out(discord: Discord) -> None:
    many = Reply(Card("Many", (Text(("\n---\n".join(map(str, range(1, 31))),)),)), share=True)
    async with connected(discord) as here:
        chat = posting(here)
        message_id = await chat.post(place(discord), many, "k")
        said = [one.text for one in here.chat.posted()]
        drawn = await chat.update(place(discord), message_id, many)

    assert said == [*map(str, range(1, 19)), "…and 11 more parts, which are left out.", "30"]
    assert drawn == message_id
    assert len(message_id) <= 420
    assert [one.text for one in here.chat.posted()] == said


async def test_a_silence_between_two_parts_leaves_the_first_to_be_found_by_the_key(
    discord: Discord,
) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        discord.world.faults.append(faults.broken("POST", "/messages", spared=1))
        with pytest.raises(ChatSilent):
            await chat.post(place(discord), TWO, "k")
        assert [one.text for one in here.chat.posted()] == ["One"]

        message_id = await chat.post(place(discord), TWO, "k")

    assert [one.text for one in here.chat.posted()] == ["One", "Two"]
    assert len(message_id.split(",")) == 2


async def test_a_post_is_whole_or_not_there(discord: Discord) -> None:
    late = faults.no_access("POST", "/messages", spared=1)

    async with connected(discord) as here:
        discord.world.faults.append(late)
        with pytest.raises(ChannelRefused):
            await posting(here).post(place(discord), TWO, "k")

    assert [one.text for one in here.chat.sent()] == ["One"]
    assert here.chat.posted() == []


async def test_a_rate_limit_is_waited_out(discord: Discord) -> None:
    async with connected(discord) as here:
        discord.world.faults.append(faults.too_many("POST", "/messages"))

        await posting(here).post(place(discord), ONE, "k")

    assert len(here.chat.posted()) == 1


class Gate(asyncio.Event):
    """The library's, which is open while it may ask; it tells of its being shut."""

    def __init__(self) -> None:
        super().__init__()
        self.is_shut = asyncio.Event()
        self.set()

    def clear(self) -> None:
        """Shut it."""
        super().clear()
        self.is_shut.set()


async def test_a_limit_of_the_whole_bot_holds_up_every_channel(discord: Discord) -> None:
    world, rates = discord.world, Rates(is_on=True, whole=1)
    async with connected(discord) as here:
        chat, over = posting(here), Gate()
        world.rates, here.client.http._global_over = rates, over
        await chat.post(place(discord), ONE, "k")
        refused = asyncio.create_task(chat.post(place(discord, "other"), ONE, "l"))
        async with asyncio.timeout(5):
            await over.is_shut.wait()
        rates.whole = 3
        await asyncio.gather(refused, chat.post(place(discord, "third"), ONE, "m"))

    asked = [path.split("/")[2] for _, path in world.requests if path.endswith("/messages")]
    names = ("general", "other", "other", "third")
    assert asked == [world.id_of("channel", name) for name in names]
    assert rates.refused == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.no_access("POST", "/messages"), ChannelRefused),
        (faults.broken("POST", "/messages"), ChatSilent),
        (faults.too_many("POST", "/messages", via=False), ChatBusy),
    ],
    ids=["refused", "down", "banned"],
)
async def test_a_post_that_fails_says_how(
    discord: Discord, fault: faults.Fault, error: type[ChatError]
) -> None:
    async with connected(discord) as here:
        discord.world.faults.append(fault)

        with pytest.raises(error):
            await posting(here).post(place(discord), ONE, "k")

    assert here.chat.posted() == []


async def test_a_card_that_discord_does_not_take_says_so(discord: Discord) -> None:
    async with connected(discord) as here:
        with pytest.raises(CardRefused):
            await posting(here).post(place(discord), Reply(sentence("x" * 4001)), "k")

    assert len(discord.world.broken) == 1
    discord.world.broken.clear()


async def test_a_post_that_is_gone_cannot_be_drawn_again(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        message_id = await chat.post(place(discord), ONE, "k")
        await chat.delete(place(discord), message_id)

        with pytest.raises(MessageGone):
            await chat.update(place(discord), message_id, ONE)


async def test_what_is_gone_is_deleted_and_what_is_closed_is_not(discord: Discord) -> None:
    async with connected(discord) as here:
        chat = posting(here)
        message_id = await chat.post(place(discord), ONE, "k")
        assert await chat.delete(place(discord), message_id)
        assert await chat.delete(place(discord), message_id)
        assert await chat.delete(place(discord), "1")

        kept = await chat.post(place(discord), ONE, "k")
        discord.world.closed_channels.add(place(discord).channel)
        assert not await chat.delete(place(discord), kept)

        discord.world.faults.append(faults.broken("DELETE", "/messages"))
        with pytest.raises(ChatSilent):
            await chat.delete(place(discord), kept)
