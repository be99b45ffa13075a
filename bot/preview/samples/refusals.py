"""What is said where nothing else can be: one sentence, with the next step."""

from bot.commands.claim import HOW_TO_BEGIN
from bot.preview.people import SLACK
from bot.preview.samples.sample import Sample
from bot.refusal import refusal
from core.errors import (
    AmzigoError,
    BadArgument,
    BadDay,
    BadPeriod,
    MissingArgument,
    NotAllowed,
    NotAMember,
    NotBound,
    OutsidersRead,
    StaleHandle,
    TenantGone,
    TooManyCodes,
    Unclaimed,
    UnknownOrder,
    UnknownProduct,
    UnknownVerb,
    WrongCode,
    WrongConfirmation,
)
from core.model import MemberRole
from core.policy.phrase import those_who_can

WHO = those_who_can([(*SLACK, "U0APPROVER"), (*SLACK, "U0OWNER")], SLACK)
BROKEN = AmzigoError("Something broke on my side (7F3A). It is logged; nothing was sent.")
REFUSALS: tuple[tuple[str, str, AmzigoError], ...] = (
    ("verb", "A command that is none", UnknownVerb(verb="stast", nearest="stats")),
    ("period", "A period that is none", BadPeriod(period="nextweek")),
    ("day", "A day that is none", BadDay(day="the other day")),
    ("argument", "A word that does not fit", BadArgument(
        value="week", name="by", hint="Try `product`, `day` or `marketplace`.")),
    ("missing", "A word is missing", MissingArgument(
        name="product", what="a SKU, such as `GP-01`: write `product <sku>`")),
    ("product", "An unknown product", UnknownProduct(sku="GP-O1", hint="Did you mean `GP-01`?")),
    ("order", "An unknown order", UnknownOrder(order="123-1234567-1234567")),
    ("role", "A viewer presses Send", NotAllowed(
        what="This button", role=MemberRole.APPROVER, who=WHO)),
    ("member", "A stranger asks", NotAMember()),
    ("channel", "A channel of nobody", NotBound()),
    ("begin-slack", "Nobody owns a shop at Slack yet", Unclaimed(how=HOW_TO_BEGIN["slack"])),
    ("begin-discord", "Nobody owns one at Discord yet", Unclaimed(how=HOW_TO_BEGIN["discord"])),
    ("code", "A code that is none, or none any more", WrongCode()),
    ("codes", "Somebody guesses codes", TooManyCodes()),
    ("outsiders", "A digest where another company reads", OutsidersRead()),
    ("button", "A button that is too old", StaleHandle(state="Ask again with its command.")),
    ("name", "Another name than the shop's", WrongConfirmation(name="Demo shop")),
    ("gone", "A shop that was deleted", TenantGone(day="Tue 24 Nov 2026")),
    ("broken", "A failure of ours", BROKEN),
)  # fmt: skip


def refusals() -> tuple[Sample, ...]:
    """Each refusal as a card."""
    return tuple(Sample(f"refusal-{name}", about, refusal(why)) for name, about, why in REFUSALS)
