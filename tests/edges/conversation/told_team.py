"""The team: who may do what, changed by words and by buttons."""

import re

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


@tells("claim", changes=True)
async def claim(talk: Talk, seen: Seen) -> None:
    """An owner's code makes an owner of somebody on the other platform, once."""
    assert "A code for “Demo shop”" in seen.text
    code = re.search(r"claim (\S+)", seen.text)
    assert code is not None
    other = next(side for side in talk.both.sides if side is not talk.side)
    line, where = f"claim {code[1]}", talk.both.new_channel()
    owned = await other.command(line, user="newcomer", channel=where)
    assert "You own “Demo shop” here now" in owned.text
    assert "$2,160.00" in (await other.command("stats 7d", user="newcomer", channel=where)).text
    again = await other.command(line, user="stranger", channel=talk.both.new_channel())
    wrong = await other.command("claim AAAA-AAAA-AAAA", user="stranger", channel=where)
    assert again.text == wrong.text
    assert "4 people: 2 owners" in (await talk.says("team list")).text
