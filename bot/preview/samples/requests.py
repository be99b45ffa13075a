"""Review requests: a batch in each of its states, and the cards beside it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.card import Card, Text
from bot.handlers.review_card import batch_card, state_sentence
from bot.handlers.review_lists import (
    history_card,
    list_card,
    numbers_card,
    outlook_card,
    skipped_card,
)
from bot.preview.people import SLACK
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import CA, DAY, NOW, PRODUCTS, US
from bot.told import told
from core.ports.reviews import BatchState, Stage
from core.review_desk import History, ListedOrder, Listing, Numbers, NumbersFacts, Outlook, Skipped
from core.review_facts import BatchFacts, MarketplaceOrders, Progress, ReasonOrders

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
AT = NOW + 14 * MINUTE
LEFT = (ReasonOrders("returned", 32), ReasonOrders("outside_window", 9))
GONE = (ReasonOrders("not_offered", 2),)
TO_DO = Progress(212, 0, 0, 0, 0, 0, (), None, None, None)
HALF = Progress(90, 121, 0, 0, 1, 0, (), NOW + 220 * MINUTE, None, NOW + 4 * HOUR)
OVER = Progress(0, 209, 3, 0, 0, 1, GONE, None, None, None)
WAITING = BatchFacts(
    "batch/1",
    "3f9c21ab",
    BatchState.WAITING,
    "00" * 32,
    US.zone,
    212,
    (MarketplaceOrders(US.name, 180), MarketplaceOrders(CA.name, 32)),
    date(2026, 11, 12),
    date(2026, 11, 17),
    7,
    10 * 60,
    16 * 60,
    LEFT,
    40,
    NOW + DAY,
    212,
    datetime(2026, 12, 10, 20, 0, tzinfo=NOW.tzinfo),
    None,
    None,
    TO_DO,
)
APPROVED = replace(
    WAITING, state=BatchState.APPROVED, decided_by="U0APPROVER", decided_at=AT,
    decider=(*SLACK, "U0APPROVER"),
    progress=replace(TO_DO, finishes_at=NOW + 220 * MINUTE),
)  # fmt: skip
SENDING, SENT = replace(APPROVED, progress=HALF), replace(APPROVED, progress=OVER)
REJECTED = replace(APPROVED, state=BatchState.REJECTED)
STOPPED = replace(SENDING, state=BatchState.STOPPED)
EXPIRED = replace(WAITING, state=BatchState.EXPIRED)
LATER = NOW + 170 * MINUTE


def requests() -> tuple[Sample, ...]:
    """A batch from beginning to end, then what `reviews` answers besides."""
    return (*_batches(), *_lists())


def _batches() -> tuple[Sample, ...]:
    stale = state_sentence(SENDING, LATER)
    approve, reject = ("reviews.approve",), ("reviews.reject",)
    return (
        Sample("batch", "A batch before its approval", batch_card(WAITING, NOW), ("reviews",)),
        Sample("batch-approved", "Just approved", batch_card(APPROVED, AT), approve),
        Sample("batch-sending", "While it is sent", batch_card(SENDING, LATER)),
        Sample("batch-sent", "After it was sent", batch_card(SENT, NOW + 5 * HOUR)),
        Sample("batch-rejected", "Rejected", batch_card(REJECTED, AT), reject),
        Sample("batch-expired", "Nobody decided", batch_card(EXPIRED, NOW + DAY)),
        Sample("batch-stopped", "Switched off while it was sent", batch_card(STOPPED, LATER)),
        Sample("batch-stale", "A button of a batch that was approved already",
               batch_card(SENDING, LATER, stale)),
        Sample("button-stale", "A button that is no longer known",
               Card(told(stale, NOW.year), (Text(stale),), NOW.year)),
    )  # fmt: skip


def _lists() -> tuple[Sample, ...]:
    batches = tuple(
        replace(one, batch_id=f"{n}a7c44d{n}")
        for n, one in enumerate((WAITING, SENDING, SENT, REJECTED, EXPIRED), 1)
    )
    spans = (Numbers(7, 212, 90, 1_310, 4, 21, 1, 0), Numbers(30, 212, 90, 5_604, 11, 96, 3, 40))
    skipped = Skipped("skipped/1", NOW - 30 * DAY, LEFT, GONE)
    return (
        Sample("reviews-list", "The orders of a batch", _list(), ("reviews.list",)),
        Sample("reviews-none", "Nothing waits", _outlook(NOW + 18 * HOUR)),
        Sample("reviews-off", "Requests are switched off", _outlook(None, is_on=False)),
        Sample("reviews-history", "The latest batches",
               history_card(History("history/1", batches), LATER)),
        Sample("reviews-skipped", "What was not asked about", skipped_card(skipped)),
        Sample("reviews-numbers", "How many", numbers_card(NumbersFacts("numbers/1", spans))),
    )  # fmt: skip


def _outlook(next_at: datetime | None, *, is_on: bool = True) -> Card:
    left = LEFT if is_on else ()
    found = Outlook("outlook/1", is_on, is_connected=True, askable=0, left_out=left,
                    next_at=next_at, zone=US.zone)  # fmt: skip
    return outlook_card(found, NOW)


def _list() -> Card:
    orders = tuple(_listed(n) for n in range(1, WAITING.size + 1))
    return list_card(Listing("listing/1", WAITING.batch_id, orders), NOW.year)


def _listed(nth: int) -> ListedOrder:
    product = PRODUCTS[nth * nth % len(PRODUCTS)]
    delivered = date(2026, 11, 12) + (nth % 6) * DAY
    store = CA if nth % 6 == 0 else US
    return ListedOrder(
        nth, store.name, product.sku, product.title, delivered, delivered + 23 * DAY, Stage.WAITING
    )
