"""Mail: how an owner is reached whom no chat reaches."""

import unicodedata
from dataclasses import dataclass, field
from typing import Protocol

from core.mail_errors import BadEmail, BadMail
from core.policy.email import address_in

SUBJECT, TEXT = 200, 100_000
"""The most characters of each."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A plain text for one address; making one that cannot be sent raises BadMail.

    A line break in a head would begin another head, so there is none in `to` and `subject`.
    """

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        """Look it over."""
        if not _is_address(self.to):
            raise BadMail(part="address")
        if not 0 < len(self.subject) <= SUBJECT or not _is_plain(self.subject):
            raise BadMail(part="subject")
        if len(self.text) > TEXT or not _is_plain(self.text.replace("\n", "")):
            raise BadMail(part="text")


class Mailer(Protocol):
    """A server that takes mails."""

    async def send(self, mail: Mail) -> None:
        """Hand a mail over; raises MailRefused or MailSilent."""
        ...


def _is_address(to: str) -> bool:
    try:
        return address_in(to) == to
    except BadEmail:
        return False


def _is_plain(text: str) -> bool:
    """Whether there is nothing in it but what is seen."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)
