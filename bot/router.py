"""From a command to its answer: tenant, standing, arguments, handler; a failure is a sentence."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.card import Card, Text
from bot.commands.table import Verb, find, parse
from bot.commands.verbs import VERBS
from bot.handlers.asked import Answer, Asked, Member
from core.errors import AmzigoError, NotAllowed, NotBound
from core.ports.clock import Clock
from core.ports.storage import Storage

Handler = Callable[[Asked], Awaitable[Answer]]

log = logging.getLogger("amzigo.router")


@dataclass(frozen=True, slots=True)
class Router:
    """Answers commands; every handler sees one tenant's rows and nothing else."""

    storage: Storage
    clock: Clock
    handlers: Mapping[str, Handler]
    new_code: Callable[[], str]
    """Four signs by which a person and the log name the same failure."""

    async def answer(self, member: Member, line: str) -> Answer:
        """The answer to a line such as "stats 30d"; raises the typed error of what is wrong."""
        name, _, text = line.strip().removeprefix("/amzigo").strip().partition(" ")
        verb = find(VERBS, name or "home")
        if not member.role.includes(verb.role):
            raise await self._not_allowed(member, verb)
        arguments = parse(verb, text)
        asked = Asked(member, arguments, self.storage, self.clock)
        return await self.handlers[verb.name](asked)

    async def member(self, platform: str, workspace: str, channel: str, user: str) -> Member:
        """Who asks, by the channel's tenant and the user's standing in it."""
        async with self.storage.read() as uow:
            bound = await uow.directory.bound(platform, workspace, channel)
            if bound is None:
                raise NotBound
            team = (await uow.for_tenant(bound.tenant_id)).team
            role = await team.role(platform, workspace, user)
        if role is None:
            raise NotAllowed(what="This", role="member of the team", who="An owner can add you.")
        return Member(bound.tenant_id, user, role)

    async def _not_allowed(self, member: Member, verb: Verb) -> NotAllowed:
        async with self.storage.read() as uow:
            team = (await uow.for_tenant(member.tenant)).team
            able = await team.members_with(verb.role)
        who = f"Those who can: {', '.join(able)}." if able else "Nobody here can yet."
        return NotAllowed(what=f"`{verb.name}`", role=verb.role, who=who)

    def failure(self, why: Exception) -> Card:
        """The card of a failure: its sentence, or a code that is also in the log."""
        if isinstance(why, AmzigoError):
            return sentence(why.message)
        code = self.new_code()
        log.error("failure %s", code, exc_info=why)
        return sentence(f"Something broke on my side ({code}). It is logged; nothing was sent.")


def sentence(message: str) -> Card:
    """A card of one sentence."""
    return Card(message, (Text((message,)),))
