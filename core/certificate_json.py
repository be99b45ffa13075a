"""Reads a certificate's JSON back into its type; every field is there, nothing else is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from core.certificate import (
    SCHEMA,
    AuditHead,
    Certificate,
    LeftPost,
    Outcome,
    TableCount,
    WipeTimes,
)
from core.errors import BadCertificate

T = TypeVar("T")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_HEX = re.compile(r"[0-9a-f]+")


def certificate_of(body: dict[str, Any]) -> Certificate:
    """The certificate; BadCertificate if a field is missing, unknown or of another kind."""
    found = _Fields("certificate", body)
    posts = _Fields("posts", found.take("posts"))
    certificate = Certificate(
        cert_id=found.text("cert_id"),
        trigger=found.text("trigger"),
        tenant=found.text("tenant"),
        subject_commitment=found.hex("subject_commitment"),
        times=_times(_Fields("times", found.take("times"))),
        tables=found.many("tables", _table),
        posts_deleted=posts.number("deleted"),
        posts_left=posts.many("left", _post),
        keys_destroyed=found.texts("keys_destroyed"),
        audit_head=_head(_Fields("audit_head", found.take("audit_head"))),
        software=found.text("software"),
        policy_versions=_versions(found.take("policy_versions")),
        signing_key_id=found.hex("signing_key_id"),
        not_claimed=found.texts("not_claimed"),
    )
    if found.text("schema") != SCHEMA:
        raise BadCertificate(reason=f"its schema is not {SCHEMA}")
    posts.done()
    found.done()
    return certificate


class _Fields:
    """An object of the document; each field is taken once and none may be left over."""

    def __init__(self, name: str, found: Any) -> None:
        if not isinstance(found, dict):
            raise BadCertificate(reason=f"its field {name} is missing or malformed")
        self._name, self._left = name, dict(found)

    def take(self, field: str) -> Any:
        if field not in self._left:
            raise self._bad(field)
        return self._left.pop(field)

    def text(self, field: str) -> str:
        return _text(self.take(field), lambda: self._bad(field))

    def hex(self, field: str) -> str:
        found = self.text(field)
        if not _HEX.fullmatch(found):
            raise self._bad(field)
        return found

    def number(self, field: str) -> int:
        found = self.take(field)
        if type(found) is not int or found < 0:
            raise self._bad(field)
        return found

    def time(self, field: str) -> datetime:
        found = self.text(field)
        if not _INSTANT.fullmatch(found):
            raise self._bad(field)
        try:
            return datetime.strptime(found, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise self._bad(field) from None

    def many(self, field: str, read: "Callable[[_Fields], T]") -> tuple[T, ...]:
        found = self.take(field)
        if not isinstance(found, list):
            raise self._bad(field)
        return tuple(read(_Fields(field, one)) for one in found)

    def texts(self, field: str) -> tuple[str, ...]:
        found = self.take(field)
        if not isinstance(found, list):
            raise self._bad(field)
        return tuple(_text(one, lambda: self._bad(field)) for one in found)

    def done(self) -> None:
        if self._left:
            raise BadCertificate(reason=f"its {self._name} has fields that this amzigo cannot read")

    def _bad(self, field: str) -> BadCertificate:
        path = field if self._name == "certificate" else f"{self._name}.{field}"
        return BadCertificate(reason=f"its field {path} is missing or malformed")


def _text(found: Any, bad: Callable[[], BadCertificate]) -> str:
    """Text that a terminal shows as it is: no control, invisible or direction characters."""
    if not isinstance(found, str) or not found.isprintable():
        raise bad()
    return found


def _times(found: _Fields) -> WipeTimes:
    times = WipeTimes(
        requested=found.time("requested"),
        stopped=found.time("stopped"),
        rows_deleted=found.time("rows_deleted"),
        key_destroyed=found.time("key_destroyed"),
        key_copies_expire=found.time("key_copies_expire"),
    )
    found.done()
    return times


def _table(found: _Fields) -> TableCount:
    kinds = {kind.value: kind for kind in Outcome}
    outcome = kinds.get(found.text("outcome"))
    if outcome is None:
        raise BadCertificate(reason="a table was neither deleted nor kept")
    count = TableCount(
        table=found.text("table"),
        before=found.number("before"),
        after=found.number("after"),
        outcome=outcome,
        reason=found.text("reason"),
    )
    found.done()
    return count


def _post(found: _Fields) -> LeftPost:
    post = LeftPost(
        platform=found.text("platform"),
        channel=found.text("channel"),
        posted_at=found.time("posted_at"),
        reason=found.text("reason"),
    )
    found.done()
    return post


def _head(found: _Fields) -> AuditHead:
    head = AuditHead(count=found.number("count"), hash=found.hex("hash"))
    found.done()
    return head


def _versions(found: Any) -> dict[str, str]:
    def bad() -> BadCertificate:
        return BadCertificate(reason="its field policy_versions is missing or malformed")

    if not isinstance(found, dict):
        raise bad()
    return {_text(name, bad): _text(version, bad) for name, version in found.items()}
