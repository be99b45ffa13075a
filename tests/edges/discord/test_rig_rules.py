"""Each rule of the local Discord, broken by one payload that is refused and written down."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.edges.discord.wire import Said, Wire
from tests.rig.discord_answers import (
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
)
from tests.rig.discord_rest import COMMANDS
from tests.rig.discord_rules import EPHEMERAL, V2
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import MODAL_SUBMIT

V2_TEXT = {"type": 10, "content": "Hello"}


def v2(*components: Any, **more: Any) -> dict[str, Any]:
    """A message of Components V2."""
    return {"flags": V2, "components": list(components), **more}


def text(content: str) -> dict[str, Any]:
    """A text display."""
    return {"type": 10, "content": content}


def button(custom_id: str = "az1:x:1", label: str = "Press") -> dict[str, Any]:
    """A button."""
    return {"type": 2, "style": 2, "custom_id": custom_id, "label": label}


def row(*buttons: Any) -> dict[str, Any]:
    """A row of buttons."""
    return {"type": 1, "components": list(buttons)}


def box(*inner: Any) -> dict[str, Any]:
    """A container."""
    return {"type": 17, "components": list(inner)}


def gallery(*urls: str, alt: str = "A chart") -> dict[str, Any]:
    """Pictures."""
    return {"type": 12, "items": [{"media": {"url": url}, "description": alt} for url in urls]}


def command(name: str = "amzigo", **more: Any) -> dict[str, Any]:
    """A slash command."""
    return {"name": name, "description": "All of it", "type": 1, **more}


def option(name: str, kind: int = 3, **more: Any) -> dict[str, Any]:
    """An option, a subcommand or a group."""
    return {"name": name, "description": "What it is", "type": kind, **more}


# What is posted, and the words of the rule that it breaks.
MESSAGES: tuple[tuple[dict[str, Any], str], ...] = (
    # the eight that the document misses
    ({"embeds": [{"description": "x" * 3500}] * 2}, "embeds of more than 6000"),
    (v2(text("x" * 2500), text("y" * 2500)), "text displays of more than 4000"),
    (v2(V2_TEXT, content="Hello"), "together with the flag of Components V2"),
    ({"components": [V2_TEXT]}, "Components V2 without their flag"),
    (v2(row(button(), button())), "custom_id az1:x:1 stands there 2 times"),
    ({"content": "x" * 2001}, "content of more than 2000"),
    (v2(*[box(*[text("x")] * 20)] * 3), "63 components, nested ones counted"),
    # the document's own
    (v2(row(button("x" * 101))), "components/0"),
    (v2(row(*[button(str(n)) for n in range(6)])), "components/0"),
    (v2(text("x" * 4001)), "components/0"),
    (v2({"type": 9, "components": [V2_TEXT]}), "components/0"),
    (v2(gallery(*[f"https://x.invalid/{n}" for n in range(11)])), "components/0"),
    (v2(gallery("https://x.invalid/1", alt="x" * 1025)), "components/0"),
    (v2(row(button(label="x" * 81))), "components/0"),
    (v2({"type": 99}), "components/0"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    ({"content": "x", "nonce": "x" * 26}, "nonce"),
    # and what the platform says besides
    (v2(gallery("attachment://chart-1.png")), "attachment://chart-1.png is not attached"),
)

# The same for the application's commands; the eighth rule is the name in upper case.
TREES: tuple[tuple[list[dict[str, Any]], str], ...] = (
    ([command("Amzigo")], "a command's name is in lower case"),
    ([command(options=[option("a", 1), option("b", 3)])], "a leaf or a group, never both"),
    ([command(options=[option(f"o{n}", 1) for n in range(26)])], "options"),
    ([command(description="x" * 101)], "0/description"),
    ([command("x" * 33)], "0/name"),
    ([command(options=[option("a"), option("a")])], "two options of one name"),
    ([command(options=[option("a"), option("b", required=True)])], "what is required comes first"),
    ([command(), command()], "two commands are called amzigo"),
    (
        [
            command(
                options=[
                    option(
                        "x" * 32,
                        description="y" * 100,
                        choices=[
                            {"name": "n" * 100, "value": str(n) + "v" * 98} for n in range(25)
                        ],
                    ),
                    *(option(f"o{n}{'x' * 28}", description="y" * 100) for n in range(24)),
                ]
            )
        ],
        "8271 characters of 8000",
    ),
)


@pytest.fixture
async def wire(discord: Discord) -> AsyncIterator[Wire]:
    """A bare client."""
    async with aiohttp.ClientSession() as session:
        yield Wire(discord, session)


def refused(wire: Wire, said: Said, rule: str) -> bool:
    """Whether the platform said no, and the rig wrote down why."""
    broken, wire.discord.world.broken = wire.discord.world.broken, []
    assert any(rule in one for one in broken), broken
    return said.status == 400


@pytest.mark.parametrize(("payload", "rule"), MESSAGES, ids=lambda one: str(one)[:40])
async def test_refuses_a_message_and_writes_the_rule_down(
    wire: Wire, payload: dict[str, Any], rule: str
) -> None:
    said = await wire.post(payload)

    assert refused(wire, said, rule)
    assert said.body["code"] == 50035
    assert wire.discord.world.shown == []


@pytest.mark.parametrize(("commands", "rule"), TREES, ids=lambda one: str(one)[:40])
async def test_refuses_commands_and_writes_the_rule_down(
    wire: Wire, commands: list[dict[str, Any]], rule: str
) -> None:
    path = COMMANDS.format(application_id=wire.discord.world.application)

    said = await wire.ask("PUT", path, commands)

    assert refused(wire, said, rule)
    assert wire.discord.world.commands == []


async def test_shows_a_message_within_the_rules(wire: Wire) -> None:
    said = await wire.post(v2(box(text("## Yes\nno\\_format")), row(button())))

    (shown,) = wire.discord.world.shown
    assert said.status == 200
    assert shown.text == "Yes\nno_format"
    assert (shown.channel, shown.private, shown.buttons) == ("general", False, ("Press",))


async def test_refuses_an_empty_message(wire: Wire) -> None:
    assert (await wire.post({"tts": False})).body["code"] == 50006


async def test_takes_files_that_the_message_names(wire: Wire) -> None:
    payload = v2(
        gallery("attachment://chart.png"),
        attachments=[{"id": 0, "filename": "chart.png", "description": "Sales"}],
    )

    said = await wire.upload("POST", wire.channel(), payload, chart_png=b"png")

    (shown,) = wire.discord.world.shown
    assert said.body["components"][0]["items"][0]["media"]["url"].startswith("https://")
    assert shown.files == ("chart.png",)


async def test_refuses_a_file_that_is_too_large(wire: Wire) -> None:
    big = bytes(10 * 1024 * 1024 + 1)

    said = await wire.upload("POST", wire.channel(), {"content": "x"}, big_csv=big)

    assert refused(wire, said, "big.csv is larger than")


async def test_posts_once_for_one_nonce(wire: Wire) -> None:
    payload = {"content": "once", "nonce": "n-1", "enforce_nonce": True}

    first, second = await wire.post(payload), await wire.post(payload)

    assert first.body["id"] == second.body["id"]
    assert len(wire.discord.world.shown) == 1


async def test_counts_a_mention_unless_mentions_are_off(wire: Wire) -> None:
    world = wire.discord.world
    await wire.post({"content": "@everyone", "allowed_mentions": {"parse": []}})
    assert world.pings == []

    await wire.post({"content": "@everyone <@12>"})

    reached, world.pings = world.pings, []
    assert reached == ["@everyone", "<@12>"]


async def test_wants_the_bots_token(wire: Wire) -> None:
    said = await wire.ask("POST", wire.channel(), {"content": "x"}, {"Authorization": "Bot no"})

    assert said.status == 401


async def test_knows_only_its_own_channels_and_messages(wire: Wire) -> None:
    assert (await wire.ask("POST", "/channels/1/messages", {"content": "x"})).body["code"] == 10003
    assert (await wire.ask("DELETE", f"{wire.channel()}/1")).body["code"] == 10008


async def test_lets_nobody_into_a_closed_channel(wire: Wire) -> None:
    world = wire.discord.world
    world.closed_channels.add(world.id_of("channel", "general"))

    assert (await wire.post({"content": "x"})).body["code"] == 50001


async def test_refuses_a_modal_as_the_answer_to_a_modal(wire: Wire) -> None:
    modal = {
        "custom_id": "m",
        "title": "T",
        "components": [
            {"type": 18, "label": "L", "component": {"type": 4, "custom_id": "f", "style": 1}}
        ],
    }

    said = await wire.callback(wire.interaction(MODAL_SUBMIT), MODAL, modal)

    assert refused(wire, said, "a modal cannot answer a modal")


async def test_refuses_an_update_where_nothing_was_pressed(wire: Wire) -> None:
    said = await wire.callback(wire.interaction(), DEFERRED_UPDATE)

    assert refused(wire, said, "without a message that was pressed")


async def test_answers_privately_where_the_promise_was_private(wire: Wire) -> None:
    its = wire.interaction()
    await wire.callback(its, DEFERRED, {"flags": EPHEMERAL})

    await wire.ask("POST", wire.webhook(its), v2(V2_TEXT), {})

    (shown,) = wire.discord.world.shown
    assert (shown.private, shown.user) == (True, "owner")


async def test_cannot_reach_a_private_answer_as_a_message_of_the_channel(wire: Wire) -> None:
    its = wire.interaction()
    await wire.callback(its, MESSAGE, {**v2(V2_TEXT), "flags": V2 | EPHEMERAL})
    (shown,) = wire.discord.world.shown

    said = await wire.ask("PATCH", f"{wire.channel()}/{shown.message_id}", v2(V2_TEXT))

    assert said.body["code"] == 10008
