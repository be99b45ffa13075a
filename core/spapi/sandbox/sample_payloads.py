"""What a test notification says: one invented event of each type, in the type's own spelling."""

from datetime import datetime
from typing import Any

from core.spapi.sandbox.clock import zulu

_SELLER, _STORE = "A1DEMOSHOPNA01", "ATVPDKIKX0DER"


def sample_payload(kind: str, scenario: str, at: datetime) -> dict[str, Any]:
    """The payload of a test; a type without an event of its own says only its scenario."""
    if kind == "ORDER_CHANGE":
        return {"OrderChangeNotification": _order_change(at)}
    if kind == "FBA_INVENTORY_AVAILABILITY_CHANGES":
        return _availability()
    if kind == "REPORT_PROCESSING_FINISHED":
        return {"reportProcessingFinishedNotification": _report()}
    return {"testScenario": scenario}


def _order_change(at: datetime) -> dict[str, Any]:
    item = {
        "OrderItemId": "00000000000001",
        "SellerSKU": "KT-BOARD-BAM-L",
        "SupplySourceId": None,
        "OrderItemStatus": "Shipped",
        "Quantity": 1,
        "QuantityShipped": 1,
    }
    return {
        "NotificationLevel": "OrderLevel",
        "SellerId": _SELLER,
        "AmazonOrderId": "112-0000000-0000001",
        "OrderChangeType": "OrderStatusChange",
        "OrderChangeTrigger": {"TimeOfOrderChange": zulu(at), "ChangeReason": "Shipped"},
        "Summary": {
            "MarketplaceId": _STORE,
            "OrderStatus": "Shipped",
            "PurchaseDate": zulu(at),
            "DestinationPostalCode": None,
            "FulfillmentType": "AFN",
            "OrderType": "StandardOrder",
            "NumberOfItemsShipped": 1,
            "NumberOfItemsUnshipped": 0,
            "OrderPrograms": ["Prime"],
            "OrderItems": [item],
        },
    }


def _availability() -> dict[str, Any]:
    stock = {
        "InboundQuantityBreakdown": {"Working": 0, "Shipped": 24, "Receiving": 0},
        "Fulfillable": 40,
        "Unfulfillable": 1,
        "Researching": 0,
        "ReservedQuantityBreakdown": {
            "WarehouseProcessing": 0,
            "WarehouseTransfer": 0,
            "PendingCustomerOrder": 3,
        },
        "FutureSupplyBuyable": 0,
        "PendingCustomerOrderInTransit": 0,
    }
    here = {"MarketplaceId": _STORE, "ItemName": "Demo product", "FulfillmentInventory": stock}
    return {
        "SellerId": _SELLER,
        "FNSKU": "X000000001",
        "ASIN": "B000000001",
        "SKU": "KT-BOARD-BAM-L",
        "FulfillmentInventoryByMarketplace": [here],
    }


def _report() -> dict[str, Any]:
    return {
        "sellerId": _SELLER,
        "accountId": "amzn1.merchant.o.DEMO",
        "reportId": "50000000001",
        "reportType": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
        "processingStatus": "DONE",
        "reportDocumentId": "amzn1.spdoc.1.4.na.demo",
    }
