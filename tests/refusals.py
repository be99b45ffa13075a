"""Every 403 that Amazon was seen to answer with, and an Amazon that answers so."""

import httpx

from tests.edges.spapi.rig import Meddler, said

BODIES = {
    "revoked": "The access token you provided is revoked, malformed or invalid.",
    "expired": "The access token you provided has expired.",
    "role": "",
}
WORDS = {
    "window": "You can’t use this feature to request a review outside the 5-30 day range after "
    "the order delivery date.",
    "mojibake": "You canâ€™t use this feature to request a review outside the 5â€“30 day range.",
    "unavailable": "The requested solicitation is not available for this amazonOrderId.",
}


def refusals() -> dict[str, bytes]:
    """All the 403 that Amazon was seen to answer with."""
    denied = "Access to requested resource is denied."
    told = {name: (denied, details) for name, details in BODIES.items()}
    told |= {name: (message, "") for name, message in WORDS.items()}
    bodies = {
        name: f'{{"errors":[{{"code":"Unauthorized","message":"{a}","details":"{b}"}}]}}'.encode()
        for name, (a, b) in told.items()
    }
    return bodies | {
        "not json": b'{"errors":[{"code":"Unauthorized","message":"Access to requested resource',
        "html": b"<html><body>403 Forbidden</body></html>",
        "empty": b"",
        "null": b'{"errors":null}',
    }


def refusing(body: bytes) -> Meddler:
    """Amazon refuses every call, but Login does not."""

    async def refuse(request: httpx.Request) -> httpx.Response | None:
        return None if request.url.path.startswith("/auth/") else said(403, body)

    return refuse
