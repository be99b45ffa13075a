"""Slack as a chat that we can post to (the port is bot.envelope.Chat).

A card of several messages is known by its last one, on which its buttons stand; the earlier parts
and the files are pieces of it.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.drawer import Drawer, Drawn
from bot.adapters.slack.render import Message
from bot.adapters.slack.token_source import TokenSource, with_token
from bot.adapters.slack.translate import PLATFORM
from bot.adapters.slack.uploads import Uploads
from bot.envelope import Reply
from bot.pacing import Pacing
from core.chat_errors import ChannelRefused, ChatError, MessageGone, NotInstalled
from core.model import Place
from core.ports.message_pieces import Piece

T = TypeVar("T")

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class SlackChat:
    """Posts, draws again, deletes; raises ChatError where Slack refuses or says nothing."""

    client: AsyncWebClient
    tokens: TokenSource
    drawer: Drawer
    uploads: Uploads
    pacing: Pacing

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Post a card and its files; what was posted of one that failed is deleted again.

        Slack knows no keys.
        """

        async def send(drawn: Drawn) -> str:
            sent: list[str] = []
            try:
                for message in drawn.messages:
                    say = partial(self._say, place, message)
                    # Who posts has waited for the first message's turn already.
                    posted = await (self.pacing.run(place, say) if sent else say())
                    sent.append(posted)
            except ChatError:
                await self._take_back(place, sent)
                raise
            await self._note(place, sent, drawn)
            return sent[-1]

        return await self.drawer.taken(place, reply, send)

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell a person in their conversation with us; it stays there as a post would."""
        await self._direct(place, user, reply, stays=True)

    async def answer(self, place: Place, user: str, reply: Reply) -> None:
        """Answer a person in their conversation with us; like a private answer it is gone soon."""
        await self._direct(place, user, reply, stays=False)

    async def _direct(self, place: Place, user: str, reply: Reply, *, stays: bool) -> None:
        """Noted with the channel, as handed over files are: its end is that of all of them."""

        async def send(drawn: Drawn) -> tuple[Drawn, str]:
            for message in drawn.messages:
                direct, ts = await self._sent(place.workspace, user, message)
                await self.uploads.keep(place, ts, ts if stays else "", direct)
            return drawn, ts

        drawn, last = await self.drawer.taken(place, reply, send)
        for picture in drawn.pictures if stays else ():
            await self.uploads.keep(place, picture, last)
        if drawn.files:
            await self.uploads.hand_over(place, user, drawn.files)

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Draw a posted card again: the same messages, as far as there are as many."""
        before = await self._pieces(place, message_id)

        async def send(drawn: Drawn) -> None:
            await self._redraw(place, message_id, drawn, before)

        await self.drawer.taken(place, reply, send)
        return message_id

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post with all its pieces; False where Slack does not let us."""
        try:
            for piece in await self._pieces(place, message_id):
                await self._drop(piece)
            await self._delete(place, message_id)
        except MessageGone:
            return True
        except (ChannelRefused, NotInstalled):
            return False
        return True

    async def clear(self, place: Place) -> None:
        """Delete what is left of a channel beside its posts: private answers, what was told."""
        for piece in await self.uploads.pieces.of(place.workspace, place.channel):
            await self._drop(piece)

    async def _redraw(
        self, place: Place, message_id: str, drawn: Drawn, before: list[Piece]
    ) -> None:
        *earlier, last = drawn.messages
        parts = [piece for piece in before if not piece.piece_id.startswith("F")]
        await self._change(place, message_id, last)
        for message, part in zip(earlier, parts, strict=False):
            await self.pacing.run(place, partial(self._change, place, part.piece_id, message))
        for message in earlier[len(parts) :]:
            say = partial(self._say, place, message, thread=message_id)
            added = await self.pacing.run(place, say)
            await self.uploads.keep(place, added, message_id)
        files = [piece for piece in before if piece.piece_id.startswith("F")]
        for piece in (*parts[len(earlier) :], *files):
            await self._drop(piece)
        await self._note(place, [message_id], drawn)

    async def _note(self, place: Place, sent: list[str], drawn: Drawn) -> None:
        """Remember the pieces of a message, and share its files; a lost file is no lost card."""
        *parts, message_id = sent
        for piece_id in (*parts, *drawn.pictures):
            await self.uploads.keep(place, piece_id, message_id)
        try:
            await self.uploads.share(place, drawn.files, message_id)
        except ChatError as why:
            log.warning("a file of a post could not be shared: %s", why.code)

    async def _pieces(self, place: Place, message_id: str) -> list[Piece]:
        """What belongs to a message."""
        found = await self.uploads.pieces.of(place.workspace, place.channel)
        return [piece for piece in found if piece.message_id == message_id]

    async def _say(self, place: Place, message: Message, thread: str = "") -> str:
        _, ts = await self._sent(place.workspace, place.channel, message, thread)
        return ts

    async def _sent(
        self, workspace: str, channel: str, message: Message, thread: str = ""
    ) -> tuple[str, str]:
        """The channel (a person's is their conversation with us) and the message's id."""

        async def call(token: str) -> AsyncSlackResponse:
            return await self.client.chat_postMessage(
                token=token,
                channel=channel,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
            )

        sent = await self._call(Place(PLATFORM, workspace, channel), call)
        return str(sent["channel"]), str(sent["ts"])

    async def _change(self, place: Place, ts: str, message: Message) -> None:
        text, blocks = message.text, list(message.blocks)

        async def call(token: str) -> None:
            await self.client.chat_update(
                token=token, channel=place.channel, ts=ts, text=text, blocks=blocks
            )

        await self._call(place, call)

    async def _delete(self, place: Place, ts: str) -> None:
        async def call(token: str) -> None:
            await self.client.chat_delete(token=token, channel=place.channel, ts=ts)

        await self._call(place, call)

    async def _call(self, place: Place, call: Callable[[str], Awaitable[T]]) -> T:
        """A call that writes: one at a time in a workspace."""
        turn = partial(self.pacing.calling, place)
        return await with_token(self.tokens, place.workspace, call, turn=turn)

    async def _drop(self, piece: Piece) -> None:
        """Delete a piece of a message, in its channel's turn."""
        place = Place(PLATFORM, piece.workspace, piece.direct or piece.channel)
        await self.pacing.run(place, partial(self.uploads.drop, piece))

    async def _take_back(self, place: Place, sent: list[str]) -> None:
        for ts in sent:
            try:
                await self.pacing.run(place, partial(self._delete, place, ts))
            except ChatError as why:
                log.warning("a part of a post that failed is left: %s", why.code)
