"""The table of operations: each has its one handler, its way in and a plan."""

from core.spapi.sandbox.handlers import APP_HANDLERS, HANDLERS
from core.spapi.sandbox.operations import OPERATIONS, SCOPES, find_operation
from core.spapi.sandbox.roles import ROLES


def test_every_operation_has_one_handler_of_its_kind() -> None:
    names = [o.name for o in OPERATIONS]
    assert len(set(names)) == len(names) == 36
    assert {o.name for o in OPERATIONS if not o.scope} == set(HANDLERS)
    assert {o.name for o in OPERATIONS if o.scope} == set(APP_HANDLERS)
    assert {o.scope for o in OPERATIONS} == SCOPES | {""}
    assert {code for o in OPERATIONS for code in o.roles.split()} <= set(ROLES)


def test_a_path_means_one_operation() -> None:
    base = "/notifications/v1/subscriptions/ORDER_CHANGE"
    asked = {
        ("GET", base): "getSubscription",
        ("POST", base): "createSubscription",
        ("GET", f"{base}/1"): "getSubscriptionById",
        ("DELETE", f"{base}/1"): "deleteSubscriptionById",
        ("POST", f"{base}/testNotification"): "sendTestNotification",
        ("GET", "/orders/2026-01-01/orders"): "searchOrders",
        ("GET", "/orders/2026-01-01/orders/112-0000000-0000000"): "getOrder",
    }
    for (method, path), name in asked.items():
        found = find_operation(method, path)
        assert found is not None
        assert found[0].name == name
    for path in (f"{base}/1/2", "/orders/2026-01-01/orders/", "/orders/2026-01-01/Orders"):
        assert find_operation("GET", path) is None
