"""An answer to whoever asked: private by the response_url of their request, or for the channel."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.adapters.rendered import File
from bot.adapters.slack.answers import USES, Answers, Outcome
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.drawer import Drawn
from bot.adapters.slack.render import Message
from bot.envelope import Desk, Reply
from bot.marked import sentence
from core.chat_errors import ChannelRefused, ChatError
from core.model import Place

BROKE = "Something broke on my side while I wrote the answer. It is logged; ask again."
NO_FILE = "I could not hand over {names}: {why}"
NOT_IN = "I am not in this channel, so only you see this answer. Invite me with /invite @amzigo."
UNSURE = (
    "Slack did not say whether it showed you my answer where you asked. If it is not there, ask "
    "again with its command."
)

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is answered, where, and at which response_url: none in the home tab, or where it is over.

    Without one, and where Slack takes no more at it, they are answered in their conversation with
    us.
    """

    place: Place
    user: str
    url: str


@dataclass(frozen=True, slots=True)
class Responder:
    """Private unless it is shared; in the place of what was pressed where it is its new state."""

    desk: Desk
    chat: SlackChat
    answers: Answers

    @asynccontextmanager
    async def guarding(self, asker: Asker) -> AsyncIterator[None]:
        """Whatever breaks in the block is logged, and one sentence to whoever asked."""
        try:
            yield
        except Exception:
            log.exception("a request could not be answered")
            await self._say(asker, BROKE)

    async def respond(self, asker: Asker, reply: Reply) -> None:
        """Give a reply; one that cannot be given becomes one sentence."""
        try:
            if not asker.url:
                await self.chat.answer(asker.place, asker.user, reply)
            elif reply.share:
                await self._share(asker, reply)
            else:
                await self._answer(asker, reply)
        except Exception as why:
            log.exception("an answer could not be given")
            await self._say(asker, why.message if isinstance(why, ChatError) else BROKE)

    async def _share(self, asker: Asker, reply: Reply) -> None:
        """Post it as ours, so that it can be deleted; a response_url would not say where it is.

        Slack calls everybody whom a new post mentions, and nobody for one that is drawn again.
        """
        names = any(reply.card.people())
        first = replace(reply, home=None) if names else reply
        try:
            message_id = await self.chat.post(asker.place, first, "")
        except ChannelRefused:
            await self._answer(asker, replace(reply, share=False), kept=1)
            await self._say(asker, NOT_IN)
        else:
            await self._note(asker.place, message_id, reply)
            if names:
                await self._name(asker.place, message_id, reply)

    async def _note(self, place: Place, message_id: str, reply: Reply) -> None:
        """Note a shared answer, or delete it: a wipe that was faster does not find it."""
        try:
            await self.desk.shown(reply, place, message_id)
        except Exception:
            await self.chat.delete(place, message_id)
            raise

    async def _name(self, place: Place, message_id: str, reply: Reply) -> None:
        """Draw the post with its people; where Slack does not take that, it stays as it is."""
        try:
            await self.chat.update(place, message_id, reply)
        except ChatError as why:
            log.warning("people could not be named in what was shared: %s", why.code)

    async def _answer(self, asker: Asker, reply: Reply, *, kept: int = 0) -> None:
        """Answer at the response_url; `kept` of its uses are for what is said after it.

        So is one more where there are files; and a form that Slack refused was a use, too.
        """
        spent = 0

        async def send(drawn: Drawn) -> tuple[Drawn, Outcome]:
            nonlocal spent
            left = max(USES - kept - bool(drawn.files) - spent, 1)
            spent += 1
            given = await self.answers.give(
                asker.url, drawn.messages, replaces=reply.replaces, uses=left
            )
            return drawn, given

        drawn, given = await self.chat.drawer.taken(asker.place, reply, send)
        if given == "refused":
            await self.chat.answer(asker.place, asker.user, reply)
            return
        if given == "unknown":
            await self._tell(asker, UNSURE)
        if drawn.files:
            await self._hand_over(asker, drawn.files)

    async def _hand_over(self, asker: Asker, files: Sequence[File]) -> None:
        """No file is private in a channel: they go into the person's conversation with us."""
        try:
            await self.chat.uploads.hand_over(asker.place, asker.user, files)
        except ChatError as why:
            names = ", ".join(file.name for file in files)
            await self._say(asker, NO_FILE.format(names=names, why=why.message))

    async def _say(self, asker: Asker, said: str) -> None:
        """Say one sentence where they asked, else in private."""
        if asker.url:
            given = await self.answers.give(asker.url, [Message(said, ())])
            if given != "refused":
                return
        await self._tell(asker, said)

    async def _tell(self, asker: Asker, said: str) -> None:
        try:
            await self.chat.answer(asker.place, asker.user, Reply(sentence(said)))
        except Exception:  # there is no other way to them left
            log.exception("somebody could not be told what became of their answer")
