"""Every call to Amazon that amzigo may make: a closed table. What is not in it is never called.

Methods, paths, rates and bursts are Amazon's published defaults; Amazon roles are its own names, of
which any one that is listed is enough.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.model import Feature


class AmazonRole(StrEnum):
    """A right that Amazon grants to an application."""

    FULFILLMENT = "Amazon Fulfillment"
    SOLICITATION = "Buyer Solicitation"
    ORDERS = "Inventory and Order Tracking"
    LISTING = "Product Listing"
    INSIGHTS = "Selling Partner Insights"
    PRICING = "Pricing"
    FINANCE = "Finance and Accounting"
    COMMUNICATION = "Buyer Communication"


DORMANT = frozenset({AmazonRole.PRICING, AmazonRole.FINANCE, AmazonRole.COMMUNICATION})
"""Roles that are never used, even where Amazon granted them."""


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
    idempotent: bool = True
    roles: tuple[AmazonRole, ...] = ()
    features: frozenset[Feature] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportType:
    """One report; Amazon makes some for a single store and silently drops the others asked for."""

    name: str
    roles: tuple[AmazonRole, ...]
    features: frozenset[Feature]
    single_store: bool = False


_REPORTS = "/reports/2021-06-30"
_SOLICITATIONS = "/solicitations/v1/orders/{amazonOrderId}"
_ORDERS = "/orders/2026-01-01/orders"
_REVIEWS = frozenset({Feature.REVIEWS})
_SALES = frozenset({Feature.SALES})
_ORDER_FEATURES = frozenset({Feature.SALES, Feature.REVIEWS})
_INVENTORY = frozenset({Feature.INVENTORY})
_FEEDBACK = frozenset({Feature.FEEDBACK})
_ORDER_REPORT = (AmazonRole.ORDERS, AmazonRole.FULFILLMENT, AmazonRole.LISTING)

PARTICIPATIONS = "getMarketplaceParticipations"
CREATE_REPORT = "createReport"
LIST_REPORTS = "getReports"
GET_REPORT = "getReport"
GET_DOCUMENT = "getReportDocument"
SOLICITATION_ACTIONS = "getSolicitationActionsForOrder"
SOLICIT = "createProductReviewAndSellerFeedbackSolicitation"
SEARCH_ORDERS = "searchOrders"
GET_ORDER = "getOrder"
ORDER_METRICS = "getOrderMetrics"
INVENTORY_SUMMARIES = "getInventorySummaries"
REVIEW_TOPICS = "getItemReviewTopics"

ORDERS_BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
ORDERS_BY_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
PLANNING = "GET_FBA_INVENTORY_PLANNING_DATA"
RESTOCK = "GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT"
SHIPMENTS = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL"
FBA_RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
SELLER_RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
SELLER_FEEDBACK = "GET_SELLER_FEEDBACK_DATA"

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
            roles=(AmazonRole.INSIGHTS, AmazonRole.LISTING),
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
            SOLICITATION_ACTIONS,
            "GET",
            _SOLICITATIONS,
            Purpose.FEATURE,
            1.0,
            5,
            roles=(AmazonRole.SOLICITATION, AmazonRole.LISTING),
            features=_REVIEWS,
        ),
        Operation(
            SOLICIT,
            "POST",
            f"{_SOLICITATIONS}/solicitations/productReviewAndSellerFeedback",
            Purpose.FEATURE,
            1.0,
            5,
            idempotent=False,
            roles=(AmazonRole.SOLICITATION, AmazonRole.LISTING),
            features=_REVIEWS,
        ),
        Operation(
            SEARCH_ORDERS,
            "GET",
            _ORDERS,
            Purpose.FEATURE,
            0.0056,
            20,
            roles=(AmazonRole.ORDERS, AmazonRole.SOLICITATION),
            features=_ORDER_FEATURES,
        ),
        Operation(
            GET_ORDER,
            "GET",
            f"{_ORDERS}/{{orderId}}",
            Purpose.FEATURE,
            0.5,
            30,
            roles=(AmazonRole.ORDERS, AmazonRole.SOLICITATION),
            features=_ORDER_FEATURES,
        ),
        Operation(
            ORDER_METRICS,
            "GET",
            "/sales/v1/orderMetrics",
            Purpose.FEATURE,
            0.5,
            15,
            roles=(AmazonRole.ORDERS, AmazonRole.LISTING),
            features=_SALES,
        ),
        Operation(
            INVENTORY_SUMMARIES,
            "GET",
            "/fba/inventory/v1/summaries",
            Purpose.FEATURE,
            2.0,
            2,
            roles=(AmazonRole.FULFILLMENT, AmazonRole.LISTING),
            features=_INVENTORY,
        ),
        # Amazon publishes no plan for it; one a second is ours.
        Operation(
            REVIEW_TOPICS,
            "GET",
            "/customerFeedback/2024-06-01/items/{asin}/reviews/topics",
            Purpose.FEATURE,
            1.0,
            1,
            roles=(AmazonRole.INSIGHTS,),
            features=_FEEDBACK,
        ),
    )
}

REPORT_TYPES = {
    row.name: row
    for row in (
        ReportType(ORDERS_BY_UPDATE, _ORDER_REPORT, _ORDER_FEATURES),
        ReportType(ORDERS_BY_DATE, _ORDER_REPORT, _ORDER_FEATURES),
        ReportType(STOCK, (AmazonRole.FULFILLMENT,), _INVENTORY, single_store=True),
        ReportType(PLANNING, (AmazonRole.FULFILLMENT,), _INVENTORY, single_store=True),
        ReportType(RESTOCK, (AmazonRole.FULFILLMENT,), _INVENTORY, single_store=True),
        ReportType(SHIPMENTS, (AmazonRole.FULFILLMENT, AmazonRole.ORDERS), _REVIEWS),
        ReportType(FBA_RETURNS, (AmazonRole.FULFILLMENT,), _REVIEWS),
        ReportType(SELLER_RETURNS, (AmazonRole.ORDERS,), _REVIEWS),
        ReportType(
            SELLER_FEEDBACK,
            (AmazonRole.INSIGHTS, AmazonRole.FULFILLMENT),
            _FEEDBACK,
            single_store=True,
        ),
    )
}
