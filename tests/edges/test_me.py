"""`settings me` at the desk: what is kept of somebody, and the talk that verifies an address."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from bot.commands.settings import MAILED_CODE
from bot.handlers.handlers import ACTIONS, HANDLERS
from bot.handlers.me import MeDesk
from bot.mail_post import MailPost
from bot.router import Router
from tests.mailbox import NOBODY, Mailbox
from tests.shop_desk import OWNER, VIEWER, ShopDesk, labels, shop_desk, shown

ADDRESS = "canary.owner@example.com"


@dataclass
class Mailed(ShopDesk):
    """The desk, with a mailbox that takes its mails."""

    box: Mailbox = field(default_factory=Mailbox)

    def __post_init__(self) -> None:
        """Open the desk."""
        super().__post_init__()
        codes = count(1)
        me = MeDesk(MailPost(self.box).send, lambda: f"{next(codes):08d}")
        verbs = {**HANDLERS, "settings me": me.answer}
        actions = {**ACTIONS, MAILED_CODE: me.press_code}
        self.router = Router(
            self.opened.storage,
            lambda: self.now,
            verbs,
            actions,
            self.sender.handles,
            self.sender,
            lambda: "7F3A",
        )


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Mailed]:
    async with shop_desk(sqlite_url, tmp_path) as desk:
        yield Mailed(desk.opened)


async def test_everybody_sees_what_is_kept_of_them(desk: Mailed) -> None:
    told = await desk.says("settings me", VIEWER)
    assert shown(told) == (
        "What is kept of you in “Demo shop” You are viewer since Sun 15 Nov Added by @U0OWNER "
        "Notice e-mail none Also kept your id at this chat, and what you changed, sealed in the "
        "shop's audit All times UTC"
    )
    assert labels(told) == []
    owner = shown(await desk.says("settings me"))
    assert "You are owner since Sun 15 Nov Added by whoever set the shop up" in owner
    assert "settings me email:name@example.com" in owner


async def test_an_address_is_verified_by_what_was_mailed(
    desk: Mailed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = await desk.says(f"settings me email:{ADDRESS}")
    told = shown(asked)
    assert told.startswith("✓ A code is on its way to c…@example.com")
    assert "Waiting for the code that was mailed to c…@example.com, valid until 06:30" in told
    (mail,) = desk.box.got
    assert (mail.to, mail.subject) == (ADDRESS, "Your amzigo code")
    assert mail.text.startswith("Your code is 00000001\n\nSomebody who owns a shop in amzigo")
    assert "Demo shop" not in mail.text, "a workspace names its shop, and this is a stranger yet"
    assert "settings me code:00000001" in mail.text
    wrong = await desk.press(asked, "Enter the code…", text="12345678")
    assert shown(wrong).startswith("That code does not fit. Type the code of the newest mail")
    done = shown(await desk.press(asked, "Enter the code…", text="0000 0001"))
    assert done.startswith("✓ I write to c…@example.com now")
    assert "Notice e-mail c…@example.com, verified on Sun 15 Nov" in done
    everything = "".join([told, done, shown(wrong), caplog.text])
    assert not [one for one in (ADDRESS, "canary") if one in everything]


async def test_in_words_it_is_the_same_and_off_deletes_it(desk: Mailed) -> None:
    await desk.says(f"settings me email:<mailto:{ADDRESS}|{ADDRESS}>")
    kept = await desk.says("settings me code:00000001")
    gone = await desk.press(kept, "Delete the address")
    assert shown(gone).startswith("✓ Your address is deleted")
    assert "Notice e-mail none" in shown(gone)
    again = shown(await desk.says("settings me email:off"))
    assert again == "No address of yours is kept, so there is nothing to delete."


@pytest.mark.parametrize("line", [f"email:{ADDRESS}", "email:off", "code:00000001"])
async def test_only_an_owner_gives_one(desk: Mailed, line: str) -> None:
    told = shown(await desk.says(f"settings me {line}", VIEWER))
    assert told == "This needs an owner. Ask one of them."
    assert desk.box.got == []


async def test_what_cannot_be_mailed_says_so_and_repeats_no_address(desk: Mailed) -> None:
    told = shown(await desk.says("settings me email:canary@nowhere"))
    assert told.startswith("I can't write to that address.")
    told += shown(await desk.says(f"settings me email:{NOBODY}"))
    assert "The mail server did not take the mail (code 550)" in told
    desk.box.is_down = True
    told += shown(await desk.says(f"settings me email:{ADDRESS}"))
    assert "The mail server did not answer" in told
    told += shown(await desk.says(f"settings me email:{ADDRESS}"))
    told += shown(await desk.says(f"settings me email:{ADDRESS}"))
    assert told.endswith(
        "I mailed you three codes within an hour. Wait until 07:00 UTC, then ask again."
    )
    told += shown(await desk.says(f"settings me email:{ADDRESS} code:12345678"))
    assert "Give the address alone" in told
    assert "canary" not in told
    assert desk.box.got == []


async def test_without_a_mail_server_one_sentence_says_so(sqlite_url: str, tmp_path: Path) -> None:
    async with shop_desk(sqlite_url, tmp_path) as desk:
        told = shown(await desk.says(f"settings me email:{ADDRESS}"))
        assert (
            told == "This installation sends no mail; whoever runs it sets AMZIGO_SMTP_URL first."
        )
        assert "This installation sends no mail" in shown(await desk.says("settings me"))


async def test_a_mail_is_somebody_s_own_and_so_is_its_code(desk: Mailed) -> None:
    await desk.says(f"team add <@{VIEWER}> owner")
    await desk.says(f"settings me email:{ADDRESS}", OWNER)
    told = shown(await desk.says("settings me code:00000001", VIEWER))
    assert told.startswith("That code does not fit. Ask for a new one")
    assert "none" in shown(await desk.says("settings me", VIEWER))
