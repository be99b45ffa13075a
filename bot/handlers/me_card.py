"""The cards of `settings me`, and the mail that brings a code."""

from collections.abc import Iterator

from bot.card import (
    Actions,
    Ask,
    Button,
    Card,
    Context,
    Day,
    Fields,
    Instant,
    Line,
    Person,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.commands.settings import MAILED_CODE
from bot.handlers.footnote import city
from core.marketplaces import zone
from core.model import MemberRole
from core.owner_email import MeFacts

ASK_CODE = Ask("The eight digits from the mail", "Use this address")
NAME = 120
SHOWN = 80
"""Characters of a masked address."""

WHY = "I only e-mail you owner notices that I could not deliver in chat."


def me_card(facts: MeFacts, asker: str, done: Line = (), *, can_mail: bool) -> Card:
    """What is kept of who asks; `done` is what just changed, `asker` their zone."""
    shop = Untrusted(facts.tenant, NAME)
    title = Title(done, "done") if done else Title(("What is kept of you in “", shop, "”"))
    since = Day(facts.since.astimezone(zone(asker)).date())
    pairs: list[tuple[str, Line]] = [
        ("You are", (facts.role.value, " since ", since)),
        ("Added by", _by(facts)),
        ("Notice e-mail", _email(facts, asker)),
        ("Also kept", ("your id at this chat, and what you changed, sealed in the shop's audit",)),
    ]
    if facts.asked is not None and facts.asked_until is not None:
        until = Instant(facts.asked_until, asker, "time")
        line: Line = (
            "the code that was mailed to ",
            Untrusted(facts.asked, SHOWN),
            ", valid until ",
            until,
        )
        pairs.insert(3, ("Waiting for", line))
    buttons = tuple(_buttons(facts))
    actions = (Actions(buttons),) if buttons else ()
    context = Context((*_words(facts, can_mail=can_mail), f"All times {city(asker)}"))
    year = facts.at.astimezone(zone(asker)).year
    return Card("What is kept of you here", (title, Fields(tuple(pairs)), *actions, context), year)


def code_card(code: str) -> Card:
    """The mail to an address that is not verified yet.

    Nothing in it but the code was chosen by anybody: who reads it may never have heard of us.
    """
    typed = Typed(f"settings me code:{code}")
    nodes = (
        Title(("Your code is ", code)),
        Text(("Somebody who owns a shop in amzigo wants notices of it at this address.",)),
        Text(("Was it you? Then type in the chat, within half an hour:\n", typed)),
        Text(("If not, do nothing: without the code nothing more is sent here.",)),
    )
    return Card("Your amzigo code", nodes)


def _by(facts: MeFacts) -> Line:
    if facts.added_by is None:
        return ("whoever set the shop up",)
    return (Person(facts.platform, facts.workspace, facts.added_by),)


def _email(facts: MeFacts, asker: str) -> Line:
    if facts.email is None or facts.verified_at is None:
        return ("none",)
    day = Day(facts.verified_at.astimezone(zone(asker)).date())
    return (Untrusted(facts.email, SHOWN), ", verified on ", day)


def _buttons(facts: MeFacts) -> Iterator[Button]:
    if facts.asked is not None:
        yield Button("Enter the code…", MAILED_CODE, "me", "primary", ASK_CODE)
    if facts.email is not None or facts.asked is not None:
        yield Button("Delete the address", "settings", "me email:off")


def _words(facts: MeFacts, *, can_mail: bool) -> Line:
    if facts.role is not MemberRole.OWNER:
        return ()
    if not can_mail:
        return ("This installation sends no mail · ",)
    return (WHY, " ", Typed("settings me email:name@example.com"), " · ")
