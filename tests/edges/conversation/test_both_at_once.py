"""One tenant on both platforms: what is decided on one is seen on the other."""

from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.edges.conversation.house import Both
from tests.edges.conversation.side import Side
from tests.edges.conversation.told_requests import LIST, REJECT, SEND
from tests.rig.chat import Shown

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("transcript")]
ways = pytest.mark.parametrize("here", ["slack", "discord"])


@dataclass
class Pair:
    """The platform where somebody decides, the other one, and the channel of both."""

    both: Both
    here: Side
    there: Side
    channel: str

    async def morning(self) -> tuple[Shown, Shown]:
        """The digest is due in both channels, and with it the batch; returns the batch's posts."""
        await self.both.morning(self.channel, self.here, self.there)
        return self.posts()

    def posts(self) -> tuple[Shown, Shown]:
        """The newest post of each."""
        return self.here.posted(self.channel)[-1], self.there.posted(self.channel)[-1]


@pytest_asyncio.fixture(loop_scope="module")
async def pair(house: Both, here: str) -> Pair:
    """A new shop in a channel of each platform."""
    other = {"slack": "discord", "discord": "slack"}[here]
    channel = await house.shop(*house.sides)
    return Pair(house, house.side(here), house.side(other), channel)


@ways
async def test_an_approval_is_seen_on_both_and_made_once(pair: Pair) -> None:
    card, other = await pair.morning()
    assert card.buttons == other.buttons == (SEND, LIST, REJECT)
    await pair.here.click(SEND, on=card, user="approver")

    for post in pair.posts():
        assert "Approved by" in post.text
        assert post.buttons == ()
    await pair.both.work()
    for post in pair.posts():
        assert "12 sent" in post.text
    shown = await pair.there.command("reviews history", channel=pair.channel)
    assert shown.text.count("12 sent") == 1


@ways
async def test_a_rejection_is_seen_on_both(pair: Pair) -> None:
    card, _ = await pair.morning()
    await pair.here.click(REJECT, on=card)
    for post in pair.posts():
        assert "Rejected by" in post.text
        assert post.buttons == ()


@ways
async def test_two_who_decide_at_once_decide_once(pair: Pair) -> None:
    """A private copy on the other platform still has its buttons: it says what was decided."""
    private = await pair.there.command("reviews", channel=pair.channel)
    card, _ = await pair.morning()
    await pair.here.click(SEND, on=card, user="approver")
    late = await pair.there.click(REJECT, on=private)
    assert "This button is no longer valid. The batch was approved by" in late.text
    for post in pair.posts():
        assert "Approved by" in post.text


@ways
async def test_a_wipe_deletes_the_posts_of_both(pair: Pair) -> None:
    await pair.morning()
    assert [len(side.posted(pair.channel)) for side in (pair.here, pair.there)] == [2, 2]
    asked = await pair.here.command("revoke", channel=pair.channel)
    await pair.here.click("Delete everything", on=asked)
    done = await pair.here.submit("Demo shop")
    assert "Deleted at" in done.text
    assert "4 posts" in asked.text
    assert [side.posted(pair.channel) for side in (pair.here, pair.there)] == [[], []]


@ways
async def test_a_team_of_both_is_one_team(pair: Pair) -> None:
    listed = await pair.here.command("team list", channel=pair.channel)
    assert "6 people: 2 owners, 2 approvers, 2 viewers" in listed.text
    await pair.here.command("team add @newcomer approver", channel=pair.channel)
    other = await pair.there.command("team list", channel=pair.channel)
    assert "7 people: 2 owners, 3 approvers, 2 viewers" in other.text
    stranger = await pair.there.command("home", user="newcomer", channel=pair.channel)
    assert "not a member" in stranger.text


@ways
async def test_a_shared_batch_is_drawn_again_with_its_object(pair: Pair) -> None:
    shared = await pair.there.command("reviews share:yes", channel=pair.channel)
    asked = await pair.here.command("reviews", user="approver", channel=pair.channel)
    assert shared.buttons == asked.buttons == (SEND, LIST, REJECT)
    assert not shared.is_private
    await pair.here.click(SEND, on=asked, user="approver")
    (post,) = pair.there.posted(pair.channel)
    assert "Approved by" in post.text
    assert post.buttons == ()
    await pair.both.work()
    (post,) = pair.there.posted(pair.channel)
    assert "12 sent" in post.text


@ways
async def test_a_wipe_deletes_what_was_shared_on_both(pair: Pair) -> None:
    sides = (pair.here, pair.there)
    for side in sides:
        for line in ("stats share:yes", "reviews share:yes", "reviews history share:yes"):
            shown = await side.command(line, channel=pair.channel)
            assert not shown.is_private
    stood = [len(side.posted(pair.channel)) for side in sides]
    assert min(stood) >= 3
    asked = await pair.here.command("revoke", channel=pair.channel)
    assert "6 posts" in asked.text
    await pair.here.click("Delete everything", on=asked)
    done = await pair.here.submit("Demo shop")
    assert "Deleted at" in done.text
    assert "6 posts" in done.text
    assert "could not be deleted" not in done.text
    assert [side.posted(pair.channel) for side in sides] == [[], []]
