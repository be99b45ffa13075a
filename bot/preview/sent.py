"""What is sent for a card on each platform: the renderers' JSON, and the pictures beside it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from bot import charts
from bot.adapters.discord import render as discord
from bot.adapters.rendered import File
from bot.adapters.slack import render as slack
from bot.adapters.slack.limits import LIMITS
from bot.card import Card, Chart
from bot.figures import Writing
from bot.handles import PREFIX
from bot.preview.people import DISCORD, SLACK, on_discord
from bot.told import in_locale

Json = dict[str, Any]
_IMAGE = "image/png"


@dataclass(frozen=True, slots=True)
class Sent:
    """A card's messages as JSON; `pictures` are PNGs by the address that the JSON names."""

    document: Json
    pictures: Mapping[str, bytes]


@lru_cache(maxsize=128)
def _png(chart: Chart, locale: str) -> bytes:
    """A chart's picture, drawn once for both platforms."""
    return charts.png(chart, locale)


def refs_of(card: Card) -> tuple[str, ...]:
    """A reference for each button, made to be the same each time; real ones cannot be guessed."""
    return tuple(
        f"{PREFIX}:{button.action}:{number:022}" for number, button in enumerate(card.buttons(), 1)
    )


def to_slack(card: Card, locale: str) -> Sent:
    """A card for Slack, its drawn charts uploaded."""
    card, writing = in_locale(card, locale), Writing(card.year, locale, SLACK)
    wanted = {
        chart: f"F{number:010}"
        for number, chart in enumerate(slack.wanted(card, LIMITS, locale), 1)
    }
    found = slack.render(card, refs_of(card), slack.Paper(LIMITS, writing, wanted))
    document = {
        "messages": [asdict(message) for message in found.messages],
        "files": [_listed(file) for file in found.files],
    }
    return Sent(document, {ref: _png(chart, locale) for chart, ref in wanted.items()})


def to_discord(card: Card, locale: str) -> Sent:
    """A card for Discord, its charts drawn."""
    card, writing = on_discord(in_locale(card, locale)), Writing(card.year, locale, DISCORD)
    drawn = {chart: _png(chart, locale) for chart in discord.wanted(card)}
    found = discord.render(card, refs_of(card), discord.Paper(writing=writing, pictures=drawn))
    messages = [
        {
            "flags": discord.IS_COMPONENTS_V2,
            "components": list(message.components),
            "attachments": [_listed(file) for file in message.files],
        }
        for message in found.messages
    ]
    pictures = {
        f"attachment://{file.name}": file.content
        for message in found.messages
        for file in message.files
        if file.media_type == _IMAGE
    }
    return Sent({"messages": messages}, pictures)


def _listed(file: File) -> Json:
    return {"filename": file.name, "description": file.alt, "bytes": len(file.content)}
