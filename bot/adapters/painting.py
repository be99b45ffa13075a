"""Pictures of charts for the platforms that cannot draw them."""

import logging
from collections.abc import Awaitable, Callable, Iterable

from bot.card import Chart

Paint = Callable[[Chart, str], Awaitable[bytes]]
"""Draws a chart as PNG in the signs of a locale, away from the event loop."""

log = logging.getLogger("amzigo.painting")


async def painted(charts: Iterable[Chart], paint: Paint, locale: str) -> dict[Chart, bytes]:
    """The pictures; a chart that cannot be drawn has none, and is a table of its figures."""
    found = {}
    for chart in charts:
        try:
            found[chart] = await paint(chart, locale)
        except Exception:
            log.exception("a chart could not be drawn; its figures are shown as a table")
    return found
