"""Probes across tenants: each is asked about somebody else's thing, and about one that is nobody's.

The two answers must be the same bytes, and hold nothing of whoever owns the thing. What was typed
stands in some answers: it is taken out of both.
"""

import random
import string
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.model import Place
from tests.edges.conversation.firms import (
    MARKS,
    PLATFORMS,
    ROLES,
    STRANGER,
    Firm,
    Street,
    bytes_of,
    channel,
    person,
    verbs_with,
)

ALPHABET = string.ascii_letters + string.digits + "-_"
TYPED, SHORT = "…", 5
NOBODY = "gazebo"
"""The mark of a tenant that is not there; as long as most."""

Ask = Callable[[str], Awaitable[str]]


@dataclass(frozen=True)
class Asker:
    """Who probes, and where."""

    place: Place
    user: str
    knows: str
    """The mark of the tenant that they may read here, empty for none."""


@dataclass
class Prober:
    """Sends probes, and keeps what is answered about nobody's things; `found` is what leaked."""

    street: Street
    chance: random.Random
    found: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    _controls: dict[tuple[str, ...], str] = field(default_factory=dict)

    async def run(self, probes: int) -> None:
        """Send so many, of every kind in turn."""
        kinds = (
            self.handle,
            self.modal,
            self.there,
            self.thing,
            self.bind,
            self.typing,
            self.member,
            self.home,
            self.over,
        )
        for number in range(probes):
            await kinds[number % len(kinds)]()

    async def handle(self) -> None:
        """A press on somebody's button, in any state."""
        victim, platform = self.victim()
        asker, ref = self.asker(victim, platform), self.ref(victim)

        async def ask(ref: str) -> str:
            return bytes_of(await self.street.presses(asker.place, asker.user, ref))

        await self._same("handle", asker, victim, (ref, self.random_ref()), ask)

    async def over(self) -> None:
        """A press on one's own button that expired, or that was tampered with."""
        mine, platform = self.victim()
        role = self.chance.choice(ROLES)
        asker = Asker(mine.place(platform), mine.user(platform, role), mine.mark)
        ref = self.chance.choice(mine.refs["expired"])
        if self.chance.random() < 0.5:
            ref = self.chance.choice(mine.refs["fresh"])[:-1]

        async def ask(ref: str) -> str:
            return bytes_of(await self.street.presses(asker.place, asker.user, ref))

        await self._same("handle", asker, mine, (ref, self.random_ref()), ask)

    async def modal(self) -> None:
        """A text sent off for somebody's button."""
        victim, platform = self.victim()
        asker, ref = self.asker(victim, platform), self.ref(victim)
        text = self.chance.choice((victim.name, "08:00", "Berlin", ""))

        async def ask(ref: str) -> str:
            return bytes_of(await self.street.presses(asker.place, asker.user, ref, text))

        await self._same("modal", asker, victim, (ref, self.random_ref()), ask)

    async def there(self) -> None:
        """Any verb, in somebody's channel, asked by who is none of theirs; as by a stranger."""
        victim, platform = self.victim()
        place, asker = victim.place(platform), self.asker(victim, platform)
        mention = f"<@{victim.user(platform, 'viewer')}>"
        line = self.chance.choice(verbs_with(victim.skus[0], victim.orders[0], mention))

        async def ask(user: str) -> str:
            return bytes_of(await self.street.says(place, user, line))

        there = Asker(place, asker.user, "")
        await self._same("channel", there, victim, (asker.user, person(platform, STRANGER)), ask)

    async def thing(self) -> None:
        """Somebody's product or order, asked about in one's own channel."""
        victim, platform = self.victim()
        asker = self._at_home(victim, platform)
        verb = self.chance.choice(("product", "restock", "why"))
        theirs, nobodys = (
            (victim.skus[0], victim.skus[0].replace(victim.mark, NOBODY))
            if self.chance.random() < 0.7 or verb != "why"
            else (self.chance.choice(victim.orders), "709-1234567-0000001")
        )

        async def ask(what: str) -> str:
            return bytes_of(await self.street.says(asker.place, asker.user, f"{verb} {what}"))

        await self._same(f"thing {verb}", asker, victim, (theirs, nobodys), ask)

    async def bind(self) -> None:
        """Somebody's shop, to bind a channel to."""
        victim, platform = self.victim()
        asker = self.asker(victim, platform)
        theirs = self.chance.choice((victim.name, victim.name.upper(), victim.tenant))
        unbound = asker.place._replace(channel=channel(platform, "unbound"))
        place = self.chance.choice((asker.place, unbound))

        async def ask(name: str) -> str:
            line = f"settings channel {name}"
            return bytes_of(await self.street.says(place, asker.user, line))

        here = Asker(place, asker.user, asker.knows)
        await self._same("settings channel", here, victim, (theirs, f"Canary {NOBODY}"), ask)

    async def typing(self) -> None:
        """The beginning of somebody's product, store or shop, while one types."""
        victim, platform = self.victim()
        asker = self.asker(victim, platform)
        what = self.chance.choice((("product", "sku"), ("why", "what"), ("stats", "for")))
        begun = self.chance.choice((victim.skus[0], victim.mark, f"Canary title {victim.mark}"))

        async def ask(text: str) -> str:
            return await self.street.offered(asker.place, asker.user, what, text)

        nobodys = begun.replace(victim.mark, NOBODY)
        await self._same(f"typing {what}", asker, victim, (begun, nobodys), ask)

    async def member(self) -> None:
        """Somebody's member, added, removed or looked for in one's own team."""
        victim, platform = self.victim()
        asker = self._at_home(victim, platform)
        theirs = victim.user(platform, self.chance.choice(ROLES))

        async def ask(user: str) -> str:
            place, by = asker.place, asker.user
            told = [
                bytes_of(await self.street.says(place, by, f"team {what} <@{user}>"))
                for what in ("remove", "add", "remove")
            ]
            return "\n".join(told)

        nobodys = person(platform, "nobody")
        owner = self.street.firms[asker.knows].user(platform, "owner") if asker.knows else ""
        asker = Asker(asker.place, owner or asker.user, asker.knows)
        await self._same("member", asker, victim, (theirs, nobodys), ask)

    async def home(self) -> None:
        """The home tab of a person of another tenant, and unbound channels; as a stranger's."""
        victim, platform = self.victim()
        asker = self.asker(victim, platform)
        nowhere = self.chance.choice(("", channel(platform, "unbound")))
        place = victim.place(platform)._replace(channel=nowhere)
        line = self.chance.choice(("home", "stats 7d", "team list"))

        async def ask(user: str) -> str:
            return bytes_of(await self.street.says(place, user, line))

        there = Asker(place, asker.user, "")
        await self._same("home", there, victim, (asker.user, person(platform, STRANGER)), ask)

    async def _same(
        self, kind: str, asker: Asker, victim: Firm, things: tuple[str, str], ask: Ask
    ) -> None:
        theirs, nobodys = things
        self.sent[kind] += 1
        answer = _without(await ask(theirs), theirs)
        key: tuple[str, ...] = (kind, *asker.place, asker.user, nobodys if kind != "handle" else "")
        if kind in ("modal", "channel", "home"):
            key = (*key, answer)  # it depends on what was typed: asked anew
        if key not in self._controls:
            self._controls[key] = _without(await ask(nobodys), nobodys)
        what = f"{kind}: {asker.user} in {asker.place} about {victim.mark}: {answer[:600]}"
        if answer != self._controls[key]:
            self.found.append(f"other bytes than {self._controls[key][:600]}\n{what}")
        self.search(answer, asker.knows, what)

    def search(self, answer: str, knows: str, what: str) -> None:
        """Look for what belongs to anybody but the tenant that is known."""
        folded = answer.casefold()
        for firm in self.street.firms.values():
            if firm.mark != knows:
                self.found += [f"{one} in {what}" for one in firm.canaries if one in folded]

    def victim(self) -> tuple[Firm, str]:
        """Whose things are asked about, and on which platform."""
        mark = self.chance.choice(list(MARKS))
        return self.street.firms[mark], self.chance.choice(PLATFORMS)

    def asker(self, victim: Firm, platform: str) -> Asker:
        """A member of another tenant at home or in the victim's channel, or a stranger there."""
        if self.chance.random() < 0.2:
            return Asker(victim.place(platform), person(platform, STRANGER), "")
        asker = self._at_home(victim, platform)
        if self.chance.random() < 0.3:
            return Asker(victim.place(platform), asker.user, "")
        return asker

    def _at_home(self, victim: Firm, platform: str) -> Asker:
        """A member of another tenant, in their own channel; from the same workspace, if any."""
        near = [one for one in MARKS if one != victim.mark and MARKS[one] == MARKS[victim.mark]]
        far = [one for one in MARKS if one != victim.mark]
        mark = self.chance.choice(near if near and self.chance.random() < 0.6 else far)
        firm = self.street.firms[mark]
        user = firm.user(platform, self.chance.choice(ROLES))
        return Asker(firm.place(platform), user, mark)

    def ref(self, victim: Firm, *, well_formed: bool = False) -> str:
        """One of its buttons, in any state; over a wire only what looks like one is answered."""
        state = self.chance.choice(("fresh", "used", "expired", "tampered", "random"))
        if state == "random":
            return self.random_ref()
        ref = self.chance.choice(victim.refs["fresh" if state == "tampered" else state])
        if state != "tampered":
            return ref
        return ref[:-1] + ("A" if ref[-1] != "A" else "B") if well_formed else self._tampered(ref)

    def _tampered(self, ref: str) -> str:
        at = self.chance.randrange(len(ref))
        other = ref[:at] + self.chance.choice(ALPHABET) + ref[at + 1 :]
        return self.chance.choice((other, ref[:at], ref + "A", ref.swapcase()))

    def random_ref(self) -> str:
        """One that nobody ever made."""
        return "az1:reviews.approve:" + "".join(self.chance.choices(ALPHABET, k=32))


def _without(answer: str, typed: str) -> str:
    """An answer without what was typed; a reference that was cut short stands in no answer."""
    return answer.replace(typed, TYPED) if len(typed) > SHORT else answer
