"""The certificate's file: a signed certificate as exact bytes, issued here and read with distrust.

The file is one line of canonical JSON (RFC 8785):
`{"certificate": {...}, "key_id": ..., "public_key": base64, "signature": base64}`. The signature
covers the canonical bytes of `certificate`. A file in any other form is refused, so that no two
different files pass for the same certificate.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from core.canonical import canonical_json
from core.certificate import SCHEMA, Certificate
from core.certificate_json import certificate_of
from core.errors import BadCertificate
from core.keys import Signer

MOST_BYTES = 1_000_000
_PARTS = {"certificate", "key_id", "public_key", "signature"}

CheckSignature = Callable[[bytes, bytes, bytes], bool]
"""(public key, signature, message) -> whether the signature is that key's."""


@dataclass(frozen=True, slots=True)
class SignedCertificate:
    """A certificate whose signature was checked against the key that its own file names."""

    certificate: Certificate
    key_id: str
    public_key: bytes


def issue(certificate: Certificate, signer: Signer) -> bytes:
    """The file's bytes; ValueError for a certificate that would not be accepted."""
    fault = certificate.fault()
    if fault or certificate.signing_key_id != signer.key_id:
        raise ValueError(fault or "the certificate names another signing key")
    body = certificate.as_json()
    parts = {
        "certificate": body,
        "key_id": signer.key_id,
        "public_key": base64.b64encode(signer.public_key).decode(),
        "signature": base64.b64encode(signer.sign(canonical_json(body))).decode(),
    }
    return canonical_json(parts) + b"\n"


def check(raw: bytes, check_signature: CheckSignature) -> SignedCertificate:
    """The certificate in a file, if all of it holds; BadCertificate says what does not.

    Says nothing about whose the key is: that takes the operator's published key.
    """
    if len(raw) > MOST_BYTES:
        _refuse("the file is larger than 1 MB")
    parts = _parts(raw)
    public_key, signature = _base64(parts, "public_key", 32), _base64(parts, "signature", 64)
    key_id = hashlib.sha256(public_key).hexdigest()[:32]
    body = parts["certificate"]
    if key_id != parts["key_id"] or key_id != body.get("signing_key_id"):
        _refuse("the key in it is not the key that it names")
    if not check_signature(public_key, signature, canonical_json(body)):
        _refuse("the content and the signature do not fit together, so it was changed")
    certificate = certificate_of(body)
    fault = certificate.fault()
    if fault:
        _refuse(fault)
    return SignedCertificate(certificate, key_id, public_key)


def _parts(raw: bytes) -> dict[str, Any]:
    """The four parts of a file that is in exactly the form it is issued in."""
    parts = _document(raw)
    if not isinstance(parts, dict) or set(parts) != _PARTS:
        _refuse("it is not a certificate of amzigo")
    body = parts["certificate"]
    if not isinstance(body, dict) or not isinstance(body.get("schema"), str):
        _refuse("it is not a certificate of amzigo")
    if body["schema"] != SCHEMA:
        _refuse(f"this amzigo reads {SCHEMA}; check it with the version that it came from")
    try:
        exact = canonical_json(parts)
    except (ValueError, RecursionError):
        _refuse("it holds a value that no certificate holds")
    if raw not in (exact, exact + b"\n"):
        _refuse("it is not in the exact form it was issued in, so it was edited or reformatted")
    return parts


def _document(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )
    except (ValueError, RecursionError):
        _refuse("the file is not JSON, or was cut off")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different."""
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("it gives a value twice under one name")
    return found


def _no_fraction(_text: str) -> NoReturn:
    _refuse("it holds a fraction, which no certificate does")


def _base64(parts: dict[str, Any], name: str, length: int) -> bytes:
    """Exactly one spelling of exactly this many bytes."""
    try:
        found = base64.b64decode(parts[name], validate=True)
    except (TypeError, ValueError, binascii.Error):
        found = b""
    if len(found) != length or base64.b64encode(found).decode() != parts[name]:
        _refuse(f"its {name.replace('_', ' ')} is damaged")
    return found


def _refuse(reason: str) -> NoReturn:
    raise BadCertificate(reason=reason)
