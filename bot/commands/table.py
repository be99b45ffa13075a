"""What a command is: the table from which help, completion, parsing and docs are made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.errors import BadArgument, MissingArgument, UnknownVerb
from core.model import MemberRole


class Group(StrEnum):
    """The three shelves of verbs."""

    SEE = "See"
    DO = "Do"
    SET_UP = "Set up"
    HELP = "Data, help"


class Suggests(StrEnum):
    """What may be offered while an argument is typed, on platforms that can."""

    PRODUCT = "product"
    STORE = "store"
    VERB = "verb"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: those that are not `named` take the bare words.

    A single one takes them all; of several each takes a word, one with `choices` its own rather
    than another's. A named one is written `name:value`, `name=value` or `name value`; `choices`
    closes its set, and what it `suggests` leaves it open.
    """

    name: str
    help: str
    named: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    suggests: Suggests | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: what it answers, what it takes, and the standing it needs.

    A name of two words ("team add") is one of a family; the alias of one word is its usual member.
    """

    name: str
    group: Group
    help: str
    role: MemberRole
    arguments: tuple[Argument, ...] = ()
    examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    who: str = ""
    """Whom it is for, where its role is not all of that."""

    @property
    def usage(self) -> str:
        """The verb with its arguments, as help shows it."""
        return " ".join([self.name, *map(_shown, self.arguments)])


SHARE = Argument(
    "share", "post the answer for the whole channel", named=True, choices=("yes", "no")
)

Arguments = dict[str, str]

_WORD = re.compile(r"(?:<[@#!][^<>]*>|\S)+")
"""A word; a mention is one, whatever name the platform wrote into it."""
_FIRST = re.compile(r"\s*([^\s:=]+)(?:\s*[:=])?")


def find(verbs: tuple[Verb, ...], name: str) -> Verb:
    """The verb of a name or alias; raises UnknownVerb with the nearest one."""
    wanted = name.casefold()
    for verb in verbs:
        if wanted == verb.name or wanted in verb.aliases:
            return verb
    families = {verb.name.split()[0] for verb in verbs}
    raise UnknownVerb(verb=name[:40], nearest=_nearest(wanted, families | _names(verbs)))


def addressed(verbs: tuple[Verb, ...], name: str, text: str) -> tuple[Verb, str]:
    """The verb that is meant by a name and the words behind it, and what is left of these.

    "team" with "add @name" means "team add"; raises UnknownVerb with the nearest one.
    """
    family = name.casefold()
    inner = {one for one in _names(verbs) if one.startswith(f"{family} ")}
    found = _FIRST.match(text)
    if not inner or found is None:
        return find(verbs, name), text
    meant = f"{family} {found[1].casefold()}"
    if meant not in inner:
        raise UnknownVerb(verb=f"{name} {found[1]}"[:40], nearest=_nearest(meant, inner))
    return find(verbs, meant), text[found.end() :].strip()


def _names(verbs: tuple[Verb, ...]) -> set[str]:
    return {verb.name for verb in verbs}


def _nearest(wanted: str, names: set[str]) -> str:
    return min(names, key=lambda one: (distance(wanted, one), one))


def parse(verb: Verb, text: str) -> Arguments:
    """The arguments in a line of text; raises BadArgument or MissingArgument with what would do."""
    named = {argument.name: argument for argument in verb.arguments if argument.named}
    found: Arguments = {}
    bare: list[str] = []
    words = iter(_WORD.findall(text))
    for word in words:
        name, mark, value = _split(word)
        if mark and name in named:
            found[name] = value
        elif word.casefold() in named:
            found[word.casefold()] = next(words, "")
        else:
            bare.append(word)
    _take_bare(verb, found, bare)
    for argument in verb.arguments:
        _check(verb, argument, found)
    return found


def _split(word: str) -> tuple[str, str, str]:
    for mark in (":", "="):
        name, found, value = word.partition(mark)
        if found:
            return name.casefold(), mark, value
    return word, "", ""


def _take_bare(verb: Verb, found: Arguments, words: list[str]) -> None:
    places = [argument for argument in verb.arguments if not argument.named]
    if len(places) == 1 and words:
        found[places[0].name] = " ".join(words)
        return
    for word in words:
        place = next(_takers(places, word), None)
        if place is None:
            hint = f"`/amzigo {verb.usage}` is all it takes."
            raise BadArgument(value=" ".join(words)[:40], name=verb.name, hint=hint)
        found[place.name] = word
        places.remove(place)


def _takers(places: list[Argument], word: str) -> Iterator[Argument]:
    """Those that may take a word, the one whose choice it is before all others."""
    yield from (place for place in places if word.casefold() in place.choices)
    yield from places


def _check(verb: Verb, argument: Argument, found: Arguments) -> None:
    value = found.get(argument.name, "")
    if argument.required and not value:
        what = f"{argument.help}: write `/amzigo {verb.usage}`"
        raise MissingArgument(name=verb.name, what=what)
    if argument.name not in found:
        return
    if not value:
        raise MissingArgument(name=argument.name, what=one_of(argument) or argument.help)
    if argument.choices and value.casefold() not in argument.choices:
        raise BadArgument(value=value[:40], name=argument.name, hint=f"Try {one_of(argument)}.")
    if argument.choices:
        found[argument.name] = value.casefold()


def one_of(argument: Argument) -> str:
    """Its choices as people list them: "`yes` or `no`"; empty where anything may be written."""
    *others, last = [f"`{choice}`" for choice in argument.choices] or [""]
    return f"{', '.join(others)} or {last}" if others else last


def _shown(argument: Argument) -> str:
    shown = f"{argument.name}:…" if argument.named else argument.name
    return f"<{shown}>" if argument.required else f"[{shown}]"


def distance(one: str, other: str) -> int:
    """How many letters must be added, dropped or changed (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, its in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != its))
    return row[-1]
