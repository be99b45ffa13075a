"""How often and how soon something that may be repeated is repeated."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

TRIES = 4
FIRST = 0.5
LONGEST = 8.0


@dataclass(frozen=True, slots=True)
class Retry:
    """Exponential pauses with full jitter; `chance` gives a number from 0 up to 1."""

    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[], float]

    async def pause(self, tried: int) -> None:
        """Wait before the next try, after `tried` ones."""
        await self.sleep(self.chance() * min(LONGEST, FIRST * 2 ** (tried - 1)))
