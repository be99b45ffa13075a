"""What people ask to see: sales, stock, how things stand, and how a figure came about."""

from bot.commands.verbs import VERBS
from tests.edges.conversation.scenario import Talk, tells
from tests.edges.conversation.side import Seen


@tells("stats", "stats 7d")
async def stats(talk: Talk, seen: Seen) -> None:
    """A week's sum, its neighbour's, the products by revenue; another view by its button."""
    for figure in ("$2,160.00", "22 orders", "206 units", "$1,960.00", "(196)", "$980.00"):
        assert figure in seen.text
    assert seen.buttons == ("By day",)
    by_day = await talk.press("By day", seen)
    assert by_day.is_private
    assert "Mon 23 Nov" in by_day.text
    assert by_day.buttons == ("By product",)
    named = await talk.says("stats 2026-11-23..2026-11-23 for:Amazon.com view:units")
    assert "38 units" in named.text
    assert "I don't know the period “nextweek”" in (await talk.says("stats nextweek")).text
    assert "$2,160.00" in (await talk.says("stats 7d", user="viewer")).text


@tells("product", "product GP-01")
async def product(talk: Talk, seen: Seen) -> None:
    """One product's month, its stock, and what follows from both."""
    for words in ("Garlic press, steel", "$4,200.00", "161 sellable", "679"):
        assert words in seen.text
    assert seen.buttons == ("Restock", "Why")
    assert "679" in (await talk.press("Restock", seen)).text
    assert "392 ÷ 28" in (await talk.press("Why", seen)).text
    unknown = await talk.says("product GP-02")
    assert "I don't know the product “GP-02”" in unknown.text
    assert "GP-01" in unknown.text


@tells("digest", "digest")
async def digest(talk: Talk, seen: Seen) -> None:
    """Yesterday against its week, what moved, what runs out; the rest behind its buttons."""
    for words in ("Mon 23 Nov", "$480", "71 %", "TI-3", "out about Sat 5 Dec", "679"):
        assert words in seen.text
    assert seen.buttons == ("Stock", "Details")
    assert "$2,160.00" in (await talk.press("Details", seen)).text
    before = await talk.says("digest 2026-11-22")
    assert "$280" in before.text
    assert "I don't know the day “someday”" in (await talk.says("digest someday")).text


@tells("restock", "restock")
async def restock(talk: Talk, seen: Seen) -> None:
    """What to order, how much, by when; of one product alone, and why."""
    for words in ("2 products to order", "679", "232", "should have been"):
        assert words in seen.text
    assert "392 ÷ 28" in (await talk.press("Why GP-01", seen)).text
    one = await talk.says("restock TI-3")
    assert "232" in one.text
    assert "679" not in one.text


@tells("why", "why GP-01")
async def why(talk: Talk, seen: Seen) -> None:
    """Each step of a number, for a product, a sum and an order."""
    for words in ("392 units over 28", "161 ÷ 14.00 = 11.5 days", "679"):
        assert words in seen.text
    assert seen.buttons == ("Restock", "Sales")
    assert "$4,200.00" in (await talk.press("Sales", seen)).text
    assert "4 orders, 38 units, $480.00" in (await talk.says("why revenue")).text
    order = await talk.says("why 123-0000000-0000003")
    assert "0003" in order.text
    nobody = await talk.says("why 123-9999999-0000003")
    assert "I have read no order “123-9999999-0000003”" in nobody.text


@tells("home", changes=True)
async def home(talk: Talk, seen: Seen) -> None:
    """What is left to be set up; then where everything stands, and the ways from there."""
    assert "Demo shop: 3 of 5 done" in seen.text
    await talk.both.morning(talk.channel, talk.side)
    seen = await talk.says("home")
    for words in ("Demo shop", "orders complete to Tue 24 Nov 08:00", "inventory, reviews, sales"):
        assert words in seen.text
    assert seen.buttons[-3:] == ("Sales of the last 7 days", "Stock", "Status")
    assert "$2,160.00" in (await talk.press("Sales of the last 7 days", seen)).text
    assert "679" in (await talk.press("Stock", seen)).text
    assert "Everything is up to date" in (await talk.press("Status", seen)).text


@tells("status", "status")
async def status(talk: Talk, seen: Seen) -> None:
    """Until when what was read."""
    for words in ("Everything is up to date", "Amazon.com", "Tue 24 Nov 08:00"):
        assert words in " ".join(seen.text.split())  # a narrow table folds


@tells("help", "help")
async def help_(talk: Talk, seen: Seen) -> None:
    """Every verb with what it does; each in detail, with all that it takes."""
    for verb in VERBS:
        assert verb.name in seen.text
        one = await talk.says(f"help {verb.name}")
        assert verb.help in one.text
        for argument in verb.arguments:
            assert argument.name in one.text
    lost = await talk.says("help stat")
    assert "stats" in lost.text
