"""Canonical bytes: the one spelling of a value that is hashed, signed or authenticated."""

from collections.abc import Mapping
from typing import Any

import rfc8785


def framed(*parts: bytes) -> bytes:
    """The parts, each behind its length in four bytes, so that `a|bc` never equals `ab|c`."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """The document as RFC 8785 bytes; ValueError for what has no canonical form (NaN, 2**53)."""
    return rfc8785.dumps(dict(document))
