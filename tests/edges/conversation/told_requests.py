"""Review requests: what waits, who may decide, and that a decision is made once."""

from tests.edges.conversation.scenario import Talk, tells
from tests.edges.conversation.side import Seen

SEND, LIST, REJECT = "Send 12 requests", "Show the list", "Reject"


@tells("reviews", "reviews", changes=True)
async def reviews(talk: Talk, seen: Seen) -> None:
    """The batch that waits, what was, what was left out, and the sums."""
    for words in ("12 review requests are ready", "Amazon.com 12", "48 orders left"):
        assert words in seen.text
    assert seen.buttons == (SEND, LIST, REJECT)
    again = await talk.says("reviews waiting", user="viewer")
    assert "12 review requests are ready" in again.text
    for what, words in (
        ("history", "12"),
        ("skipped", "30 days"),
        ("numbers", "12 review requests wait"),
    ):
        assert words in (await talk.says(f"reviews {what}")).text
    await talk.both.morning(talk.channel, talk.side)
    from_home = await talk.says("home")
    assert "12 wait for approval" in from_home.text
    assert SEND in (await talk.press("Review 12 requests", from_home)).buttons


@tells("reviews.list", "reviews", press=(LIST,), changes=True)
async def listed(talk: Talk, seen: Seen) -> None:
    """The orders of the batch, for a viewer too where it is posted."""
    assert seen.is_private
    assert seen.text.count("Amazon.com") >= 12
    shared = await talk.says("reviews share:yes")
    assert talk.posted()[-1].text == shared.last.text
    theirs = await talk.press(LIST, shared, user="viewer")
    assert theirs.is_private
    assert seen.text == theirs.text


@tells("reviews.approve", "reviews share:yes", press=(SEND,), changes=True)
async def approved(talk: Talk, seen: Seen) -> None:
    """The post shows who approved it; its buttons are gone; a second decision is too late."""
    assert "Approved by" in seen.text
    assert (talk.posted()[-1].buttons, seen.buttons) == ((), ())
    assert "Approved by" in talk.posted()[-1].text
    await talk.both.work()
    assert "12 sent" in talk.posted()[-1].text
    assert "12 sent" in (await talk.says("reviews history")).text


@tells("reviews.reject", "reviews", press=(REJECT,), changes=True)
async def rejected(talk: Talk, seen: Seen) -> None:
    """Nobody of the list will be asked; the next batch holds others."""
    assert "Rejected by" in seen.text
    assert "12 orders will not be asked about" in seen.text
    assert seen.buttons == ()
    talk.both.clock.forward(seconds=1)
    following = await talk.says("reviews")
    assert "36 orders left for the next batch" in following.text
    shared = await talk.says("reviews share:yes", user="approver")
    refused = await talk.press(SEND, shared, user="viewer")
    assert "This button needs an approver" in refused.text
    assert refused.is_private
    assert talk.posted()[-1].buttons == (SEND, LIST, REJECT)
    done = await talk.press(REJECT, shared, user="approver")
    assert "Rejected by" in done.text
