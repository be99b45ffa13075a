"""Files at Slack: pictures inside messages, and files that go with one; all are deleted again."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.rendered import File
from bot.adapters.slack.token_source import TokenSource, with_token
from bot.pacing import LONGEST, Pacing
from core.chat_errors import ChannelRefused, ChatBusy, ChatError, NotInstalled
from core.model import Place
from core.policy.pace import SLACK_DELETIONS, SLACK_UPLOADS
from core.ports.clock import Clock
from core.ports.message_pieces import MessagePieces, Piece

PRIVATE_LIFE = timedelta(days=1)
"""A private answer vanishes when its reader's client reloads; its pictures need not outlive it."""

SOON = 2.0
"""Seconds that a picture waits where Slack is busy."""

_GONE = ("file_not_found", "file_deleted")

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Uploads:
    """Uploads by Slack's three steps. A file belongs to us alone until it is shared."""

    client: AsyncWebClient
    tokens: TokenSource
    pieces: MessagePieces
    clock: Clock
    pacing: Pacing

    async def picture(self, place: Place, file: File) -> str:
        """The id of an uploaded picture, to be shown inside a message; raises ChatError.

        Until a post is known to show it, it is as one of a private answer. It is soon or not at
        all: whoever waits for it gets a table in its place.
        """
        file_id = await self._upload(place, file, None, longest=SOON)
        await self.keep(place, file_id, "")
        return file_id

    async def share(self, place: Place, files: Sequence[File], message_id: str) -> None:
        """Share files in a channel, in the thread of a message; raises ChatError."""
        for file in files:
            file_id = await self._upload(place, file, place.channel, message_id)
            await self.keep(place, file_id, message_id)

    async def hand_over(self, place: Place, user: str, files: Sequence[File]) -> None:
        """Give files to one person, in their conversation with us; raises ChatError.

        They are noted with the channel that was asked in, so that its end is theirs.
        """
        names = ", ".join(file.name for file in files)

        async def call(token: str) -> AsyncSlackResponse:
            return await self.client.chat_postMessage(
                token=token,
                channel=user,
                text=f"To your answer belongs: {names}",
                unfurl_links=False,
                unfurl_media=False,
            )

        sent = await with_token(self.tokens, place.workspace, call)
        direct, ts = str(sent["channel"]), str(sent["ts"])
        await self.keep(place, ts, ts, direct)
        for file in files:
            file_id = await self._upload(place, file, direct, ts)
            await self.keep(place, file_id, ts)

    async def keep(self, place: Place, piece_id: str, message_id: str, direct: str = "") -> None:
        """Note a file or a part of a message, to be deleted with it."""
        its = (place.workspace, place.channel, piece_id, message_id, self.clock(), direct)
        await self.pieces.add(Piece(*its))

    async def drop(self, piece: Piece) -> None:
        """Delete a file or a part; one that is gone already is as good. Raises ChatError."""
        is_file = piece.piece_id.startswith("F")

        async def call(token: str) -> None:
            if is_file:
                await self.client.files_delete(token=token, file=piece.piece_id)
            else:
                ts, channel = piece.piece_id, piece.direct or piece.channel
                await self.client.chat_delete(token=token, channel=channel, ts=ts)

        async def dropped() -> None:
            await with_token(self.tokens, piece.workspace, call)

        turn = Place(SLACK_DELETIONS, piece.workspace, "")
        try:
            await (self.pacing.run(turn, dropped) if is_file else dropped())
        except ChatError as why:
            if why.fields.get("reason") not in _GONE and why.code != "message_gone":
                raise
        await self.pieces.remove(piece)

    async def sweep(self) -> int:
        """Delete what private answers showed after a day; how many pieces went.

        What Slack lets nobody delete any more is forgotten, and so are pieces with their posts.
        """
        gone, now, busy = 0, self.clock(), set[str]()
        for piece in await self.pieces.private(now - PRIVATE_LIFE):
            if piece.workspace in busy:
                continue
            try:
                await self.drop(piece)
            except ChatBusy:
                busy.add(piece.workspace)  # it comes up again with the next sweep
            except (ChannelRefused, NotInstalled):
                await self.pieces.remove(piece)
            except ChatError as why:
                log.warning("a file at Slack could not be deleted: %s", why.code)
            else:
                gone += 1
        await self.pieces.purge(now)
        return gone

    async def _upload(
        self,
        place: Place,
        file: File,
        channel: str | None,
        thread: str = "",
        longest: float = LONGEST,
    ) -> str:
        """The id of a file. One that never became whole is no file: it is begun anew."""

        async def call(token: str) -> AsyncSlackResponse:
            return await self.client.files_upload_v2(
                token=token,
                filename=file.name,
                title=file.name,
                content=file.content,
                alt_txt=file.alt,
                channel=channel,
                thread_ts=thread or None,
            )

        async def uploaded() -> AsyncSlackResponse:
            return await with_token(self.tokens, place.workspace, call)

        turn = Place(SLACK_UPLOADS, place.workspace, "")
        done = await self.pacing.run(turn, uploaded, longest)
        return str(done["files"][0]["id"])
