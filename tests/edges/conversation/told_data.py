"""What amzigo may read, and the end of all of it."""

from tests.edges.conversation.scenario import Talk, tells
from tests.edges.conversation.side import Seen

DELETE = "Delete everything"


@tells("access", changes=True)
async def access(talk: Talk, seen: Seen) -> None:
    """Every feature with its state; only owners switch one."""
    assert "3 of 6 features are switched on" in seen.text
    assert seen.buttons[0] == "Switch off sales…"
    words = await talk.says("access on:traffic")
    assert "4 of 6 features are switched on" in words.text
    refused = await talk.says("access off:traffic", user="viewer")
    assert "Switching a feature needs an owner" in refused.text
    assert (await talk.says("access", user="viewer")).buttons == ()


@tells("access.on", "access", press=("Switch on traffic",), changes=True)
async def on(talk: Talk, seen: Seen) -> None:
    """It is on, and the card says so."""
    assert "4 of 6 features are switched on" in seen.text
    assert "Switch off traffic…" in seen.buttons


@tells("access.off", "access", press=("Switch off sales…",), changes=True)
async def off(talk: Talk, seen: Seen) -> None:
    """What would go is shown first, and may be kept."""
    assert seen.buttons == ("Switch off sales and delete", "Keep it on")
    assert "189 daily product figures" in seen.text
    assert "3 of 6" in (await talk.press("Keep it on", seen)).text


@tells(
    "access.delete",
    "access",
    press=("Switch off sales…", "Switch off sales and delete"),
    changes=True,
)
async def deleted(talk: Talk, seen: Seen) -> None:
    """It is off, and what only it needed is gone."""
    assert "2 of 6 features are switched on" in seen.text
    await talk.both.work()
    assert "$2,160.00" not in (await talk.says("stats 7d")).text


@tells("revoke", changes=True)
async def revoke(talk: Talk, seen: Seen) -> None:
    """What will go, and the name to type; by words too."""
    for words in ("Delete everything of “Demo shop”?", "190 order lines", "3 products"):
        assert words in seen.text
    assert seen.buttons == (DELETE,)
    wrong = await talk.says("revoke confirm:Other shop")
    assert "That is not the name. Nothing was deleted" in wrong.text
    done = await talk.says("revoke confirm:Demo shop")
    assert "Deleted at" in done.text
    assert "$" not in (await talk.says("stats 7d")).text


@tells("revoke.confirm", "revoke", press=((DELETE, "Demo shop"),), changes=True)
async def revoked(talk: Talk, seen: Seen) -> None:
    """The typed name deletes everything; the answer holds the certificate's proof."""
    assert "Deleted at" in seen.text
    assert "certificate" in seen.text
    assert "$" not in (await talk.says("stats 7d")).text


@tells("revoke.confirm, typed wrongly", "revoke", press=((DELETE, "demo"),), changes=True)
async def not_revoked(talk: Talk, seen: Seen) -> None:
    """Another name deletes nothing, and the button can be pressed again."""
    assert "That is not the name. Nothing was deleted" in seen.text
    assert "$2,160.00" in (await talk.says("stats 7d")).text
