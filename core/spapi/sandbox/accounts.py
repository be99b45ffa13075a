"""The demo's seller accounts and their credentials: fixed, public, worthless anywhere else."""

from dataclasses import dataclass

from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace

CLIENT_ID = "amzn1.application-oa2-client.0000000000000000000000000000demo"
CLIENT_SECRET = "amzn1.oa2-cs.v1.sandbox-demo-secret"  # noqa: S105 it opens this sandbox only


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """One authorization: a selling partner in one region, with its own refresh token.

    `slot` keeps the order ids of sellers in the same store apart. Without `fba` the seller ships
    everything; with `pooled` its stores share one stock, and each of them tells all of it. `size`
    is how much is sold beside what the demo's shops sell in the same store.
    """

    shop: str
    region: str
    seller: str
    refresh_token: str
    marketplace_ids: tuple[str, ...]
    slot: int = 0
    fba: bool = True
    pooled: bool = False
    size: float = 1.0

    @property
    def marketplaces(self) -> tuple[Marketplace, ...]:
        """The stores this account sells in; the first is its home."""
        return tuple(MARKETPLACES[m] for m in self.marketplace_ids)

    @property
    def key(self) -> str:
        """What tells this account from all others: one seller may have one in each region."""
        return f"{self.region}/{self.seller}"


ACCOUNTS = (
    SellerAccount(
        "Demo shop",
        "NA",
        "A1DEMOSHOPNA01",
        "Atzr|sandbox-demo-shop-na",
        ("ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"),
    ),
    SellerAccount(
        "Demo shop", "FE", "A1DEMOSHOPFE01", "Atzr|sandbox-demo-shop-fe", ("A1VC38T7YXB528",)
    ),
    SellerAccount(
        "Smaller shop", "EU", "A1SMALLSHOPEU1", "Atzr|sandbox-smaller-shop-eu", ("A1PA6795UKMFR9",)
    ),
)
"""The accounts of the demo."""

_MERCHANT = "A1MERCHANTSHOP"
FURTHER_ACCOUNTS = (
    SellerAccount(
        "Merchant shop",
        "EU",
        _MERCHANT,
        "Atzr|sandbox-merchant-shop-eu",
        ("A1PA6795UKMFR9",),
        slot=1,
        fba=False,
    ),
    SellerAccount(
        "Merchant shop",
        "NA",
        _MERCHANT,
        "Atzr|sandbox-merchant-shop-na",
        ("A2EUQ1WTGCTBG2",),
        slot=1,
        fba=False,
    ),
    SellerAccount(
        "Pooled shop",
        "NA",
        "A1POOLEDSHOPNA",
        "Atzr|sandbox-pooled-shop-na",
        ("ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"),
        slot=2,
        pooled=True,
    ),
)
"""Accounts for what the demo does not show: no FBA, one seller in two regions, one shared pool."""
