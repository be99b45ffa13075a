"""What a post of ours was about, by the object that it shows."""

from collections.abc import Sequence
from datetime import date

from bot.card import Channel, Day, Line, Number
from core.status import LostPost

KINDS = {
    "digest": "the digest",
    "batch": "a batch of review requests",
    "authorization": "a notice about an authorization",
    "team": "the reminder to check the team",
    "channel": "what is set for this channel",
}
"""By the object's kind."""

NAMED = 3
"""Posts of unknown fate that are named in a line."""


def noun_of(object_key: str) -> Line:
    """What a post showed ("the digest of Sat 21 Nov")."""
    kind, _, rest = object_key.partition(":")
    if kind == "digest":
        return ("the digest of ", Day(date.fromisoformat(rest)))
    return (KINDS.get(kind, "a post"),)


def unknown_line(object_keys: Sequence[str]) -> Line:
    """That nobody knows whether these were posted in the channel that reads it."""
    were = "was" if len(object_keys) == 1 else "were"
    nouns = _listed([noun_of(one) for one in object_keys])
    return ("I do not know whether ", *nouns, f" {were} posted here; the platform did not answer.")


def lost_line(lost: Sequence[LostPost]) -> Line:
    """The same of several channels, the newest first; of many, how many more."""
    nouns = [(*noun_of(one.object), " in ", _where(one)) for one in lost[::-1]]
    more: list[Line] = [(Number(len(nouns) - NAMED), " more")] if len(nouns) > NAMED else []
    return ("It is not known whether this was posted: ", *_listed([*nouns[:NAMED], *more]), ".")


def _where(one: LostPost) -> Channel:
    return Channel(one.place, one.channel, apart=True)


def _listed(nouns: Sequence[Line]) -> Line:
    line: Line = ()
    for n, noun in enumerate(nouns):
        between = " and " if n == len(nouns) - 1 else ", "
        line = (*line, between, *noun) if n else noun
    return line
