"""Every call to Amazon that amzigo may make: a closed table. What is not in it is never called.

Methods, paths, rates and bursts are Amazon's published defaults; Amazon roles are its own names, of
which any one that is listed is enough.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.model import Feature


class AmazonRole(StrEnum):
    """A right that Amazon grants to an application."""

    FULFILLMENT = "Amazon Fulfillment"
    SOLICITATION = "Buyer Solicitation"
    ORDERS = "Inventory and Order Tracking"
    LISTING = "Product Listing"
    INSIGHTS = "Selling Partner Insights"
    ANALYTICS = "Brand Analytics"
    PRICING = "Pricing"
    FINANCE = "Finance and Accounting"
    COMMUNICATION = "Buyer Communication"


DORMANT = frozenset({AmazonRole.PRICING, AmazonRole.FINANCE, AmazonRole.COMMUNICATION})
"""Roles that are never used, even where Amazon granted them."""

NO_ROLE = "none"
"""What the egress ledger says of a call that needs no role: the fetching of a token."""

RECORDED_ROLES = (NO_ROLE, *(role.value for role in AmazonRole if role not in DORMANT))
"""All that the egress ledger may hold for a role; the database refuses anything else."""


class Purpose(StrEnum):
    """What decides whether an operation is needed."""

    ACCOUNT = "account"
    """The connection itself: an active tenant is enough."""
    FEATURE = "feature"
    """The operation's own features."""
    REPORT = "report"
    """The features of the report type that it is called for."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One SP-API call; `rate` in calls a second. Only an idempotent one may be repeated."""

    name: str
    method: str
    path: str
    purpose: Purpose
    rate: float
    burst: int
    roles: tuple[AmazonRole, ...] = ()
    features: frozenset[Feature] = frozenset()
    idempotent: bool = True


@dataclass(frozen=True, slots=True)
class ReportType:
    """One report; Amazon makes some for a single store and silently drops the others asked for.

    Asked for again before `interval` has passed, Amazon answers with the old one, or not at all.
    """

    name: str
    roles: tuple[AmazonRole, ...]
    features: frozenset[Feature]
    interval: timedelta
    single_store: bool = False


_REPORTS = "/reports/2021-06-30"
_ORDERS = "/orders/2026-01-01/orders"
_TOPICS = "/customerFeedback/2024-06-01/items/{asin}/reviews"
_SOLICITATIONS = "/solicitations/v1/orders/{amazonOrderId}"

_ORDER_USES = frozenset({Feature.SALES, Feature.REVIEWS})
_SALES = frozenset({Feature.SALES})
_INVENTORY = frozenset({Feature.INVENTORY})
_REVIEWS = frozenset({Feature.REVIEWS})
_FEEDBACK = frozenset({Feature.FEEDBACK})
_TRAFFIC = frozenset({Feature.TRAFFIC})

_ACCOUNT_ROLES = (AmazonRole.INSIGHTS, AmazonRole.LISTING)
_ASKING_ROLES = (AmazonRole.SOLICITATION, AmazonRole.LISTING)
_ORDER_ROLES = (AmazonRole.ORDERS, AmazonRole.FULFILLMENT, AmazonRole.LISTING)
_ORDER_API_ROLES = (*_ORDER_ROLES, AmazonRole.SOLICITATION, AmazonRole.INSIGHTS)
_SALES_ROLES = (AmazonRole.ORDERS, AmazonRole.LISTING)
_STOCK_ROLES = (AmazonRole.FULFILLMENT, AmazonRole.LISTING)

_ALWAYS = timedelta()
_NEAR_REAL_TIME = timedelta(minutes=30)
_DAILY = timedelta(hours=4)

PARTICIPATIONS = "getMarketplaceParticipations"
CREATE_REPORT = "createReport"
LIST_REPORTS = "getReports"
GET_REPORT = "getReport"
GET_DOCUMENT = "getReportDocument"
SEARCH_ORDERS = "searchOrders"
GET_ORDER = "getOrder"
ORDER_METRICS = "getOrderMetrics"
INVENTORY_SUMMARIES = "getInventorySummaries"
REVIEW_TOPICS = "getItemReviewTopics"
SOLICITATION_ACTIONS = "getSolicitationActionsForOrder"
SOLICIT = "createProductReviewAndSellerFeedbackSolicitation"

ORDERS_BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
ORDERS_BY_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
SHIPMENTS = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
PLANNING = "GET_FBA_INVENTORY_PLANNING_DATA"
RESTOCK = "GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT"
LEDGER_SUMMARY = "GET_LEDGER_SUMMARY_VIEW_DATA"
FBA_RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
SELLER_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
SELLER_FEEDBACK = "GET_SELLER_FEEDBACK_DATA"
SALES_AND_TRAFFIC = "GET_SALES_AND_TRAFFIC_REPORT"

OPERATIONS = {
    row.name: row
    for row in (
        Operation(
            PARTICIPATIONS,
            "GET",
            "/sellers/v1/marketplaceParticipations",
            Purpose.ACCOUNT,
            0.016,
            15,
            _ACCOUNT_ROLES,
        ),
        Operation(
            CREATE_REPORT,
            "POST",
            f"{_REPORTS}/reports",
            Purpose.REPORT,
            0.0167,
            15,
            idempotent=False,
        ),
        Operation(LIST_REPORTS, "GET", f"{_REPORTS}/reports", Purpose.REPORT, 0.0222, 10),
        Operation(GET_REPORT, "GET", f"{_REPORTS}/reports/{{reportId}}", Purpose.REPORT, 2.0, 15),
        Operation(
            GET_DOCUMENT,
            "GET",
            f"{_REPORTS}/documents/{{reportDocumentId}}",
            Purpose.REPORT,
            0.0167,
            15,
        ),
        Operation(
            SEARCH_ORDERS,
            "GET",
            _ORDERS,
            Purpose.FEATURE,
            0.0056,
            20,
            _ORDER_API_ROLES,
            _ORDER_USES,
        ),
        Operation(
            GET_ORDER,
            "GET",
            f"{_ORDERS}/{{orderId}}",
            Purpose.FEATURE,
            0.5,
            30,
            _ORDER_API_ROLES,
            _ORDER_USES,
        ),
        Operation(
            ORDER_METRICS,
            "GET",
            "/sales/v1/orderMetrics",
            Purpose.FEATURE,
            0.5,
            15,
            _SALES_ROLES,
            _SALES,
        ),
        Operation(
            INVENTORY_SUMMARIES,
            "GET",
            "/fba/inventory/v1/summaries",
            Purpose.FEATURE,
            2.0,
            2,
            _STOCK_ROLES,
            _INVENTORY,
        ),
        # Amazon publishes no rate for these two: one a second, one at a time, is our own.
        Operation(
            REVIEW_TOPICS,
            "GET",
            f"{_TOPICS}/topics",
            Purpose.FEATURE,
            1.0,
            1,
            (AmazonRole.INSIGHTS,),
            _FEEDBACK,
        ),
        Operation(
            SOLICITATION_ACTIONS,
            "GET",
            _SOLICITATIONS,
            Purpose.FEATURE,
            1.0,
            5,
            _ASKING_ROLES,
            _REVIEWS,
        ),
        Operation(
            SOLICIT,
            "POST",
            f"{_SOLICITATIONS}/solicitations/productReviewAndSellerFeedback",
            Purpose.FEATURE,
            1.0,
            5,
            _ASKING_ROLES,
            _REVIEWS,
            idempotent=False,
        ),
    )
}

# The last three are no FBA reports, and Amazon names no interval for them; their days change
# no faster than those of a daily report.
REPORT_TYPES = {
    row.name: row
    for row in (
        ReportType(ORDERS_BY_UPDATE, _ORDER_ROLES, _ORDER_USES, _ALWAYS),
        ReportType(ORDERS_BY_DATE, _ORDER_ROLES, _ORDER_USES, _ALWAYS),
        ReportType(
            SHIPMENTS, (AmazonRole.FULFILLMENT, AmazonRole.ORDERS), _REVIEWS, _NEAR_REAL_TIME
        ),
        ReportType(
            STOCK, (AmazonRole.FULFILLMENT,), _INVENTORY, _NEAR_REAL_TIME, single_store=True
        ),
        ReportType(PLANNING, (AmazonRole.FULFILLMENT,), _INVENTORY, _DAILY, single_store=True),
        ReportType(RESTOCK, (AmazonRole.FULFILLMENT,), _INVENTORY, _DAILY, single_store=True),
        ReportType(
            LEDGER_SUMMARY, (AmazonRole.FULFILLMENT,), _INVENTORY, _DAILY, single_store=True
        ),
        ReportType(FBA_RETURNS, (AmazonRole.FULFILLMENT,), _REVIEWS, _DAILY),
        ReportType(SELLER_RETURNS, (AmazonRole.ORDERS,), _REVIEWS, _DAILY),
        ReportType(
            SELLER_FEEDBACK,
            (AmazonRole.INSIGHTS, AmazonRole.FULFILLMENT),
            _FEEDBACK,
            _DAILY,
            single_store=True,
        ),
        ReportType(SALES_AND_TRAFFIC, (AmazonRole.ANALYTICS,), _TRAFFIC, _DAILY, single_store=True),
    )
}
