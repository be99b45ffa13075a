"""How Amazon's SDK is asked for each operation of the sandbox: a row each, some for refusals."""

from core.spapi.sandbox.operations import OPERATIONS
from tests.edges.published.sdk_app_rows import APP_ROWS
from tests.edges.published.sdk_row import Row
from tests.edges.published.sdk_seller_rows import SELLER_ROWS
from tests.edges.published.sdk_shop_rows import SHOP_ROWS


def served_rows() -> list[Row]:
    """The rows of what is served, in their order; a later one may build on an earlier one."""
    served = {operation.name for operation in OPERATIONS}
    return [row for row in (*SELLER_ROWS, *SHOP_ROWS, *APP_ROWS) if row.operation in served]
