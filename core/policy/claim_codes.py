"""The codes by which somebody becomes an owner: how they look, how they are kept, how long."""

import hashlib
from datetime import timedelta

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, none of which is taken for another: five bits each."""

SIGNS, GROUP = 12, 4
OPERATORS_LIFE, OWNERS_LIFE = timedelta(hours=24), timedelta(hours=1)
MOST_WRONG, FORGOTTEN_AFTER = 5, timedelta(hours=1)
"""So many wrong codes a person; they are forgotten once none was added for so long."""


def written(signs: str) -> str:
    """A code as people read it out: in groups."""
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def hash_of(said: str) -> bytes:
    """What is kept of a code; small letters, blanks and dashes make no difference."""
    signs = "".join(sign for sign in said.upper() if sign.isalnum())
    return hashlib.sha256(f"amzigo-claim/1:{signs}".encode()).digest()
