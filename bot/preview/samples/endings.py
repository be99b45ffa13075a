"""What ends: an authorization's life, and everything of a shop, with its certificate."""

import json
from dataclasses import replace
from datetime import timedelta

from bot.handlers.authorization import (
    ended_card,
    ending_card,
    paused_card,
    resumed_card,
    wiped_card,
)
from bot.handlers.revoke import preview_card, revoked_card
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import DAY, NAME, NOW, US
from core.certificate import (
    AuditHead,
    Certificate,
    LeftPost,
    Outcome,
    TableCount,
    WipeTimes,
    subject_commitment,
)
from core.policy.authorization import AUTHORIZATION_LIFE
from core.revoke import Revoked, RevokePreview

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
PREVIEW = RevokePreview(NAME, 1_204_118, 412, 3, 2_016, 4, connected=True)
NONCE = bytes(range(32))
CERTIFICATE = Certificate(
    cert_id="demo-1",
    trigger="revoke by owner",
    tenant="tenant-demo",
    subject_commitment=subject_commitment(NONCE, NAME),
    times=WipeTimes(NOW, NOW + SECOND, NOW + 9 * SECOND, NOW + 9 * SECOND, NOW + 11 * DAY),
    tables=(
        TableCount("order_line", 1_204_118, 0),
        TableCount("product", 412, 0),
        TableCount("audit", 91, 91, Outcome.KEPT, "the record of what was done, no names"),
    ),
    posts_deleted=2_013,
    posts_left=tuple(
        LeftPost("slack", "C0DEMO", NOW - n * DAY, "the channel is archived") for n in range(3)
    ),
    keys_destroyed=("00112233445566778899aabbccddeeff",),
    audit_head=AuditHead(91, "ab" * 32),
    software="0.1.0",
    policy_versions={"retention": "1"},
    signing_key_id="demo",
)


def endings() -> tuple[Sample, ...]:
    """Pauses, ends, `revoke` and what it leaves."""
    name, hours = "Demo shop NA", NOW - 2 * HOUR
    file = json.dumps({"certificate": CERTIFICATE.cert_id, "drawing": True}).encode()
    revoked = Revoked(CERTIFICATE, file, NONCE)
    empty = RevokePreview(NAME, 0, 0, 0, 0, 0, connected=False)
    last = NOW - AUTHORIZATION_LIFE + 12 * DAY
    gone = replace(revoked, certificate=replace(CERTIFICATE, posts_left=()))
    return (
        Sample("revoke", "Before everything is deleted", preview_card(PREVIEW), ("revoke",)),
        Sample("revoke-empty", "Before there is anything to delete", preview_card(empty)),
        Sample("revoke-done", "Everything is deleted", revoked_card(revoked), ("revoke.confirm",)),
        Sample("authorization-wiped", "Amazon refused the last account", wiped_card(gone)),
        Sample("authorization-paused", "Amazon refuses an account",
               paused_card(NAME, name, hours, NOW + 22 * HOUR, US.zone)),
        Sample("authorization-resumed", "It accepts it again",
               resumed_card(name, hours, NOW, US.zone)),
        Sample("authorization-ended", "It refused it for a day",
               ended_card(NAME, name, NOW, US.zone)),
        Sample("authorization-ending", "It is almost a year old",
               ending_card(NAME, name, last, NOW, US.zone)),
    )  # fmt: skip
