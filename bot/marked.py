"""A plain sentence as a line: what is to be typed in it stands between backticks."""

from bot.card import Card, Code, Line, Span, Text, Typed
from bot.told import told

OURS = "/amzigo "
"""Before a command of ours, so that it is told from other words to type: `7d`, `amzigo doctor`."""


def marked(message: str) -> Line:
    """The line; what stands between `backticks` is to be typed to the letter."""
    parts = message.split("`")
    if len(parts) % 2 == 0:  # one that closes nothing is a sign like any other
        return (message,)
    spans: list[Span] = [_typed(part) if n % 2 else part for n, part in enumerate(parts) if part]
    return tuple(spans) or ("",)


def sentence(message: str) -> Card:
    """A card of one sentence, which may mark what to type by `backticks`."""
    line = marked(message)
    return Card(told(line), (Text(line),))


def bare(message: str) -> str:
    """A sentence for the terminal, where our commands are typed without the slash."""
    return message.replace(f"`{OURS}", "`")


def _typed(part: str) -> Span:
    return Typed(part.removeprefix(OURS)) if part.startswith(OURS) else Code(part)
