"""The Solicitations API v1: one request for a review, day 5 to 30 after delivery, once an order."""

from starlette.responses import Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.sandbox import Call
from core.spapi.sandbox.world import Standing

_NAME = "productReviewAndSellerFeedback"


async def get_actions(call: Call) -> Response:
    """GET …/orders/{id}: the action while it is offered, an empty list otherwise."""
    market, standing = _standing(call)
    order = call.path["order_id"]
    link = f"/solicitations/v1/orders/{order}"
    where = f"?marketplaceIds={market}"
    offered = standing.available and standing.in_window(call.at) and not _is_sent(call)
    action = {"href": f"{link}/solicitations/{_NAME}{where}", "name": _NAME}
    schema = {"href": f"{link}/solicitations/{_NAME}/schema", "name": _NAME}
    embedded = {"_links": {"self": action, "schema": schema}, "payload": {"name": _NAME}}
    return answers.Hal(
        {
            "_links": {"actions": [action] if offered else [], "self": {"href": f"{link}{where}"}},
            "_embedded": {"actions": [embedded] if offered else []},
        }
    )


async def create_solicitation(call: Call) -> Response:
    """POST …/productReviewAndSellerFeedback: 201 once, refused ever after."""
    _, standing = _standing(call)
    if not standing.available:
        return answers.error(403, "Unauthorized", answers.NOT_AVAILABLE)
    if not standing.in_window(call.at):
        return answers.error(403, "Unauthorized", answers.OUTSIDE_WINDOW)
    sent = call.sandbox.state.write(
        "INSERT OR IGNORE INTO solicitation VALUES (?, ?, ?)",
        call.account.seller,
        call.path["order_id"],
        call.at.timestamp(),
    )
    if not sent:
        return answers.error(403, "Unauthorized", answers.NOT_AVAILABLE)
    return answers.Hal({}, 201)


def _standing(call: Call) -> tuple[str, Standing]:
    markets = call.listed("marketplaceIds")
    if len(markets) != 1:
        raise answers.Rejected(answers.invalid("marketplaceIds must hold exactly one id."))
    if markets[0] not in call.account.marketplace_ids:
        raise answers.Rejected(answers.denied())
    standing = call.sandbox.world.standing(call.account, call.path["order_id"], call.at)
    if standing is None or standing.marketplace_id != markets[0]:
        raise answers.Rejected(answers.not_found("The amazonOrderId was not found."))
    return markets[0], standing


def _is_sent(call: Call) -> bool:
    return bool(
        call.sandbox.state.read(
            "SELECT 1 FROM solicitation WHERE seller = ? AND order_id = ?",
            call.account.seller,
            call.path["order_id"],
        )
    )
