"""The demo's seller accounts and their credentials: fixed, public, worthless anywhere else."""

from dataclasses import dataclass

from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace

CLIENT_ID = "amzn1.application-oa2-client.0000000000000000000000000000demo"
CLIENT_SECRET = "amzn1.oa2-cs.v1.sandbox-demo-secret"  # noqa: S105 it opens this sandbox only


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """One authorization: a selling partner in one region, with its own refresh token."""

    shop: str
    region: str
    seller: str
    refresh_token: str
    marketplace_ids: tuple[str, ...]

    @property
    def marketplaces(self) -> tuple[Marketplace, ...]:
        """The stores this account sells in; the first is its home."""
        return tuple(MARKETPLACES[m] for m in self.marketplace_ids)


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
