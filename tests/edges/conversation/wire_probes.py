"""Probes across tenants as the platforms carry them: signed requests and frames of the gateway.

Each is two acts that differ only in whose thing, or which outsider, is in them; what the platform
then got must be the same bytes.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from tests.edges.conversation.firms import MARKS, ROLES, STRANGER, Firm, verbs_with
from tests.edges.conversation.forged import Forger
from tests.edges.conversation.house import Both
from tests.edges.conversation.probes import NOBODY, Prober
from tests.edges.conversation.side import Seen, Side
from tests.rig.discord_driver import DiscordChat
from tests.rig.slack_chat import SlackChat

KINDS = ("handle", "modal", "thing", "bind", "channel", "home", "typing")
OWN = ("id", "hash")
"""What Slack gives each view."""

UNBOUND = "unbound"
Ask = Callable[[str], Awaitable[str]]


@dataclass(frozen=True)
class Outsider:
    """Who probes, where, and the mark of the tenant that they may read there."""

    side: Side
    user: str
    room: str
    knows: str


@dataclass
class WireProber:
    """Sends probes about a street's tenants; `sent` counts them by platform and kind."""

    house: Both
    prober: Prober
    pairs: tuple[tuple[Side, Side], ...]
    """The people of each workspace, the first workspace first."""
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    _numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        """Take what no client lets a person send."""
        self._forger = Forger(self.house)

    async def run(self, probes: int) -> None:
        """Send so many, over both wires, in both workspaces and of every kind in turn."""
        for number in range(probes):
            its = number % len(self.pairs)
            side = self.pairs[its][number // 2 % 2]
            kinds = KINDS if side.platform == "discord" else KINDS[:-1]  # Slack completes nothing
            kind = kinds[number // 4 % len(kinds)]
            marks = [mark for mark, where in MARKS.items() if where == its + 1]
            await self._probe(kind, side, marks)
            self.sent[side.platform, kind] += 1

    async def _probe(self, kind: str, side: Side, here: list[str]) -> None:
        chance = self.prober.chance
        theirs = chance.choice(here)
        mine = chance.choice([mark for mark in MARKS if mark != theirs])
        home = mine if mine in here else theirs
        if kind in ("channel", "home"):
            room = chance.choice((theirs, UNBOUND)) if kind == "home" else theirs
        else:
            room = chance.choice((home, theirs))
        user = f"{mine}{chance.choice(ROLES)}"
        who = Outsider(side, user, room, mine if room == mine else "")
        ask, things = self._asked(kind, who, self.prober.street.firms[theirs])
        first, second = [(await ask(one)).replace(one, "…") for one in things]
        what = f"{kind} by {user} in {room} of {side.platform}, about {theirs}: {first[:600]}"
        if first != second or not first:
            self.prober.found.append(f"other bytes than {second[:600]}\n{what}")
        self.prober.search(first, who.knows, what)

    def _asked(self, kind: str, who: Outsider, victim: Firm) -> tuple[Ask, tuple[str, str]]:
        """What is done with each of two things, or by each of two people."""
        prober, chance = self.prober, self.prober.chance
        sku, mark = victim.skus[0], victim.mark
        if kind in ("handle", "modal"):
            refs = prober.ref(victim, well_formed=True), prober.random_ref()
            return (self._handle if kind == "handle" else self._modal)(who), refs
        if kind == "thing":
            return self._command(who, "product", "sku"), (sku, sku.replace(mark, NOBODY))
        if kind == "bind":
            names = victim.name, f"Canary {NOBODY}"
            return self._command(who, "settings channel", "name"), names
        if kind == "typing":
            verb = chance.choice(("product ", "why ", "stats for:"))
            return self._typing(who, verb), (sku, sku.replace(mark, NOBODY))
        lines = ["home", "stats 7d", "team list"]
        if kind == "channel":
            lines = verbs_with(sku, victim.orders[0], f"@{mark}viewer")
        elif who.side.platform == "slack":
            return self._home_tab(who), (who.user, STRANGER)
        return self._line(who, chance.choice(lines)), (who.user, STRANGER)

    def _handle(self, who: Outsider) -> Ask:
        async def ask(ref: str) -> str:
            return raw_of(await self._forger.press(who.side, ref, user=who.user, channel=who.room))

        return ask

    def _modal(self, who: Outsider) -> Ask:
        async def ask(ref: str) -> str:
            side, user, room = who.side, who.user, who.room
            return raw_of(await self._forger.submit(side, ref, "Canary", user=user, channel=room))

        return ask

    def _command(self, who: Outsider, verb: str, field: str) -> Ask:
        async def ask(thing: str) -> str:
            side, user, room = who.side, who.user, who.room
            given = {field: thing}
            return raw_of(await self._forger.command(side, verb, given, user=user, channel=room))

        return ask

    def _typing(self, who: Outsider, verb: str) -> Ask:
        async def ask(text: str) -> str:
            chat = who.side.chat
            assert isinstance(chat, DiscordChat)
            offered = await chat.complete(f"{verb}{text}", user=who.user, channel=who.room)
            return json.dumps(offered)

        return ask

    def _line(self, who: Outsider, line: str) -> Ask:
        async def ask(user: str) -> str:
            return raw_of(await who.side.command(line, user=user, channel=who.room))

        return ask

    def _home_tab(self, who: Outsider) -> Ask:
        async def ask(user: str) -> str:
            return await home_tab(self.house, who.side, user, f"Ev-probe-{next(self._numbers)}")

        return ask


async def home_tab(house: Both, side: Side, name: str, event_id: str) -> str:
    """The home tab that Slack is given when somebody opens it, but for what Slack adds."""
    assert isinstance(side.chat, SlackChat)
    user = side.user(name)
    house.slack_world.homes.pop(user, None)
    event = {"type": "app_home_opened", "user": user, "tab": "home"}
    assert (await side.chat.event(event_id, event)).status == 200
    view = house.slack_world.homes[user]
    return json.dumps({key: one for key, one in view.items() if key not in OWN})


def raw_of(seen: Seen) -> str:
    """All payloads and words of an answer; the ids and times of messages are not among them."""
    return json.dumps([[dict(one.raw), one.text] for one in seen.messages], default=str)
