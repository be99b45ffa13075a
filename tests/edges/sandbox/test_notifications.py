"""Destinations and subscriptions: which token opens what, what conflicts, what stays."""

from typing import Any

import httpx
import pytest

from tests.edges.sandbox.desk import EU, NA, Desk, grant, open_desk

BASE = "/notifications/v1"
SCOPE, ROTATION = (
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
)
_SQS = {"sqs": {"arn": "arn:aws:sqs:eu-west-1:000000000000:demo-queue"}}
_BUS = {"eventBridge": {"accountId": "000000000000", "region": "eu-west-1"}}


async def _app_token(desk: Desk, scope: str = SCOPE) -> str:
    form = grant(NA) | {"grant_type": "client_credentials", "scope": scope}
    return str((await desk.client.post("/auth/o2/token", data=form)).json()["access_token"])


async def _app(desk: Desk, method: str, path: str, **more: Any) -> httpx.Response:
    return await desk.call(method, f"{BASE}/{path}", token=await _app_token(desk), **more)


async def _destination(desk: Desk, resource: dict[str, Any] | None = None) -> str:
    body = {"name": "Demo queue", "resourceSpecification": resource or _SQS}
    answer = await _app(desk, "POST", "destinations", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["payload"]["destinationId"])


async def _subscribe(desk: Desk, kind: str = "ORDER_CHANGE", **changes: Any) -> httpx.Response:
    refresh = changes.pop("refresh", NA)
    body = {"payloadVersion": "1.0", **changes}
    return await desk.call("POST", f"{BASE}/subscriptions/{kind}", json=body, refresh=refresh)


async def test_a_destination_is_made_told_and_deleted_by_the_app() -> None:
    async with open_desk() as desk:
        made = await _destination(desk)
        one = (await _app(desk, "GET", f"destinations/{made}")).json()["payload"]
        assert one == {"destinationId": made, "name": "Demo queue", "resource": _SQS}
        assert (await _app(desk, "GET", "destinations")).json()["payload"] == [one]
        assert (await _app(desk, "DELETE", f"destinations/{made}")).json() == {}
        for method in ("GET", "DELETE"):
            assert (await _app(desk, method, f"destinations/{made}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Again", "resourceSpecification": _SQS}, 409),
        ({"name": "Bus", "resourceSpecification": _BUS}, 200),
        ({"name": "", "resourceSpecification": _BUS}, 400),
        ({"name": "x" * 257, "resourceSpecification": _BUS}, 400),
        ({"name": "None"}, 400),
        ({"name": "Both", "resourceSpecification": _SQS | _BUS}, 400),
        ({"name": "Bus", "resourceSpecification": {"eventBridge": {"region": "eu-west-1"}}}, 400),
        ({"name": "Queue", "resourceSpecification": {"sqs": {"arn": "demo-queue"}}}, 400),
        (
            {
                "name": "Fifo",
                "resourceSpecification": {"sqs": {"arn": _SQS["sqs"]["arn"] + ".fifo"}},
            },
            400,
        ),
        ([], 400),
    ],
)
async def test_a_destination_is_one_standard_queue_or_one_bus(body: Any, status: int) -> None:
    async with open_desk() as desk:
        await _destination(desk)
        assert (await _app(desk, "POST", "destinations", json=body)).status_code == status


async def test_each_operation_wants_its_own_kind_of_token() -> None:
    async with open_desk() as desk:
        made = (await _subscribe(desk, destinationId=await _destination(desk))).json()["payload"]
        path = f"{BASE}/subscriptions/ORDER_CHANGE"
        mine = [
            await desk.call("GET", f"{BASE}/destinations"),
            await desk.call("GET", f"{path}/{made['subscriptionId']}"),
            await desk.call("DELETE", f"{path}/{made['subscriptionId']}"),
            await desk.call("POST", f"{path}/testNotification", json={}),
        ]
        assert [a.status_code for a in mine] == [403] * 4
        grantless = [
            await _app(desk, "GET", "subscriptions/ORDER_CHANGE"),
            await _app(desk, "GET", "subscriptions?notificationTypes=ORDER_CHANGE"),
            await _app(desk, "POST", "subscriptions/ORDER_CHANGE", json={}),
            await desk.call("GET", f"{BASE}/destinations", token=await _app_token(desk, ROTATION)),
        ]
        assert [a.status_code for a in grantless] == [403] * 4


async def test_a_seller_subscribes_once_for_each_type() -> None:
    async with open_desk() as desk:
        queue = await _destination(desk)
        made = await _subscribe(desk, destinationId=queue)
        assert made.status_code == 200
        told = made.json()["payload"]
        assert set(told) == {"subscriptionId", "payloadVersion", "destinationId"}
        again = await _subscribe(desk, destinationId=queue)
        assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "Conflict")
        assert (await _subscribe(desk, destinationId=queue, refresh=EU)).status_code == 200
        got = await desk.call("GET", f"{BASE}/subscriptions/ORDER_CHANGE")
        assert got.json()["payload"] == told
        listed = await desk.call("GET", f"{BASE}/subscriptions?notificationTypes=ORDER_CHANGE")
        assert listed.json()["payload"] == {"subscriptions": [told]}
        assert (await _app(desk, "DELETE", f"destinations/{queue}")).status_code == 409


async def test_filters_make_subscriptions_of_their_own() -> None:
    only = {
        "eventFilter": {
            "eventFilterType": "ORDER_CHANGE",
            "orderChangeTypes": ["OrderStatusChange"],
        }
    }
    async with open_desk() as desk:
        queue = await _destination(desk)
        made = await _subscribe(desk, destinationId=queue, processingDirective=only)
        assert made.json()["payload"]["processingDirective"] == only
        for number in range(31):
            directive = {"filterExpression": f"quantity > {number}"}
            more = await _subscribe(desk, destinationId=queue, processingDirective=directive)
            assert more.status_code == 200
        path = f"{BASE}/subscriptions?notificationTypes=ORDER_CHANGE"
        first = (await desk.call("GET", path)).json()["payload"]
        rest = (await desk.call("GET", f"{path}&nextToken={first['nextToken']}")).json()["payload"]
        assert (len(first["subscriptions"]), len(rest["subscriptions"])) == (30, 2)
        assert "nextToken" not in rest


@pytest.mark.parametrize(
    ("kind", "changes", "status"),
    [
        ("NOTHING_HAPPENED", {}, 400),
        ("ORDER_CHANGE", {"payloadVersion": "2.0"}, 400),
        ("ORDER_CHANGE", {"destinationId": "none"}, 404),
        ("ORDER_CHANGE", {"processingDirective": {"eventFilter": {}}}, 400),
        ("ORDER_CHANGE", {"processingDirective": {"filterExpression": "x" * 257}}, 400),
        ("LISTINGS_ITEM_STATUS_CHANGE", {}, 400),
        ("ANY_OFFER_CHANGED", {}, 403),
        ("TRANSACTION_UPDATE", {}, 403),
        ("REPORT_PROCESSING_FINISHED", {"payloadVersion": "2020-09-04"}, 200),
    ],
)
async def test_what_a_subscription_needs(kind: str, changes: dict[str, Any], status: int) -> None:
    async with open_desk() as desk:
        queue = await _destination(desk)
        answer = await _subscribe(desk, kind, **{"destinationId": queue} | changes)
        assert answer.status_code == status, answer.text


async def test_an_unknown_subscription_is_not_found() -> None:
    async with open_desk() as desk:
        assert (await desk.call("GET", f"{BASE}/subscriptions/ORDER_CHANGE")).status_code == 404
        assert (await _app(desk, "GET", "subscriptions/ORDER_CHANGE/none")).status_code == 404
        for query in ("", "?notificationTypes=ORDER_CHANGE,PRICING_HEALTH", "?notificationTypes=X"):
            answer = await desk.call("GET", f"{BASE}/subscriptions{query}")
            assert answer.status_code == 400


async def test_the_app_ends_a_subscription_after_the_seller_has_gone() -> None:
    async with open_desk() as desk:
        queue = await _destination(desk)
        told = (await _subscribe(desk, destinationId=queue)).json()["payload"]
        await desk.client.post(
            "/sandbox/faults", json={"effect": "revoked", "seller": "A1DEMOSHOPNA01"}
        )
        path = f"subscriptions/ORDER_CHANGE/{told['subscriptionId']}"
        assert (await _app(desk, "GET", path)).json()["payload"] == told
        assert (await _app(desk, "DELETE", path)).json() == {}
        assert (await _app(desk, "GET", path)).status_code == 404


async def _test(desk: Desk, kind: str, queue: str, **test: str) -> httpx.Response:
    body = {"destinationId": queue} | ({"testNotification": test} if test else {})
    return await _app(desk, "POST", f"subscriptions/{kind}/testNotification", json=body)


async def test_test_notifications_arrive_in_the_spelling_of_their_type() -> None:
    async with open_desk() as desk:
        queue = await _destination(desk)
        order = {"payloadVersion": "1.0", "testScenario": "ORDER_SHIPPED"}
        assert (await _test(desk, "ORDER_CHANGE", queue, **order)).json() == {"payload": {}}
        assert (await _test(desk, "REPORT_PROCESSING_FINISHED", queue)).status_code == 200
        first, second = (await desk.client.get("/sandbox/messages")).json()["messages"]
        assert first["destinationId"] == queue
        assert first["body"]["NotificationType"] == "ORDER_CHANGE"
        assert first["body"]["NotificationMetadata"]["NotificationId"]
        told = first["body"]["Payload"]["OrderChangeNotification"]
        assert told["Summary"]["DestinationPostalCode"] is None
        assert second["body"]["payloadVersion"] == "2020-09-04"
        assert "reportProcessingFinishedNotification" in second["body"]["payload"]


async def test_a_test_notification_wants_a_scenario_and_a_destination() -> None:
    async with open_desk() as desk:
        queue = await _destination(desk)
        for test in ({"payloadVersion": "1.0"}, {"payloadVersion": "2.0", "testScenario": "X"}):
            assert (await _test(desk, "ORDER_CHANGE", queue, **test)).status_code == 400
        assert (await _test(desk, "ORDER_CHANGE", "none")).status_code == 400
        assert (await _test(desk, "LISTINGS_ITEM_STATUS_CHANGE", queue)).status_code == 400
        assert (await desk.client.get("/sandbox/messages")).json() == {"messages": []}


async def test_grantless_calls_have_the_apps_own_plan() -> None:
    async with open_desk(throttle=True) as desk:
        token = await _app_token(desk)
        answers = [await desk.call("GET", f"{BASE}/destinations", token=token) for _ in range(6)]
        assert [a.status_code for a in answers] == [200] * 5 + [429]
        assert answers[0].headers["x-amzn-ratelimit-limit"] == "1.0"
