"""The vault: seals values under a tenant's key, each to its own place, and makes blind ids.

A record is `version | algorithm | key id (16) | nonce (12) | ciphertext | tag (16)`. The
associated data names tenant, table, column, row and key, so a record opens only where it was made.
Nonces are 96 random bits of the operating system at every call: no generator of our own that a
copied virtual machine could repeat. A tenant's table stays far under the 2**32 records allowed.
"""

import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.canonical import framed
from core.errors import SealBroken
from core.keys import TenantKey

Sealer = Callable[[bytes, bytes], bytes]
"""(row, plaintext) -> record, for one column."""
Opener = Callable[[bytes, bytes], bytes]
"""(row, record) -> plaintext, for one column; SealBroken."""
Blinder = Callable[[str], bytes]
"""value -> its 16-byte blind id, for one purpose."""

_VERSION = b"\x01"
_AES_256_GCM = b"\x01"
_NONCE, _TAG = 12, 16
_HEADER = 2 + 16
_BLOCK = 64
_EXACT_PURPOSES = frozenset({"order"})
"""Ids that Amazon issues: case is theirs. What people type (everything else) is casefolded."""


class Vault:
    """Seals and opens one tenant's values; pure computation, safe to share between threads."""

    def __init__(self, key: TenantKey) -> None:
        self._key = key
        self._header = _VERSION + _AES_256_GCM + key.key_id
        self._ciphers: dict[str, AESGCM] = {}
        self._blinders: dict[str, Blinder] = {}
        self._audit = self._subkey("audit")

    def seal(self, table: str, column: str, row: bytes, plaintext: bytes) -> bytes:
        """The record of a value that belongs to this row of this column."""
        return self.sealer(table, column)(row, plaintext)

    def open_sealed(self, table: str, column: str, row: bytes, record: bytes) -> bytes:
        """The value again; SealBroken if the record was altered or comes from another place."""
        return self.opener(table, column)(row, record)

    def blind(self, purpose: str, value: str) -> bytes:
        """16 bytes that are equal for equal values, and tell nothing without the tenant's key.

        The value is stripped; casefolded too, except for ids that Amazon issues ("order").
        """
        return self.blinder(purpose)(value)

    def audit_mac(self, value: bytes) -> bytes:
        """32 bytes by which the audit recognizes a value; nobody can once the key is destroyed."""
        return hmac.digest(self._audit, value, "sha256")

    def sealer(self, table: str, column: str) -> Sealer:
        """`seal` for many rows of one column, with all that they share prepared."""
        encrypt, random, header = self._cipher(table).encrypt, os.urandom, self._header
        before, after = self._place(table, column)

        def seal(row: bytes, plaintext: bytes) -> bytes:
            nonce = random(_NONCE)
            place = before + len(row).to_bytes(4, "big") + row + after
            return header + nonce + encrypt(nonce, plaintext, place)

        return seal

    def opener(self, table: str, column: str) -> Opener:
        """`open_sealed` for many rows of one column."""
        decrypt, header = self._cipher(table).decrypt, self._header
        before, after = self._place(table, column)

        def unseal(row: bytes, record: bytes) -> bytes:
            if record[:_HEADER] != header or len(record) < _HEADER + _NONCE + _TAG:
                raise SealBroken
            nonce, sealed = record[_HEADER : _HEADER + _NONCE], record[_HEADER + _NONCE :]
            try:
                return decrypt(nonce, sealed, before + len(row).to_bytes(4, "big") + row + after)
            except InvalidTag:
                raise SealBroken from None

        return unseal

    def blinder(self, purpose: str) -> Blinder:
        """`blind` for many values of one purpose."""
        if purpose not in self._blinders:
            exact = purpose in _EXACT_PURPOSES
            self._blinders[purpose] = _blinder(self._subkey(f"bi/{purpose}"), exact)
        return self._blinders[purpose]

    def _cipher(self, table: str) -> AESGCM:
        if table not in self._ciphers:
            self._ciphers[table] = AESGCM(self._subkey(f"enc/{table}"))
        return self._ciphers[table]

    def _place(self, table: str, column: str) -> tuple[bytes, bytes]:
        """The associated data before the row and after it."""
        tenant = self._key.tenant.encode()
        before = framed(_VERSION, tenant, table.encode(), column.encode())
        return before, framed(self._key.key_id)

    def _subkey(self, purpose: str) -> bytes:
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
        return hkdf.derive(self._key.secret)


def _blinder(key: bytes, exact: bool) -> Blinder:
    """HMAC-SHA256 (RFC 2104) with both pads hashed once: half the time of a whole HMAC a call."""
    padded = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)).copy

    def blind(value: str) -> bytes:
        text = value.strip() if exact else value.strip().casefold()
        first, second = inner(), outer()
        first.update(text.encode())
        second.update(first.digest())
        return second.digest()[:16]

    return blind
