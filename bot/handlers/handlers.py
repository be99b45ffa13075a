"""Which handler answers which verb; a test holds this against the command table."""

from collections.abc import Awaitable, Callable

from bot.handlers.asked import Answer, Asked
from bot.handlers.stats import answer_stats

HANDLERS: dict[str, Callable[[Asked], Awaitable[Answer]]] = {
    "stats": answer_stats,
}
