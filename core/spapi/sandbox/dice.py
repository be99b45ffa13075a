"""Repeatable chance: the same words always give the same throws."""

from hashlib import blake2b
from random import Random


def dice(*words: object) -> Random:
    """A source of throws that depends on nothing but these words."""
    return Random("|".join(map(str, words)))  # noqa: S311 an invented shop has to be repeatable


def share(*words: object) -> float:
    """One number in [0, 1) that depends on nothing but these words."""
    text = "|".join(map(str, words)).encode()
    return int.from_bytes(blake2b(text, digest_size=6).digest(), "big") / 2**48
