"""Words as pieces of a Slack message: split where a block takes only so many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot import figures
from bot.adapters.parts import Piece
from bot.adapters.rendered import File
from bot.adapters.runs import Run, Runs, mentions, runs, split, text_of
from bot.adapters.slack import blocks
from bot.adapters.slack.limits import SlackLimits
from bot.adapters.slack.mrkdwn import measure
from bot.adapters.slack.paper import Paper
from bot.card import Line


def piece(*bodies: blocks.Block, files: Sequence[File] = (), is_actions: bool = False) -> Piece:
    """Blocks that stay together."""
    return Piece(bodies, (len(bodies), weight(bodies)), tuple(files), is_actions)


def weight(body: object) -> int:
    """The characters of blocks: their strings but for ids, and their numbers as written."""
    if isinstance(body, str):
        return measure(body)
    if isinstance(body, Mapping):
        return sum(weight(value) for key, value in body.items() if key != "action_id")
    if isinstance(body, list | tuple):
        return sum(weight(value) for value in body)
    return 0 if isinstance(body, bool) or body is None else len(str(body))


def paragraph(said: Runs, limits: SlackLimits) -> Iterator[Piece]:
    """Text as rich text, which Slack does not parse."""
    for part in split(said, limits.text, size):
        if text_of(part).strip():
            yield piece(blocks.rich_text(*part))


def note(line: Line, paper: Paper) -> Iterator[Piece]:
    """Small print; it is plain text at Slack, so a line that mentions is a paragraph."""
    if mentions(line, paper.writing):
        yield from paragraph(runs(line, paper.writing), paper.limits)
    else:
        yield from small(figures.text(line, paper.writing), paper.limits)


def small(said: str, limits: SlackLimits) -> Iterator[Piece]:
    """Text as small print."""
    for part in split((Run(said),), limits.context, size):
        if text_of(part).strip():
            yield piece(blocks.context(text_of(part)))


def together(pieces: Iterable[Piece], limits: SlackLimits) -> Iterator[Piece]:
    """Pieces as one, unless they are too large for that."""
    held = list(pieces)
    bodies: list[dict[str, Any]] = [body for one in held for body in one.bodies]
    whole = piece(*bodies, files=[file for one in held for file in one.files])
    yield from [whole] if bodies and whole.weight[1] <= limits.apart else held


def size(run: Run) -> int:
    """What a run takes of the limits."""
    return measure(run.text)
