"""What a wipe's certificate is made of: only of what was observed, and never too large to check."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.canonical import canonical_json
from core.certificate import LeftPost, Outcome
from core.certificate_file import MOST_BYTES
from core.model import TenantId
from core.ports.wipe import Revocation, RowCount, Stage
from core.wipe_progress import Issuer, Progress, certificate_of_wipe, listed, progress_of

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
LEFT = LeftPost("slack", "C0DEMO1234", AT, "the channel is archived")
SEEN = Progress(
    stopped=AT + timedelta(seconds=1),
    before=(RowCount("order_line", 14), RowCount("audit", 3, "legal obligation")),
    audit_count=3,
    audit_hash="ab" * 32,
    posts_known=3,
    posts_deleted=2,
    posts_left=(LEFT,),
    rows_deleted=AT + timedelta(seconds=2),
    key_destroyed=AT + timedelta(seconds=3),
    key_id="00" * 16,
)
AFTER = (RowCount("order_line", 0), RowCount("audit", 3, "legal obligation"))


def revocation(seen: Progress) -> Revocation:
    progress = seen.as_json()
    stage, shop = Stage.TRACES_GONE, TenantId("demo")
    return Revocation("p-1", bytes(32), shop, "cert-1", "cd" * 32, None, AT, stage, progress)


def test_progress_survives_its_record() -> None:
    assert progress_of(SEEN.as_json()) == SEEN
    assert progress_of({}) == Progress()


def test_the_certificate_says_what_was_observed() -> None:
    certificate = certificate_of_wipe(revocation(SEEN), AFTER, Issuer("0.1.0", "ef" * 16))
    assert certificate.fault() is None
    lines, audit = certificate.tables
    assert (lines.before, lines.after, lines.outcome) == (14, 0, Outcome.DELETED)
    assert (audit.after, audit.outcome, audit.reason) == (3, Outcome.KEPT, "legal obligation")
    assert (certificate.posts_deleted, certificate.posts_left) == (2, (LEFT,))
    assert certificate.times.key_copies_expire == AT + timedelta(days=14, seconds=3)


def test_rows_that_are_back_are_no_deletion() -> None:
    back = (RowCount("order_line", 1),)
    assert "still there" in str(certificate_of_wipe(revocation(SEEN), back, Issuer("0")).fault())


@pytest.mark.parametrize(
    "seen",
    [
        Progress(),
        replace(SEEN, stopped=None),
        replace(SEEN, rows_deleted=None),
        replace(SEEN, key_destroyed=None),
    ],
)
def test_a_step_that_was_not_observed_is_not_certified(seen: Progress) -> None:
    with pytest.raises(ValueError, match="not observed"):
        certificate_of_wipe(revocation(seen), AFTER, Issuer("0"))


def test_very_many_posts_left_are_told_by_channel() -> None:
    many = [replace(LEFT, channel=f"C0DEMO{number % 4}") for number in range(9_000)]
    told = listed(many)
    assert [post.channel for post in told] == ["C0DEMO0", "C0DEMO1", "C0DEMO2", "C0DEMO3"]
    assert told[0].reason == "the channel is archived (2250 posts, this is the oldest)"
    assert listed(many[:9]) == tuple(many[:9])
    seen = replace(SEEN, posts_left=tuple(many[:2_000]))
    issued = certificate_of_wipe(revocation(seen), AFTER, Issuer("0.1.0", "ef" * 16))
    assert len(canonical_json(issued.as_json())) < MOST_BYTES / 2
