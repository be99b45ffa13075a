"""The team: who may do what, changed by words and by buttons."""

from tests.edges.conversation.scenario import Talk, tells
from tests.edges.conversation.side import Seen


@tells("team list", "team list")
async def team_list(talk: Talk, seen: Seen) -> None:
    """Everybody with their role; a viewer reads it, and gets no button."""
    assert "3 people: 1 owner, 1 approver, 1 viewer" in seen.text
    assert seen.buttons == ("Check the team",)
    assert (await talk.says("team list", user="viewer")).buttons == ()
    assert "not a member" in (await talk.says("team list", user="stranger")).text


@tells("team add", "team add @newcomer approver", changes=True)
async def team_add(talk: Talk, seen: Seen) -> None:
    """A new member may at once what they were let in for, and another thing later."""
    assert "is an approver now" in seen.text
    assert "4 people: 1 owner, 2 approvers, 1 viewer" in seen.text
    assert "12 review requests" in (await talk.says("reviews", user="newcomer")).text
    again = await talk.says("team add @newcomer approver")
    assert "is an approver already. Nothing was changed" in again.text
    lower = await talk.says("team add @newcomer viewer")
    assert "is a viewer now, no longer an approver" in lower.text
    alone = await talk.says("team add @owner viewer")
    assert "Nobody else owns this shop" in alone.text


@tells("team remove", "team remove @viewer", changes=True)
async def team_remove(talk: Talk, seen: Seen) -> None:
    """Who was removed is a stranger; the last owner cannot be."""
    assert "was removed" in seen.text
    assert "not a member" in (await talk.says("stats 7d", user="viewer")).text
    assert "They are not in the team" in (await talk.says("team remove @viewer")).text
    assert "Nobody else owns this shop" in (await talk.says("team remove @owner")).text


@tells("team check", "team check", changes=True)
async def team_check(talk: Talk, seen: Seen) -> None:
    """Everybody with a number, and the note that all are right, by words too."""
    assert "Is everybody still right?" in seen.text
    assert seen.buttons[0] == "All still right"
    assert len(seen.buttons) == 3  # nobody removes the last owner
    words = await talk.says("team check confirm:yes")
    assert "Team checked: 3 people may stay" in words.text


@tells("team.confirm", "team check", press=("All still right",), changes=True)
async def team_confirmed(talk: Talk, seen: Seen) -> None:
    """The check is noted with who made it; a check of another team is stale."""
    assert "Team checked: 3 people may stay" in seen.text
    assert "owner" in (await talk.press("Show the team", seen)).text
    older = await talk.says("team check")
    await talk.says("team add @newcomer")
    stale = await talk.press("All still right", older)
    assert "The team is another now" in stale.text


@tells("team.remove", "team check", press=("Remove no. 2…",), changes=True)
async def team_remove_asked(talk: Talk, seen: Seen) -> None:
    """What ends is said before it does."""
    assert "Their commands and buttons end at once" in seen.text
    assert seen.buttons == ("Remove from the team", "Keep")
    kept = await talk.press("Keep", seen)
    assert len(kept.buttons) == 3


@tells(
    "team.dismiss",
    "team check",
    press=("Remove no. 2…", "Remove from the team"),
    changes=True,
)
async def team_dismissed(talk: Talk, seen: Seen) -> None:
    """They are gone, and the check goes on."""
    assert "was removed; their buttons no longer work" in seen.text
    assert seen.buttons[0] == "All still right"
    assert len(seen.buttons) == 2
    assert "2 people" in (await talk.says("team list")).text
