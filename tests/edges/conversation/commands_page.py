"""docs/commands.md, made of the table of verbs and of what was really seen on every platform.

After a change that is meant, write it anew and read what differs (it needs AMZIGO_SHARED):

    python -m tests.edges.conversation.commands_page && git diff docs/commands.md
"""

import asyncio
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from bot.adapters.local.terminal import render
from bot.card import Card, Table
from bot.commands.actions import ACTIONS, Action
from bot.commands.table import Argument, Group, Verb, one_of
from bot.commands.verbs import VERBS
from bot.handlers.asked import Member
from bot.handlers.help import whom
from bot.marked import sentence
from core.errors import AmzigoError
from core.model import MemberRole
from tests.edges.conversation.house import both
from tests.edges.conversation.looks import look, pressed
from tests.edges.conversation.scenario import SCENARIOS, Scenario, Talk
from tests.edges.conversation.suite import PLATFORMS, Held
from tests.shared_data import REPO, shared_here

PAGE = REPO / "docs" / "commands.md"
BARS = "▁▂▃▄▅▆▇█"

INTRO = """\
# What you can type

In Slack type `/amzigo stats 7d`. In Discord type `/amzigo`, choose `stats` and fill its fields;
what your shop has is offered while you type. On the local page type `stats 7d`, and in a terminal
`amzigo ask "stats 7d"`.

Only you see an answer. Where a command takes `share`, `share:yes` posts it for the whole channel.
What you may do is your role in the shop's team: viewers read; approvers also approve and stop;
owners also connect, set and delete. `help` says the same as this page, in your chat.

This page is made by a test run: the commands from their table, and what each platform shows from
what was seen there.
"""
SHOWN = """\
## What each platform shows

The words and figures of an answer are the same in Slack and Discord; a test compares them. What
differs is the form: Slack has tables and, up to 20 points, charts of its own. Discord has neither:
a table is set in letters of one width, a chart is a picture. Rows for which there is no room are in
a file beside it.

| You type | Slack | Discord | Local page | Terminal |
|---|---|---|---|---|
"""
BUTTONS = """\
## Buttons

The other buttons type a command for you. These do something of their own; a terminal has none.

| Button | It needs | Slack | Discord | Local page |
|---|---|---|---|---|
"""


async def made(held: Held) -> str:
    """The page, from the conversations that were held and those of the page and the terminal."""
    verbs = [f"| `{verb.name}` | {' | '.join(await _row(held, verb))} |" for verb in VERBS]
    buttons = [await _button_row(held, action) for action in ACTIONS]
    parts = [INTRO, *_groups(), SHOWN + "\n".join(verbs) + "\n", BUTTONS + "\n".join(buttons)]
    return "\n".join(parts) + "\n"


def _groups() -> Iterator[str]:
    shelves = list(Group)
    ordered = sorted(VERBS, key=lambda verb: shelves.index(verb.group))
    for group, verbs in groupby(ordered, key=lambda verb: verb.group):
        yield f"## {group.value}\n"
        yield from map(_verb, verbs)


def _verb(verb: Verb) -> str:
    also = (
        f" Also known as {', '.join(f'`{one}`' for one in verb.aliases)}." if verb.aliases else ""
    )
    lines = [f"### `{verb.usage}`", f"{verb.help}. {whom(verb)}{also}"]
    if verb.arguments:
        lines.append("\n".join(map(_argument, verb.arguments)))
    examples = verb.examples or (verb.name,)
    lines.append("```\n" + "\n".join(examples) + "\n```")
    return "\n\n".join(lines) + "\n"


def _argument(argument: Argument) -> str:
    what, mark, default = argument.help.partition("; ")
    choices = f": {one_of(argument)}" if argument.choices else ""
    return f"- `{argument.name}`: {what}{choices}{mark}{default}"


async def _row(held: Held, verb: Verb) -> list[str]:
    scenario = SCENARIOS[verb.name]
    seen = [(await held.talk(verb.name, platform)).opening for platform in PLATFORMS]
    shown = [look(one) for one in seen if one is not None]
    page = held.both.page
    here = Talk(held.both, page, await held.both.shop(page))
    return [*shown, look(await scenario.begun(here)), await _in_terminal(held, scenario)]


async def _button_row(held: Held, action: Action) -> str:
    scenario = SCENARIOS[action.name]
    label = (
        scenario.presses[-1] if isinstance(scenario.presses[-1], str) else scenario.presses[-1][0]
    )
    cells = []
    for platform in PLATFORMS:
        talk = await held.talk(action.name, platform)
        assert talk.before is not None
        assert talk.opening is not None
        cells.append(pressed(talk.before, scenario.presses[-1], talk.opening))
    cells.append(await _on_page(held, scenario, label))
    who = MemberRole(action.role).value
    return f"| {label} (`{scenario.lines[-1]}`) | {who} | {' | '.join(cells)} |"


async def _on_page(held: Held, scenario: Scenario, label: str) -> str:
    """Where the page has no such button, what it says instead."""
    page = held.both.page
    talk = Talk(held.both, page, await held.both.shop(page))
    led = Scenario("", scenario.lines, scenario.presses[:-1], scenario.check, changes=True)
    before = await led.begun(talk)
    if label not in before.buttons:
        return f"no button: {' '.join(before.text.split())}".replace(" .", ".")
    last = scenario.presses[-1]
    return pressed(before, last, await talk.press(last, before))


async def _in_terminal(held: Held, scenario: Scenario) -> str:
    channel = await held.both.shop(held.both.page)
    tenant = await held.both.tenant_of(held.both.page, channel)
    member = Member(tenant, "operator", MemberRole.OWNER)
    try:
        card = (await held.both.house.router().answer(member, scenario.lines[-1])).card
    except AmzigoError as why:
        return render(sentence(why.message)).strip()
    return _printed(card)


def _printed(card: Card) -> str:
    text = render(card)
    assert text.strip()
    found = ["words"]
    if any(isinstance(node, Table) for node in card.nodes):
        found.append("a table in letters")
    if any(bar in text for bar in BARS):
        found.append("a chart in letters")
    return ", ".join(found)


async def write() -> None:
    """Write the page."""
    shared = shared_here()
    assert shared is not None, "set AMZIGO_SHARED"
    with tempfile.TemporaryDirectory(prefix="amzigo-commands-") as folder:
        async with both(Path(folder), shared) as house:
            text = await made(Held(house))
    await asyncio.to_thread(PAGE.write_text, text, "utf-8")


if __name__ == "__main__":
    asyncio.run(write())
