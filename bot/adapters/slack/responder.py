"""An answer to whoever asked: drawn, and posted to the response_url of their request."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adapters.rendered import File
from bot.adapters.slack.answers import Answers
from bot.adapters.slack.drawer import Drawer, Drawn
from bot.adapters.slack.render import Message
from bot.adapters.slack.uploads import Uploads
from bot.envelope import Chat, Place, Reply
from core.chat_errors import ChatError

BROKE = "Something broke on my side while I wrote the answer. It is logged; ask again."
NO_FILE = "I could not hand over {names}: {why}"

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is answered, where, and at which response_url: none in the home tab."""

    place: Place
    user: str
    url: str


@dataclass(frozen=True, slots=True)
class Responder:
    """Private unless it is shared; in the place of what was pressed where it is its new state."""

    drawer: Drawer
    answers: Answers
    uploads: Uploads
    chat: Chat

    async def respond(self, asker: Asker, reply: Reply) -> None:
        """Post a reply; one that cannot be drawn becomes one sentence."""
        if not asker.url:
            await self._tell(asker, reply)
            return
        place = asker.place

        async def send(drawn: Drawn) -> Drawn:
            its = (asker.url, drawn.messages)
            await self.answers.give(*its, share=reply.share, replaces=reply.replaces)
            return drawn

        try:
            drawn = await self.drawer.taken(place, reply, send)
            for picture in drawn.pictures:
                await self.uploads.keep(place, picture, "")
        except Exception:
            log.exception("an answer could not be drawn")
            await self.answers.give(asker.url, [Message(BROKE, ())])
            return
        if drawn.files:
            await self._hand_over(asker, drawn.files, share=reply.share)

    async def _tell(self, asker: Asker, reply: Reply) -> None:
        """Where there is no response_url: in the person's conversation with us."""
        try:
            await self.chat.post(replace(asker.place, channel=asker.user), reply)
        except ChatError as why:
            log.warning("a person could not be answered directly: %s", why.code)

    async def _hand_over(self, asker: Asker, files: Sequence[File], *, share: bool) -> None:
        """Files cannot be private in a channel: they go to the asker, or where all may see them."""
        try:
            if share:
                await self.uploads.share(asker.place, files, "")
            else:
                await self.uploads.hand_over(asker.place, asker.user, files)
        except ChatError as why:
            names = ", ".join(file.name for file in files)
            said = NO_FILE.format(names=names, why=why.message)
            await self.answers.give(asker.url, [Message(said, ())])
