"""The card of a refusal: its sentence, with the people in it as people."""

from collections.abc import Iterator
from string import Formatter

from bot.card import Card, Person, Text
from bot.marked import marked
from bot.told import told
from core.errors import AmzigoError
from core.policy.phrase import Phrase


def refusal(why: AmzigoError) -> Card:
    """What is answered; `backticks` mark what to type."""
    parts = list(_parts(why))
    line = tuple(
        span
        for part in parts
        for span in (marked(part) if isinstance(part, str) else (Person(*part),))
    )
    return Card(told(line), (Text(line),))


def _parts(why: AmzigoError) -> Iterator[str | tuple[str, str, str]]:
    """The sentence in order, people apart from the words."""
    if not any(isinstance(value, Phrase) for value in why.fields.values()):
        yield why.message
        return
    said = ""
    for literal, name, spec, _ in Formatter().parse(why.template):
        said += literal
        value = why.fields[name] if name else ""
        for part in value.parts if isinstance(value, Phrase) else (format(value, spec or ""),):
            if isinstance(part, str):
                said += part
                continue
            yield said
            yield part
            said = ""
    yield said
