"""What a wipe observed so far, as its record keeps it, and the certificate made of that alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.certificate import (
    AuditHead,
    Certificate,
    LeftPost,
    Outcome,
    TableCount,
    WipeTimes,
    instant,
)
from core.ports.wipe import Revocation, RowCount

KEY_COPIES_LIFE = timedelta(days=14)
"""How long a copy of the key store made before a wipe may exist (docs/adr/0003)."""

TRIGGER = "revoke by owner"

MOST_LEFT = 2_000
"""Posts left that a certificate lists one by one; of more, one entry a channel."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What was observed; a field is empty until its stage is reached. Times are whole seconds."""

    stopped: datetime | None = None
    before: tuple[RowCount, ...] = ()
    audit_count: int = 0
    audit_hash: str = ""
    posts_known: int = 0
    posts_deleted: int = 0
    posts_left: tuple[LeftPost, ...] = ()
    rows_deleted: datetime | None = None
    key_destroyed: datetime | None = None
    key_id: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the record keeps it."""
        return {
            "stopped": _text(self.stopped),
            "before": [list(count) for count in self.before],
            "audit_count": self.audit_count,
            "audit_hash": self.audit_hash,
            "posts_known": self.posts_known,
            "posts_deleted": self.posts_deleted,
            "posts_left": [
                [post.platform, post.channel, instant(post.posted_at), post.reason]
                for post in self.posts_left
            ],
            "rows_deleted": _text(self.rows_deleted),
            "key_destroyed": _text(self.key_destroyed),
            "key_id": self.key_id,
        }


def progress_of(kept: Mapping[str, Any]) -> Progress:
    """The progress in a record; that of a new one is empty."""
    if not kept:
        return Progress()
    return Progress(
        stopped=_time(kept["stopped"]),
        before=tuple(RowCount(*count) for count in kept["before"]),
        audit_count=kept["audit_count"],
        audit_hash=kept["audit_hash"],
        posts_known=kept["posts_known"],
        posts_deleted=kept["posts_deleted"],
        posts_left=tuple(
            LeftPost(platform, channel, _moment(at), reason)
            for platform, channel, at, reason in kept["posts_left"]
        ),
        rows_deleted=_time(kept["rows_deleted"]),
        key_destroyed=_time(kept["key_destroyed"]),
        key_id=kept["key_id"],
    )


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: the software's version, its policies' versions, its signing key's id."""

    software: str
    signing_key_id: str = ""
    policy_versions: Mapping[str, str] = field(default_factory=dict)


def certificate_of_wipe(kept: Revocation, after: Sequence[RowCount], issuer: Issuer) -> Certificate:
    """The certificate of a wipe that was observed to its end, with the rows counted anew."""
    seen = progress_of(kept.progress)
    if seen.stopped is None or seen.rows_deleted is None or seen.key_destroyed is None:
        raise ValueError("a step of the wipe was not observed")
    before = {count.table: count.rows for count in seen.before}
    return Certificate(
        cert_id=kept.certificate_id,
        trigger=TRIGGER,
        tenant=kept.pseudonym,
        subject_commitment=kept.commitment,
        times=WipeTimes(
            requested=kept.requested_at,
            stopped=seen.stopped,
            rows_deleted=seen.rows_deleted,
            key_destroyed=seen.key_destroyed,
            key_copies_expire=seen.key_destroyed + KEY_COPIES_LIFE,
        ),
        tables=tuple(_table(count, before.get(count.table, 0)) for count in after),
        posts_deleted=seen.posts_deleted,
        posts_left=listed(seen.posts_left),
        keys_destroyed=(seen.key_id,),
        audit_head=AuditHead(seen.audit_count, seen.audit_hash),
        software=issuer.software,
        policy_versions=issuer.policy_versions,
        signing_key_id=issuer.signing_key_id,
    )


def listed(left: Sequence[LeftPost]) -> tuple[LeftPost, ...]:
    """The posts left, each; so many that no certificate could hold them: each channel's oldest."""
    if len(left) <= MOST_LEFT:
        return tuple(left)
    channels: dict[tuple[str, str, str], list[LeftPost]] = {}
    for post in left:
        channels.setdefault((post.platform, post.channel, post.reason), []).append(post)
    return tuple(
        replace(posts[0], reason=f"{posts[0].reason} ({len(posts)} posts, this is the oldest)")
        for posts in channels.values()
    )


def _table(count: RowCount, before: int) -> TableCount:
    outcome = Outcome.KEPT if count.kept else Outcome.DELETED
    return TableCount(count.table, before, count.rows, outcome, count.kept)


def _text(at: datetime | None) -> str | None:
    return None if at is None else instant(at)


def _time(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
