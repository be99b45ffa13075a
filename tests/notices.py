"""Notifications as Amazon writes them, of an invented seller."""

import json
from collections.abc import Callable
from typing import Any

SELLER_ID, ORDER_ID = "A1DEMOSELLER", "111-0000000-0000001"
US = "ATVPDKIKX0DER"


def pascal(name: str) -> str:
    """As older types write a name."""
    return name[:1].upper() + name[1:]


def camel(name: str) -> str:
    """As newer types write a name."""
    return name[:1].lower() + name[1:]


def recased(read: Any, by: Callable[[str], str]) -> Any:
    """The same with every name written another way."""
    if isinstance(read, list):
        return [recased(one, by) for one in read]
    if isinstance(read, dict):
        return {by(name): recased(value, by) for name, value in read.items()}
    return read


def message(kind: str, version: str, payload: Any, number: int = 1) -> dict[str, Any]:
    """An envelope of the older kind."""
    return {
        "NotificationVersion": "1.0",
        "NotificationType": kind,
        "PayloadVersion": version,
        "EventTime": "2026-11-15T05:59:58.109Z",
        "Payload": payload,
        "NotificationMetadata": {
            "ApplicationId": "amzn1.sellerapps.app.demo",
            "SubscriptionId": "demo-subscription",
            "PublishTime": "2026-11-15T06:00:01.284Z",
            "NotificationId": f"demo-notification-{number}",
        },
    }


def order_change(
    number: int = 1, order_id: str = ORDER_ID, seller: str = SELLER_ID
) -> dict[str, Any]:
    """An order of the seller was changed, or is new."""
    change = {
        "NotificationLevel": "OrderLevel",
        "SellerId": seller,
        "AmazonOrderId": order_id,
        "OrderChangeType": "OrderStatusChange",
        "OrderChangeTrigger": None,
        "Summary": {
            "MarketplaceId": US,
            "OrderStatus": "Shipped",
            "PurchaseDate": "2026-11-14T06:00:00Z",
            "DestinationPostalCode": "99999-PRIVATE",
            "FulfillmentType": "AFN",
            "NumberOfItemsShipped": 5,
            "OrderItems": [{"OrderItemId": "1", "SellerSKU": "SKU-1", "Quantity": 5}],
        },
    }
    return message("ORDER_CHANGE", "1.0", {"OrderChangeNotification": change}, number)


def report_finished(report_id: str, number: int = 1, seller: str = SELLER_ID) -> dict[str, Any]:
    """A report of the seller is done."""
    finished = {
        "SellerId": seller,
        "AccountId": f"amzn1.merchant.o.{seller}",
        "ReportId": report_id,
        "ReportType": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
        "ProcessingStatus": "DONE",
        "ReportDocumentId": "demo-document",
    }
    payload = {"ReportProcessingFinishedNotification": finished}
    told = message("REPORT_PROCESSING_FINISHED", "2020-09-04", payload, number)
    found: dict[str, Any] = recased(told, camel)
    return found


def body(told: Any) -> bytes:
    """The bytes of a message."""
    return json.dumps(told).encode()
