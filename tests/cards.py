"""Random cards, for what must hold of every card: hostile words, odd sizes, any order of nodes."""

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from bot.card import (
    Actions,
    Amount,
    Ask,
    Attachment,
    Button,
    Card,
    Channel,
    Chart,
    Code,
    Column,
    Context,
    Day,
    Divider,
    Fields,
    Image,
    Instant,
    Line,
    Mark,
    Node,
    Number,
    Percent,
    Person,
    Series,
    Span,
    Strong,
    Table,
    Text,
    Title,
    Typed,
    Untrusted,
)
from core.model import Money, Place
from core.policy.locales import OFFERED
from tests.row_tokens import with_tokens

A_FEW = settings(
    max_examples=300,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a card of this size shrinks for minutes
    suppress_health_check=list(HealthCheck),
)
"""How many cards `make test` draws."""

FEWER = settings(A_FEW, max_examples=100)
"""How many parts of cards."""

HOSTILE = (
    "<!channel>", "<!here>", "<!everyone>", "<@U1>", "<#C1>", "<!subteam^S1>", "@everyone", "@here",
    "<@1>", "<@!1>", "<@&1>", "<#1>", "</cmd:1>", "<t:1:R>", "<:x:1>", "<a:x:1>", "<id:home>",
    "https://evil.example/a_b*c", "<https://evil.example|safe>", "[safe](https://evil.example)",
    "mailto:a@evil.example", "discord.gg/evil", "`code`", "``two``", "```\nfence\n```", "*bold*",
    "_italic_", "**bold**", "__under__", "***", "~strike~", "~~strike~~", "||spoiler||", "> quote",
    ">>> quotes", "# head", "## head", "### head", "-# small", "- item", "* item", "1. item",
    ":smile:", "a\\", "\\*", "&amp;", "&lt;", "=1+1", "-1", "@cell", "\u202egnp.exe", "a\u200bb",
    "\u2066left\u2069", "e\u0301\u0302", "👩‍👩‍👧", "漢字", "\u0007\x00", "\ud800", " ", "",
    "\n- x", "\n# x",
)  # fmt: skip
"""Things that one platform or the other takes for more than letters."""

_PLAIN = st.text("abcdefgh ijkl ABC 012,.", max_size=40)
_LONG = st.integers(1, 10_000).flatmap(
    lambda size: st.sampled_from(
        ("word ", "x", "**", "`", "<@U1> ", "😀", "é", "漢", "\\", "&")
    ).map(lambda unit: (unit * size)[:size])
)
_MIXED = st.lists(st.one_of(st.sampled_from(HOSTILE), _PLAIN), max_size=5).map(" ".join)
texts = st.one_of(_PLAIN, _MIXED, _MIXED, st.text(max_size=30))
"""Words, mostly hostile ones."""

anything = st.one_of(texts, texts, texts, texts, texts, texts, texts, _LONG)
"""Words, and now and then very many of them."""

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
_moneys = st.builds(
    Money, st.integers(-(10**10), 10**10), st.sampled_from(("USD", "EUR", "JPY", "SEK", "XXX"))
)
HOMES = {"slack": ("slack", "T1"), "discord": ("discord", "200000000000000001")}
_people = st.builds(
    lambda home, user, apart: Person(home[0], home[1], user, apart),
    st.sampled_from((*HOMES.values(), ("slack", "T2"), ("local", "local"))),
    st.sampled_from(("U0MEMBER", "300000000000000001", "1> <@&2", "U1><!here", "demo-buyer", "")),
    st.booleans(),
)
_channels = st.builds(
    lambda home, channel, name, apart: Channel(
        Place(home[0], home[1], channel), name or channel, apart
    ),
    st.sampled_from((*HOMES.values(), ("slack", "T2"), ("local", "local"))),
    st.sampled_from(("C0SALES", "D0DIRECT", "400000000000000001", "1> <@&2", "C1><!here", "")),
    texts,
    st.booleans(),
)
_spans: st.SearchStrategy[Span] = st.one_of(
    anything,
    st.builds(Untrusted, anything, st.sampled_from((1, 40, 200, 10_000))),
    st.builds(Strong, texts),
    st.builds(Code, texts),
    st.builds(Typed, texts),
    st.builds(Amount, _moneys, st.booleans(), st.booleans()),
    st.builds(Number, st.integers(-(10**9), 10**9)),
    st.builds(Percent, st.decimals(-500, 500, places=1)),
    st.builds(Day, days),
    _people,
    _channels,
    st.builds(
        Instant,
        st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
        st.sampled_from(("America/Los_Angeles", "Asia/Tokyo", "UTC")),
    ),
)
lines: st.SearchStrategy[Line] = st.lists(_spans, max_size=4).map(tuple)
_cells: st.SearchStrategy[Line] = st.one_of(
    st.builds(lambda span: (span,), st.builds(Number, st.integers(0, 10**6))),
    texts.map(lambda text: (Untrusted(text),)),
    st.lists(_spans, max_size=2).map(tuple),
)


@st.composite
def tables(draw: st.DrawFn, number: int = 0) -> Table:
    """A table of up to 22 columns or 130 rows; many rows repeat a few, but for their tokens."""
    columns = draw(st.lists(st.builds(Column, texts, st.booleans()), min_size=1, max_size=22))
    some = draw(st.lists(st.tuples(*([_cells] * len(columns))), max_size=4))
    rows = (some * draw(st.sampled_from((1, 1, 2, 40))))[:130]
    every = range(len(columns))
    known = draw(st.sampled_from((every, every[:1], every[-1:], every[::2])))
    return with_tokens(Table(tuple(columns), tuple(rows), draw(texts)), number, known)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """A chart of up to 60 days and 14 series, full or with gaps."""
    start, count = draw(days), draw(st.sampled_from((1, 2, 7, 20, 21, 60)))
    labels = tuple(date.fromordinal(start.toordinal() + n) for n in range(count))
    value = st.floats(-1e6, 1e6, allow_nan=False) | st.integers(0, 500).map(float)
    values = draw(st.sampled_from((value, value, st.none() | value)))
    points = st.lists(values, min_size=count, max_size=count).map(tuple)
    style = st.sampled_from(("line", "area", "bars", "ghost"))
    series = st.builds(Series, texts, points, style)
    marks = st.builds(Mark, st.sampled_from([*map(str, labels), "elsewhere"]), texts)
    return Chart(
        draw(anything),
        labels,
        tuple(draw(st.lists(series, min_size=1, max_size=draw(st.sampled_from((1, 2, 14)))))),
        draw(st.sampled_from(("USD", "JPY", "units", "")) | texts),
        draw(anything),
        tuple(draw(st.lists(marks, max_size=3))),
    )


_buttons = st.builds(
    Button,
    texts | st.just("Approve"),
    st.just("reviews.approve"),
    st.just("batch:1"),
    st.sampled_from(("plain", "primary", "danger")),
    st.none() | st.builds(Ask, texts, texts),
)
_others: tuple[st.SearchStrategy[Node], ...] = (
    st.builds(Title, lines, st.sampled_from(("", "done", "needs_you", "nothing")), lines),
    st.builds(Text, lines),
    st.builds(Fields, st.lists(st.tuples(texts, lines), max_size=8).map(tuple)),
    charts(),
    st.builds(Image, st.binary(max_size=8), anything),
    st.builds(Divider),
    st.builds(Context, lines),
    st.builds(Attachment, texts, st.just("text/csv"), st.binary(max_size=8)),
    st.builds(Actions, st.lists(_buttons, max_size=12).map(tuple)),
)
locales = st.sampled_from(OFFERED)
_years = st.none() | st.just(2026)
_nodes = st.integers(0, 9).flatmap(
    lambda count: st.tuples(*(st.one_of(*_others, tables(n)) for n in range(count)))
)
cards: st.SearchStrategy[Card] = st.builds(Card, anything, _nodes, _years)
"""Cards of any nodes in any order."""


def refs_of(card: Card) -> tuple[str, ...]:
    """A reference for each button of a card, as long as real ones."""
    return tuple(f"az1:reviews.approve:{n:022}" for n, _ in enumerate(card.buttons()))
