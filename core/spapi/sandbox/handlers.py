"""Which function answers which operation."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from core.spapi.sandbox import (
    catalog,
    customer_feedback,
    destinations,
    inventory,
    order_search,
    participations,
    reports,
    rotation,
    sales,
    schedules,
    solicitations,
    subscriptions,
)
from core.spapi.sandbox.sandbox import AppCall, Call

HANDLERS: dict[str, Callable[[Call], Awaitable[Response]]] = {
    "getMarketplaceParticipations": participations.get_marketplace_participations,
    "createReport": reports.create_report,
    "getReports": reports.get_reports,
    "getReport": reports.get_report,
    "cancelReport": reports.cancel_report,
    "getReportDocument": reports.get_report_document,
    "createReportSchedule": schedules.create_report_schedule,
    "getReportSchedules": schedules.get_report_schedules,
    "getReportSchedule": schedules.get_report_schedule,
    "cancelReportSchedule": schedules.cancel_report_schedule,
    "getSolicitationActionsForOrder": solicitations.get_actions,
    "createProductReviewAndSellerFeedbackSolicitation": solicitations.create_solicitation,
    "searchOrders": order_search.search_orders,
    "getOrder": order_search.get_order,
    "getOrderMetrics": sales.get_order_metrics,
    "getInventorySummaries": inventory.get_inventory_summaries,
    "searchCatalogItems": catalog.search_catalog_items,
    "getCatalogItem": catalog.get_catalog_item,
    "getItemBrowseNode": customer_feedback.get_item_browse_node,
    "getItemReviewTopics": customer_feedback.get_item_review_topics,
    "getItemReviewTrends": customer_feedback.get_item_review_trends,
    "getBrowseNodeReviewTopics": customer_feedback.get_browse_node_review_topics,
    "getBrowseNodeReviewTrends": customer_feedback.get_browse_node_review_trends,
    "getBrowseNodeReturnTopics": customer_feedback.get_browse_node_return_topics,
    "getBrowseNodeReturnTrends": customer_feedback.get_browse_node_return_trends,
    "getSubscriptions": subscriptions.get_subscriptions,
    "getSubscription": subscriptions.get_subscription,
    "createSubscription": subscriptions.create_subscription,
}
"""Operations in a seller's name."""

APP_HANDLERS: dict[str, Callable[[AppCall], Awaitable[Response]]] = {
    "getSubscriptionById": subscriptions.get_subscription_by_id,
    "deleteSubscriptionById": subscriptions.delete_subscription_by_id,
    "sendTestNotification": subscriptions.send_test_notification,
    "getDestinations": destinations.get_destinations,
    "createDestination": destinations.create_destination,
    "getDestination": destinations.get_destination,
    "deleteDestination": destinations.delete_destination,
    "rotateApplicationClientSecret": rotation.rotate_client_secret,
}
"""Grantless operations, in the app's own name."""
