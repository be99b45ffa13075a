"""Ed25519: a signature fits one message under one key, and certificates stand on it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.certificate_file import check, issue
from core.errors import BadCertificate
from storage.signing import Ed25519Signer, fingerprint, signed_by
from tests.certificates import sample

SIGNER = Ed25519Signer(bytes(range(32)))
ISSUED = issue(sample(SIGNER.key_id), SIGNER)


def test_a_signature_fits_its_message_and_key_only() -> None:
    signature, other = SIGNER.sign(b"head"), Ed25519Signer(bytes(32))
    assert signed_by(SIGNER.public_key, signature, b"head")
    assert not signed_by(SIGNER.public_key, signature, b"tail")
    assert not signed_by(other.public_key, signature, b"head")
    assert not signed_by(b"short", signature, b"head")


def test_the_key_id_is_the_fingerprint_and_new_keys_differ() -> None:
    assert SIGNER.key_id == fingerprint(SIGNER.public_key)
    assert Ed25519Signer.new().key_id != Ed25519Signer.new().key_id
    assert SIGNER.private.hex() not in repr(SIGNER)


@given(bit=st.integers(0, len(ISSUED) * 8 - 1))
@settings(max_examples=100, deadline=None)
def test_one_flipped_bit_of_a_signed_certificate_is_noticed(bit: int) -> None:
    assert check(ISSUED, signed_by).key_id == SIGNER.key_id
    damaged = bytearray(ISSUED)
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadCertificate):
        check(bytes(damaged), signed_by)
