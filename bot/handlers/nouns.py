"""What is counted on cards, as one and as many."""

ORDERS = ("order", "orders")
LINES = ("line", "lines")
UNITS = ("unit", "units")
PRODUCTS = ("product", "products")
REQUESTS = ("request", "requests")
DAYS = ("day", "days")
