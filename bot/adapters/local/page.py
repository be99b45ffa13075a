"""The local page: channels, messages and a command box, for one person on this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import words
from bot.adapters.local.chat import LocalChat
from bot.adapters.local.door import ELSEWHERE, NO_CHANNEL, Door, Guard, closed
from bot.adapters.local.messages import Message
from bot.card import Instant
from bot.envelope import Click, Command, Desk, Reply
from bot.figures import Writing, clean, write
from bot.marked import sentence
from core.model import Place
from core.policy.locales import DEFAULT

LONGEST = 2_000
"""Characters that a command, or a text for a button, may have."""
_BODY_LIMIT = 32 * 1024
_READ_SECONDS = 10.0
_DESK_SECONDS = 60.0
STREAMS = 16
"""Open pages at a time."""
_SHOWN = 100
_HEARTBEAT = 7
"""Quiet polls of the chat between two signs of life on a stream: some 15 seconds."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the list: its id (in the address), its name, what it is for.

    Its zone (an IANA name) and its locale are those in which times of messages are written.
    """

    id: str
    name: str
    topic: str = ""
    zone: str = "UTC"
    locale: str = DEFAULT


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A verb for the completion: `stats`, `stats [period] [for]`, and what it does."""

    verb: str
    usage: str
    help: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the page needs."""

    desk: Desk
    chat: LocalChat
    channels: Callable[[], Awaitable[Sequence[Channel]]]
    commands: Sequence[CommandHelp]
    door: Door
    new_id: Callable[[], str]
    in_production: bool = False


def routes(page: Page) -> list[BaseRoute]:
    """The page's routes, each behind the door."""
    words.environment()
    rooms = _Rooms(page)
    guard = [Middleware(Guard, door=page.door)]
    own = [Middleware(Guard, door=page.door, own_page=True)]
    static = StaticFiles(packages=[("bot", "static")])
    return [
        Route("/", rooms.entrance, middleware=guard),
        Route("/c/{channel}/", rooms.show, middleware=guard),
        Route("/c/{channel}/command", rooms.command, methods=["POST"], middleware=own),
        Route("/c/{channel}/click", rooms.click, methods=["POST"], middleware=own),
        Route("/c/{channel}/events", rooms.events, middleware=own),
        Route("/c/{channel}/files/{key}", rooms.file, middleware=guard),
        Mount("/static", static, name="static"),
    ]


def place(channel: str) -> Place:
    """A channel of the local page as a place: there is one workspace, and one person in it."""
    return Place("local", "local", channel)


def split(typed: str) -> tuple[str, str]:
    """What was typed as verb and the rest; `/amzigo` before it is left out."""
    head, _, rest = typed.strip().partition(" ")
    if head.lower() == "/amzigo":
        head, _, rest = rest.strip().partition(" ")
    return head.removeprefix("/").lower(), rest.strip()


@dataclass(frozen=True, slots=True)
class _Rooms:
    """The endpoints."""

    page: Page

    async def entrance(self, request: Request) -> Response:
        """Lead to the first channel."""
        channels = await self.page.channels()
        if not channels:
            return closed(404, *(ELSEWHERE if self.page.in_production else NO_CHANNEL))
        return RedirectResponse(f"/c/{channels[0].id}/", 303)

    async def show(self, request: Request) -> Response:
        """A channel's page."""
        channels = await self.page.channels()
        here = _chosen(channels, request)
        if here is None:
            return _unknown_channel()
        messages = await self.page.chat.recent(place(here.id), _SHOWN)
        page = words.render(
            "page.html.j2",
            channels=channels,
            here=here,
            commands=self.page.commands,
            messages=[self._shown(m, here) for m in messages],
            revision=max((m.revision for m in messages), default=0),
            most=_SHOWN,
        )
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    async def command(self, request: Request) -> Response:
        """Take what was typed: show it, ask the desk, show the answer."""
        where, form = await self._form(request)
        if where is None or form is None:
            return _unusable(where)
        typed = form.get("text", "").strip()
        verb, text = split(typed)
        refusal = _refusal(typed, verb)
        if refusal is not None:
            await self.page.chat.answer(where, Reply(sentence(refusal)))
            return _done(request, where)
        await self.page.chat.say(where, typed)
        command = Command("local", "local", where.channel, "you", verb, text, self.page.new_id())
        await self._answer(where, self.page.desk.command(command))
        return _done(request, where)

    async def click(self, request: Request) -> Response:
        """Take a press on a button: ask the desk, show the answer."""
        where, form = await self._form(request)
        if where is None or form is None or "ref" not in form:
            return _unusable(where)
        text = form.get("text", "").strip()
        if len(text) > LONGEST:
            await self.page.chat.answer(where, Reply(sentence(_too_long(text))))
            return _done(request, where)
        held = await self.page.chat.holding(where, form["ref"])
        given = form["ref"], text, self.page.new_id(), held
        click = Click("local", "local", where.channel, "you", *given)
        await self._answer(where, self.page.desk.click(click), held)
        return _done(request, where)

    async def events(self, request: Request) -> Response:
        """What changes in a channel, as server-sent events."""
        here = _chosen(await self.page.channels(), request)
        if here is None:
            return _unknown_channel()
        if self.page.chat.listeners >= STREAMS:
            return Response("Too many open pages.", 503, headers={"retry-after": "10"})
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
        return StreamingResponse(
            self._stream(here, after),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def file(self, request: Request) -> Response:
        """A file of a message: pictures are shown, everything else is downloaded."""
        where = await self._place(request)
        key = request.path_params["key"]
        file = None if where is None else await self.page.chat.file(where, key)
        if file is None:
            return closed(404, "That file is gone.", "Ask for it again with its command.")
        headers = {"cache-control": "private, no-store"}
        if not file.inline:
            headers["content-disposition"] = "attachment"
        media_type = file.media_type if file.media_type.isprintable() else ""
        return Response(file.content, media_type=media_type or None, headers=headers)

    async def _place(self, request: Request) -> Place | None:
        here = _chosen(await self.page.channels(), request)
        return None if here is None else place(here.id)

    async def _form(self, request: Request) -> tuple[Place | None, dict[str, str] | None]:
        where = await self._place(request)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if where is None or kind != "application/x-www-form-urlencoded":
            return where, None
        body = bytearray()
        try:
            async with asyncio.timeout(_READ_SECONDS):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > _BODY_LIMIT:
                        return where, None
            fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=8)
        except (TimeoutError, ValueError):
            return where, None
        return where, {name: values[-1] for name, values in fields.items()}

    async def _answer(self, where: Place, asked: Awaitable[Reply], pressed: str = "") -> None:
        try:
            async with asyncio.timeout(_DESK_SECONDS):
                reply = await asked
        except TimeoutError:
            reply = Reply(sentence("That took longer than a minute, so I stopped. Try it again."))
        if reply.replaces and pressed:
            await self.page.chat.update(where, pressed, reply)
        else:
            await self.page.chat.answer(where, reply)

    async def _stream(self, here: Channel, after: int) -> AsyncIterator[str]:
        quiet = 0
        yield "retry: 2000\n\n"
        async with aclosing(self.page.chat.changes(place(here.id), after)) as changes:
            async for batch in changes:
                for message in batch:
                    yield self._event(message, here)
                quiet = 0 if batch else quiet + 1
                if quiet >= _HEARTBEAT:
                    quiet = 0
                    yield ": still here\n\n"

    def _event(self, message: Message, here: Channel) -> str:
        data = {"id": message.id}
        if not message.deleted:
            shown = self._shown(message, here)
            data["html"] = words.render("page_message.html.j2", message=shown)
            data["summary"] = message.entry.body.summary
        name = "gone" if message.deleted else "message"
        return f"event: {name}\nid: {message.revision}\ndata: {json.dumps(data)}\n\n"

    def _shown(self, message: Message, here: Channel) -> dict[str, object]:
        writing = Writing(self.page.chat.now().year, here.locale)
        at = message.entry.at
        return {
            "id": message.id,
            "entry": message.entry,
            "time": write(Instant(at, here.zone, "day_time"), writing),
            "stamp": at.isoformat(timespec="seconds"),
        }


def _chosen(channels: Sequence[Channel], request: Request) -> Channel | None:
    return next((c for c in channels if c.id == request.path_params["channel"]), None)


def _refusal(typed: str, verb: str) -> str | None:
    if not clean(verb):
        return "There is nothing to do yet. Type a command, such as `stats 30d`, or `help`."
    return _too_long(typed) if len(typed) > LONGEST else None


def _too_long(typed: str) -> str:
    return (
        f"That is {len(typed):,} characters; I read at most {LONGEST:,}. "
        "Nothing was done. Shorten it and send it again."
    )


def _done(request: Request, where: Place) -> Response:
    if request.headers.get("x-requested-by") == "page.js":
        return Response(status_code=204)
    return RedirectResponse(f"/c/{where.channel}/", 303)


def _unknown_channel() -> Response:
    return closed(404, "There is no such channel.", "Choose one from the list at /.")


def _unusable(where: Place | None) -> Response:
    if where is None:
        return _unknown_channel()
    return closed(
        413,
        "I could not read that: it is too long, or not a form of this page. Nothing was done.",
        f"Go back and send at most {LONGEST:,} characters.",
    )
