"""What reports other than orders tell, row by row: typed, without anything of the buyer.

A `Table` names a report and the rows it is read as; Amazon's port reads it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, NewType, TypeVar

BuyerText = NewType("BuyerText", str)
"""What a buyer wrote. Shown as untrusted text only: it may hold mentions, links and markup."""

Row = TypeVar("Row")


class FeedbackRow(NamedTuple):
    """A buyer's rating of the seller, one to five stars, and the seller's answer to it."""

    day: date
    rating: int
    comment: BuyerText
    response: str
    order_id: str


class AgeBand(NamedTuple):
    """Units that are as old as these days; `last` is None where the band has no end."""

    first: int
    last: int | None
    units: int


class PlanningRow(NamedTuple):
    """A product's stock by age and how long it lasts. The bands never overlap."""

    sku: str
    asin: str
    title: str
    available: int
    inbound: int
    reserved: int
    unfulfillable: int
    ages: tuple[AgeBand, ...]
    days_of_supply: int | None
    alert: str
    action: str


class RestockRow(NamedTuple):
    """What Amazon recommends to send of a product for one country."""

    sku: str
    asin: str
    title: str
    sold_in_30_days: int
    available: int
    inbound: int
    days_of_supply: int | None
    alert: str
    recommended: int | None
    ship_by: date | None
    action: str


class ReturnRow(NamedTuple):
    """Units that came back, to Amazon or to the seller; `comment` is the buyer's."""

    day: date
    order_id: str
    sku: str
    asin: str
    quantity: int
    reason: str
    state: str
    comment: BuyerText


class ShipmentRow(NamedTuple):
    """Units that Amazon shipped, and when they are expected to arrive."""

    order_id: str
    item_id: str
    sku: str
    quantity: int
    bought_at: datetime | None
    shipped_at: datetime
    arrives_at: datetime | None
    channel: str


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A report type, and the rows that it is read as."""

    report_type: str
    row: type[Row]


@dataclass(frozen=True, slots=True)
class TablePage(Generic[Row]):
    """A report's rows; those that could not be read and those of other countries are counted."""

    rows: tuple[Row, ...]
    unreadable: int = 0
    elsewhere: int = 0
    encoding: str = "utf-8"


FEEDBACK = Table("GET_SELLER_FEEDBACK_DATA", FeedbackRow)
PLANNING = Table("GET_FBA_INVENTORY_PLANNING_DATA", PlanningRow)
RESTOCK = Table("GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT", RestockRow)
FBA_RETURNS = Table("GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA", ReturnRow)
SELLER_RETURNS = Table("GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", ReturnRow)
SHIPMENTS = Table("GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL", ShipmentRow)
