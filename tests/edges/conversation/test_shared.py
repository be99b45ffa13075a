"""A channel at Slack that begins to be shared with another company, and who hears of that."""

import pytest

from core.sharing import forget_shared
from tests.edges.conversation.house import Both
from tests.rig.slack_world import channel_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.usefixtures("transcript")
async def test_its_digest_is_withheld_and_an_owner_is_told_how_it_comes_again(house: Both) -> None:
    side = house.slack
    channel = await house.shop(side)
    await side.command("settings digest 08:00", channel=channel)
    before = len(side.posted(channel))
    house.slack_world.workspaces[side.workspace].channels[channel_id(channel)].shared = True
    await forget_shared(house.house.storage, side.place(channel))
    so_far = len(side.chat.sent())
    for _ in range(2):
        await house.morning(channel, side)
    assert len(side.posted(channel)) == before
    (told,) = side.since(so_far).messages
    assert told.channel.startswith("D")
    assert "I post no digest in" in told.text
    assert "settings sharing on" in told.text
    await side.command("settings sharing on", channel=channel)
    await house.morning(channel, side)
    assert len(side.posted(channel)) > before
    assert "Next digest" in (await side.command("home", channel=channel)).text
    await side.command("settings sharing off", channel=channel)
    assert "Next digest" not in (await side.command("home", channel=channel)).text
