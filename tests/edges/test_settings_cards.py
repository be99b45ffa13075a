"""`settings` at the desk: a channel's shop, digest, zone and signs, and who changes them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.card import Typed
from bot.envelope import Command
from bot.handlers.asked import Member
from core.errors import NotAllowed
from core.facts import as_json
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow
from core.schedule import offset
from core.sharing import KNOWN_FOR
from tests.shop_desk import (
    APPROVER,
    HERE,
    NEIGHBOUR,
    OWNER,
    THERE,
    VIEWER,
    WORKSPACE,
    ShopDesk,
    key,
    labels,
    shop_desk,
    shown,
)
from tests.storages import NOW, OTHER, SHOP

NEW = Place(*WORKSPACE, "C0NEW")
CHANGES = (
    "channel off",
    "channel",
    "digest 08:00",
    "zone Europe/Berlin",
    "locale de",
    "sharing on",
)
UNBOUND = "This channel is connected to no shop. An owner types settings channel SHOP here."


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[ShopDesk]:
    async with shop_desk(sqlite_url, tmp_path) as desk:
        yield desk


async def alone(desk: ShopDesk) -> None:
    """The neighbour is in no channel of the workspace."""
    await desk.opened.change("DELETE FROM channel WHERE tenant_id = 'other-shop'")


async def test_what_is_set_is_shown_to_everybody(desk: ShopDesk) -> None:
    for user in (VIEWER, OWNER):
        told = shown(await desk.says("settings", user))
        assert told.startswith("Settings of this channel Speaks for Demo shop Daily digest off")
        assert "Time zone UTC Numbers and dates en, nothing else was chosen" in told
        assert "The shop has 3 people in 1 channel" in told
    assert labels(await desk.says("settings", VIEWER)) == []
    assert labels(await desk.says("settings show")) == [
        "Post the digest at 08:00",
        "At another time…",
        "Another zone…",
        "Show the team",
    ]


@pytest.mark.parametrize("line", CHANGES)
async def test_only_an_owner_changes_a_setting(desk: ShopDesk, line: str) -> None:
    before = await desk.channels()
    for user in (VIEWER, APPROVER):
        told = shown(await desk.says(f"settings {line}", user))
        assert f"needs an owner. Those who can: @{OWNER}." in told
    assert await desk.channels() == before
    assert await desk.acts() == []


async def test_the_digest_is_set_moved_with_the_zone_and_switched_off(desk: ShopDesk) -> None:
    told = shown(await desk.says("settings digest 08:00"))
    assert told.startswith("✓ The digest is posted here each day at 08:00")
    assert "Daily digest 08:00 each day, next Sun 15 Nov 08:00" in told
    await desk.says("settings zone berlin")
    row = (await desk.channels())["C0SHOP"]
    assert (row.zone, row.digest_minute) == ("Europe/Berlin", 480)
    assert row.digest_due == datetime(2026, 11, 15, 7, tzinfo=UTC) + offset(HERE)
    card = await desk.says("settings")
    assert "Time zone Berlin (Europe/Berlin)" in shown(card)
    off = shown(await desk.press(card, "Switch the digest off"))
    assert off.startswith("✓ No digest is posted here any more")
    row = (await desk.channels())["C0SHOP"]
    assert (row.digest_minute, row.digest_due) == (None, None)
    assert await desk.acts() == ["channel.set"] * 3


async def test_a_digest_that_is_not_posted_while_sales_are_off_says_so(desk: ShopDesk) -> None:
    await desk.says("settings digest 08:00")
    for line in ("on:sales", "off:sales confirm:yes"):
        await desk.says(f"access {line}")
    told = shown(await desk.says("settings"))
    assert "08:00 each day, but not while sales are off: access on:sales" in told


async def test_setting_the_same_again_changes_nothing(desk: ShopDesk) -> None:
    for line in ("digest 08:00", "zone Europe/Berlin", "locale de", "locale fr for:shop"):
        await desk.says(f"settings {line}")
    before, acts = await desk.channels(), await desk.acts()
    again = ("digest 8:00", "zone Berlin", "locale DE", "locale fr_FR for:shop")
    for line in (*again, "channel", "channel Demo shop"):
        reply = await desk.says(f"settings {line}")
        assert shown(reply).startswith("Settings of this channel")
    assert (await desk.channels(), await desk.acts()) == (before, acts)


async def test_a_button_asks_for_a_time_or_a_zone(desk: ShopDesk) -> None:
    card = await desk.says("settings")
    told = shown(await desk.press(card, "At another time…", text="7:30"))
    assert told.startswith("✓ The digest is posted here each day at 07:30")
    told = shown(await desk.press(card, "Another zone…", text="Asia/Tokyo"))
    assert told.startswith("✓ Times in this channel are now Tokyo time")
    told = shown(await desk.press(card, "At another time…", text="noon"))
    assert told.startswith("“noon” does not fit digest. Write a time of the day such as 08:00")
    assert (await desk.channels())["C0SHOP"].digest_minute == 450


async def test_signs_are_chosen_for_the_channel_or_the_shop(desk: ShopDesk) -> None:
    told = shown(await desk.says("settings locale fr for:shop"))
    assert told.startswith("✓ Numbers are now written as in “fr” in all channels")
    assert "Numbers and dates fr, as everywhere in this shop" in told
    told = shown(await desk.says("settings locale de_DE"))
    assert "Numbers and dates de, set for this channel" in told
    assert "Numbers and dates fr, as everywhere" in shown(await desk.says("settings locale usual"))
    told = shown(await desk.says("settings locale xx", place=HERE))
    assert told.startswith("“xx” does not fit locale. Choose one of en, de,")


async def test_a_channel_of_the_only_shop_answers_and_is_bound_by_a_setting(
    desk: ShopDesk,
) -> None:
    await alone(desk)
    told = shown(await desk.says("settings", place=NEW))
    assert "Speaks for Demo shop, as the workspace has no other shop" in told
    refused = shown(await desk.says("settings locale xx", place=NEW))
    assert "does not fit locale" in refused
    assert set(await desk.channels()) == {"C0SHOP"}
    await desk.says("settings digest 09:00", place=NEW)
    due = datetime(2026, 11, 15, 9, tzinfo=UTC) + offset(NEW)
    bound = ChannelRow(*NEW, "C0NEW", "UTC", 540, due, shared=False, shared_at=desk.now)
    assert (await desk.channels())["C0NEW"] == bound
    assert await desk.acts() == ["channel.bind", "channel.set"]


async def test_a_channel_is_bound_by_an_owner_of_the_shop_alone(desk: ShopDesk) -> None:
    assert shown(await desk.says("stats", place=NEW)) == UNBOUND
    told = shown(await desk.says("settings channel demo SHOP", place=NEW))
    assert told.startswith("✓ This channel speaks for “Demo shop” now")
    assert set(await desk.channels()) == {"C0SHOP", "C0NEW"}
    assert await desk.acts() == ["channel.bind"]


async def test_foreign_and_unknown_shops_and_channels_are_the_same_words(desk: ShopDesk) -> None:
    def refused(name: str) -> str:
        return f"“{name}” does not fit settings channel. Name a shop that you own, to the letter."

    for user, place, name in (
        (OWNER, NEW, "No such shop"),
        (OWNER, NEW, "Other shop"),  # somebody else's
        (APPROVER, NEW, "Demo shop"),  # no owner
        ("U0STRANGER", NEW, "Demo shop"),
        (OWNER, THERE, "Demo shop"),  # somebody else's channel
        (OWNER, THERE, "No such shop"),
        (NEIGHBOUR, HERE, "Other shop"),
        (NEIGHBOUR, HERE, "Demo shop"),
    ):
        assert shown(await desk.says(f"settings channel {name}", user, place)) == refused(name)
    assert set(await desk.channels()) == {"C0SHOP"}
    assert set(await desk.channels(OTHER)) == {"C0OTHER"}
    assert await desk.acts() == []


async def test_an_owner_of_both_unbinds_a_channel_before_it_speaks_for_the_other(
    desk: ShopDesk,
) -> None:
    async with desk.opened.storage.write() as uow:
        await (await uow.for_tenant(OTHER)).team.admit(key(OWNER), MemberRole.OWNER, NOW)
    told = shown(await desk.says("settings channel Other shop"))
    assert told.endswith(
        "This channel speaks for another shop; one of its owners types settings channel off."
    )
    asked = await desk.says("settings channel off")
    await desk.press(asked, "Unbind this channel")
    told = shown(await desk.says("settings channel Other shop"))
    assert told.startswith("✓ This channel speaks for “Other shop” now")
    assert set(await desk.channels(OTHER)) == {"C0OTHER", "C0SHOP"}
    assert await desk.acts() == ["channel.unbind", "channel.bind"]


async def test_unbinding_tells_what_is_lost_and_does_it_after_that(desk: ShopDesk) -> None:
    await desk.says("settings digest 08:00")
    asked = await desk.says("settings channel off")
    assert shown(asked).startswith(
        "! Unbind this channel from “Demo shop”? The digest at 08:00 ends here; the channel's time"
    )
    assert "Settings of this channel" in shown(await desk.press(asked, "Keep it"))
    assert set(await desk.channels()) == {"C0SHOP"}
    done = shown(await desk.press(asked, "Unbind this channel"))
    assert done.startswith("✓ This channel is unbound from “Demo shop” Nothing is set for it")
    assert "Commands still answer" not in done
    assert await desk.channels() == {}
    assert shown(await desk.says("stats")) != UNBOUND  # the neighbour's is the only one left
    assert "not a member" in shown(await desk.says("stats"))


async def test_unbinding_the_only_shop_s_channel_says_that_it_still_answers(
    desk: ShopDesk,
) -> None:
    await alone(desk)
    await desk.says("settings channel", place=NEW)
    asked = await desk.says("settings channel off", place=NEW)
    done = shown(await desk.press(asked, "Unbind this channel", place=NEW))
    assert "Commands still answer, as the workspace has no other shop." in done
    again = shown(await desk.says("settings channel off", place=NEW))
    assert again == "This channel is not bound, so there is nothing to end."


async def test_who_lost_the_shop_since_changes_nothing_by_an_old_button(desk: ShopDesk) -> None:
    await desk.says(f"team add <@{APPROVER}> owner")
    asked = await desk.says("settings channel off", APPROVER)
    await desk.says(f"team add <@{APPROVER}> approver")
    told = shown(await desk.press(asked, "Unbind this channel", APPROVER))
    assert told.startswith("This button needs an owner")
    assert set(await desk.channels()) == {"C0SHOP"}


async def test_the_local_page_s_channels_stay_where_they_are(desk: ShopDesk) -> None:
    place = Place("local", "local", "shop")
    async with desk.opened.storage.write() as uow:
        team = (await uow.for_tenant(SHOP)).team
        await team.bind(ChannelRow(*place, "shop", "UTC"))
        await team.admit(("local", "local", "you"), MemberRole.OWNER, NOW)
    for name in ("off", "Other shop", "Demo shop"):
        told = shown(await desk.router.command(_local(place, f"channel {name}")))
        assert told.endswith("On this page each shop has a channel of its own.")
    told = shown(await desk.router.command(_local(place, "digest 08:00")))
    assert told.startswith("✓ The digest is posted here each day at 08:00")


def _local(place: Place, text: str) -> Command:
    return Command(*place, "you", "settings", text, "r")


async def test_the_terminal_shows_the_shop_s_and_changes_nothing(desk: ShopDesk) -> None:
    operator = Member(SHOP, "operator", MemberRole.OWNER)
    answer = await desk.router.answer(operator, "settings")
    assert shown(answer.card).startswith("Settings of the shop Shop Demo shop Numbers and dates en")
    assert "'in_channel': False" in str(as_json(answer.facts))
    for line in CHANGES:
        with pytest.raises(NotAllowed, match="Ask for it in a channel of the shop"):
            await desk.router.answer(operator, f"settings {line}")


async def test_what_to_type_is_marked_as_such(desk: ShopDesk) -> None:
    reply = await desk.says("settings")
    assert Typed("settings digest 08:00") in [
        span for node in reply.card.nodes for span in getattr(node, "line", ())
    ]


async def test_who_else_reads_is_told_with_what_an_owner_may_do(desk: ShopDesk) -> None:
    for known, words in ((True, "Read by people of"), (None, "Read by perhaps people of")):
        desk.shared.shared = known
        told = shown(await desk.says("settings"))
        assert words in told
        assert "so no digest and nothing shared is posted; settings sharing on lets" in told
        desk.now += KNOWN_FOR
    desk.shared.shared = True
    told = shown(await desk.says("settings sharing on"))
    assert told.startswith("✓ People of another company may read figures here now")
    assert "and they may read figures; settings sharing off ends that" in told
    assert "Read by" in shown(await desk.says("settings sharing on"))
    told = shown(await desk.says("settings sharing off"))
    assert told.startswith("✓ Nothing with figures is posted here where people of another company")
    assert await desk.acts() == ["channel.set", "channel.set"]


async def test_where_no_channel_can_be_shared_one_sentence_says_so(desk: ShopDesk) -> None:
    there = Place("discord", "1", "2")
    async with desk.opened.storage.write() as uow:
        its = (await uow.for_tenant(SHOP)).team
        await its.bind(ChannelRow(*there, "here", "UTC"))
        await its.admit(("discord", "1", "300000000000000001"), MemberRole.OWNER, NOW)
    told = shown(await desk.says("settings sharing on", "300000000000000001", there))
    assert told == (
        "Only Slack shares a channel with another company, so there is nothing to allow here."
    )
    assert "Read by" not in shown(await desk.says("settings", "300000000000000001", there))
    assert await desk.acts() == []
