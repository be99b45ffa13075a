"""The desk before the router: whoever claims a shop is no member of it yet."""

from dataclasses import dataclass, replace

from bot.commands.claim import claim_meant
from bot.envelope import Click, Command, Reply
from bot.handlers.asked import Announcement, Answer, Asked, Member
from bot.handlers.claim import claimed_card
from bot.handlers.closed_channel import announcement, channel_object
from bot.router import Router, member_of
from core.channels import ALWAYS_BOUND
from core.claims import MANAGES, Claimant, ClaimFacts, Founder
from core.model import Place
from core.settings import settings


@dataclass(frozen=True, slots=True)
class ClaimDesk:
    """Answers claims (the port is bot.envelope.Desk); all else is the router's to answer."""

    router: Router
    founder: Founder

    async def command(self, command: Command) -> Reply:
        """Answer a command; every failure becomes a card with one sentence."""
        said = claim_meant(command.verb, command.text)
        # On the local page each shop has a channel already, and so an owner.
        if said is None or command.platform in ALWAYS_BOUND:
            return await self.router.command(command)
        try:
            claimant = _claimant(command, self.router)
            facts = await self._claimed(claimant, command, said)
            if facts is not None:
                return await self._welcome(claimant, facts)
        except Exception as why:  # noqa: BLE001 -- as the router does: every failure is answered
            return Reply(self.router.failure(why), home=(command.platform, command.workspace))
        return await self.router.command(command)

    async def click(self, click: Click) -> Reply:
        """Answer a press."""
        return await self.router.click(click)

    async def shown(self, reply: Reply, place: Place, message_id: str) -> None:
        """Note where a shared reply stands."""
        await self.router.shown(reply, place, message_id)

    async def _claimed(self, who: Claimant, command: Command, code: str) -> ClaimFacts | None:
        """What a claim made of the asker; None where a member asks, or nobody may."""
        if code:
            return await self.founder.redeem(who, code)
        return await self.founder.found(who, command.called, MANAGES) if command.manages else None

    async def _welcome(self, who: Claimant, facts: ClaimFacts) -> Reply:
        """What they own now, and what is to be done next."""
        router, tenant = self.router, facts.tenant_id
        async with router.storage.read() as uow:
            member = await member_of(uow, tenant, who.place, who.user)
        home = await router.verbs["home"](Asked(member, {}, router.storage, router.clock))
        answer = Answer(claimed_card(facts, home.card), facts)
        if facts.is_bound and (its := await self._announcement(member)) is not None:
            its = replace(its, refused=claimed_card(facts, home.card, its))
            answer = await router.announced(member, replace(answer, announces=its))
        return await router.sender.reply(
            tenant, answer, share=False, locale=member.locale, place=who.place
        )

    async def _announcement(self, member: Member) -> Announcement | None:
        """What tries whether the new channel lets us post; None where other companies read it."""
        router, place, now = self.router, member.place, self.router.clock()
        if place is not None:
            await router.sharing.look(router.storage, member.tenant, place, now)
        facts = await settings(router.storage, member.tenant, place, now)
        return None if facts.is_withheld else announcement(facts, channel_object(now))


def _claimant(command: Command, router: Router) -> Claimant:
    place = Place(command.platform, command.workspace, command.channel)
    return Claimant(place, command.user, router.clock())
