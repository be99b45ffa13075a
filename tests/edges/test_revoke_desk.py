"""`revoke` at the desk: what is shown, who may, what is typed, a certificate that checks out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adapters.local.chat import LocalChat
from bot.adapters.local.messages import MessagesInMemory
from bot.adapters.local.terminal import render
from bot.card import Attachment, Card
from bot.cli.cert import app
from bot.commands.data import CONFIRM
from bot.envelope import Click, Command, Reply
from bot.eraser import REFUSED, SILENT, UNCONNECTED, ChatEraser
from bot.handlers.asked import Answer, Member
from bot.handlers.revoke import RevokeDesk, preview_card, revoked_card, typed_name
from bot.handles import Handles
from bot.marked import sentence
from bot.router import Router
from bot.sender import Sender
from core.errors import NotAllowed, WrongConfirmation
from core.model import MemberRole, Place
from core.ports.posts import PostRow
from core.revoke import Revoked, RevokePreview
from tests.certificates import sample
from tests.people import with_names
from tests.wipes import CANARIES, EACH, NAME, NOW, SHOP, Office, office, settle

PLACE = Place("local", "w", "c-a-shop")
OWNER = Member(SHOP, "U-owner", MemberRole.OWNER)


@dataclass
class Desk:
    """The router of a settled house whose channel is on the local page."""

    house: Office
    chat: LocalChat
    router: Router

    async def says(self, text: str = "", user: str = "U-owner") -> Reply:
        """What the channel answers to `revoke`."""
        asked = Command("local", "w", "c-a-shop", user, "revoke", text, "r")
        return await self.router.command(asked)

    async def press(self, ref: str, text: str, user: str = "U-owner") -> Reply:
        """What a press gets."""
        return await self.router.click(Click("local", "w", "c-a-shop", user, ref, text, "r"))


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with office(sqlite_url, tmp_path) as house:
        await settle(house)
        chat = LocalChat(MessagesInMemory(), house.clock)
        refs = iter(f"ref{number}" for number in range(99))
        handles = Handles(house.storage, lambda: next(refs))
        sender = Sender(house.storage, house.clock, handles, {"local": chat})
        shop = RevokeDesk(house.revoker(posts=ChatEraser({"local": chat})))
        verbs, actions = {"revoke": shop.answer}, {CONFIRM: shop.confirm}
        clock, storage = house.clock, house.storage
        yield Desk(
            house,
            chat,
            Router(storage, clock, verbs, actions, handles, sender, lambda: "7F3A"),
        )


def shown(card: Card) -> str:
    return render(with_names(card))


def file_of(card: Card) -> Attachment:
    return next(node for node in card.nodes if isinstance(node, Attachment))


async def test_the_card_says_what_goes_and_deletes_nothing(desk: Desk) -> None:
    before = await desk.house.rows_left(SHOP)
    told = shown((await desk.says()).card)
    assert f"Delete everything of “{NAME}”?" in told
    assert f"This removes {EACH} order lines, {EACH} products, {EACH} connected" in told
    assert f"{EACH} posts in {EACH} channels and all settings" in told
    assert f"Type  {NAME}  to confirm." in told
    assert await desk.house.rows_left(SHOP) == before + 1  # the button's reference


async def test_typing_the_name_wipes_and_the_certificate_checks(desk: Desk, tmp_path: Path) -> None:
    await desk.chat.post(PLACE, Reply(sentence(f"Yesterday {CANARIES[1]} sold well.")), "k")
    (ref,) = (await desk.says()).refs
    reply = await desk.press(ref, NAME)
    assert shown(reply.card).startswith("✓ Deleted at 18:")
    assert NAME not in shown(reply.card)
    assert await desk.house.rows_left(SHOP) == 0
    assert await desk.chat.recent(PLACE, 50) == []
    file = tmp_path / file_of(reply.card).name
    assert file.name == "amzigo-certificate-cert-1.json"
    file.write_bytes(file_of(reply.card).content)
    checked = CliRunner().invoke(app, ["verify", str(file)])
    assert (checked.exit_code, "cert-1 is intact" in checked.output) == (0, True)
    raw = file.read_bytes()
    file.write_bytes(raw[:200] + bytes([raw[200] ^ 1]) + raw[201:])
    assert CliRunner().invoke(app, ["verify", str(file)]).exit_code == 1


async def test_another_name_is_refused_in_one_sentence(desk: Desk) -> None:
    (ref,) = (await desk.says()).refs
    before = await desk.house.rows_left(SHOP)
    reply = await desk.press(ref, NAME.lower())
    wrong = f"That is not the name. Nothing was deleted. Type {NAME} to confirm.\n"
    assert shown(reply.card) == wrong
    assert await desk.house.rows_left(SHOP) == before
    assert shown((await desk.press(ref, NAME)).card).startswith("✓ Deleted")


async def test_only_an_owner_may(desk: Desk) -> None:
    refused = "revoke needs an owner. Those who can: @U-owner.\n"
    assert shown((await desk.says(user="U-viewer")).card) == refused
    assert shown((await desk.says(f"confirm:{NAME}", "U-viewer")).card) == refused
    (ref,) = (await desk.says()).refs
    assert "needs an owner" in shown((await desk.press(ref, NAME, "U-viewer")).card)
    assert await desk.house.rows_left(SHOP) > EACH


async def test_the_terminal_confirms_in_words(desk: Desk) -> None:
    with pytest.raises(WrongConfirmation):
        await desk.router.answer(OWNER, "revoke confirm:Demo shop")
    approver = Member(SHOP, "U", MemberRole.APPROVER)
    with pytest.raises(NotAllowed):
        await desk.router.answer(approver, f"revoke confirm:{NAME}")
    answer: Answer = await desk.router.answer(OWNER, f"revoke confirm:{NAME}")
    assert file_of(answer.card).content
    assert await desk.house.rows_left(SHOP) == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("confirm:Demo shop", "Demo shop"),
        ("confirm: Demo shop", "Demo shop"),
        ("Confirm Demo shop", "Demo shop"),
        ("confirm=Demo shop", "Demo shop"),
        ("confirm:", ""),
        ("Demo shop", None),
        ("confirmed shop", None),
        ("", None),
    ],
)
def test_only_a_marked_name_confirms(text: str, name: str | None) -> None:
    assert typed_name(text) == name


def test_what_is_not_there_is_not_listed() -> None:
    told = render(preview_card(RevokePreview("My import", 12, 1, 1, 0, 0, connected=False)))
    assert "This removes 12 order lines, 1 product, 1 marketplace and all settings, and" in told
    nothing = render(preview_card(RevokePreview("My import", 0, 0, 0, 0, 0, connected=False)))
    assert "This removes all settings, and destroys the key that older backups need." in nothing


def test_the_last_card_says_what_is_left_and_until_when() -> None:
    told = render(revoked_card(Revoked(sample("ab"), b"{}", bytes(32))))
    assert "Gone: 14,235 rows, 3 posts and the key to what older backups hold. 1 post" in told
    assert "1 post could not be deleted (the channel is archived); the certificate lists it" in told
    assert "The last key-store copy expires Sat 5 Dec." in told
    assert bytes(32).hex() in told
    assert "Keep this number" not in render(revoked_card(Revoked(sample("ab"), b"{}", None)))


class Down:
    """A platform that answers nothing, or no."""

    def __init__(self, failure: Exception | None) -> None:
        self._failure = failure

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        return ""

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        return message_id

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        return None

    async def delete(self, place: Place, message_id: str) -> bool:
        await self.clear(place)
        return False

    async def clear(self, place: Place) -> None:
        if self._failure:
            raise self._failure


async def test_a_platform_that_fails_is_told_and_stops_nothing() -> None:
    eraser = ChatEraser({"slack": Down(RuntimeError("socket")), "discord": Down(None)})
    post = PostRow("slack", "T", "C", "1", "digest", NOW)
    assert await eraser.erase(post) == SILENT
    assert await eraser.erase(post._replace(platform="discord")) == REFUSED
    assert await eraser.erase(post._replace(platform="other")) == UNCONNECTED
    assert await eraser.clear(Place("slack", "T", "C")) == SILENT
    assert await eraser.clear(Place("discord", "T", "C")) is None
