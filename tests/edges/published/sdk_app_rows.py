"""How the SDK asks for notifications, for the most part in the app's own name, and its secret."""

from tests.edges.published.sdk_row import MODEL, Arguments, Row, Seen

_API = "NotificationsApi"
_APP = "sellingpartnerapi::notifications"
_ROTATION = "sellingpartnerapi::client_credential:rotation"
_TYPE = {"notification_type": "ORDER_CHANGE"}
_QUEUE = {MODEL: "SqsResource", "arn": "arn:aws:sqs:us-east-1:111122223333:demo-shop"}
_WHERE = {MODEL: "DestinationResourceSpecification", "sqs": _QUEUE}


def _destination(seen: Seen) -> Arguments:
    return {"destination_id": seen.told["createDestination"]["payload"]["destinationId"]}


def _subscription(seen: Seen) -> Arguments:
    told = seen.told["createSubscription"]["payload"]
    return {**_TYPE, "subscription_id": told["subscriptionId"]}


def _subscribing(seen: Seen) -> Arguments:
    fields = {"payload_version": "1.0", **_destination(seen)}
    return {**_TYPE, "body": {MODEL: "CreateSubscriptionRequest", **fields}}


def _test(seen: Seen) -> Arguments:
    return {**_TYPE, "body": {MODEL: "SendTestNotificationRequest", **_destination(seen)}}


APP_ROWS = (
    Row(
        "createDestination",
        _API,
        "CreateDestinationResponse",
        {
            "body": {
                MODEL: "CreateDestinationRequest",
                "name": "Demo shop",
                "resource_specification": _WHERE,
            }
        },
        key=_APP,
    ),
    Row("getDestinations", _API, "GetDestinationsResponse", key=_APP),
    Row("getDestination", _API, "GetDestinationResponse", _destination, key=_APP),
    Row("createSubscription", _API, "CreateSubscriptionResponse", _subscribing),
    Row("createSubscription", _API, "", _subscribing, 409, step="subscribed already"),
    Row("getSubscription", _API, "GetSubscriptionResponse", _TYPE),
    Row(
        "getSubscriptions",
        _API,
        "GetSubscriptionsResponse",
        {"notification_types": ["ORDER_CHANGE"]},
    ),
    Row("getSubscriptionById", _API, "GetSubscriptionByIdResponse", _subscription, key=_APP),
    Row("sendTestNotification", _API, "SendTestNotificationResponse", _test, key=_APP),
    Row("deleteSubscriptionById", _API, "DeleteSubscriptionByIdResponse", _subscription, key=_APP),
    Row("getSubscriptionById", _API, "", _subscription, 404, key=_APP, step="no subscription"),
    Row("deleteDestination", _API, "DeleteDestinationResponse", _destination, key=_APP),
    Row("getDestination", _API, "", _destination, 404, key=_APP, step="no destination"),
    Row("rotateApplicationClientSecret", "ApplicationsApi", "NoneType", status=204, key=_ROTATION),
)
