"""`help`: made from the command table, so that it cannot be out of date."""

from itertools import groupby

from bot.card import Card, Context, Fields, Line, Node, Strong, Text, Title, Typed
from bot.commands.table import Argument, Verb, find, one_of
from bot.commands.verbs import VERBS
from bot.handlers.asked import Answer, Asked
from bot.marked import marked
from core.model import MemberRole

DISCLAIMER = "amzigo is not endorsed by or affiliated with Amazon."

WHO = {
    MemberRole.VIEWER: "For everybody in the team.",
    MemberRole.APPROVER: "For approvers and owners.",
    MemberRole.OWNER: "For owners only.",
}


async def answer_help(asked: Asked) -> Answer:
    """All verbs, or one in detail."""
    topic = " ".join(asked.arguments.get("topic", "").split())
    if not topic:
        return Answer(help_card(VERBS))
    family = tuple(verb for verb in VERBS if verb.name.startswith(f"{topic.casefold()} "))
    return Answer(help_card(family) if family else topic_card(find(VERBS, topic)))


def help_card(verbs: tuple[Verb, ...]) -> Card:
    """All verbs, by group."""
    nodes: list[Node] = [Title(("What you can type",))]
    for group, members in groupby(sorted(verbs, key=_shelf), key=lambda verb: verb.group):
        nodes.append(Text((Strong(group.value),)))
        nodes.append(Fields(tuple((verb.name, (verb.help,)) for verb in members)))
    example = "stats" if verbs is VERBS else verbs[-1].name
    nodes.append(Text(("More about one: ", Typed(f"help {example}"), ".")))
    nodes.append(Context((DISCLAIMER,)))
    return Card("What you can type", tuple(nodes))


def topic_card(verb: Verb) -> Card:
    """One verb: what it takes, who may use it, examples."""
    nodes: list[Node] = [Title((Typed(verb.usage),)), Text((f"{verb.help}.",))]
    if verb.arguments:
        pairs = tuple((argument.name, _explained(argument)) for argument in verb.arguments)
        nodes.append(Fields(pairs))
    nodes += [Text(("Example: ", Typed(example))) for example in verb.examples]
    also = f" Also known as {', '.join(verb.aliases)}." if verb.aliases else ""
    nodes.append(Context((f"{whom(verb)}{also}",)))
    return Card(f"{verb.name}: {verb.help}", tuple(nodes))


def whom(verb: Verb) -> str:
    """Whom a verb is for, as a sentence."""
    return verb.who or WHO[verb.role]


def _shelf(verb: Verb) -> int:
    return list(type(verb.group)).index(verb.group)


def _explained(argument: Argument) -> Line:
    """What an argument is, and what may stand there."""
    choices = f": {one_of(argument)}" if argument.choices else ""
    what, mark, default = argument.help.partition("; ")
    return marked(f"{what}{choices}{mark}{default}")
