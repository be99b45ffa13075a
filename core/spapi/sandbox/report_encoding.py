"""How a report is written down: Amazon's encodings, and what it says of them."""

import gzip
from dataclasses import dataclass

from core.spapi.sandbox.faults import Effect, Fault

CODECS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "ISO-8859-1",
    "latin-1": "ISO-8859-1",
    "cp932": "Windows-31J",
}
"""Codecs a report may be written in, each with the charset that Amazon calls it."""

PACKED, FLAGGED = 1, 2
"""Bits of a kept document: it is gzip, and it is said to be."""

_BY_REGION = {"FE": "cp932", "EU": "cp1252"}


@dataclass(frozen=True, slots=True)
class Written:
    """A document's bytes; `flagged` is whether getReportDocument says that they are gzip."""

    raw: bytes
    charset: str
    packed: bool
    flagged: bool


def write(text: str, region: str, fault: Fault | None = None) -> Written:
    """A report's text as the document store keeps it; not UTF-8 outside North America."""
    effect = fault.effect if fault else None
    codec = _BY_REGION.get(region, "utf-8")
    if fault is not None and effect is Effect.ENCODING:
        raw = text.encode(fault.codec, "replace")
        charset = CODECS[fault.codec] if fault.label is None else fault.label
    else:
        charset, raw = _encode(text, codec)
    if effect is Effect.UNPACKED:
        return Written(raw, charset, packed=False, flagged=True)
    packed = gzip.compress(raw, 6, mtime=0)
    return Written(packed, charset, packed=True, flagged=effect is not Effect.UNFLAGGED)


def _encode(text: str, codec: str) -> tuple[str, bytes]:
    """A character that the encoding does not have makes the whole report UTF-8."""
    try:
        return CODECS[codec], text.encode(codec)
    except UnicodeEncodeError:
        return CODECS["utf-8"], text.encode()
