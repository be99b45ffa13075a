"""Which encoding a report is in: by its mark, by what fits its bytes, by what was said of it.

UTF-8 comes before the charset that Amazon declared: text in another encoding is hardly ever valid
UTF-8 by accident, while a wrong declaration is common.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_SPOKEN = {
    "windows-31j": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ms932": "cp932",
    "cp932": "cp932",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
"""What charsets are called; who says ISO-8859-1 sends cp1252, which only has more characters."""


def declared(content_type: str | None) -> str | None:
    """The encoding that a Content-Type names, None where it names none that helps."""
    found = _CHARSET.search(content_type or "")
    return _SPOKEN.get(found[1].casefold()) if found else None


class EncodingProbe:
    """Finds the encoding of a file from its bytes, fed a line at a time."""

    def __init__(self, told: str | None = None) -> None:
        self._told = told
        self._utf8 = True
        self._cp932 = True

    def feed(self, line: bytes) -> None:
        """Look at one more line."""
        if line.isascii():
            return
        self._utf8 = self._utf8 and _decodes(line, "utf-8")
        self._cp932 = self._cp932 and _decodes(line, "cp932")

    def found(self, *, japanese: bool) -> str:
        """UTF-8 where it fits; else what was declared; else cp932 for a Japanese store, or cp1252.

        Holes of cp1252 are read as latin-1.
        """
        if self._utf8:
            return "utf-8"
        if self._told == "cp1252":
            return self._told
        return "cp932" if self._cp932 and (japanese or self._told == "cp932") else "cp1252"


def decode(line: bytes, encoding: str) -> str:
    """A line as text; bytes that cp1252 leaves undefined are read as latin-1."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return line.decode("latin-1")


def unmarked(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks without their mark, in UTF-8 where the mark says that they are UTF-16."""
    stream = iter(blocks)
    first = next(stream, b"")
    if not first.startswith(UTF16):
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from stream
        return
    reader = codecs.getincrementaldecoder("utf-16")("replace")
    yield reader.decode(first).encode("utf-8", "replace")
    for block in stream:
        yield reader.decode(block).encode("utf-8", "replace")


def mark(first: bytes) -> str | None:
    """The encoding that a file's first bytes say by themselves."""
    if first.startswith(UTF16):
        return "utf-16"
    return "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else None


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
