"""`settings me`: what is kept of a member, and the mail that verifies an owner's address."""

from dataclasses import replace
from datetime import timedelta

from bot.handlers.me_card import code_card, me_card
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import DAY, NAME, NOW, US
from core.model import MemberRole
from core.owner_email import MeFacts

MASKED, SECOND = "o…@example.com", "o…@example.org"
FACTS = MeFacts(
    "me/1",
    NAME,
    NOW,
    "slack",
    "T0SHOP",
    MemberRole.OWNER,
    NOW - 200 * DAY,
    None,
    MASKED,
    NOW - 30 * DAY,
    None,
    None,
)


def me_cards() -> tuple[Sample, ...]:
    """Every card of `settings me`."""
    zone, until = US.zone, NOW + timedelta(minutes=30)
    asked = replace(FACTS, asked=SECOND, asked_until=until)
    viewer = replace(
        FACTS, role=MemberRole.VIEWER, added_by="U0OWNER", email=None, verified_at=None
    )
    sent = me_card(asked, zone, ("A code is on its way to ", SECOND), can_mail=True)
    done = me_card(FACTS, zone, ("I write to ", MASKED, " now"), can_mail=True)
    return (
        Sample("me", "For an owner", me_card(FACTS, zone, can_mail=True), ("settings me",)),
        Sample("me-viewer", "For a viewer", me_card(viewer, zone, can_mail=True)),
        Sample("me-asked", "A code was mailed", sent),
        Sample("me-verified", "The code came back", done, ("settings.code",)),
        Sample("me-mail", "The mail with the code", code_card("01234567")),
    )
