"""What is done with each of Slack's requests: acked at once, answered after."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.adapters.slack.home_tab import HomeTab
from bot.adapters.slack.hosts import Hosts, Seat
from bot.adapters.slack.modal import CALLBACK, asked_by, modal_of, submitted
from bot.adapters.slack.replay import Replays
from bot.adapters.slack.responder import Asker, Responder
from bot.adapters.slack.translate import click_of, command_of, place_of, user_of
from bot.adapters.slack.views import Views
from bot.card import Ask
from bot.envelope import Click, Desk, Reply
from bot.handles import PREFIX
from bot.marked import sentence
from core.chat_errors import ChatError
from core.model import Place

TOO_LATE = "Slack did not let me ask for your text in time. Press the button again."

log = logging.getLogger("amzigo.slack")

INSTALLED = "amzigo_installed"
"""In bolt's context: whether the app is installed where a request comes from."""

UNWRITTEN = "amzigo_unwritten"
"""In bolt's context: the digest of a request that is written down before it is acted on."""

NOT_INSTALLED = (
    "amzigo is not installed in this workspace any more. Whoever runs it can add it again."
)


async def acknowledge(ack: AsyncAck, context: AsyncBoltContext) -> None:
    """Say nothing yet, or that there will be nothing: bolt's own way would call Slack first."""
    await ack("" if context.get(INSTALLED) else NOT_INSTALLED)


async def acknowledge_silently(ack: AsyncAck) -> None:
    """Say nothing: Slack would show the text of an ack as an error, or not at all."""
    await ack()


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands before every answer."""

    replays: Replays
    hosts: Hosts

    async def typed(self, body: Mapping[str, Any], context: AsyncBoltContext) -> Seat | None:
        """Where who typed a command is to be answered; None as in `pressed`."""
        return await self._passed(await self.hosts.typed(body), context)

    async def pressed(
        self, body: Mapping[str, Any], context: AsyncBoltContext, told: Place
    ) -> Seat | None:
        """Where who pressed is to be answered; None: the app is not there, or it was done before.

        `told` is the place that the request names.
        """
        return await self._passed(await self.hosts.seat(body, told), context)

    async def _passed(self, seat: Seat, context: AsyncBoltContext) -> Seat | None:
        is_there = context.get(INSTALLED) or await self.hosts.is_installed(seat.place)
        return seat if is_there and await self.replays.may_act(context.get(UNWRITTEN)) else None


@dataclass(frozen=True, slots=True)
class CommandListener:
    """Answers slash commands."""

    desk: Desk
    gate: Gate
    responder: Responder

    def listen(self, app: AsyncApp) -> None:
        """Take every slash command: what it is called is the operator's choice."""
        app.command(re.compile("^/"))(ack=acknowledge, lazy=[self.answer])

    async def answer(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Ask the desk, and post its answer where the person asked."""
        asker = Asker(place_of(body), str(body["user_id"]), str(body["response_url"]))
        async with self.responder.guarding(asker):
            seat = await self.gate.typed(body, context)
            if seat is not None:
                command = command_of(body, seat.place, outside=seat.outside)
                asker = replace(asker, place=seat.place)
                await self.responder.respond(asker, await self.desk.command(command))


@dataclass(frozen=True, slots=True)
class ClickListener:
    """Answers presses, and the modals that some of them open."""

    desk: Desk
    gate: Gate
    responder: Responder
    views: Views
    home: HomeTab

    def listen(self, app: AsyncApp) -> None:
        """Take every press: a button that only opens an address needs its ack, too."""
        app.action(re.compile(""))(ack=acknowledge_silently, lazy=[self.answer])
        app.view(CALLBACK)(ack=acknowledge_silently, lazy=[self.submit])

    async def answer(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Ask for the text that a button needs, else do what it says."""
        if not is_ours(body):
            return
        asker = Asker(place_of(body), user_of(body), str(body.get("response_url", "")))
        async with self.responder.guarding(asker):
            seat = await self.gate.pressed(body, context, asker.place)
            if seat is None:
                return
            ask, asker = asked_by(body), replace(asker, place=seat.place)
            if ask is None:
                await self._click(asker, click_of(body, seat.place, outside=seat.outside))
            else:
                await self._open(asker, body, ask)

    async def submit(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Do what the button says, with the text that was typed."""
        click, url = submitted(body, self.gate.replays.clock())
        told = place_of(body)._replace(channel=click.channel)
        asker = Asker(told, click.user, url)
        async with self.responder.guarding(asker):
            seat = await self.gate.pressed(body, context, told)
            if seat is not None:
                asker, where = replace(asker, place=seat.place), seat.place.workspace
                click = replace(click, workspace=where, outside=seat.outside)
                await self._click(asker, click)

    async def _open(self, asker: Asker, body: Mapping[str, Any], ask: Ask) -> None:
        try:
            modal = modal_of(body, asker.place, ask, self.gate.replays.clock())
            await self.views.open(asker.place.workspace, str(body["trigger_id"]), modal)
        except ChatError as why:
            log.warning("a modal could not be opened: %s", why.code)
            await self.responder.respond(asker, Reply(sentence(TOO_LATE)))

    async def _click(self, asker: Asker, click: Click) -> None:
        await self.responder.respond(asker, await self.desk.click(click))
        if not click.channel:  # pressed in the home tab, which shows what it was before
            await self.home.show(click.workspace, click.user, click.request_id)


def is_ours(body: Mapping[str, Any]) -> bool:
    """Whether a press is on a button of ours that does something."""
    actions = body.get("actions") or [{}]
    return str(actions[0].get("action_id", "")).startswith(f"{PREFIX}:")
