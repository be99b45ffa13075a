"""Words with people in them: each place writes those people in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.policy.people import counted, said

Key = tuple[str, str, str]
"""A chat user: platform, workspace, user."""

_NAMED = 10
"""People of the reader's own workspace who are named; of more, their number is told."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words and people in order; as text people are "a member on Slack"."""

    parts: tuple[str | Key, ...]

    def __str__(self) -> str:
        """Everything as text."""
        return "".join(
            part if isinstance(part, str) else said(part[0], part[2]) for part in self.parts
        )


def those_who_can(able: Sequence[Key], home: tuple[str, str] | None) -> Phrase:
    """The members who may: those of the reader's workspace by name, the others by their number."""
    if not able:
        return Phrase(("Nobody here can yet.",))
    own = [key for key in able if key[:2] == home]
    rest = [key[0] for key in able if key[:2] != home]
    found: list[str | Key] = [*own[:_NAMED]]
    if len(own) > _NAMED:
        found.append(f"{len(own) - _NAMED} more")
    found += [counted(platform, rest.count(platform)) for platform in sorted(set(rest))]
    listed: list[str | Key] = []
    for n, one in enumerate(found):
        listed += [", " if n else "Those who can: ", one]
    return Phrase((*listed, "."))
