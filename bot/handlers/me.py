"""`settings me`: what is kept of the member who asks, and an owner's notice e-mail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.card import Card, Line, Untrusted
from bot.handlers.acting import acting
from bot.handlers.asked import Answer, Asked, Pressed
from bot.handlers.me_card import SHOWN, code_card, me_card
from bot.marked import sentence
from core.errors import BadArgument
from core.mail_errors import NoMail
from core.owner_email import MeFacts, ask, forget, me, verify
from core.policy.wall_clock import OFF

Given = Asked | Pressed

Post = Callable[[str, Card, str], Awaitable[None]]
"""Mails a card to an address in a locale's signs; raises MailError."""


@dataclass(frozen=True, slots=True)
class MeDesk:
    """Answers the verb and its button; without a `post` this installation sends no mail."""

    post: Post | None
    new_digits: Callable[[], str]

    async def answer(self, asked: Asked) -> Answer:
        """What is kept; with `email:` a code is mailed, with `code:` the address is kept."""
        said, code = asked.arguments.get("email"), asked.arguments.get("code")
        if said is not None and code is not None:
            hint = "Give the address alone, and the code once it has arrived."
            raise BadArgument(value=code[:40], name="code", hint=hint)
        if said is not None and said.casefold() == OFF:
            return await self._forget(asked)
        if said is not None:
            return await self._ask(asked, said)
        if code is not None:
            return await self._verify(asked, code)
        return await self._shown(asked)

    async def press_code(self, pressed: Pressed) -> Answer:
        """The code that a button asked for."""
        return await self._verify(pressed, pressed.text)

    async def _ask(self, asked: Asked, said: str) -> Answer:
        if self.post is None:
            raise NoMail
        code = self.new_digits()
        address = await ask(asked.storage, acting(asked), said, code)
        await self.post(address, code_card(code), asked.member.locale)
        facts = await self._facts(asked)
        return await self._shown(
            asked, ("A code is on its way to ", Untrusted(facts.asked or "", SHOWN))
        )

    async def _verify(self, given: Given, code: str) -> Answer:
        await verify(given.storage, acting(given), code)
        facts = await self._facts(given)
        return await self._shown(
            given, ("I write to ", Untrusted(facts.email or "", SHOWN), " now")
        )

    async def _forget(self, asked: Asked) -> Answer:
        if not await forget(asked.storage, acting(asked)):
            return Answer(sentence("No address of yours is kept, so there is nothing to delete."))
        return await self._shown(asked, ("Your address is deleted",))

    async def _shown(self, given: Given, done: Line = ()) -> Answer:
        facts = await self._facts(given)
        card = me_card(facts, given.member.zone, done, can_mail=self.post is not None)
        return Answer(card, facts)

    async def _facts(self, given: Given) -> MeFacts:
        return await me(given.storage, acting(given))
