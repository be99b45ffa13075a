"""Ed25519 signatures: what certificates, tombstones and audit heads are signed with."""

import base64
import hashlib
import json
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.errors import BadArgument


def fingerprint(public_key: bytes) -> str:
    """The key id of a public key: the first 16 bytes of its SHA-256, in hex."""
    return hashlib.sha256(public_key).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Signs with one private key, given as its raw 32 bytes."""

    private: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Ed25519Signer":
        """A signer with a new key of the system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public_key(self) -> bytes:
        """The raw 32 bytes to publish."""
        return Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """The fingerprint of the public key."""
        return fingerprint(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)


def signed_by(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature over the message was made with the private half of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def published_keys(text: str) -> tuple[bytes, ...]:
    """The public keys in what an operator publishes: base64, or the JSON of amzigo-keys.json.

    The JSON is `{"keys": [{"public_key": base64}, ...]}`. BadArgument if there is none.
    """
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else None
        spelled = [text] if found is None else [one["public_key"] for one in found["keys"]]
        keys = tuple(base64.b64decode(one.strip(), validate=True) for one in spelled)
    except (ValueError, KeyError, TypeError, AttributeError):
        keys = ()
    if not keys or any(len(key) != 32 for key in keys):
        shown = text.strip()[:60]
        hint = "Give the operator's public key in base64 (44 characters), or a file with it."
        raise BadArgument(value=shown, name="--key", hint=hint)
    return keys
