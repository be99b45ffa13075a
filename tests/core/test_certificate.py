"""The certificate and its file: what is issued checks out, and nothing else does."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from core.canonical import canonical_json, framed
from core.certificate import Certificate, Outcome, TableCount, subject_commitment
from core.certificate_file import MOST_BYTES, check, issue
from core.errors import BadCertificate
from tests.cases import cases
from tests.certificates import AT, sample


@dataclass(frozen=True)
class PlainSigner:
    """A signer without cryptography: whoever knows the public key can check, and sign, too."""

    public_key: bytes = bytes(range(32))

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.public_key).hexdigest()[:32]

    def sign(self, message: bytes) -> bytes:
        return hmac.digest(self.public_key, message, "sha512")


def signed_by(public_key: bytes, signature: bytes, message: bytes) -> bool:
    return hmac.compare_digest(PlainSigner(public_key).sign(message), signature)


SIGNER = PlainSigner()
CERTIFICATE = sample(SIGNER.key_id)
TIMES = CERTIFICATE.times
ISSUED = issue(CERTIFICATE, SIGNER)


def forged(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A file whose content was changed before it was signed: only the content can be at fault."""
    parts = json.loads(ISSUED)
    change(parts["certificate"])
    signature = SIGNER.sign(canonical_json(parts["certificate"]))
    parts["signature"] = base64.b64encode(signature).decode()
    return canonical_json(parts)


def refused(raw: bytes) -> str:
    with pytest.raises(BadCertificate) as caught:
        check(raw, signed_by)
    return caught.value.message


def test_what_is_issued_checks_out() -> None:
    signed = check(ISSUED, signed_by)
    assert signed.certificate == CERTIFICATE
    assert (signed.key_id, signed.public_key) == (SIGNER.key_id, SIGNER.public_key)


def test_the_file_names_nobody() -> None:
    assert b"demo seller" not in ISSUED
    nonce = bytes(32)
    expected = hashlib.sha256(nonce + b"demo seller").hexdigest()
    assert CERTIFICATE.subject_commitment == expected
    with pytest.raises(ValueError, match="32 bytes"):
        subject_commitment(b"", "demo seller")


def test_times_are_written_in_utc() -> None:
    times = json.loads(ISSUED)["certificate"]["times"]
    assert times["requested"] == "2026-11-21T18:00:00Z"
    assert times["key_copies_expire"] == "2026-12-05T18:00:00Z"


def test_one_flipped_bit_is_noticed() -> None:
    for case in cases(150):
        bit = case.number(0, len(ISSUED) * 8 - 1)
        damaged = bytearray(ISSUED)
        damaged[bit // 8] ^= 1 << bit % 8
        assert refused(bytes(damaged)), bit


def test_spare_bits_of_the_signature_are_noticed() -> None:
    """Base64 of 64 bytes has four bits that say nothing; they too have one right value."""
    parts = json.loads(ISSUED)
    last = parts["signature"][85]
    other = chr(ord(last) + 1)
    parts["signature"] = parts["signature"][:85] + other + "=="
    assert "damaged" in refused(canonical_json(parts))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not JSON"),
        (ISSUED[:-40], "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"[]", "not a certificate"),
        (b"{}", "not a certificate"),
        (b'{"certificate": 1.5}', "fraction"),
        (b'{"certificate": NaN}', "fraction"),
        (b'{"key_id": "a", "key_id": "a"}', "twice"),
        (b" " * (MOST_BYTES + 1), "larger than 1 MB"),
        (ISSUED.replace(b"14210", b"14211"), "changed"),
        (ISSUED.replace(b"amzigo-certificate/1", b"amzigo-certificate/2"), "version"),
        (ISSUED.replace(b'"before":14210', b'"before":99999999999999999999'), "no certificate"),
        (ISSUED.replace(b"tenant-4f2a", b"\\ud800"), "no certificate"),
        (ISSUED.replace(b'{"certificate"', b'{ "certificate"'), "exact form"),
        (json.dumps(json.loads(ISSUED), indent=2).encode(), "exact form"),
        (ISSUED + b"\n", "exact form"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_not_as_issued_is_refused(raw: bytes, reason: str) -> None:
    assert reason in refused(raw)


def test_a_nest_too_deep_to_spell_again_is_refused() -> None:
    nest = "[" * 900 + "]" * 900
    body = f'{{"schema":"amzigo-certificate/1","x":{nest}}}'
    raw = f'{{"certificate":{body},"key_id":"","public_key":"","signature":""}}'
    assert refused(raw.encode())


def test_another_key_in_the_file_is_refused() -> None:
    parts = json.loads(issue(sample(PlainSigner(bytes(32)).key_id), PlainSigner(bytes(32))))
    parts["key_id"] = SIGNER.key_id
    assert "not the key that it names" in refused(canonical_json(parts))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda body: body["tables"][0].update(after=1), "1 rows of order_line are still there"),
        (lambda body: body["tables"][2].update(reason=""), "without a reason"),
        (lambda body: body["tables"][0].update(outcome="moved"), "neither deleted nor kept"),
        (lambda body: body["tables"].append(body["tables"][0]), "one twice"),
        (lambda body: body["tables"].clear(), "names no table"),
        (lambda body: body["keys_destroyed"].clear(), "no destroyed key"),
        (lambda body: body["times"].update(requested="2026-11-22T00:00:00Z"), "not in order"),
        (lambda body: body["times"].update(stopped="2026-11-21 18:00:01"), "times.stopped"),
        (lambda body: body["times"].update(stopped="2026-02-30T18:00:00Z"), "times.stopped"),
        (lambda body: body["tables"][0].update(before=True), "tables.before"),
        (lambda body: body["tables"][0].update(before=-1), "tables.before"),
        (lambda body: body["tables"].append("order_line"), "tables"),
        (lambda body: body.pop("audit_head"), "audit_head"),
        (lambda body: body.update(audit_head=[]), "audit_head"),
        (lambda body: body.update(policy_versions={"a": 1}), "policy_versions"),
        (lambda body: body.update(not_claimed="nothing"), "not_claimed"),
        (lambda body: body.update(extra=1), "cannot read"),
        (lambda body: body["posts"].update(extra=1), "cannot read"),
        (lambda body: body.update(trigger="\x1b[2Jrevoke"), "trigger"),
        (lambda body: body.update(trigger="revoke \u202e"), "trigger"),
        (lambda body: body.update(subject_commitment="XYZ"), "subject_commitment"),
    ],
)
def test_a_signed_certificate_that_contradicts_itself_is_refused(
    change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    assert reason in refused(forged(change))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(CERTIFICATE, tables=(TableCount("order_line", 2, 1),)), "still there"),
        (replace(CERTIFICATE, tables=(TableCount("audit", 2, 2, Outcome.KEPT),)), "reason"),
        (replace(CERTIFICATE, times=replace(TIMES, stopped=AT - timedelta(days=1))), "order"),
        (replace(CERTIFICATE, signing_key_id="00"), "another signing key"),
    ],
)
def test_a_certificate_that_would_not_check_out_is_never_issued(
    broken: Certificate, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        issue(broken, SIGNER)


def test_framed_parts_are_never_confused() -> None:
    assert framed(b"a", b"bc") != framed(b"ab", b"c")
    assert framed(b"a", b"") != framed(b"a")
