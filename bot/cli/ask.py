"""`amzigo ask`: the chat's verbs in the terminal."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import Now, Tenant, house_for, run
from core.errors import AmzigoError, MissingArgument

if TYPE_CHECKING:
    from bot.handlers.asked import Answer, Member
    from bot.wiring import House


def ask(
    line: Annotated[str, typer.Argument(help='what you would type in chat, such as "stats 30d"')],
    tenant: Tenant = None,
    now: Now = None,
    as_json: Annotated[bool, typer.Option("--json", help="print card and facts as JSON")] = False,
) -> None:
    """Ask what a member could ask in chat.

    Prints the answer, or card and facts as JSON. In production name the tenant; the question is
    recorded in its audit log.
    """

    from bot.marked import bare

    async def work() -> tuple["Answer", str]:
        async with house_for(now) as house:
            member = await _member(house, tenant, line)
            try:
                return await house.router().answer(member, line), member.locale
            except AmzigoError as why:  # what to type is typed here, not in a chat
                raise AmzigoError(bare(why.message)) from why

    answer, locale = run(work)
    sys.stdout.write(_json(answer) if as_json else _text(answer, locale))
    for name in _saved(answer):
        sys.stderr.write(f"Saved {name} in this folder.\n")


async def _member(house: "House", name: str | None, line: str) -> "Member":
    """The operator as owner of a tenant: freely in a demo; named and audited in production."""
    from bot.handlers.asked import Member
    from core.errors import UnknownTenant
    from core.model import MemberRole
    from core.policy.locales import DEFAULT
    from core.ports.audit import Act
    from core.tenants import choose

    if name is None and not house.is_demo:
        what = "a name or an id: in production, say whose data is asked for; it is audited"
        raise MissingArgument(name="--tenant", what=what)
    async with house.storage.read() as uow:
        found = choose(await uow.directory.tenants(), name)
    if found is None:
        raise UnknownTenant("There is no data yet. Import a report with `amzigo import FILE`.")
    if not house.is_demo:
        async with house.storage.write() as uow:
            scope = await uow.for_tenant(found.tenant_id)
            act = Act("operator", "ask", line.split()[0] if line.split() else "home", house.clock())
            await scope.audit.record(act)
    return Member(found.tenant_id, "operator", MemberRole.OWNER, locale=found.locale or DEFAULT)


def _text(answer: "Answer", locale: str) -> str:
    from bot.adapters.local import terminal
    from bot.told import in_locale

    on_screen = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_screen else None
    return terminal.render(in_locale(answer.card, locale), width, styled=on_screen, locale=locale)


def _json(answer: "Answer") -> str:
    from bot.cards_json import card_json
    from core.facts import as_json

    document = {"card": card_json(answer.card), "facts": as_json(answer.facts)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _saved(answer: "Answer") -> Iterator[str]:
    """Write the files of an answer to the working folder; one that is there already stays."""
    from bot.card import Attachment

    for node in answer.card.nodes:
        if isinstance(node, Attachment):
            path = Path.cwd() / Path(node.name).name
            with suppress(FileExistsError), path.open("xb") as file:
                file.write(node.content)
            yield path.name
