"""What a command is: the table from which help, completion, parsing and docs are made."""

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
    """One argument: the first that is not `named` takes the bare words, all of them.

    A named one is written `name:value`, `name=value` or `name value`; `choices` closes its set,
    and what it `suggests` leaves it open.
    """

    name: str
    help: str
    named: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    suggests: Suggests | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: what it answers, what it takes, and the standing it needs."""

    name: str
    group: Group
    help: str
    role: MemberRole
    arguments: tuple[Argument, ...] = ()
    examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """The verb with its arguments, as help shows it."""
        return " ".join([self.name, *map(_shown, self.arguments)])


SHARE = Argument(
    "share", "post the answer for the whole channel", named=True, choices=("yes", "no")
)

Arguments = dict[str, str]


def find(verbs: tuple[Verb, ...], name: str) -> Verb:
    """The verb of a name or alias; raises UnknownVerb with the nearest one."""
    wanted = name.casefold()
    for verb in verbs:
        if wanted == verb.name or wanted in verb.aliases:
            return verb
    nearest = min(verbs, key=lambda verb: (distance(wanted, verb.name), verb.name))
    raise UnknownVerb(verb=name[:40], nearest=nearest.name)


def parse(verb: Verb, text: str) -> Arguments:
    """The arguments in a line of text; raises BadArgument or MissingArgument with what would do."""
    named = {argument.name: argument for argument in verb.arguments if argument.named}
    found: Arguments = {}
    bare: list[str] = []
    words = iter(text.split())
    for word in words:
        name, mark, value = _split(word)
        if mark and name in named:
            found[name] = value
        elif word.casefold() in named:
            found[word.casefold()] = next(words, "")
        else:
            bare.append(word)
    _take_bare(verb, found, " ".join(bare))
    for argument in verb.arguments:
        _check(verb, argument, found)
    return found


def _split(word: str) -> tuple[str, str, str]:
    for mark in (":", "="):
        name, found, value = word.partition(mark)
        if found:
            return name.casefold(), mark, value
    return word, "", ""


def _take_bare(verb: Verb, found: Arguments, text: str) -> None:
    if not text:
        return
    places = [argument for argument in verb.arguments if not argument.named]
    if not places:
        hint = f"`{verb.usage}` is all it takes."
        raise BadArgument(value=text[:40], name=verb.name, hint=hint)
    found[places[0].name] = text


def _check(verb: Verb, argument: Argument, found: Arguments) -> None:
    value = found.get(argument.name, "")
    if argument.required and not value:
        what = f"{argument.help}: write `{verb.usage}`"
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
