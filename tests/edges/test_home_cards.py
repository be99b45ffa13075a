"""`home` and `status`: how things stand, in the order in which a seller thinks of accounts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.adapters.local.terminal import render
from bot.card import Card
from bot.handlers.asked import Asked, Member
from bot.handlers.home import answer_home, home_card
from bot.handlers.reviews import answer_reviews
from bot.handlers.status import answer_status, status_card
from core.facts import as_json
from core.home import HomeFacts, NextDigest, Requests
from core.model import MemberRole, Place
from core.ports.posts import PostRow
from core.ports.tenants import ChannelRow
from core.set_up import Standing, steps_of
from core.status import AccountStatus, Checked, MarketplaceStatus, StatusFacts, Waiting
from tests.review_shop import NOW, SHOP, TERMS, open_shop, order

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
LA = "America/Los_Angeles"


def store(name: str, zone: str, read: int | None = 0) -> MarketplaceStatus:
    """A store whose orders are read to so many hours ago."""
    as_of = None if read is None else AT - timedelta(hours=read)
    source = None if read is None else "Amazon's order report"
    return MarketplaceStatus(name, zone, as_of, source, as_of)


FE = AccountStatus("Shop FE", "FE", "active", AT, (store("Amazon.co.jp", "Asia/Tokyo", 1),), ())
NA = AccountStatus("Shop NA", "NA", "active", AT, (store("Amazon.com", LA, 3),), ())
FILES = AccountStatus("Files", "file", "active", None, (store("Amazon.de", "UTC", None),), ())
HOME = HomeFacts(
    "home/1",
    "Demo shop",
    AT,
    ("reviews", "sales"),
    (FE, FILES, NA),
    Requests(12, 0),
    NextDigest(
        "demo-shop",
        datetime(2026, 11, 22, 16, 0, tzinfo=UTC),
        Place("local", "local", "demo-shop"),
    ),
)


def shown(facts: HomeFacts) -> str:
    """Home as text, read in Los Angeles."""
    return render(home_card(facts, LA))


def buttons(card: Card) -> list[str]:
    """The labels of its buttons."""
    return [button.label for button in card.buttons()]


def test_home_says_what_waits_and_when_the_next_digest_comes() -> None:
    text = shown(HOME)
    assert text.startswith("! Demo shop")
    assert "Review requests  12 wait for approval\n" in text
    assert "Next digest      Sun 22 Nov 08:00 in #demo-shop" in text
    assert "Amazon.com · orders complete to Sat 21 Nov 07:00 · authorized 21 Nov" in text
    assert "Amazon.co.jp · orders complete to Sat 21 Nov 09:00" in text
    assert "Amazon.de · no orders read yet\n" in text
    assert text.endswith("All times Los Angeles\n")
    assert buttons(home_card(HOME, LA))[0] == "Review 12 requests"


def test_home_is_calm_where_nothing_waits() -> None:
    text = shown(replace(HOME, reviews=Requests(0, 3)))
    assert text.startswith("Demo shop")
    assert "Review requests  3 on the way" in text
    assert "none waits" in shown(replace(HOME, reviews=Requests(0, 0)))
    assert "Review requests" not in shown(replace(HOME, reviews=None, next_digest=None))
    assert buttons(home_card(replace(HOME, reviews=None), LA))[0] == "Sales of the last 7 days"


def test_home_has_eight_lines_at_most() -> None:
    lines = [line for line in shown(HOME).splitlines() if line and "In the chat" not in line]
    assert len(lines) <= 8 + 1  # and the small print


def test_home_says_that_the_team_is_to_be_checked_and_offers_it_to_owners() -> None:
    calm = replace(HOME, reviews=None)
    due = replace(calm, check_due=AT - timedelta(days=2))
    assert shown(calm).startswith("Demo shop")
    assert shown(due).startswith("! Demo shop")
    told = " ".join(shown(due).split())
    assert "Team to be checked since 19 Nov: is everybody still right?" in told
    assert "Check the team" not in buttons(home_card(due, LA))
    assert "Check the team" in buttons(home_card(due, LA, may_check=True))
    assert "Check the team" not in buttons(home_card(calm, LA, may_check=True))
    lines = [line for line in shown(due).splitlines() if line and "In the chat" not in line]
    assert len(lines) <= 8 + 1


def begun(**known: bool) -> HomeFacts:
    """A shop whose set-up is under way."""
    usual = dict.fromkeys(("only_files", "has_feature", "is_bound", "has_digest"), False)
    found = Standing(**(usual | {"has_stores": False, "was_posted": False} | known), people=1)
    return replace(HOME, accounts=(), reviews=None, next_digest=None, steps=steps_of(found))


def test_home_is_a_checklist_that_says_what_to_type() -> None:
    text = " ".join(shown(begun(is_bound=True, has_feature=True)).split())
    assert text.startswith("Demo shop: 2 of 5 done")
    for said in (
        '– bring in orders, in the terminal: amzigo connect --self --tenant "Demo shop"',
        ', or a report: amzigo import FILE --tenant "Demo shop"',
        "✓ what I may read is switched on",
        "✓ a channel speaks for this shop",
        "– have a digest posted each day: settings digest 08:00",
        "– wait for the first digest; to read one now: digest",
        "– when you like, let somebody else in: team add @name",
    ):
        assert said in text
    assert buttons(home_card(begun(), LA)) == []
    unbound = " ".join(shown(begun()).split())
    assert "– let me read them: access on:sales" in unbound
    assert "– in the channel for it, type settings channel Demo shop" in unbound
    nobodys = " ".join(shown(replace(begun(), people=0)).split())
    assert "– have a code made, and type it in a channel: amzigo claim" in nobodys
    assert "team add" not in nobodys


def test_the_checklist_keeps_what_waits_within_reach() -> None:
    steps = begun(has_stores=True, has_feature=True, is_bound=True, has_digest=True).steps
    card = home_card(replace(HOME, steps=steps), LA)
    text = " ".join(render(card).split())
    assert text.startswith("! Demo shop: 4 of 5 done")
    assert "wait for the first digest, Sun 22 Nov 08:00; to read one now: digest" in text
    assert buttons(card)[0] == "Review 12 requests"
    lines = [line for line in render(card).splitlines() if line and "In the chat" not in line]
    assert len(lines) <= 8 + 1


def test_once_the_first_digest_was_posted_home_is_what_stands() -> None:
    steps = begun(has_stores=True, has_feature=True, was_posted=True).steps
    assert shown(replace(HOME, steps=steps)) == shown(HOME)


def test_a_shop_without_features_is_told_how_to_switch_one_on() -> None:
    account = replace(NA, waiting=(Waiting("order history", "not begun", AT),))
    found = StatusFacts("status/1", "Demo shop", AT, (), (account,))
    text = render(status_card(found, LA))
    assert "Nothing is read: no feature is switched on." in text
    assert "An owner switches one on: access on:sales." in text
    assert "next look" not in text
    assert "nothing yet; an owner types access on:sales" in shown(replace(HOME, features=()))
    files = render(status_card(replace(found, accounts=(FILES,)), LA))
    assert "access on" not in files


def test_what_is_switched_off_is_not_said_to_come() -> None:
    empty = replace(NA, marketplaces=(store("Amazon.com", LA, None),))
    for features, orders, stock in (
        (("sales",), "no data yet", "inventory is off"),
        (("reviews", "inventory"), "no data yet", "no data yet"),
        (("inventory",), "not read", "no data yet"),
    ):
        text = render(status_card(StatusFacts("status/1", "Demo shop", AT, features, (empty,)), LA))
        (row,) = [line for line in text.splitlines() if line.startswith("Amazon.com")]
        assert " ".join(row.split()) == f"Amazon.com {orders} {stock}"
    files = render(status_card(StatusFacts("status/1", "Demo shop", AT, (), (FILES,)), LA))
    assert files.count("no data yet") == 2


def test_status_says_in_which_zones_its_times_are() -> None:
    text = render(status_card(StatusFacts("status/1", "Demo shop", AT, ("sales",), (FE,)), LA))
    assert "times in tables are each store's own, others Los Angeles" in " ".join(text.split())


def test_accounts_stand_in_the_same_order_everywhere() -> None:
    status = StatusFacts("status/1", "Demo shop", AT, (), HOME.accounts)
    for text in (shown(HOME), render(status_card(status, LA))):
        places = [text.index(name) for name in ("Shop NA", "Shop FE", "Files")]
        assert places == sorted(places)


def test_status_counts_what_waits_in_whole_sentences() -> None:
    waits = Waiting("orders, Amazon.com", "Amazon prepares the report", AT + timedelta(minutes=5))
    two = replace(NA, waiting=(waits, replace(waits, what="stock, Amazon.com")))
    for accounts, said in (
        ((), "No shop is connected and no report was imported yet."),
        ((NA,), "Everything is up to date."),
        ((FILES,), "All figures come from imported files; a newer report brings newer ones."),
        ((replace(NA, waiting=(waits,)),), "1 source is waiting; everything else is up to date."),
        ((two, FE), "2 sources are waiting."),
    ):
        facts = StatusFacts("status/1", "Demo shop", AT, ("sales",), accounts)
        assert said in render(status_card(facts, LA))
    line = "Stock, Amazon.com: Amazon prepares the report · next look 10:05, Los Angeles time"
    text = render(status_card(StatusFacts("status/1", "Demo shop", AT, ("sales",), (two,)), LA))
    assert line in text
    assert "(Amazon's order report)" in text


def test_status_says_what_the_nightly_check_found() -> None:
    for missed, said in (
        (0, "nothing was missed"),
        (1, "1 order had been missed and was added"),
        (1200, "1,200 orders had been missed and were added"),
    ):
        checked = replace(NA, checked=Checked(AT, missed))
        text = render(status_card(StatusFacts("status/1", "Demo shop", AT, (), (checked,)), LA))
        assert f"compared with Amazon's order list, Sat 21 Nov 10:00: {said}" in text
    checked = replace(NA, checked=Checked(AT, 0, 2))
    text = render(status_card(StatusFacts("status/1", "Demo shop", AT, (), (checked,)), LA))
    assert "nothing was missed; 2 rows could not be read and are left out" in text


async def test_both_answer_from_a_shop_as_it_is(sqlite_url: str) -> None:
    async with open_shop(sqlite_url) as shop:
        await shop.add(*(order(number, 10 + number) for number in (1, 2, 3)))
        async with shop.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            row = ChannelRow("local", "local", "shop", "shop", LA, 480)
            await team.bind(row)
            await team.digest_due(row, NOW + timedelta(hours=1))
        asked = Asked(
            Member(SHOP, "approver", MemberRole.APPROVER, LA), {}, shop.storage, lambda: shop.now
        )
        await answer_reviews(asked, TERMS)
        before = await answer_home(asked)
        async with shop.storage.write() as uow:
            scope = await uow.for_tenant(SHOP)
            await scope.posts.add(PostRow(*row.place, "m1", "digest:2026-11-20", NOW))
        home, status = await answer_home(asked), await answer_status(asked)
    assert "4 of 5 done" in render(before.card)
    assert "Review requests  3 wait for approval" in render(home.card)
    assert "Next digest      Sat 21 Nov 11:00 in #shop" in render(home.card)
    assert "Everything is up to date." in render(status.card)
    assert '"home/1"' in str(as_json(home.facts)).replace("'", '"')
