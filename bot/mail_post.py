"""Cards as mails: the summary is the subject, and the text is what a terminal would show."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.adapters.local.terminal import render
from bot.card import Attachment, Card
from bot.figures import clean, cut
from bot.told import in_locale
from core.policy.locales import DEFAULT
from core.ports.mail import SUBJECT, TEXT, Mail, Mailer

WIDTH = 76
WHO = (
    "amzigo, which your team's chat knows as its bot for Amazon. Nobody reads answers to this mail."
)


@dataclass(frozen=True, slots=True)
class MailPost:
    """Writes to one address at a time."""

    mailer: Mailer

    async def send(self, address: str, card: Card, locale: str) -> None:
        """Mail a card in a locale's signs, its files of text below it; raises MailError."""
        await self.mailer.send(mail_of(address, card, locale))


def mail_of(address: str, card: Card, locale: str = DEFAULT) -> Mail:
    """A card as a mail; a file that is no text, or too long, is only named."""
    shown = in_locale(card, locale)
    parts = [render(shown, WIDTH, locale=locale, slash=True), f"-- \n{WHO}", *_files(shown)]
    return Mail(address, cut(clean(shown.summary), SUBJECT - 1) or "amzigo", "\n".join(parts))


def _files(card: Card) -> Iterator[str]:
    room = TEXT // 2
    for node in card.nodes:
        if isinstance(node, Attachment) and len(node.content) <= room:
            try:
                text = node.content.decode("ascii")
            except UnicodeDecodeError:
                continue
            room -= len(text)
            lines = "\n".join(text.splitlines())
            yield f"\n{clean(node.name)}:\n{lines}"
