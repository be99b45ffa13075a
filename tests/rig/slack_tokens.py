"""Tokens of a local Slack: installation by OAuth, rotation, revocation."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from tests.rig.slack_refusal import Refusal
from tests.rig.slack_world import (
    APP_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    SCOPES,
    Grant,
    SlackWorld,
)

Given = dict[str, Any]
LIFE = timedelta(hours=12)


def authorize_page(world: SlackWorld, query: dict[str, str]) -> str:
    """Where Slack leads the person who let the app in; a mistake of the app is shown to them."""
    if query.get("client_id") != CLIENT_ID or not query.get("state"):
        world.broken.append("oauth/v2/authorize: wrong client_id, or no state")
    asked = set(query.get("scope", "").split(","))
    if not asked <= {*SCOPES, "im:write"}:
        world.broken.append(f"oauth/v2/authorize: unknown scopes {asked - set(SCOPES)}")
    team = query.get("team") or next(iter(world.workspaces))
    code = f"code-{world.number()}"
    world.codes[code] = world.grant(team, tuple(sorted(asked)))
    back = urlencode({"code": code, "state": query.get("state", "")})
    return f"{query.get('redirect_uri', '')}?{back}"


def require(world: SlackWorld, token: str, scope: str) -> Grant:
    """The grant of a token that is still good and may do this."""
    if not token:
        raise Refusal("not_authed")
    grant = world.grants.get(token)
    if grant is None:
        raise Refusal("invalid_auth")
    if grant.revoked:
        raise Refusal("token_revoked")
    if grant.expires is not None and grant.expires <= world.clock():
        raise Refusal("token_expired")
    if scope and scope not in grant.scopes:
        raise Refusal("missing_scope", needed=scope, provided=",".join(grant.scopes))
    return grant


def access(world: SlackWorld, grant: None, given: Given) -> Given:
    """oauth.v2.access: a code for a token, or a refresh token for the next pair."""
    _check_client(given)
    if given.get("grant_type") == "refresh_token":
        return _rotated(world, str(given.get("refresh_token", "")))
    found = world.codes.pop(str(given.get("code", "")), None)
    if found is None:
        raise Refusal("invalid_code")
    return _described(world, found)


def _check_client(given: Given) -> None:
    basic = base64.b64decode(given.get("basic", "")).decode()
    client, _, secret = basic.partition(":")
    client, secret = given.get("client_id", client), given.get("client_secret", secret)
    if client != CLIENT_ID:
        raise Refusal("invalid_client_id")
    if secret != CLIENT_SECRET:
        raise Refusal("bad_client_secret")


def _rotated(world: SlackWorld, refresh: str) -> Given:
    """The old refresh token dies with its first use; the old token lives until it expires."""
    old = next((one for one in world.grants.values() if refresh and one.refresh == refresh), None)
    if old is None or old.revoked:
        raise Refusal("invalid_refresh_token")
    old.refresh = None
    new = world.grant(old.workspace, old.scopes)
    new.for_org = old.for_org
    return _described(world, new)


def _described(world: SlackWorld, grant: Grant) -> Given:
    team = world.workspaces[grant.workspace]
    organisation = {"id": team.enterprise, "name": team.enterprise} if team.enterprise else None
    found: Given = {
        "app_id": APP_ID,
        "authed_user": {"id": "UINSTALLER"},
        "scope": ",".join(grant.scopes),
        "token_type": "bot",
        "access_token": grant.token,
        "bot_user_id": "UBOT",
        "team": None if grant.for_org else {"id": team.id, "name": team.id},
        "enterprise": organisation,
        "is_enterprise_install": grant.for_org,
    }
    if grant.refresh is not None:
        found |= {"refresh_token": grant.refresh, "expires_in": int(LIFE.total_seconds())}
    return found


def revoke(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """auth.revoke."""
    grant.revoked = True
    return {"revoked": True}
