"""The Application Management API 2023-11-30: a new client secret, which arrives another way."""

from starlette.responses import Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.accounts import CLIENT_ID
from core.spapi.sandbox.client_secrets import GRACE, LIFE
from core.spapi.sandbox.clock import zulu
from core.spapi.sandbox.notification_types import NotificationType
from core.spapi.sandbox.quirks import Quirk
from core.spapi.sandbox.sandbox import AppCall

_TYPE = NotificationType("APPLICATION_OAUTH_CLIENT_NEW_SECRET", "1.0", "sqs", "")


async def rotate_client_secret(call: AppCall) -> Response:
    """POST …/clientSecret: 204 and no body; the secret goes to the app's queue."""
    if Quirk.NOT_ENROLLED in call.sandbox.quirks:
        return answers.invalid("The application is not enrolled: it has no queue for new secrets.")
    secret = call.sandbox.secrets.rotate(call.at)
    payload = {
        "applicationOAuthClientNewSecret": {
            "clientId": CLIENT_ID,
            "newClientSecret": secret,
            "newClientSecretExpiryTime": zulu(call.at + LIFE),
            "oldClientSecretExpiryTime": zulu(call.at + GRACE),
        }
    }
    call.sandbox.queue.send(_TYPE, "", payload, call.at)
    return Response(status_code=204)
