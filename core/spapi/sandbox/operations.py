"""The operations this sandbox serves: Amazon's default usage plans, and the roles they want."""

import re
from dataclasses import dataclass

_NOTIFICATIONS = "sellingpartnerapi::notifications"
_ROTATION = "sellingpartnerapi::client_credential:rotation"
SCOPES = frozenset({_NOTIFICATIONS, _ROTATION})


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `rate` tokens a second, at most `burst` at once; no rate: no plan is published.

    `roles` are codes of which one is enough. A grantless operation has a `scope` in their place.
    """

    name: str
    method: str
    path: re.Pattern[str]
    rate: str | None
    burst: int
    roles: str = ""
    scope: str = ""


_ORDERS = "AF BC BS FA IO PR PL SI"
_PREFIXES = {
    "R:": "/reports/2021-06-30",
    "S:": "/solicitations/v1/orders/{order_id}",
    "O:": "/orders/2026-01-01/orders",
    "C:": "/catalog/2022-04-01/items",
    "F:": "/customerFeedback/2024-06-01",
    "N:": "/notifications/v1",
}
_FOR_SELLERS = f"""
getMarketplaceParticipations GET /sellers/v1/marketplaceParticipations 0.016 15 PL SI
createReport                 POST   R:/reports                         0.0167 15
getReports                   GET    R:/reports                         0.0222 10
getReport                    GET    R:/reports/{{report_id}}           2.0    15
cancelReport                 DELETE R:/reports/{{report_id}}           0.0222 10
createReportSchedule         POST   R:/schedules                       0.0222 10
getReportSchedules           GET    R:/schedules                       0.0222 10
getReportSchedule            GET    R:/schedules/{{schedule_id}}       0.0222 10
cancelReportSchedule         DELETE R:/schedules/{{schedule_id}}       0.0222 10
getReportDocument            GET    R:/documents/{{document_id}}       0.0167 15
getSolicitationActionsForOrder GET  S:                                 1.0    5  BS PL
createProductReviewAndSellerFeedbackSolicitation POST S:/solicitations/productReviewAndSellerFeedback 1.0 5 BS PL
searchOrders                 GET    O:                                 0.0056 20 {_ORDERS}
getOrder                     GET    O:/{{order_id}}                    0.5    30 {_ORDERS}
getOrderMetrics              GET    /sales/v1/orderMetrics             0.5    15 IO PL
getInventorySummaries        GET    /fba/inventory/v1/summaries        2.0    2  AF PL
searchCatalogItems           GET    C:                                 2.0    2  PL
getCatalogItem               GET    C:/{{asin}}                        2.0    2  PL
getItemReviewTopics          GET    F:/items/{{asin}}/reviews/topics           - 0 SI
getItemBrowseNode            GET    F:/items/{{asin}}/browseNode               - 0 SI
getItemReviewTrends          GET    F:/items/{{asin}}/reviews/trends           - 0 SI
getBrowseNodeReviewTopics    GET    F:/browseNodes/{{node_id}}/reviews/topics  - 0 SI
getBrowseNodeReviewTrends    GET    F:/browseNodes/{{node_id}}/reviews/trends  - 0 SI
getBrowseNodeReturnTopics    GET    F:/browseNodes/{{node_id}}/returns/topics  - 0 SI
getBrowseNodeReturnTrends    GET    F:/browseNodes/{{node_id}}/returns/trends  - 0 SI
getSubscriptions             GET    N:/subscriptions                   1.0    5
getSubscription              GET    N:/subscriptions/{{type}}          1.0    5
createSubscription           POST   N:/subscriptions/{{type}}          1.0    5
"""  # noqa: E501 a table
_GRANTLESS = """
getSubscriptionById    GET    N:/subscriptions/{type}/{subscription_id}
deleteSubscriptionById DELETE N:/subscriptions/{type}/{subscription_id}
sendTestNotification   POST   N:/subscriptions/{type}/testNotification
getDestinations        GET    N:/destinations
createDestination      POST   N:/destinations
getDestination         GET    N:/destinations/{destination_id}
deleteDestination      DELETE N:/destinations/{destination_id}
"""


def _operation(line: str, scope: str = "") -> Operation:
    name, method, path, rate, burst, *roles = line.split()
    for short, long in _PREFIXES.items():
        path = path.replace(short, long, 1)
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
    plan = None if rate == "-" else rate
    return Operation(name, method, pattern, plan, int(burst), " ".join(roles), scope)


OPERATIONS = (
    *(_operation(line) for line in _FOR_SELLERS.strip().splitlines()),
    *(_operation(f"{line} 1.0 5", _NOTIFICATIONS) for line in _GRANTLESS.strip().splitlines()),
    _operation(
        "rotateApplicationClientSecret POST /applications/2023-11-30/clientSecret 0.0167 1",
        _ROTATION,
    ),
)

_AMAZONS = re.compile(
    "/(aplus|applications|appIntegrations|authorization|awd|batches|catalog|customerFeedback|"
    "dataKiosk|definitions|easyShip|externalFulfillment|fba|feeds|finances|inbound|invoices|"
    "listings|messaging|mfn|notifications|orders|products|replenishment|reports|sales|sellers|"
    "services|shipping|solicitations|supplySources|tax|tokens|uploads|vendor)/"
)


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation behind a request, with what its path names."""
    for operation in OPERATIONS:
        match = operation.path.fullmatch(path)
        if match and operation.method == method:
            return operation, match.groupdict()
    return None


def is_amazons(path: str) -> bool:
    """Whether Amazon has an API there, though not one that this sandbox serves."""
    return _AMAZONS.match(path) is not None
