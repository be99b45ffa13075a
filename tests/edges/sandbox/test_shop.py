"""The invented shops: repeatable, consistent with themselves, and with a story to tell."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pytest

from core.spapi.sandbox.accounts import ACCOUNTS, SellerAccount
from core.spapi.sandbox.order_ids import order_id, place_of
from core.spapi.sandbox.order_rows import COLUMNS, rows_of
from core.spapi.sandbox.orders import Kind, Order, State
from core.spapi.sandbox.shop import HISTORY_DAYS, Shop
from core.spapi.sandbox.stock_rows import past_stock
from tests.edges.sandbox.desk import CA, DE, JP, NOW, US

_ANCHOR = NOW.date()
_BY_STORE = {m: a for a in ACCOUNTS for m in a.marketplace_ids}
_SHOPS = {a.seller: Shop(a, 1, _ANCHOR) for a in ACCOUNTS}


def _shop(store: str) -> Shop:
    return _SHOPS[_BY_STORE[store].seller]


def _days(count: int, last: date = _ANCHOR) -> list[date]:
    return [last - timedelta(days=n) for n in reversed(range(count))]


def _orders(store: str, count: int) -> list[Order]:
    return list(chain.from_iterable(_shop(store).orders_on(store, d) for d in _days(count)))


def test_the_same_seed_gives_the_same_shop_and_another_seed_another() -> None:
    account = _BY_STORE[US]
    again, other = Shop(account, 1, _ANCHOR), Shop(account, 2, _ANCHOR)
    day = _ANCHOR - timedelta(days=400)
    assert again.orders_on(US, day) == _shop(US).orders_on(US, day)
    assert other.orders_on(US, day) != again.orders_on(US, day)


def test_a_day_does_not_depend_on_the_days_asked_before() -> None:
    account = _BY_STORE[JP]
    straight, jumping = Shop(account, 1, _ANCHOR), Shop(account, 1, _ANCHOR)
    future = _ANCHOR + timedelta(days=30)
    ahead = jumping.orders_on(JP, future)
    days = [*_days(5), *_days(30, future)]
    expected = {d: straight.orders_on(JP, d) for d in days}
    assert {d: jumping.orders_on(JP, d) for d in reversed(days)} == expected
    assert ahead == expected[future]


def test_reports_made_at_the_same_time_see_the_same_shop() -> None:
    account = _BY_STORE[JP]
    shop, market = Shop(account, 1, _ANCHOR), account.marketplaces[0]
    with ThreadPoolExecutor(6) as pool:
        stock = pool.map(lambda d: list(past_stock(shop, market, d, d)), _days(40))
        orders = pool.map(lambda d: shop.orders_on(JP, d), _days(40))
        assert list(orders) == [_shop(JP).orders_on(JP, d) for d in _days(40)]
        assert list(stock) == [list(past_stock(_shop(JP), market, d, d)) for d in _days(40)]


@pytest.mark.parametrize("store", [US, CA, JP, DE])
def test_stock_adds_up_every_day_and_nothing_sells_from_an_empty_shelf(store: str) -> None:
    paths = _shop(store).store(store).paths
    days = _days(HISTORY_DAYS + 61, _ANCHOR + timedelta(days=60))
    empty = 0
    for path in paths:
        before = 0
        for stock in map(path.on, days):
            assert stock.opening == before + stock.received
            assert 0 <= stock.sold <= stock.opening
            assert min(stock.received, stock.working, stock.shipped, stock.receiving) >= 0
            before = stock.sellable
            empty += stock.opening == 0
    assert empty > 20, "a shop has stock-outs"


@pytest.mark.parametrize("store", [US, JP])
def test_the_units_of_the_orders_are_the_units_that_left_the_shelf(store: str) -> None:
    shop = _shop(store)
    for day in _days(30):
        sold: dict[str, int] = {}
        for order in shop.orders_on(store, day):
            for line in order.lines:
                if not order.fate.cancelled and not line.cancelled:
                    sold[line.product.sku] = sold.get(line.product.sku, 0) + line.quantity
        stock = shop.store(store).sold(day)
        assert sold == {product.sku: units for product, units in stock if units}


def test_the_demo_shop_has_a_size_and_a_rhythm() -> None:
    counts = {s: len(_orders(s, 120)) / 120 for s in (US, CA, JP)}
    assert 80 <= sum(counts.values()) <= 150
    december = [len(_shop(US).orders_on(US, date(2025, 12, d))) for d in range(1, 15)]
    april = [len(_shop(US).orders_on(US, date(2026, 4, d))) for d in range(1, 15)]
    assert sum(december) > 1.3 * sum(april)


def test_on_the_anchor_day_some_run_low_one_is_out_and_one_is_new() -> None:
    store = _shop(US).store(US)
    low, out = [], []
    for product, path in zip(store.products, store.paths, strict=True):
        stock = path.on(_ANCHOR)
        rate = path.demand.mean(path.index, _ANCHOR)
        if path.story and stock.opening:
            low.append((stock.opening / rate, stock.shipped))
        elif path.story:
            earlier = path.on(_ANCHOR - timedelta(days=8)).sellable
            out.append((product.sku, stock.receiving, earlier))
    assert len(low) == 2
    assert all(5 <= days <= 14 for days, _ in low)
    assert sorted(shipped > 0 for _, shipped in low) == [False, True]
    assert len(out) == 1
    assert out[0][1] > 0
    assert out[0][2] > 0, "it ran out only days ago"
    new = [p for p in store.products if p.days_before == 21]
    assert len(new) == 1
    sold = {d for d in _days(60) for p, units in store.sold(d) if p in new and units}
    assert _ANCHOR - timedelta(days=21) <= min(sold)


def test_past_stock_leaves_out_what_is_not_at_amazon() -> None:
    history = list(past_stock(_shop(US), _BY_STORE[US].marketplaces[0], *_days(2)))
    skus = {s.sku for s in history}
    assert "KT-BOARD-BAM-L" in skus
    assert "HM-TRAY-BED" not in skus, "the seller ships this one"
    assert all(s.sellable >= 0 and s.reserved >= 0 for s in history)


@pytest.mark.parametrize(
    ("store", "currency"), [(US, "USD"), (CA, "CAD"), (JP, "JPY"), (DE, "EUR")]
)
def test_rows_have_prices_only_once_amazon_knows_them(store: str, currency: str) -> None:
    pending = 0
    for order in _orders(store, 3):
        for row in rows_of(order, NOW):
            named = dict(zip(COLUMNS, row, strict=True))
            if order.state_at(NOW) is State.PENDING:
                pending += 1
                assert named["currency"] == named["item-price"] == ""
            elif named["currency"]:
                assert named["currency"] == currency
                assert ("." in named["item-price"]) is (currency != "JPY")
    assert pending or store != US


def test_every_kind_of_order_occurs() -> None:
    orders = _orders(US, 60)
    assert {o.kind for o in orders} == set(Kind)
    assert {o.state_at(NOW) for o in orders} >= set(State)
    assert any(o.merchant for o in orders)
    assert any(len(o.lines) > 1 for o in orders)
    assert any(line.cancelled for o in orders if o.fate.shipped for line in o.lines)
    elsewhere = next(o for o in orders if o.kind is Kind.NON_AMAZON)
    row = dict(zip(COLUMNS, next(rows_of(elsewhere, NOW)), strict=True))
    assert (row["sales-channel"], row["currency"]) == ("Non-Amazon US", "")
    assert row["amazon-order-id"].startswith("S01-")


def test_an_orders_states_follow_each_other_and_are_dated() -> None:
    for order in _orders(US, 3):
        moments = [order.fate.purchased + timedelta(hours=n) for n in range(0, 24 * 50, 5)]
        dates = [order.updated_at(m) for m in moments]
        assert dates == sorted(dates)
        assert dates[-1] - order.fate.purchased < timedelta(days=45)
        states = list(dict.fromkeys(order.state_at(m) for m in moments))
        usual = [s for s in State if s in states]
        assert states == usual
    assert order.state_at(order.fate.purchased - timedelta(seconds=1)) is None


@pytest.mark.parametrize("account", ACCOUNTS)
def test_order_ids_lead_back_to_their_order(account: SellerAccount) -> None:
    for store in account.marketplace_ids:
        orders = _orders(store, 30)
        assert len({o.id for o in orders}) == len(orders)
        for order in orders[::7]:
            assert _SHOPS[account.seller].find(order.id) == order
    assert place_of(order_id(JP, _ANCHOR, 7)) == (JP, _ANCHOR, 7)


def test_any_number_of_sellers_in_one_store_have_orders_of_their_own() -> None:
    sellers = [
        replace(ACCOUNTS[0], shop=f"Shop {n}", seller=f"A1SHOP{n}", slot=n, size=0.2)
        for n in (0, 9, 10, 99)
    ]
    shops = [Shop(seller, 1, _ANCHOR) for seller in sellers]
    found = {order.id: shop for shop in shops for order in shop.orders_on(US, _ANCHOR)}
    assert len(found) == sum(len(shop.orders_on(US, _ANCHOR)) for shop in shops)
    for order_id_, shop in found.items():
        assert [one for one in shops if one.find(order_id_)] == [shop]
    assert len(found) < 2 * len(_shop(US).orders_on(US, _ANCHOR))
