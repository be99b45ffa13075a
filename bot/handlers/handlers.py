"""Which handler answers which verb and which action; a test holds this against the tables."""

from collections.abc import Awaitable, Callable

from bot.handlers.asked import Answer, Asked, Pressed
from bot.handlers.stats import answer_stats

HANDLERS: dict[str, Callable[[Asked], Awaitable[Answer]]] = {
    "stats": answer_stats,
}

ACTIONS: dict[str, Callable[[Pressed], Awaitable[Answer]]] = {}
