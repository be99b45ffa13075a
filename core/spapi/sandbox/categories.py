"""The branches of the store in which the invented products hang: browse nodes."""

from dataclasses import dataclass

from core.spapi.sandbox.dice import share
from core.spapi.sandbox.products import Product


@dataclass(frozen=True, slots=True)
class Category:
    """One branch; `group` is the name of the tree it belongs to."""

    id: str
    name: str
    group: str


_KITCHEN = Category("90000101", "Kitchen Tools", "Kitchen")
CATEGORIES = (
    _KITCHEN,
    Category("90000102", "Storage and Order", "Home"),
    Category("90000103", "Bath and Cleaning", "Home"),
    Category("90000104", "Light and Decoration", "Home"),
)
_BY_ID = {category.id: category for category in CATEGORIES}


def category_of(product: Product) -> Category:
    """Where a product hangs."""
    if product.sku.startswith("KT-"):
        return _KITCHEN
    return CATEGORIES[int(share("category", product.sku) * len(CATEGORIES))]


def find_category(node: str) -> Category | None:
    """The branch of that id."""
    return _BY_ID.get(node)
