"""E-mail addresses: which of them we write to, and how little of one is shown.

Sources: RFC 5321 (lengths), RFC 5322 (dot-atoms), RFC 6531 (letters beyond ASCII). Quoted local
parts and addresses by number are nobody's on purpose, so they are refused, and what begins an
encoded word (RFC 2047): in a head it would be read as other letters, another address among them.
"""

import re
import unicodedata

from core.mail_errors import BadEmail

LONGEST = 254
"""Octets of a whole address: a path has 256, angle brackets included."""
LONGEST_LOCAL = 64

_LINKED = re.compile(r"<mailto:(?P<address>[^<>|]+)(?:\|[^<>]*)?>", re.IGNORECASE)
"""What Slack makes of an address that somebody types."""
_SIGNS = frozenset("!#$%&'*+/=?^_`{|}~-")
_ENCODED = "=?"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


def address_in(said: str) -> str:
    """The address that somebody typed, its domain in ASCII and small; raises BadEmail."""
    text = said.strip()
    linked = _LINKED.fullmatch(text)
    if linked is not None:
        text = linked["address"]
    local, _, domain = unicodedata.normalize("NFC", text).rpartition("@")
    address = f"{local}@{_ascii(domain)}"
    if _ENCODED in local or not all(_is_atom(atom) for atom in local.split(".")):
        raise BadEmail
    if len(address.encode()) > LONGEST or len(local.encode()) > LONGEST_LOCAL:
        raise BadEmail
    return address


def masked(address: str) -> str:
    """All that is ever shown of an address: "o…@example.com"."""
    local, _, domain = address.rpartition("@")
    try:
        readable = domain.encode("ascii").decode("idna")
    except UnicodeError:
        readable = domain
    return f"{local[:1]}…@{readable}"


def mailbox(address: str) -> str:
    """What addresses of one mailbox often share: no case, no dots, nothing after a plus sign.

    Only to count by: where they are two people's after all, both are counted together.
    """
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '') or local}@{domain}".casefold()


def _is_atom(atom: str) -> bool:
    """Whether a part of the local part between dots is of letters, digits and harmless signs."""
    return bool(atom) and all(
        sign in _SIGNS or unicodedata.category(sign)[0] in "LN" or unicodedata.combining(sign)
        for sign in atom
    )


def _ascii(domain: str) -> str:
    """A domain of several labels as the mail server knows it; raises BadEmail."""
    try:
        found = domain.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        raise BadEmail from None
    labels = found.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):
        raise BadEmail
    return found
