"""A card as an HTML fragment: pure, escaped once, addresses relative to its channel's page."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import assert_never

from markupsafe import Markup

from bot import charts, figures
from bot.adapters.local.messages import Body, File
from bot.card import (
    Actions,
    Amount,
    Attachment,
    Button,
    Card,
    Channel,
    Chart,
    Code,
    Context,
    Day,
    Divider,
    Fields,
    Image,
    Instant,
    Line,
    Node,
    Number,
    Percent,
    Person,
    Span,
    Strong,
    Table,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.told import unslashed
from core.policy.locales import DEFAULT

_SIGNS = {"done": ("✓", "done"), "needs_you": ("!", "needs you"), "nothing": ("–", "nothing")}
_WIDE_FROM = 4
"""A table of this many columns is folded on a narrow screen."""
_KILOBYTES_FROM = 10_000


def body(card: Card, refs: Sequence[str] = (), locale: str = DEFAULT) -> Body:
    """What the page keeps of a card; without references its buttons are not drawn."""
    return Body(
        figures.clean(unslashed(card.summary)),
        str(render(card, refs, locale)),
        tuple(files(card)),
    )


def render(card: Card, refs: Sequence[str] = (), locale: str = DEFAULT) -> Markup:
    """The card as a fragment; `refs` are its buttons' references in order, or none at all."""
    return _Drawing(
        figures.Writing(card.year, locale, slash=False), iter(refs) if refs else None
    ).card(card)


def said(typed: str) -> Markup:
    """What a person typed, as a fragment."""
    return Markup('<p class="said">{}</p>').format(figures.clean(typed))


def files(card: Card) -> Iterator[File]:
    """The files and pictures of a card, keyed by their content."""
    for node in card.nodes:
        match node:
            case Attachment(name, media_type, content):
                yield File(_key(name, content), figures.clean(name), media_type, content)
            case Image(png):
                yield File(_key("", png), "picture.png", "image/png", png, inline=True)


def _key(name: str, content: bytes) -> str:
    return sha256(name.encode("utf-8", "replace") + b"\0" + content).hexdigest()[:32]


def _size(content: bytes, writing: figures.Writing) -> str:
    if len(content) >= _KILOBYTES_FROM:
        return figures.write(Number(round(len(content) / 1000), ("kB", "kB")), writing)
    return figures.write(Number(len(content), ("byte", "bytes")), writing)


class _Drawing:
    """One card being drawn: how it writes and the references not yet used."""

    def __init__(self, writing: figures.Writing, refs: Iterator[str] | None) -> None:
        self._writing = writing
        self._refs = refs

    def card(self, card: Card) -> Markup:
        """All nodes, and a failure where references and buttons do not match."""
        drawn = Markup('<div class="card">{}</div>').format(
            Markup().join(self._node(node) for node in card.nodes)
        )
        if self._refs is not None and next(self._refs, None) is not None:
            raise ValueError("more references than buttons")
        return drawn

    def _node(self, node: Node) -> Markup:
        match node:
            case Title():
                return self._title(node)
            case Text(line):
                return Markup('<p class="text">{}</p>').format(self._line(line))
            case Context(line):
                return Markup('<p class="context">{}</p>').format(self._line(line))
            case Fields(pairs):
                return self._fields(pairs)
            case Table():
                return self._table(node)
            case Divider():
                return Markup("<hr>")
            case Actions(buttons):
                return self._actions(buttons)
            case Chart() | Image() | Attachment():
                return _picture_or_file(node, self._writing)
            case _:
                assert_never(node)

    def _line(self, line: Line) -> Markup:
        return Markup().join(self._span(span) for span in line)

    def _span(self, span: Span) -> Markup:
        words = figures.write(span, self._writing)
        match span:
            case str():
                return Markup("{}").format(words)
            case Strong():
                return Markup("<strong>{}</strong>").format(words)
            case Code() | Typed():
                return Markup("<code>{}</code>").format(words)
            case Untrusted() | Person() | Channel():
                return Markup("<bdi>{}</bdi>").format(words)
            case Day(day):
                return Markup('<time class="figure" datetime="{}">{}</time>').format(day, words)
            case Instant(at):
                stamp = at.isoformat(timespec="seconds")
                return Markup('<time class="figure" datetime="{}">{}</time>').format(stamp, words)
            case Amount() | Number() | Percent():
                return Markup('<span class="figure">{}</span>').format(words)
            case _:
                assert_never(span)

    def _title(self, title: Title) -> Markup:
        state = Markup()
        if title.state:
            sign, meaning = _SIGNS[title.state]
            state = Markup('<span class="state {}" role="img" aria-label="{}">{}</span> ').format(
                title.state, meaning, sign
            )
        note = Markup('<p class="note">{}</p>').format(self._line(title.note))
        return Markup('<header class="title"><h2>{}{}</h2>{}</header>').format(
            state, self._line(title.line), note if title.note else Markup()
        )

    def _fields(self, pairs: Sequence[tuple[str, Line]]) -> Markup:
        # A pair without a label goes on with the one before it.
        groups: list[tuple[str, list[Markup]]] = []
        for label, line in pairs:
            value = Markup("<dd>{}</dd>").format(self._line(line))
            if groups and not label:
                groups[-1][1].append(value)
            else:
                groups.append((figures.clean(label), [value]))
        rows = (
            Markup("<div><dt>{}</dt>{}</div>").format(label, Markup().join(values))
            for label, values in groups
        )
        return Markup('<dl class="fields">{}</dl>').format(Markup().join(rows))

    def _table(self, table: Table) -> Markup:
        # The roles are said aloud because folding by CSS takes them away.
        heads = Markup().join(
            Markup('<th role="columnheader" scope="col"{}>{}</th>').format(
                _right(right=column.right), figures.clean(column.head)
            )
            for column in table.columns
        )
        rows = Markup().join(
            Markup('<tr role="row">{}</tr>').format(self._row(table, row)) for row in table.rows
        )
        return Markup(
            '<table role="table"{}><caption>{}</caption>'
            '<thead role="rowgroup"><tr role="row">{}</tr></thead>'
            '<tbody role="rowgroup">{}</tbody></table>'
        ).format(
            Markup(' class="wide"') if len(table.columns) >= _WIDE_FROM else Markup(),
            figures.clean(table.caption),
            heads,
            rows,
        )

    def _row(self, table: Table, row: Sequence[Line]) -> Markup:
        return Markup().join(
            Markup('<td role="cell"{} data-head="{}">{}</td>').format(
                _right(right=column.right), figures.clean(column.head), self._line(cell)
            )
            for column, cell in zip(table.columns, row, strict=True)
        )

    def _actions(self, buttons: Sequence[Button]) -> Markup:
        if self._refs is None:
            return Markup()
        drawn = [_button(button, self._next_ref()) for button in buttons]
        return Markup('<div class="actions">{}</div>').format(Markup().join(drawn))

    def _next_ref(self) -> str:
        ref = next(self._refs, None) if self._refs is not None else None
        if ref is None:
            raise ValueError("fewer references than buttons")
        return ref


def _right(*, right: bool) -> Markup:
    return Markup(' class="right"') if right else Markup()


def _button(button: Button, ref: str) -> Markup:
    label = figures.clean(button.label)
    if button.ask is None:
        return Markup(
            '<form method="post" action="click" class="press">'
            '<button class="button {}" name="ref" value="{}">{}</button></form>'
        ).format(button.style, ref, label)
    return Markup(
        '<details class="ask"><summary class="button {}">{}</summary>'
        '<form method="post" action="click" class="press">'
        '<label><span>{}</span><input name="text" required autocomplete="off"'
        ' autocapitalize="off" spellcheck="false"></label>'
        '<button class="button {}" name="ref" value="{}">{}</button></form></details>'
    ).format(
        button.style,
        label,
        figures.clean(button.ask.label),
        button.style,
        ref,
        figures.clean(button.ask.submit),
    )


def _picture_or_file(node: Chart | Image | Attachment, writing: figures.Writing) -> Markup:
    match node:
        case Chart():
            return Markup('<figure class="plot"><figcaption>{}</figcaption>{}</figure>').format(
                figures.clean(node.title), charts.inline(node, writing.locale)
            )
        case Image(png, alt):
            return Markup('<img class="picture" src="files/{}" alt="{}">').format(
                _key("", png), figures.clean(alt)
            )
        case Attachment(name, _, content):
            return Markup(
                '<p class="file"><a href="files/{}" download="{}">{}</a> <span>{}</span></p>'
            ).format(
                _key(name, content),
                figures.clean(name),
                figures.clean(name),
                _size(content, writing),
            )
        case _:
            assert_never(node)
