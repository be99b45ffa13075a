"""Login with Amazon: refresh tokens and grantless scopes in, access tokens out."""

import json
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.accounts import CLIENT_ID, SellerAccount
from core.spapi.sandbox.operations import SCOPES
from core.spapi.sandbox.sandbox import Sandbox


async def token(sandbox: Sandbox, request: Request) -> tuple[Response, SellerAccount | None]:
    """Answer POST /auth/o2/token; the account is whose token it was, where that is known."""
    form = await _form(request)
    for name in ("grant_type", "client_id", "client_secret"):
        if not form.get(name):
            return _missing(name), None
    known = sandbox.secrets.opens(form["client_secret"], sandbox.clock.now())
    if form["client_id"] != CLIENT_ID or not known:
        return answers.invalid_client(), None
    if form["grant_type"] == "refresh_token":
        return _refresh(sandbox, form)
    if form["grant_type"] == "client_credentials":
        return _grantless(sandbox, form), None
    description = "The authorization grant type is not supported by the authorization server"
    return answers.oauth_error(400, "unsupported_grant_type", description), None


async def owner(sandbox: Sandbox, request: Request) -> SellerAccount | None:
    """Whose refresh token a request brings, None for none, and for one that opens nothing."""
    return sandbox.tokens.account_of((await _form(request)).get("refresh_token", ""))


async def _form(request: Request) -> dict[str, str]:
    """The fields; Amazon reads JSON here as well, and its own SDK sends it."""
    body = await request.body()
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode("utf-8", "replace")))
    try:
        fields = json.loads(body)
    except ValueError:
        return {}
    return {k: str(v) for k, v in fields.items()} if isinstance(fields, dict) else {}


def _refresh(sandbox: Sandbox, form: dict[str, str]) -> tuple[Response, SellerAccount | None]:
    if not form.get("refresh_token"):
        return _missing("refresh_token"), None
    account = sandbox.tokens.account_of(form["refresh_token"])
    if account is None:
        return answers.invalid_grant(), None
    return answers.oauth_answer(
        {
            "access_token": sandbox.tokens.mint(account, "", sandbox.clock.now()),
            "refresh_token": form["refresh_token"],
            "token_type": "bearer",
            "expires_in": 3600,
        }
    ), account


def _grantless(sandbox: Sandbox, form: dict[str, str]) -> Response:
    scope = form.get("scope", "")
    if scope not in SCOPES:
        description = "The request has an invalid scope parameter"
        return answers.oauth_error(400, "invalid_scope", description)
    return answers.oauth_answer(
        {
            "access_token": sandbox.tokens.mint(None, scope, sandbox.clock.now()),
            "scope": scope,
            "token_type": "bearer",
            "expires_in": 3600,
        }
    )


def _missing(name: str) -> Response:
    description = f"The request is missing a required parameter : {name}"
    return answers.oauth_error(400, "invalid_request", description)
