"""The conversation driver for Slack, over signed HTTP requests or over Socket Mode."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, Protocol

import httpx
from starlette.types import ASGIApp

from tests.rig import slack_payloads
from tests.rig.chat import Shown, opened
from tests.rig.slack_rules import pressable, texts
from tests.rig.slack_sockets import SlackSockets, note_late
from tests.rig.slack_world import (
    SIGNING_SECRET,
    Posted,
    SlackWorld,
    channel_id,
    seen_of,
    user_id,
)

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered at once."""

    status: int
    body: Any


class Delivery(Protocol):
    """A way from Slack to the app."""

    async def __call__(self, kind: str, payload: Payload) -> Ack:
        """Deliver a `slash_commands`, `interactive` or `events_api` payload."""
        ...


@dataclass(frozen=True, slots=True)
class SignedHttp:
    """Requests with Slack's signature, to an ASGI application."""

    world: SlackWorld
    app: ASGIApp
    secret: str = SIGNING_SECRET
    path: str = "/slack/events"
    ticks: Callable[[], float] = perf_counter
    """By which an ack is late: no test's clock, which may stand still."""

    async def __call__(self, kind: str, payload: Payload) -> Ack:
        """Sign and send."""
        before = self.ticks()
        ack = await self._signed(kind, payload)
        note_late(self.world, kind, self.ticks() - before)
        return ack

    async def _signed(self, kind: str, payload: Payload) -> Ack:
        if kind == "events_api":
            return await self.send(json.dumps(payload).encode(), "application/json")
        body = slack_payloads.form if kind == "slash_commands" else slack_payloads.interaction
        return await self.send(body(payload))

    async def send(
        self,
        body: bytes,
        media_type: str = "application/x-www-form-urlencoded",
        headers: dict[str, str] | None = None,
    ) -> Ack:
        """Send a body with these headers, or with the right ones."""
        if headers is None:
            at = int(self.world.clock().timestamp())
            headers = slack_payloads.signed(body, at, self.secret)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://amzigo.test") as client:
            sent = {"content-type": media_type} | headers
            answer = await client.post(self.path, content=body, headers=sent)
        return Ack(answer.status_code, answer.text)


@dataclass(frozen=True, slots=True)
class BySocket:
    """Envelopes over the app's socket."""

    sockets: SlackSockets

    async def __call__(self, kind: str, payload: Payload) -> Ack:
        """Deliver, and give back what the ack carried."""
        ack = await self.sockets.deliver(kind, payload)
        carried = ack.get("payload", "")
        return Ack(200, json.dumps(carried) if isinstance(carried, dict) else carried)


async def _at_once() -> None:
    """Nothing to wait for."""


class SlackChat:
    """People of one workspace at their keyboards (the Protocol is tests.rig.chat.Chat).

    `settled` waits until the app has no more to say.
    """

    platform = "slack"

    def __init__(
        self,
        world: SlackWorld,
        deliver: Delivery,
        team: str,
        settled: Callable[[], Awaitable[None]] = _at_once,
    ) -> None:
        self.world, self.deliver, self.team = world, deliver, team
        self._settled = settled
        self._theirs: Callable[[Payload], Payload] = lambda payload: payload
        self._opened: dict[str, Payload] = {}

    def visiting(self, team: str, *, as_own: bool) -> "SlackChat":
        """People of another workspace in this one's shared channels (slack_payloads)."""
        made = SlackChat(self.world, self.deliver, self.team, self._settled)
        made._theirs = partial(slack_payloads.from_outside, self.world, team=team, as_own=as_own)
        return made

    async def command(self, line: str, *, user: str = "owner", channel: str = "general") -> Shown:
        """Type `/amzigo line`."""
        who, where = user_id(user), channel_id(channel)
        payload = slack_payloads.slash(self.world, self.team, where, who, line)
        return await self._answer("slash_commands", payload)

    async def click(self, label: str, *, user: str = "owner", on: Shown | None = None) -> Shown:
        """Press a button; returns the answer, or the modal that opens."""
        posted, action_id = self._button(label, user_id(user), on)
        payload = slack_payloads.press(self.world, posted, user_id(user), action_id)
        answer = await self._answer("interactive", payload)
        view = self.world.opened.get(payload["trigger_id"])
        if view is None:
            self._opened.pop(user, None)
            return answer
        self._opened[user] = view
        return opened(view["id"], user_id(user), "\n".join(texts(view)), view)

    async def submit(self, text: str, *, user: str = "owner") -> Shown:
        """Type into the modal that this person's last press opened, and send it off."""
        assert user in self._opened, f"nothing is open before {user}"
        view = self._opened.pop(user)
        payload = slack_payloads.submission(self.world, self.team, user_id(user), view, text)
        return await self._answer("interactive", payload)

    async def press_home(self, label: str, *, user: str = "owner") -> Shown:
        """Press a button of the home tab."""
        home = self.world.homes[user_id(user)]
        action_id = next(e["action_id"] for e in pressable(home) if _label(e) == label)
        payload = slack_payloads.press_home(self.world, self.team, user_id(user), action_id)
        return await self._answer("interactive", payload)

    async def event(self, event_id: str, inner: Payload) -> Ack:
        """Something happened in the workspace."""
        payload = slack_payloads.event(self.world, self.team, event_id, inner)
        ack = await self._delivered("events_api", payload)
        await self._settled()
        return ack

    def posted(self, channel: str = "general") -> list[Shown]:
        """What stands in a channel for everybody."""
        where = (self.team, channel_id(channel))
        stands = (m for m in self.world.messages if (m.workspace, m.channel) == where)
        return [seen_of(m, self.world.files) for m in stands if not m.deleted and m.user is None]

    def sent(self) -> list[Shown]:
        """Everything ever shown, in order."""
        return list(self.world.shown)

    def _button(self, label: str, user: str, on: Shown | None) -> tuple[Posted, str]:
        for posted in reversed(self.world.messages):
            is_meant = on is None or posted.ts == on.message_id
            if is_meant and not posted.deleted and posted.user in (None, user):
                for one in pressable(posted.payload.get("blocks")):
                    if _label(one) == label:
                        return posted, str(one["action_id"])
        raise AssertionError(f"no message has a button “{label}”")

    async def _delivered(self, kind: str, payload: Payload) -> Ack:
        before = self.world.clock()
        ack = await self.deliver(kind, self._theirs(payload))
        note_late(self.world, kind, (self.world.clock() - before).total_seconds())
        return ack

    async def _answer(self, kind: str, payload: Payload) -> Shown:
        world, so_far = self.world, len(self.world.shown)
        who = payload["user_id"] if kind == "slash_commands" else payload["user"]["id"]

        def theirs() -> list[Shown]:
            return [one for one in world.shown[so_far:] if one.user in (None, who)]

        ack = await self._delivered(kind, payload)
        assert ack.status == 200, ack
        await world.happens(lambda: bool(theirs()) or payload["trigger_id"] in world.opened)
        await self._settled()
        return theirs()[-1] if theirs() else _nothing(payload)


def _nothing(payload: Payload) -> Shown:
    return Shown("", "", None, private=True, text="", buttons=(), files=(), raw=payload)


def _label(element: Payload) -> str:
    return str(element.get("text", {}).get("text")) if element.get("type") == "button" else ""
