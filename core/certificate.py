"""The deletion certificate: what a wipe removed, when, and what that does not claim."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

SCHEMA = "amzigo-certificate/1"
NONCE_BYTES = 32
NOT_CLAIMED = (
    "Copies of the key store made before the wipe can hold the key until the date given.",
    "Posts listed as left, and what Slack or Discord keep themselves, are not in our reach.",
    "What people exported or copied out before the wipe is not in our reach.",
    "Storage media were not physically destroyed.",
)
"""What every certificate says it does not prove."""


class Outcome(StrEnum):
    """What the wipe did with a table's rows."""

    DELETED = "deleted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class TableCount:
    """The tenant's rows of one table, counted before and after; rows are kept only for a reason."""

    table: str
    before: int
    after: int
    outcome: Outcome = Outcome.DELETED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeftPost:
    """A post of ours that the platform would not delete."""

    platform: str
    channel: str
    posted_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class WipeTimes:
    """When each step of the wipe was observed, in this order."""

    requested: datetime
    stopped: datetime
    rows_deleted: datetime
    key_destroyed: datetime
    key_copies_expire: datetime
    """Until when a copy of the key store from before the wipe may exist."""

    def in_order(self) -> bool:
        """Whether no step is before the one that precedes it."""
        steps = [self.requested, self.stopped, self.rows_deleted, self.key_destroyed]
        steps.append(self.key_copies_expire)
        return steps == sorted(steps)


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last link of the tenant's audit chain, by which the chain is found complete."""

    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a wipe did, as issued; `tenant` is a pseudonym, the subject only a commitment."""

    cert_id: str
    trigger: str
    tenant: str
    subject_commitment: str
    times: WipeTimes
    tables: tuple[TableCount, ...]
    posts_deleted: int
    posts_left: tuple[LeftPost, ...]
    keys_destroyed: tuple[str, ...]
    audit_head: AuditHead
    software: str
    policy_versions: Mapping[str, str]
    signing_key_id: str
    not_claimed: tuple[str, ...] = NOT_CLAIMED

    def as_json(self) -> dict[str, Any]:
        """The document that is signed."""
        return {
            "schema": SCHEMA,
            "cert_id": self.cert_id,
            "trigger": self.trigger,
            "tenant": self.tenant,
            "subject_commitment": self.subject_commitment,
            "times": _times_json(self.times),
            "tables": [_table_json(count) for count in self.tables],
            "posts": {
                "deleted": self.posts_deleted,
                "left": [_post_json(post) for post in self.posts_left],
            },
            "keys_destroyed": list(self.keys_destroyed),
            "audit_head": {"count": self.audit_head.count, "hash": self.audit_head.hash},
            "software": self.software,
            "policy_versions": dict(self.policy_versions),
            "signing_key_id": self.signing_key_id,
            "not_claimed": list(self.not_claimed),
        }

    def fault(self) -> str | None:
        """Why the certificate contradicts itself, or None; it is neither issued nor accepted so."""
        rest = [count for count in self.tables if count.outcome == Outcome.DELETED and count.after]
        if rest:
            return f"{rest[0].after} rows of {rest[0].table} are still there, yet it says deleted"
        if any(count.outcome == Outcome.KEPT and not count.reason for count in self.tables):
            return "it keeps rows without a reason"
        names = [count.table for count in self.tables]
        if not names or len(set(names)) != len(names):
            return "it names no table, or one twice"
        if not self.times.in_order():
            return "its times are not in order"
        if not self.keys_destroyed:
            return "it names no destroyed key"
        return None


def subject_commitment(nonce: bytes, subject: str) -> str:
    """SHA-256 of nonce and subject, in hex: only who was handed the 32-byte nonce can show it."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("the nonce has 32 bytes")
    return hashlib.sha256(nonce + subject.encode()).hexdigest()


def instant(at: datetime) -> str:
    """A time as it is written in a certificate: UTC, whole seconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _times_json(times: WipeTimes) -> dict[str, str]:
    return {
        "requested": instant(times.requested),
        "stopped": instant(times.stopped),
        "rows_deleted": instant(times.rows_deleted),
        "key_destroyed": instant(times.key_destroyed),
        "key_copies_expire": instant(times.key_copies_expire),
    }


def _table_json(count: TableCount) -> dict[str, Any]:
    return {
        "table": count.table,
        "before": count.before,
        "after": count.after,
        "outcome": count.outcome.value,
        "reason": count.reason,
    }


def _post_json(post: LeftPost) -> dict[str, str]:
    return {
        "platform": post.platform,
        "channel": post.channel,
        "posted_at": instant(post.posted_at),
        "reason": post.reason,
    }
