"""Amazon's known live troubles, each of which can be switched on."""

from enum import StrEnum


class Quirk(StrEnum):
    """One trouble; all are off unless asked for."""

    FE_FULFILLMENT = "fe_fulfillment"
    """The Far East refuses includedData=FULFILLMENT with 400."""
    PAGE_OVERLAP = "page_overlap"
    """A page of orders begins with the last order of the page before."""
    MISSING_ORDERS = "missing_orders"
    """A search leaves out one order in twenty, always the same ones; nothing else does."""
    UNKNOWN_VALUES = "unknown_values"
    """Orders say what no model says: other enum values, a new programme, a new field."""
    NOT_ENROLLED = "not_enrolled"
    """The app has no queue for new client secrets, so that none can be asked for."""
