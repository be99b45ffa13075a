"""The notification types that exist: payload version, way of delivery, and the roles they want."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotificationType:
    """One type; `transport` is `sqs` or `eventBridge`, `roles` are codes of which one is enough."""

    name: str
    version: str
    transport: str
    roles: str


_TABLE = """
ACCOUNT_STATUS_CHANGED                1.0        sqs         SI
ANY_OFFER_CHANGED                     1.0        sqs         PR
BRANDED_ITEM_CONTENT_CHANGE           1.0        eventBridge PL
DATA_KIOSK_QUERY_PROCESSING_FINISHED  2023-11-15 sqs         BA
FBA_INVENTORY_AVAILABILITY_CHANGES    1.0        sqs         AF
ITEM_PRODUCT_TYPE_CHANGE              1.0        eventBridge PL
LISTINGS_ITEM_ISSUES_CHANGE           1.0        eventBridge PL
LISTINGS_ITEM_MFN_QUANTITY_CHANGE     1.0        eventBridge PL
LISTINGS_ITEM_STATUS_CHANGE           1.0        eventBridge PL
ORDER_CHANGE                          1.0        sqs         AF IO
PRICING_HEALTH                        1.0        sqs         PR
PRODUCT_TYPE_DEFINITIONS_CHANGE       1.0        eventBridge PL
REPORT_PROCESSING_FINISHED            2020-09-04 sqs         AF BA BS IO PL SI
TRANSACTION_UPDATE                    1.0        sqs         FA
"""


def _read(line: str) -> NotificationType:
    name, version, transport, *roles = line.split()
    return NotificationType(name, version, transport, " ".join(roles))


NOTIFICATION_TYPES = {t.name: t for t in map(_read, _TABLE.strip().splitlines())}
