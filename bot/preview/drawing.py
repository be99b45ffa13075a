"""Messages as HTML, drawn from the JSON that the platforms get."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from markupsafe import Markup

from bot import words
from bot.preview.markdown import lines
from bot.preview.native_chart import native_chart
from bot.preview.people import shown
from bot.preview.sent import Sent

PLATFORMS = ("Slack", "Discord")


def draw_slack(sent: Sent, locale: str) -> Markup:
    """Slack's messages; raises ValueError for a block that the drawing does not know."""
    native = partial(native_chart, locale=locale)
    return _drawn("preview_slack.html.j2", sent, plain=_unescaped, native=native, name=shown)


def draw_discord(sent: Sent, locale: str) -> Markup:
    """Discord's messages; raises ValueError for a component that the drawing does not know."""
    del locale  # the text is written already, and the charts are pictures
    return _drawn("preview_discord.html.j2", sent, lines=lines)


DRAWN: dict[str, Callable[[Sent, str], Markup]] = dict(
    zip(PLATFORMS, (draw_slack, draw_discord), strict=True)
)


def _drawn(template: str, sent: Sent, **tools: Callable[..., object]) -> Markup:
    def picture(address: str) -> str:
        return f"data:image/png;base64,{b64encode(sent.pictures[address]).decode()}"

    html = words.render(template, sent=sent.document, picture=picture, unknown=_unknown, **tools)
    return Markup(html)  # noqa: S704 - the template escapes


def _unknown(kind: object) -> NoReturn:
    raise ValueError(f"the drawing does not know {kind}")


def _unescaped(text: str) -> str:
    """A notification's text as Slack shows it."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
