"""Key-encryption keys: the port to what wraps keys, and the key file of a small installation."""

import base64
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.errors import BadSetting, KeyFileMissing, KeyFileWrong
from storage.durable_file import placed_once

_SCHEMA = "amzigo-key/1"
_SCRYPT = {"name": "scrypt", "n": 2**15, "r": 8, "p": 1}
_VERSION = b"\x01"
_NONCE = 12


class KeyProvider(Protocol):
    """Wraps and unwraps keys under a key-encryption key that never leaves it."""

    @property
    def key_id(self) -> str:
        """Names the key-encryption key, at most 200 characters; a commitment to it, if it can."""
        ...

    @property
    def place(self) -> str:
        """Where the key-encryption key is, in words for the operator."""
        ...

    def load(self, fresh: bool) -> None:
        """Get ready; `fresh` allows a new key, as nothing is wrapped yet. Else KeyFileMissing."""
        ...

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """The key encrypted, bound to the context."""
        ...

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """The key again; KeyFileWrong if it was not wrapped here for this context."""
        ...


def commitment(key: bytes) -> bytes:
    """32 bytes that only this key has (AES-GCM alone does not commit to its key)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"commit").derive(key)


@dataclass(slots=True)
class KeyFile:
    """A key-encryption key in a JSON file that only its owner may read, passphrase or not."""

    path: Path
    passphrase: str | None = field(default=None, repr=False)
    _key: bytes | None = field(default=None, init=False, repr=False)

    @property
    def key_id(self) -> str:
        """`file:` and the commitment to the key, which the key store remembers."""
        return "file:" + commitment(self._loaded()).hex()

    @property
    def place(self) -> str:
        """The path."""
        return str(self.path)

    def load(self, fresh: bool) -> None:
        """Read the file; make it once, if nothing depends on it yet."""
        if fresh and not self.path.exists():
            document = _document(os.urandom(32), self.passphrase)
            with placed_once(self.path) as draft:
                draft.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        self._key = _key_of(self.path, _read_private(self.path), self.passphrase)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """AES-256-GCM with a random nonce and the context as associated data."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + AESGCM(self._loaded()).encrypt(nonce, key, context)

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """The key that was wrapped."""
        nonce, sealed = blob[1 : 1 + _NONCE], blob[1 + _NONCE :]
        if blob[:1] != _VERSION or len(nonce) != _NONCE:
            raise KeyFileWrong(path=self.place)
        try:
            return AESGCM(self._loaded()).decrypt(nonce, sealed, context)
        except InvalidTag:
            raise KeyFileWrong(path=self.place) from None

    def _loaded(self) -> bytes:
        if self._key is None:
            raise KeyFileMissing(path=self.place)
        return self._key


def _document(key: bytes, passphrase: str | None) -> dict[str, Any]:
    if passphrase is None:
        return {"schema": _SCHEMA, "kdf": None, "key": _b64(key)}
    salt, nonce = os.urandom(16), os.urandom(_NONCE)
    sealed = nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, key, _SCHEMA.encode())
    return {"schema": _SCHEMA, "kdf": {**_SCRYPT, "salt": _b64(salt)}, "key": _b64(sealed)}


def _key_of(path: Path, raw: bytes, passphrase: str | None) -> bytes:
    name = f"The key file {path}"
    try:
        document = json.loads(raw)
        kdf, body = document["kdf"], base64.b64decode(document["key"], validate=True)
        salt = None if kdf is None else base64.b64decode(kdf["salt"], validate=True)
        known = document["schema"] == _SCHEMA and (kdf is None or {**kdf, **_SCRYPT} == kdf)
    except (ValueError, KeyError, TypeError):
        raise BadSetting(name=name, reason="it is damaged; restore it from your backup") from None
    if not known:
        raise BadSetting(name=name, reason="it was made by a newer amzigo; update amzigo")
    key = body if salt is None else _opened(name, body, salt, passphrase)
    if len(key) != 32:
        raise BadSetting(name=name, reason="it is damaged; restore it from your backup")
    return key


def _opened(name: str, body: bytes, salt: bytes, passphrase: str | None) -> bytes:
    if passphrase is None:
        raise BadSetting(name=name, reason="it needs its passphrase, and none is set")
    try:
        stretched = AESGCM(_stretched(passphrase, salt))
        return stretched.decrypt(body[:_NONCE], body[_NONCE:], _SCHEMA.encode())
    except (InvalidTag, ValueError):
        raise BadSetting(name=name, reason="the passphrase does not open it") from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    n, r, p = 2**15, 8, 1
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _read_private(path: Path) -> bytes:
    """The file's bytes, if nobody but its owner can read them; checked on the open file itself."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeyFileMissing(path=path) from None
    except OSError as error:
        raise BadSetting(
            name=f"The key file {path}", reason=f"it cannot be read ({error.strerror})"
        ) from None
    with os.fdopen(handle, "rb") as file:
        if os.fstat(handle).st_mode & 0o077:
            reason = f"others on this machine can read it; run `chmod 600 {path}`"
            raise BadSetting(name=f"The key file {path}", reason=reason)
        return file.read(65536)
