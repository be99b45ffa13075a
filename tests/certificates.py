"""A deletion certificate to try things on."""

from datetime import UTC, datetime, timedelta

from core.certificate import (
    AuditHead,
    Certificate,
    LeftPost,
    Outcome,
    TableCount,
    WipeTimes,
    subject_commitment,
)

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def sample(signing_key_id: str) -> Certificate:
    """A certificate of a whole wipe, with one post that could not be deleted."""
    return Certificate(
        cert_id="cert-7",
        trigger="revoke by owner",
        tenant="tenant-4f2a",
        subject_commitment=subject_commitment(bytes(32), "demo seller"),
        times=WipeTimes(
            requested=AT,
            stopped=AT + timedelta(seconds=1),
            rows_deleted=AT + timedelta(seconds=9),
            key_destroyed=AT + timedelta(seconds=9),
            key_copies_expire=AT + timedelta(days=14),
        ),
        tables=(
            TableCount("order_line", 14_210, 0),
            TableCount("product", 25, 0),
            TableCount("audit", 91, 91, Outcome.KEPT, "the record of what was done, no names"),
        ),
        posts_deleted=3,
        posts_left=(LeftPost("slack", "C0DEMO", AT, "the channel is archived"),),
        keys_destroyed=("00112233445566778899aabbccddeeff",),
        audit_head=AuditHead(91, "ab" * 32),
        software="0.1.0",
        policy_versions={"retention": "1", "review window": "2"},
        signing_key_id=signing_key_id,
    )
