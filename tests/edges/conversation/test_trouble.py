"""A platform in trouble in the middle of a command: the answer or one sentence, exactly once."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from tests.edges.conversation.house import TEAM, Both, both
from tests.edges.conversation.side import Seen, Side
from tests.rig import slack_payloads
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_faults import Fault as DiscordFault
from tests.rig.discord_faults import broken, dropped, too_many
from tests.rig.slack_chat import BySocket, SlackChat
from tests.rig.slack_faults import Fault

pytestmark = pytest.mark.asyncio(loop_scope="module")
STATS, ANSWER = "stats 7d", "$2,160.00 · 22 orders"
SHARE = f"{STATS} share:yes"


@dataclass
class Room:
    """A house whose Slack tokens rotate, and a shop in it."""

    both: Both
    channel: str

    async def asks(self, side: Side, line: str = STATS) -> Seen:
        """The owner types a command."""
        return await side.command(line, channel=self.channel)

    @property
    def slack(self) -> SlackChat:
        """The people of Slack."""
        assert isinstance(self.both.slack.chat, SlackChat)
        return self.both.slack.chat

    @property
    def discord(self) -> DiscordChat:
        """The people of Discord."""
        assert isinstance(self.both.discord.chat, DiscordChat)
        return self.both.discord.chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> AsyncIterator[Room]:
    """The shop is on both platforms."""
    async with both(tmp_path_factory.mktemp("house"), shared, rotating=True) as house:
        yield Room(house, await house.shop(*house.sides))


@pytest.fixture(autouse=True)
def transcript(room: Room) -> Iterator[None]:
    """A signed request, an envelope or a frame came."""
    before = [side.transcript() for side in room.both.sides]
    yield
    assert [side.transcript() for side in room.both.sides] > before


def once(seen: Seen) -> bool:
    """Whether the figures are seen, and in one message alone, however often that was drawn."""
    last = {one.message_id: one for one in seen.messages}
    return [ANSWER in one.text for one in last.values()] == [True]


async def test_slack_is_busy_while_it_is_answered(room: Room) -> None:
    room.both.slack_world.faults.add("response_url", Fault(429, retry_after=0))
    assert once(await room.asks(room.both.slack))


@pytest.mark.parametrize("fault", [Fault(503), Fault(dropped=True)], ids=str)
@pytest.mark.parametrize("done", [False, True])
async def test_slack_does_not_say_whether_it_took_an_answer(
    room: Room, fault: Fault, done: bool
) -> None:
    room.both.slack_world.faults.add("response_url", replace(fault, done=done))
    seen = await room.asks(room.both.slack)
    *shown, said = seen.messages
    assert [ANSWER in one.text for one in shown] == [True] * done
    assert "ask again" in said.text


async def test_slack_fails_while_it_is_posted_to(room: Room) -> None:
    before = len(room.slack.posted(room.channel))
    room.both.slack_world.faults.add("chat.postMessage", Fault(dropped=True))
    seen = await room.asks(room.both.slack, SHARE)
    assert len(room.slack.posted(room.channel)) == before
    assert len(seen.messages) == 1
    assert "did not answer" in seen.text


@pytest.mark.parametrize("code", ["token_expired", "token_revoked", "invalid_auth"])
async def test_slack_takes_another_token_now(room: Room, code: str) -> None:
    room.both.slack_world.faults.add("chat.postMessage", Fault(error=code))
    before = len(room.slack.posted(room.channel))
    assert once(await room.asks(room.both.slack, SHARE))
    assert len(room.slack.posted(room.channel)) == before + 1


async def test_slack_s_socket_drops_in_the_middle(room: Room) -> None:
    sockets, side, chat = room.both.sockets, room.both.slack, room.slack
    await sockets.connected()
    where, who = side.channel(room.channel), side.user("owner")
    payload = slack_payloads.slash(room.both.slack_world, TEAM, where, who, STATS)
    so_far = len(chat.sent())
    await sockets.deliver("slash_commands", payload)
    await sockets.drop()
    await side.settled()
    await sockets.connected(times=2)
    assert once(side.since(so_far))


async def test_the_same_is_answered_over_a_socket(room: Room) -> None:
    world, side = room.both.slack_world, room.both.slack
    over = SlackChat(world, BySocket(room.both.sockets), TEAM, side.settled)
    by_socket = await over.command(STATS, channel=room.channel)
    by_request = await room.asks(side)
    assert by_socket.text == by_request.text


PROMISE, FILLING = ("POST", "/callback"), ("PATCH", "/messages/@original")


@pytest.mark.parametrize(
    "fault",
    [
        make(*what, done=done)
        for what in (PROMISE, FILLING)
        for make in (broken, dropped)
        for done in (False, True)
    ],
    ids=lambda fault: f"{fault.part}, {fault.status or 'dropped'}, {fault.done and 'done'}",
)
async def test_discord_fails_while_it_is_answered(room: Room, fault: DiscordFault) -> None:
    room.both.at_discord.world.faults.append(fault)
    assert once(await room.asks(room.both.discord))
    assert fault.times == 0


async def test_discord_has_enough_for_a_moment(room: Room) -> None:
    room.both.at_discord.world.faults.append(too_many("PATCH", "/messages/@original", after=0.01))
    seen = await room.asks(room.both.discord)
    assert once(seen)


async def test_discord_s_socket_drops_in_the_middle(room: Room) -> None:
    so_far, gateway = len(room.discord.sent()), room.both.at_discord.gateway
    its = await room.discord.send(STATS, channel=room.channel)
    await gateway.drop()
    await room.both.at_discord.world.until(lambda: its.settled)
    await room.discord.idle()
    await gateway.drop()
    second = await room.discord.send(STATS, channel=room.channel)
    await room.both.at_discord.world.until(lambda: second.settled)
    await room.discord.idle()
    shown = room.discord.sent()[so_far:]
    assert ["orders" in one.text for one in shown] == [True, True]
    assert gateway.resumed >= 1


async def test_slack_s_token_ran_out_since_the_last_command(room: Room) -> None:
    """The last test of the file: hours later nobody holds Discord's lease."""
    room.both.clock.forward(hours=13)
    renewals = [name for name, _ in room.both.slack_world.calls].count("oauth.v2.access")
    seen = await room.asks(room.both.slack, SHARE)
    assert not seen.is_private
    assert "orders" in seen.text
    assert len(seen.messages) == 1
    now = [name for name, _ in room.both.slack_world.calls].count("oauth.v2.access")
    assert now == renewals + 1
