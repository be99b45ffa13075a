"""The random values that amzigo makes: ids, references, nonces."""

import secrets

from core.certificate import NONCE_BYTES
from core.policy.claim_codes import ALPHABET, SIGNS
from core.policy.email_code import DIGITS


def new_id() -> str:
    """A fresh random id of 16 hex digits."""
    return secrets.token_hex(8)


def new_ref() -> str:
    """128 random bits for a button's reference."""
    return secrets.token_urlsafe(16)


def new_nonce() -> bytes:
    """Random bytes that hide a certificate's subject from whoever lacks them."""
    return secrets.token_bytes(NONCE_BYTES)


def new_code() -> str:
    """Four random hex digits to name a failure by."""
    return secrets.token_hex(2).upper()


def new_claim_code() -> str:
    """The 60 random bits of a code that makes an owner, in signs that nobody confuses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))


def new_digits() -> str:
    """Eight random digits to be mailed."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
