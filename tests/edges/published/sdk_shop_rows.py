"""How the SDK asks for orders, sales, stock, products, and what buyers say of them."""

from tests.edges.published.sdk_row import Arguments, Row, Seen
from tests.edges.sandbox.desk import DE, EU, FE, JP, US

_SALES, _STOCK, _CATALOG = "SalesApi", "FbaInventoryApi", "CatalogApi"
_SEARCH, _ORDER, _FEEDBACK = "SearchOrdersApi", "GetOrderApi", "CustomerFeedbackApi"
_DATA = ["PROCEEDS", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES"]
_SINCE = {"last_updated_after": "2026-11-16T00:00:00Z", "marketplace_ids": [US]}
_FOUND = {**_SINCE, "included_data": _DATA, "max_results_per_page": 100}
_WEEK = "2026-11-09T00:00:00-08:00--2026-11-16T00:00:00-08:00"
_TOKYO = "2026-11-09T00:00:00+09:00--2026-11-16T00:00:00+09:00"
_SOLD = {"marketplace_ids": [US], "interval": _WEEK}
_OF_US = {"granularity_type": "Marketplace", "granularity_id": US, "marketplace_ids": [US]}
_PARTS = ["attributes", "identifiers", "images", "productTypes", "relationships", "salesRanks"]


def _next_page(seen: Seen) -> Arguments:
    token = seen.told["searchOrders"]["pagination"]["nextToken"]
    return {**_FOUND, "pagination_token": token}


def _product(seen: Seen) -> Arguments:
    return {"asin": seen.shop.asin, "marketplace_id": US}


def _node(seen: Seen) -> Arguments:
    node = seen.told["getItemBrowseNode"]["browseNodeId"]
    return {"browse_node_id": node, "marketplace_id": US}


def _sorted(arguments: Arguments) -> Arguments:
    return {**arguments, "sort_by": "MENTIONS"}


SHOP_ROWS = (
    Row("searchOrders", _SEARCH, "SearchOrdersResponse", _FOUND),
    Row("searchOrders", _SEARCH, "SearchOrdersResponse", _next_page, step="page 2"),
    Row("searchOrders", _SEARCH, "", {"marketplace_ids": [US]}, 400, step="no start"),
    Row(
        "searchOrders",
        _SEARCH,
        "SearchOrdersResponse",
        {**_FOUND, "marketplace_ids": [JP]},
        key=FE,
        step="orders in yen",
    ),
    Row(
        "searchOrders",
        _SEARCH,
        "SearchOrdersResponse",
        {
            "created_after": "2026-11-10T00:00:00Z",
            "marketplace_ids": [DE],
            "fulfilled_by": ["MERCHANT"],
        },
        key=EU,
        step="orders that the seller ships",
    ),
    Row(
        "getOrder",
        _ORDER,
        "GetOrderResponse",
        lambda seen: {"order_id": seen.shop.order, "included_data": _DATA},
    ),
    Row("getOrder", _ORDER, "", {"order_id": "other"}, 400, step="no order's id"),
    Row(
        "getOrderMetrics",
        _SALES,
        "GetOrderMetricsResponse",
        {**_SOLD, "granularity": "Day", "granularity_time_zone": "America/Los_Angeles"},
    ),
    Row(
        "getOrderMetrics",
        _SALES,
        "GetOrderMetricsResponse",
        {"marketplace_ids": [JP], "interval": _TOKYO, "granularity": "Total"},
        key=FE,
        step="a sum in yen",
    ),
    Row("getOrderMetrics", _SALES, "", {**_SOLD, "granularity": "Day"}, 400, step="no zone"),
    Row(
        "getInventorySummaries",
        _STOCK,
        "GetInventorySummariesResponse",
        {**_OF_US, "details": True},
    ),
    Row(
        "getInventorySummaries",
        _STOCK,
        "",
        {**_OF_US, "granularity_id": "other"},
        400,
        step="no store",
    ),
    Row(
        "getCatalogItem",
        _CATALOG,
        "Item",
        lambda seen: {"asin": seen.shop.asin, "marketplace_ids": [US], "included_data": _PARTS},
    ),
    Row(
        "getCatalogItem",
        _CATALOG,
        "",
        {"asin": "B000000000", "marketplace_ids": [US]},
        404,
        step="no product",
    ),
    Row(
        "searchCatalogItems",
        _CATALOG,
        "ItemSearchResults",
        lambda seen: {
            "identifiers": [seen.shop.asin],
            "identifiers_type": "ASIN",
            "marketplace_ids": [US],
        },
    ),
    Row("searchCatalogItems", _CATALOG, "", {"marketplace_ids": [US]}, 400, step="no words"),
    Row("getItemBrowseNode", _FEEDBACK, "BrowseNodeResponse", _product),
    Row(
        "getItemReviewTopics",
        _FEEDBACK,
        "ItemReviewTopicsResponse",
        lambda seen: _sorted(_product(seen)),
    ),
    Row("getItemReviewTrends", _FEEDBACK, "ItemReviewTrendsResponse", _product),
    Row(
        "getBrowseNodeReviewTopics",
        _FEEDBACK,
        "BrowseNodeReviewTopicsResponse",
        lambda seen: _sorted(_node(seen)),
    ),
    Row("getBrowseNodeReviewTrends", _FEEDBACK, "BrowseNodeReviewTrendsResponse", _node),
    Row("getBrowseNodeReturnTopics", _FEEDBACK, "BrowseNodeReturnTopicsResponse", _node),
    Row("getBrowseNodeReturnTrends", _FEEDBACK, "BrowseNodeReturnTrendsResponse", _node),
)
