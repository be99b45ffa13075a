"""The operations this sandbox serves, with Amazon's default usage plans."""

import re
from dataclasses import dataclass

_R = "/reports/2021-06-30"
_S = "/solicitations/v1/orders/{order_id}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `rate` tokens a second, at most `burst` at once."""

    name: str
    method: str
    path: re.Pattern[str]
    rate: str
    burst: int


def _operation(name: str, method: str, path: str, rate: str, burst: int) -> Operation:
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    return Operation(name, method, re.compile(pattern), rate, burst)


OPERATIONS = tuple(
    _operation(*row)
    for row in (
        (
            "getMarketplaceParticipations",
            "GET",
            "/sellers/v1/marketplaceParticipations",
            "0.016",
            15,
        ),
        ("createReport", "POST", f"{_R}/reports", "0.0167", 15),
        ("getReports", "GET", f"{_R}/reports", "0.0222", 10),
        ("getReport", "GET", f"{_R}/reports/{{report_id}}", "2.0", 15),
        ("cancelReport", "DELETE", f"{_R}/reports/{{report_id}}", "0.0222", 10),
        ("getReportDocument", "GET", f"{_R}/documents/{{document_id}}", "0.0167", 15),
        ("getSolicitationActionsForOrder", "GET", _S, "1.0", 5),
        (
            "createProductReviewAndSellerFeedbackSolicitation",
            "POST",
            f"{_S}/solicitations/productReviewAndSellerFeedback",
            "1.0",
            5,
        ),
    )
)

_AMAZONS = re.compile(
    "/(aplus|applications|appIntegrations|authorization|awd|batches|catalog|customerFeedback|"
    "dataKiosk|definitions|easyShip|externalFulfillment|fba|feeds|finances|inbound|invoices|"
    "listings|messaging|mfn|notifications|orders|products|replenishment|reports|sales|sellers|"
    "services|shipping|solicitations|supplySources|tax|tokens|uploads|vendor)/"
)


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation behind a request, with what its path names."""
    for operation in OPERATIONS:
        match = operation.path.fullmatch(path)
        if match and operation.method == method:
            return operation, match.groupdict()
    return None


def is_amazons(path: str) -> bool:
    """Whether Amazon has an API there, though not one that this sandbox serves."""
    return _AMAZONS.match(path) is not None
