"""`revoke`: what will go, the name to type, and the certificate of what is gone."""

from dataclasses import dataclass
from datetime import datetime

from bot.card import (
    Actions,
    Ask,
    Attachment,
    Button,
    Card,
    Code,
    Context,
    Day,
    Line,
    Node,
    Number,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.commands.data import CONFIRM
from bot.handlers.asked import Answer, Asked, Member, Pressed
from bot.handlers.nouns import PRODUCTS
from core.certificate import Certificate, Outcome
from core.revoke import Revoked, RevokePreview, Revoker, RevokeRequest

MARK = "confirm"
NAME = 120


@dataclass(frozen=True, slots=True)
class RevokedFacts:
    """What a wipe did, without anything that names whose data it was."""

    certificate_id: str
    requested_at: datetime
    key_destroyed_at: datetime
    key_copies_expire_at: datetime
    rows_deleted: int
    posts_deleted: int
    posts_left: int
    schema: str = "revoked/1"


@dataclass(frozen=True, slots=True)
class RevokeDesk:
    """Answers the verb and its button."""

    revoker: Revoker

    async def answer(self, asked: Asked) -> Answer:
        """What will go; with `confirm:` and the name, the wipe itself."""
        typed = typed_name(asked.arguments.get("confirmation", ""))
        if typed is not None:
            return await self._revoke(asked.member, typed)
        preview = await self.revoker.preview(asked.member.tenant)
        return Answer(preview_card(preview), preview)

    async def confirm(self, pressed: Pressed) -> Answer:
        """The button, with the name that it asked for."""
        return await self._revoke(pressed.member, pressed.text)

    async def _revoke(self, member: Member, typed: str) -> Answer:
        revoked = await self.revoker.revoke(RevokeRequest(member.tenant, typed, member.user))
        return Answer(revoked_card(revoked), _facts(revoked.certificate))


def typed_name(text: str) -> str | None:
    """The name behind `confirm:` (or `confirm=`, `confirm `); None where nothing is confirmed."""
    if text[: len(MARK)].casefold() != MARK:
        return None
    rest = text[len(MARK) :]
    return rest[1:].strip() if rest[:1] in (":", "=", " ") else None


def preview_card(preview: RevokePreview) -> Card:
    """What will go, and how to confirm it."""
    name = preview.tenant_name
    ask = Ask(f"Type {name} to confirm", "Delete everything")
    button = Button("Delete everything", CONFIRM, "tenant", "danger", ask)
    receive = "You receive a signed certificate. "
    if preview.connected:
        receive += "Amazon keeps its own data; access there ends too."
    else:
        receive += "Amazon, and whoever has the files, keep their own data."
    nodes: list[Node] = [
        Title(("Delete everything of “", Untrusted(name, NAME), "”?"), "needs_you"),
        Text(_what_goes(preview)),
        Text((receive,)),
        Text(("Type  ", Code(name), "  to confirm.")),
        Actions((button,)),
        Context(("Without the button: ", Typed(f"revoke confirm:{name}"))),
    ]
    return Card("Delete everything of this shop? It cannot be undone.", tuple(nodes))


def _what_goes(preview: RevokePreview) -> Line:
    stores = ("connected marketplace", "connected marketplaces")
    if not preview.connected:
        stores = ("marketplace", "marketplaces")
    parts: list[Line] = [
        (Number(preview.order_lines, ("order line", "order lines")),),
        (Number(preview.products, PRODUCTS),),
        (Number(preview.marketplaces, stores),),
    ]
    if preview.posts:
        channels = Number(preview.channels, ("channel", "channels"))
        parts.append((Number(preview.posts, ("post", "posts")), " in ", channels))
    line: Line = ("This removes ",)
    for part in parts:
        if _figure(part):
            line = (*line, *part, ", ")
    rest = "all settings" if len(line) == 1 else "and all settings"
    line = (*_without_last_comma(line), rest) if len(line) > 1 else (*line, rest)
    end = ", and destroys the key that older backups need. It cannot be undone."
    return (*line, end)


def _figure(part: Line) -> bool:
    return isinstance(part[0], Number) and part[0].value != 0


def _without_last_comma(line: Line) -> Line:
    return (*line[:-1], " ")


def revoked_card(revoked: Revoked) -> Card:
    """What is gone, what is left, and the certificate."""
    certificate, times = revoked.certificate, revoked.certificate.times
    at = times.key_destroyed
    done = f"Deleted at {at:%H:%M:%S} UTC, "
    copies: Line = (" The last key-store copy expires ", Day(times.key_copies_expire.date()), ".")
    nodes: list[Node] = [
        Title((done, Day(at.date())), "done"),
        Text((*_gone(certificate), *_left(certificate), *copies)),
        Text(("The certificate is attached; anyone can check it with ", CHECK, ".")),
    ]
    if revoked.nonce is not None:
        nodes.append(Text(_proof(revoked.nonce)))
    name = f"amzigo-certificate-{certificate.cert_id}.json"
    nodes.append(Attachment(name, "application/json", revoked.file))
    summary = f"Deleted at {at:%H:%M:%S} UTC. The certificate is attached."
    return Card(summary, tuple(nodes), at.year)


def _gone(certificate: Certificate) -> Line:
    posts: Line = ()
    if certificate.posts_deleted:
        posts = (", ", Number(certificate.posts_deleted, ("post", "posts")))
    rows = Number(_rows(certificate), ("row", "rows"))
    return ("Gone: ", rows, *posts, " and the key to what older backups hold.")


CHECK = Code("amzigo cert verify")


def _left(certificate: Certificate) -> Line:
    left = certificate.posts_left
    if not left:
        return ()
    reasons = "; ".join(dict.fromkeys(post.reason for post in left))
    them = "it" if len(left) == 1 else "them"
    more = f" could not be deleted ({reasons}); the certificate lists {them}."
    return (" ", Number(len(left), ("post", "posts")), more)


def _proof(nonce: bytes) -> Line:
    told = "Keep this number, for only you were given it. With the shop's name it proves whose "
    return (told, "certificate this is: ", Code(nonce.hex()))


def _rows(certificate: Certificate) -> int:
    gone = Outcome.DELETED
    return sum(count.before for count in certificate.tables if count.outcome == gone)


def _facts(certificate: Certificate) -> RevokedFacts:
    times = certificate.times
    return RevokedFacts(
        certificate.cert_id,
        times.requested,
        times.key_destroyed,
        times.key_copies_expire,
        _rows(certificate),
        certificate.posts_deleted,
        len(certificate.posts_left),
    )
