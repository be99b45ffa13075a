"""Owners are told in private, else by mail, once each; what nobody can be told stands on `home`."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.card import Actions, Attachment, Button, Card, Code, Text, Title
from bot.envelope import Reply
from bot.handlers.asked import Answer
from bot.mail_post import MailPost
from bot.owner_teller import OwnerTeller
from bot.sender import Sender
from core.chat_errors import ChannelRefused
from core.home import home
from core.model import MemberRole, Place
from core.ports.emails import Email
from core.ports.tenants import ChannelRow
from core.reviews import Actor
from tests.front_desk import FakeChat
from tests.mailbox import NOBODY, Mailbox
from tests.shop_desk import HERE, OWNER, WORKSPACE, ShopDesk, key, labels, shop_desk, shown
from tests.storages import NOW, OTHER, SHOP

SECOND, GUILD = "U0SECOND", ("discord", "200000000000000001")
THIRD = "300000000000000001"
ADDRESS = "canary.owner@example.com"
CARD = Card(
    "Something happened",
    (
        Title(("Something happened",), "needs_you"),
        Text(("Press, or type ", Code("team check"))),
        Actions((Button("Check the team", "team", "check"),)),
        Attachment("proof.json", "application/json", b'{"a": 1}'),
    ),
)
NEWS = Answer(CARD, object="thing:1")


@dataclass
class ShyChat(FakeChat):
    """A platform where some people take nothing from us."""

    closed: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell, or refuse."""
        if user in self.closed:
            raise ChannelRefused(reason="they take nothing from us")
        self.places.append(place)
        await super().tell(place, user, reply)


@dataclass
class Reach:
    """A shop with an owner at Slack, another there, and one at Discord."""

    desk: ShopDesk
    slack: ShyChat = field(default_factory=ShyChat)
    discord: ShyChat = field(default_factory=ShyChat)
    box: Mailbox = field(default_factory=Mailbox)

    def teller(self, *, mails: bool = True, without: str = "") -> OwnerTeller:
        """One as a new process makes it."""
        chats = {"slack": self.slack, "discord": self.discord}
        chats.pop(without, None)
        desk = self.desk
        sender = Sender(desk.opened.storage, lambda: desk.now, desk.sender.handles, chats)
        post = MailPost(self.box).send if mails else None
        return OwnerTeller(desk.opened.storage, lambda: desk.now, sender, post)

    async def verify(self, user: str, address: str = ADDRESS) -> None:
        """Give somebody of the Slack workspace an address."""
        async with self.desk.opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).emails.keep(key(user), Email(address, NOW))

    async def unheard(self) -> list[str]:
        """What `home` says that nobody could be told."""
        facts = await home(self.desk.opened.storage, Actor(SHOP, "operator", NOW))
        return [one.summary for one in facts.unheard]


@pytest.fixture
async def reach(database_url: str, tmp_path: Path) -> AsyncIterator[Reach]:
    async with shop_desk(database_url, tmp_path) as desk:
        async with desk.opened.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            await team.admit(key(SECOND), MemberRole.OWNER, NOW, OWNER)
            await team.admit((*GUILD, THIRD), MemberRole.OWNER, NOW)
            await team.set_locale(None, "de")
        yield Reach(desk)


async def test_every_owner_is_told_in_private_and_nobody_else(reach: Reach) -> None:
    assert await reach.teller().tell(SHOP, NEWS)
    assert [user for user, _ in reach.slack.told] == [OWNER, SECOND]
    assert [user for user, _ in reach.discord.told] == [THIRD]
    assert reach.box.got == []
    assert {reply.locale for _, reply in reach.slack.told} == {"de"}
    assert await reach.unheard() == []


async def test_the_same_thing_is_told_once_and_another_again(reach: Reach) -> None:
    for _ in range(2):
        assert await reach.teller().tell(SHOP, NEWS)
    assert len(reach.slack.told) == 2
    assert await reach.teller().tell(SHOP, Answer(CARD, object="thing:2"))
    assert len(reach.slack.told) == 4
    with pytest.raises(ValueError, match="needs an object"):
        await reach.teller().tell(SHOP, Answer(CARD))


async def test_who_takes_nothing_from_us_is_told_by_mail(
    reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "amzigo")
    reach.slack.closed = {OWNER}
    await reach.verify(OWNER)
    assert await reach.teller().tell(SHOP, NEWS)
    assert [user for user, _ in reach.slack.told] == [SECOND]
    (mail,) = reach.box.got
    assert (mail.to, mail.subject) == (ADDRESS, "Something happened")
    assert mail.text.startswith("! Something happened\n\nPress, or type team check\n")
    assert "In the chat" not in mail.text
    assert mail.text.endswith('proof.json:\n{"a": 1}')
    assert ADDRESS not in caplog.text


async def test_where_a_platform_is_not_connected_its_owners_are_mailed(reach: Reach) -> None:
    await reach.verify(SECOND)
    assert await reach.teller(without="slack").tell(SHOP, NEWS)
    assert len(reach.box.got) == len(reach.discord.told) == 1


@pytest.mark.parametrize("trouble", ["no address", "refused", "down", "no server"])
async def test_what_nobody_could_be_told_stands_on_home_until_somebody_is(
    reach: Reach, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    reach.slack.closed, reach.discord.closed = {OWNER, SECOND}, {THIRD}
    if trouble != "no address":
        await reach.verify(OWNER, NOBODY if trouble == "refused" else ADDRESS)
    reach.box.is_down = trouble == "down"
    assert not await reach.teller(mails=trouble != "no server").tell(SHOP, NEWS)
    assert "3 of 3 owners could not be told" in caplog.text
    assert not [one for one in (ADDRESS, NOBODY) if one in caplog.text]
    assert await reach.unheard() == ["Something happened"]
    told = shown(await reach.desk.says("home"))
    assert "Nobody could be told: “Something happened”, Sat 14 Nov 22:00" in told
    assert "settings me email:name@example.com" in told
    reach.slack.closed = set()
    assert await reach.teller().tell(SHOP, NEWS)
    assert await reach.unheard() == []
    assert "Nobody could be told" not in shown(await reach.desk.says("home"))


async def test_what_nobody_was_told_leaves_home_after_a_month(reach: Reach) -> None:
    reach.slack.closed, reach.discord.closed = {OWNER, SECOND}, {THIRD}
    for _ in range(2):
        assert not await reach.teller().tell(SHOP, NEWS)
    assert await reach.unheard() == ["Something happened"]
    async with reach.desk.opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).retention.purge(NOW + timedelta(days=31))
    assert await reach.unheard() == []


async def test_an_owner_is_never_told_of_another_shop(reach: Reach) -> None:
    assert await reach.teller().tell(OTHER, NEWS)
    assert [user for user, _ in reach.slack.told] == ["U0NEIGHBOUR"]
    assert await reach.unheard() == []


async def test_buttons_are_where_a_press_finds_the_shop(reach: Reach) -> None:
    await reach.teller().tell(SHOP, NEWS)
    assert [labels(reply) for _, reply in reach.slack.told] == [[], []]  # two shops are there
    assert [labels(reply) for _, reply in reach.discord.told] == [[]]
    await reach.desk.opened.change("DELETE FROM channel WHERE tenant_id = 'other-shop'")
    await reach.teller().tell(SHOP, Answer(CARD, object="thing:2"))
    _, reply = reach.slack.told[-1]
    pressed = await reach.desk.press(reply, "Check the team", place=Place(*WORKSPACE, "D0PRIVATE"))
    assert "Is everybody still right?" in shown(pressed)


async def test_a_channel_that_is_closed_is_not_where_it_is_told(reach: Reach) -> None:
    async with reach.desk.opened.storage.write() as uow:
        second = ChannelRow(*WORKSPACE, "C0SECOND", "z second", "UTC")
        await (await uow.for_tenant(SHOP)).team.bind(second)
    await reach.teller().tell(SHOP, NEWS, except_in=HERE)
    assert {place.channel for place in reach.slack.places} == {"C0SECOND"}


async def test_who_owned_a_shop_is_reached_once_it_is_gone(reach: Reach) -> None:
    await reach.verify(OWNER)
    teller = reach.teller()
    contacts = await teller.contacts(SHOP)
    assert ADDRESS not in repr(contacts)
    for table in ("member", "notice_email", "channel"):
        await reach.desk.opened.change(f"DELETE FROM {table}")  # noqa: S608
    reach.slack.closed = {OWNER, SECOND}
    assert await teller.hand_over(contacts, Card("Gone", (Text(("It is gone.",)),)))
    assert [user for user, _ in reach.discord.told] == [THIRD]
    assert [mail.to for mail in reach.box.got] == [ADDRESS]
