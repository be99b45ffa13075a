"""From a command or a press to its answer; whatever fails becomes one sentence."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.card import Card
from bot.commands.claim import HOW_TO_BEGIN
from bot.commands.settings import shop_meant
from bot.commands.table import Verb, addressed, parse
from bot.commands.verbs import VERBS
from bot.envelope import Click, Command, Reply
from bot.handlers.asked import Answer, Asked, Member, Pressed
from bot.handles import Handles
from bot.marked import sentence
from bot.refusal import refusal
from bot.sender import Sender
from bot.withheld import withheld
from core.channels import ALWAYS_BOUND, shop_named
from core.errors import AmzigoError, NotAllowed, NotAMember, NotBound, Unclaimed
from core.model import MemberRole, Place, TenantId
from core.policy.phrase import those_who_can
from core.ports.clock import Clock
from core.ports.posts import HandleRow
from core.ports.storage import Storage, UnitOfWork
from core.sharing import Sharing
from core.team import seen_outside

AskedHandler = Callable[[Asked], Awaitable[Answer]]
PressedHandler = Callable[[Pressed], Awaitable[Answer]]

log = logging.getLogger("amzigo.router")


@dataclass(frozen=True, slots=True)
class Router:
    """The desk behind every adapter; a handler sees one tenant's rows and nothing else."""

    storage: Storage
    clock: Clock
    verbs: Mapping[str, AskedHandler]
    actions: Mapping[str, PressedHandler]
    handles: Handles
    sender: Sender
    new_code: Callable[[], str]
    """Four signs by which a person and the log name the same failure."""
    sharing: Sharing = field(default_factory=Sharing)

    async def command(self, command: Command) -> Reply:
        """Answer a command; every failure becomes a card with one sentence."""
        try:
            member = await self._asker(command)
            await self._noticed(member, command)
            verb, asked = await self._asked(member, command.verb, command.text)
            answer = await self.announced(member, await self.verbs[verb.name](asked))
            share = asked.arguments.get("share") == "yes"
            if share and not await self._may_post(member):
                answer, share = withheld(answer), False
            return await self._reply(member, answer, share=share)
        except Exception as why:  # noqa: BLE001 -- the one place where every failure is answered
            return Reply(self.failure(why), home=_place(command)[:2])

    async def click(self, click: Click) -> Reply:
        """Answer a press; a changed object is drawn again wherever it is shown.

        That is where it was posted, and from now on the message that was pressed: its answer may
        go on changing, as a batch does while it is sent.
        """
        try:
            place = _place(click)
            member = await self.member(place, click.user)
            await self._noticed(member, click)
            row = await self.handles.take(member.tenant, click.ref, self.clock())
            answer = await self.announced(member, await self._pressed(member, row, click.text))
            if answer.changed:
                if click.message_id and answer.object:
                    await self.sender.follow(member.tenant, place, click.message_id, answer.object)
                await self.sender.redraw_behind(member.tenant, answer)
            return await self._reply(member, answer, share=False)
        except Exception as why:  # noqa: BLE001 -- the one place where every failure is answered
            return Reply(self.failure(why), home=_place(click)[:2])

    async def shown(self, reply: Reply, place: Place, message_id: str) -> None:
        """Note where a shared reply stands; raises TenantGone where a wipe was faster."""
        its = reply.shows
        if its is not None:
            await self.sender.follow(its.tenant, place, message_id, its.object)

    async def _noticed(self, member: Member, asked: Command | Click) -> None:
        if asked.outside:
            key = (asked.platform, asked.workspace, asked.user)
            await seen_outside(self.storage, member.tenant, key)

    async def _may_post(self, member: Member) -> bool:
        """Whether everybody who reads the channel may read figures; False where nobody knows."""
        if member.place is None:
            return True
        asked = (self.storage, member.tenant, member.place, self.clock())
        return await self.sharing.may_post(*asked)

    async def announced(self, member: Member, answer: Answer) -> Answer:
        """The answer once what it announces was posted, or could not be."""
        its = answer.announces
        if its is None or member.place is None:
            return answer
        if await self.sender.announce(member.tenant, member.place, its):
            return answer
        return replace(answer, card=its.refused)

    async def _reply(self, member: Member, answer: Answer, *, share: bool) -> Reply:
        return await self.sender.reply(
            member.tenant, answer, share=share, locale=member.locale, place=member.place
        )

    async def answer(self, member: Member, line: str) -> Answer:
        """The answer to a line such as "stats 30d"; raises the typed error of what is wrong."""
        name, _, text = line.strip().removeprefix("/amzigo").strip().partition(" ")
        verb, asked = await self._asked(member, name or "home", text)
        return await self.verbs[verb.name](asked)

    async def _asked(self, member: Member, name: str, text: str) -> tuple[Verb, Asked]:
        verb, rest = addressed(VERBS, name, text)
        await self._require(member, verb.role, f"`{verb.name}`")
        return verb, Asked(member, parse(verb, rest), self.storage, self.clock, self.sharing)

    async def _pressed(self, member: Member, row: HandleRow, text: str) -> Answer:
        if row.action not in self.actions:
            verb, asked = await self._asked(member, row.action, row.object)
            return await self.verbs[verb.name](asked)
        await self._require(member, row.role, "This button")
        pressed = Pressed(
            member, row.object, row.payload, text, self.storage, self.clock, self.sharing
        )
        return await self.actions[row.action](pressed)

    async def _asker(self, command: Command) -> Member:
        """Who asks; whoever binds a channel to a shop is a member of that one."""
        place = _place(command)
        shop = shop_meant(command.verb, command.text)
        if shop is None or place.platform in ALWAYS_BOUND:
            return await self.member(place, command.user)
        tenant = await shop_named(self.storage, place, command.user, shop)
        async with self.storage.read() as uow:
            return await member_of(uow, tenant, place, command.user)

    async def member(self, place: Place, user: str) -> Member:
        """Who asks, by the channel's tenant and the user's standing in it.

        Raises NotBound for a channel of nobody's, NotAMember for a stranger.
        """
        async with self.storage.read() as uow:
            bound = await uow.directory.bound(*place)
            if bound is None or (place.platform in ALWAYS_BOUND and not bound.exactly):
                raise await _unbound(uow, place)
            return await member_of(uow, bound.tenant_id, place, user)

    async def _require(self, member: Member, role: MemberRole, what: str) -> None:
        if member.role.includes(role):
            return
        async with self.storage.read() as uow:
            able = await (await uow.for_tenant(member.tenant)).team.members_with(role)
        home = member.place and member.place[:2]
        raise NotAllowed(what=what, role=role, who=those_who_can(able, home))

    def failure(self, why: Exception) -> Card:
        """The card of a failure: its sentence, or a code that is also in the log."""
        if isinstance(why, AmzigoError):
            return refusal(why)
        code = self.new_code()
        log.error("failure %s", code, exc_info=why)
        return sentence(f"Something broke on my side ({code}). It is logged; nothing was sent.")


async def _unbound(uow: UnitOfWork, place: Place) -> NotBound:
    """What to say in a channel of nobody's: how to bind it, or how to begin where none owns one."""
    how = HOW_TO_BEGIN.get(place.platform)
    if how is None or await uow.directory.is_owned(*place[:2]):
        return NotBound()
    return Unclaimed(how=how)


async def member_of(uow: UnitOfWork, tenant: TenantId, place: Place, user: str) -> Member:
    """A user of a place as a member of a tenant; raises NotAMember."""
    team = (await uow.for_tenant(tenant)).team
    role = await team.role(place.platform, place.workspace, user)
    if role is None:
        raise NotAMember
    zones = [row.zone for row in await team.channels() if row.place == place]
    return Member(tenant, user, role, next(iter(zones), "UTC"), await team.locale(place), place)


def _place(asked: Command | Click) -> Place:
    return Place(asked.platform, asked.workspace, asked.channel)
