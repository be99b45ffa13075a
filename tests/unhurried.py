"""A platform's pace, kept to on a clock that moves by being waited for: nobody sleeps."""

from bot.pacing import Pacing


def unhurried() -> Pacing:
    """Every wait is over at once, and took as long as it should."""
    now = [0.0]

    async def pause(seconds: float) -> None:
        now[0] += seconds

    return Pacing(lambda: now[0], pause)
