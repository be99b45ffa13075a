"""Login with Amazon: two client secrets after a rotation, scopes, and refusals told at once."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from core.amazon_errors import AppRejected, AuthorizationLost
from core.spapi.auth import Tokens
from core.spapi.login import TokenEndpoint
from core.spapi.retry import Retry
from core.spapi.sandbox.accounts import CLIENT_SECRET
from tests.amazon_cases import case
from tests.edges.spapi.rig import LOCAL, Rig, caller

SCOPE = "sellingpartnerapi::notifications"


def tried(rig: Rig) -> list[str]:
    """The client secrets that Login was shown, in order."""
    forms = [one for one in rig.line.passed if one.url.path.startswith("/auth/")]
    return [parse_qs(one.content.decode())["client_secret"][0] for one in forms]


@case(40)
async def test_in_the_week_after_a_rotation_either_secret_will_do(rig: Rig) -> None:
    rig.secrets.client_secret, rig.secrets.old = "rotated-and-not-yet-known", CLIENT_SECRET
    assert await rig.api.participations(caller())
    assert tried(rig) == ["rotated-and-not-yet-known", CLIENT_SECRET]


@case(40)
async def test_the_secret_that_worked_is_tried_first_from_then_on(rig: Rig) -> None:
    rig.secrets.client_secret, rig.secrets.old = "rotated", CLIENT_SECRET
    await rig.api.participations(caller("NA"))
    await rig.api.participations(caller("EU"))
    assert tried(rig) == ["rotated", CLIENT_SECRET, CLIENT_SECRET]
    rig.secrets.client_secret, rig.secrets.old = CLIENT_SECRET, "rotated away"
    await rig.api.participations(caller("FE"))
    assert tried(rig)[3:] == [CLIENT_SECRET]


async def test_two_bad_secrets_are_each_tried_once(rig: Rig) -> None:
    rig.secrets.client_secret, rig.secrets.old = "bad", "worse"
    with pytest.raises(AppRejected):
        await rig.api.participations(caller())
    assert tried(rig) == ["bad", "worse"]


async def test_the_old_secret_is_not_shown_for_a_sellers_refusal(rig: Rig) -> None:
    rig.secrets.old = "old"
    rig.fault("token", "invalid_grant")
    with pytest.raises(AuthorizationLost):
        await rig.api.participations(caller())
    assert tried(rig) == [CLIENT_SECRET]


@case(35)
async def test_the_first_invalid_grant_is_raised_at_once(rig: Rig) -> None:
    rig.fault("token", "invalid_grant", times=9)
    with pytest.raises(AuthorizationLost) as told:
        await rig.api.check(caller())
    assert (rig.journal("token"), rig.slept, told.value.status) == ([400], [], 400)


@case(34)
async def test_tenants_never_share_a_token(rig: Rig) -> None:
    await rig.api.participations(caller("NA"))
    await rig.api.participations(caller("EU"))
    used = [one.headers["x-amz-access-token"] for one in rig.line.passed[1::2]]
    assert len(set(used)) == 2
    rig.api.forget(caller("NA").tenant, caller("NA").account)
    await rig.api.participations(caller("EU"))
    assert rig.line.paths().count("POST /auth/o2/token") == 2


@case(42)
async def test_a_seller_in_two_regions_has_two_tokens(rig: Rig) -> None:
    for region in ("NA", "FE", "NA", "FE"):
        await rig.api.participations(caller(region))
    assert rig.journal("token") == [200, 200]


async def test_a_check_refreshes_whatever_is_held(rig: Rig) -> None:
    await rig.api.participations(caller())
    await rig.api.check(caller())
    assert rig.journal("token") == [200, 200]
    await rig.api.participations(caller())
    assert rig.journal("token") == [200, 200]


async def test_a_scopes_token_is_fetched_once_for_all(rig: Rig, tmp_path: Path) -> None:
    async def sleep(seconds: float) -> None:
        rig.slept.append(seconds)

    endpoint = TokenEndpoint(rig.api.calls.sender, rig.secrets, LOCAL, Retry(sleep, lambda: 0.5))
    tokens = Tokens(endpoint, lambda: rig.time().timestamp())
    found = await asyncio.gather(*(tokens.scoped(caller(), SCOPE) for _ in range(5)))
    assert len(set(found)) == 1
    assert rig.journal("token") == [200]
    sent = parse_qs(rig.line.passed[0].content.decode())
    assert (sent["grant_type"], sent["scope"]) == (["client_credentials"], [SCOPE])
    assert "refresh_token" not in sent
    await tokens.get(caller())
    tokens.evict(caller().tenant)
    assert await tokens.scoped(caller("EU"), SCOPE) == found[0]
