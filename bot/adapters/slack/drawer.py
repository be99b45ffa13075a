"""From a reply to what Slack is sent, in the richest form that Slack takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.adapters.painting import Paint, painted
from bot.adapters.rendered import File
from bot.adapters.slack.limits import LIMITS, WORDS_ONLY, SlackLimits
from bot.adapters.slack.modal import value_of
from bot.adapters.slack.paper import Paper
from bot.adapters.slack.render import Message, Rendered, render, wanted
from bot.adapters.slack.uploads import Uploads
from bot.card import Ask, Card, Chart
from bot.envelope import Reply
from bot.figures import Writing, clean
from core.chat_errors import CardRefused, ChatError
from core.model import Place

T = TypeVar("T")

PICTURE_WAITS = (1.0, 2.0)
"""Seconds until a picture that Slack does not know yet is tried again: it works on uploads."""

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is sent: the messages, the files beside them, and the ids of the pictures in them."""

    messages: tuple[Message, ...]
    files: tuple[File, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws cards; `paint` makes a chart a PNG, outside the loop."""

    uploads: Uploads
    paint: Paint
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def taken(
        self,
        place: Place,
        reply: Reply,
        send: Callable[[Drawn], Awaitable[T]],
        limits: SlackLimits = LIMITS,
    ) -> T:
        """Send a reply; where Slack refuses its form, plainer, and at last its one sentence."""
        drawn = await self.draw(place, reply, limits)
        for wait in PICTURE_WAITS if drawn.pictures else ():
            try:
                return await send(drawn)
            except CardRefused:
                await self.pause(wait)
        for form in (drawn, _rendered(reply, WORDS_ONLY, {})):
            try:
                return await send(form)
            except CardRefused:
                log.exception("Slack refused the form of a card: %s", clean(reply.card.summary))
        return await send(Drawn(tuple(Message(one.text, ()) for one in drawn.messages[:1])))

    async def draw(self, place: Place, reply: Reply, limits: SlackLimits = LIMITS) -> Drawn:
        """The messages of a reply, with its pictures uploaded; one that fails is a text table."""
        drawn = await painted(wanted(reply.card, limits, reply.locale), self.paint, reply.locale)
        pictures = {}
        for number, (chart, png) in enumerate(drawn.items(), 1):
            file = File(f"chart-{number}.png", "image/png", png, clean(chart.alt)[:1000])
            try:
                pictures[chart] = await self.uploads.picture(place, file)
            except ChatError as why:
                log.warning("a picture could not be uploaded: %s", why.code)
        return _rendered(reply, limits, pictures)


def _rendered(reply: Reply, limits: SlackLimits, pictures: Mapping[Chart, str]) -> Drawn:
    paper = Paper(limits, Writing(reply.card.year, reply.locale, reply.home), pictures)
    drawn: Rendered = render(reply.card, reply.refs, paper)
    asks = asks_of(reply.card, reply.refs)
    messages = tuple(asking(one, asks) for one in drawn.messages)
    return Drawn(messages, drawn.files, tuple(pictures.values()))


def asks_of(card: Card, refs: tuple[str, ...]) -> dict[str, Ask]:
    """What each button asks for, by its reference."""
    if not refs:
        return {}
    pairs = zip(refs, card.buttons(), strict=True)
    return {ref: button.ask for ref, button in pairs if button.ask is not None}


def asking(message: Message, asks: Mapping[str, Ask]) -> Message:
    """A message whose buttons bring along what they ask for."""
    if not asks:
        return message
    return replace(message, blocks=tuple(_asking(block, asks) for block in message.blocks))


def _asking(block: dict[str, Any], asks: Mapping[str, Ask]) -> dict[str, Any]:
    if block["type"] != "actions":
        return block
    elements = [
        one | {"value": value_of(asks[one["action_id"]])} if one["action_id"] in asks else one
        for one in block["elements"]
    ]
    return block | {"elements": elements}
