"""`team` at the desk: who may do what, who changes it, and the check of every quarter."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.local.html import render as html
from bot.card import Card, Line, Person, Table, Text, Title
from bot.handlers.asked import Member
from bot.handlers.team_card import WITH_BUTTONS, check_card
from core.errors import NotAllowed
from core.facts import as_json
from core.model import MemberRole
from core.policy.team_check import CHECK_EVERY
from tests.shop_desk import (
    APPROVER,
    NEIGHBOUR,
    OWNER,
    TEAM,
    THERE,
    VIEWER,
    WORKSPACE,
    ShopDesk,
    key,
    labels,
    shop_desk,
    shown,
)
from tests.storages import NOW, SHOP

NEW = "<@U0NEW|somebody new>"


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[ShopDesk]:
    async with shop_desk(sqlite_url, tmp_path) as desk:
        yield desk


def people(card: Card) -> set[Person]:
    """Everybody whom a card mentions."""
    lines: list[Line] = []
    for node in card.nodes:
        if isinstance(node, Title | Text):
            lines.append(node.line)
        if isinstance(node, Table):
            lines += [cell for row in node.rows for cell in row]
    return {span for line in lines for span in line if isinstance(span, Person)}


async def test_the_list_tells_who_may_do_what_since_when_and_by_whom(desk: ShopDesk) -> None:
    for line in ("team", "team list", "TEAM LIST"):
        told = shown(await desk.says(line, VIEWER))
        assert told.startswith("Team: Demo shop 3 people: 1 owner, 1 approver, 1 viewer.")
        assert "Not checked yet; the first check is due 13 Feb 2027." in told
        assert f"@{OWNER} owner 15 Nov at set-up" in told
        assert f"@{APPROVER} approver 15 Nov @{OWNER}" in told
    reply = await desk.says("team", VIEWER)
    assert labels(reply) == []
    assert people(reply.card) == {Person(*key(user), apart=True) for user in TEAM}
    assert labels(await desk.says("team")) == ["Check the team"]


async def test_a_person_is_where_they_are_on_a_page_that_knows_no_mention() -> None:
    person = Person("slack", "T1", "U<b>1")
    card = Card("x", (Text((person, " or ", Person("local", "local", "demo-buyer"))),))
    assert "<bdi>a member on Slack</bdi> or <bdi>@demo-buyer</bdi>" in html(card)


async def test_a_refusal_names_those_of_the_readers_workspace_alone(desk: ShopDesk) -> None:
    reply = await desk.says(f"team add {NEW} owner", VIEWER)
    assert people(reply.card) == {Person(*key(OWNER))}
    assert reply.home == WORKSPACE
    async with desk.opened.storage.write() as uow:
        its = (await uow.for_tenant(SHOP)).team
        for user in ("300000000000000001", "300000000000000002"):
            await its.admit(("discord", "7", user), MemberRole.OWNER, NOW)
    told = shown(await desk.says(f"team add {NEW} owner", VIEWER))
    assert told.endswith(f"needs an owner. Those who can: @{OWNER}, 2 members on Discord.")


async def test_an_owner_adds_somebody_and_changes_their_role(desk: ShopDesk) -> None:
    added = await desk.says(f"team add {NEW} approver")
    assert shown(added).startswith("✓ @U0NEW is an approver now 4 people: 1 owner, 2 approvers")
    assert "somebody new" not in repr(added)
    changed = await desk.says(f"team add {NEW} viewer")
    assert shown(changed).startswith("✓ @U0NEW is a viewer now, no longer an approver")
    again = await desk.says(f"team add {NEW}")
    assert shown(again) == "@U0NEW is a viewer already. Nothing was changed."
    assert (await desk.roles())["U0NEW"] == "viewer"
    assert await desk.acts() == ["team.add", "team.change"]
    assert "Demo shop" in shown(await desk.says("team", "U0NEW"))


@pytest.mark.parametrize("user", [VIEWER, APPROVER])
async def test_only_an_owner_changes_the_team(desk: ShopDesk, user: str) -> None:
    for line in (f"team add {NEW} owner", f"team remove <@{OWNER}>", "team check confirm:yes"):
        told = shown(await desk.says(line, user))
        assert f"needs an owner. Those who can: @{OWNER}." in told
    check = await desk.says("team check")
    for label in ("All still right", "Remove no. 2…"):
        assert "This button needs an owner" in shown(await desk.press(check, label, user))
    assert await desk.acts() == []


@pytest.mark.parametrize("said", ["@name", "U0NEW", "<@123456789012345678>", "<!channel>"])
async def test_whoever_is_not_mentioned_is_refused_in_one_sentence(
    desk: ShopDesk, said: str
) -> None:
    for line in (f"team add {said} viewer", f"team remove {said}"):
        told = shown(await desk.says(line))
        assert told.startswith(f"“{said}” does not fit user. Mention one person of this workspace")
    assert await desk.acts() == []


async def test_the_last_owner_stays_and_learns_what_to_do(desk: ShopDesk) -> None:
    sentence = "Nobody else owns this shop. Make somebody an owner first: team add @name owner."
    assert shown(await desk.says(f"team remove <@{OWNER}>")) == sentence
    assert shown(await desk.says(f"team add <@{OWNER}> viewer")) == sentence
    assert "Remove no. 1…" not in labels(await desk.says("team check"))
    await desk.says(f"team add <@{APPROVER}> owner")
    assert "Remove no. 1…" in labels(await desk.says("team check"))
    assert f"✓ @{OWNER} was removed" in shown(await desk.says(f"team remove <@{OWNER}>", APPROVER))


async def test_who_is_removed_can_press_nothing_any_more(desk: ShopDesk) -> None:
    await desk.says(f"team add <@{APPROVER}> owner")
    theirs = await desk.says("team check", APPROVER)
    told = shown(await desk.says(f"team remove <@{APPROVER}>"))
    assert told.startswith(f"✓ @{APPROVER} was removed; their buttons no longer work")
    for label in labels(theirs):
        answer = shown(await desk.press(theirs, label, APPROVER))
        assert answer == "You are not a member of this team. An owner can add you."
    assert await desk.roles() == {OWNER: "owner", VIEWER: "viewer"}
    again = await desk.says(f"team remove <@{APPROVER}>")
    assert shown(again) == "They are not in the team. Nothing was changed."


async def test_who_is_lowered_can_press_only_what_is_left(desk: ShopDesk) -> None:
    await desk.says(f"team add <@{APPROVER}> owner")
    theirs = await desk.says("team check", APPROVER)
    await desk.says(f"team add <@{APPROVER}> viewer")
    assert "This button needs an owner" in shown(
        await desk.press(theirs, "All still right", APPROVER)
    )


async def test_a_check_confirms_what_was_shown_and_is_recorded(desk: ShopDesk) -> None:
    check = await desk.says("team check")
    assert shown(check).startswith("! Is everybody still right?")
    assert labels(check) == ["All still right", "Remove no. 2…", "Remove no. 3…"]
    done = await desk.press(check, "All still right")
    assert shown(done).startswith("✓ Team checked: 3 people may stay Recorded for @U0OWNER.")
    assert "The next check is due Sat 13 Feb 2027." in shown(done)
    assert done.replaces
    assert await desk.acts() == ["team.check"]
    assert "Last checked 15 Nov by @U0OWNER; the next check is due" in shown(
        await desk.says("team")
    )


async def test_a_check_of_another_team_than_was_shown_is_asked_again(desk: ShopDesk) -> None:
    check = await desk.says("team check")
    await desk.says(f"team add {NEW}")
    told = shown(await desk.press(check, "All still right"))
    assert told == (
        "This button is no longer valid. The team is another now. Ask again with team check."
    )
    assert (await desk.team()).checked_at is None


async def test_a_check_removes_some_after_a_second_look(desk: ShopDesk) -> None:
    asked = await desk.press(await desk.says("team check"), "Remove no. 3…")
    told = shown(asked)
    assert told.startswith(f"! Remove @{VIEWER}? They have been a viewer since 15 Nov.")
    assert await desk.acts() == []
    assert "Is everybody still right?" in shown(await desk.press(asked, "Keep"))
    removed = await desk.press(asked, "Remove from the team")
    assert shown(removed).startswith(f"✓ @{VIEWER} was removed")
    assert labels(removed) == ["All still right", "Remove no. 2…"]
    gone = shown(await desk.press(asked, "Remove from the team"))
    assert gone == "This button is no longer valid. They are not in the team any more."
    await desk.press(removed, "All still right")
    assert await desk.acts() == ["team.remove", "team.check"]


async def test_a_check_is_confirmed_in_words_too(desk: ShopDesk) -> None:
    assert "✓ Team checked" in shown(await desk.says("team check confirm:yes"))
    assert await desk.acts() == ["team.check"]


async def test_a_big_team_has_a_button_for_the_first_and_a_word_for_the_rest(
    desk: ShopDesk,
) -> None:
    facts = await desk.team()
    many = tuple(replace(facts.members[2], user=f"U0{n:03}") for n in range(30))
    card = check_card(replace(facts, members=(*facts.members, *many)), "UTC")
    assert len(list(card.buttons())) == WITH_BUTTONS  # no one but the last owner is left out
    assert "team remove @name" in shown(card)


async def test_a_team_that_is_due_says_so(desk: ShopDesk) -> None:
    desk.now = NOW + CHECK_EVERY + timedelta(hours=1)
    assert "the first check was due 13 Feb" in shown(await desk.says("team"))


async def test_the_neighbour_sees_and_changes_nothing_here(desk: ShopDesk) -> None:
    for line in ("team", f"team add <@{NEIGHBOUR}> owner", "team check confirm:yes"):
        told = shown(await desk.says(line, NEIGHBOUR))
        assert told == "You are not a member of this team. An owner can add you."
    told = shown(await desk.says("team", NEIGHBOUR, THERE))
    assert OWNER not in told
    stale = await desk.press(await desk.says("team check"), "All still right", NEIGHBOUR, "", THERE)
    assert "no longer valid" in shown(stale)
    assert await desk.acts() == []


async def test_the_terminal_lists_and_changes_nothing(desk: ShopDesk) -> None:
    operator = Member(SHOP, "operator", MemberRole.OWNER)
    answer = await desk.router.answer(operator, "team list")
    assert "'schema': 'team/1'" in str(as_json(answer.facts))
    with pytest.raises(NotAllowed, match="Ask for it in a channel of the shop"):
        await desk.router.answer(operator, f"team add {NEW} owner")
    assert WORKSPACE[1] in str(as_json(answer.facts))
