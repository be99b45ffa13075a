"""Who may call: LWA's grants and errors, access tokens, regions, the headers of every answer."""

import pytest

from tests.edges.sandbox.desk import AGENT, FE, NA, US, Desk, Entropy, grant, open_desk

_PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


async def _lwa(desk: Desk, **changes: str) -> tuple[int, str]:
    answer = await desk.client.post("/auth/o2/token", data=grant(NA) | changes)
    assert set(answer.json()) == {"error", "error_description"}
    return answer.status_code, answer.json()["error"]


async def test_a_refresh_token_gives_an_hour_and_is_not_rotated() -> None:
    async with open_desk() as desk:
        answer = await desk.client.post("/auth/o2/token", data=grant(NA))
        body = answer.json()
        assert body.pop("access_token").startswith("Atza|")
        assert body == {"refresh_token": NA, "token_type": "bearer", "expires_in": 3600}
        assert answer.headers["cache-control"] == "no-store"


async def test_the_sdks_json_form_is_understood() -> None:
    async with open_desk() as desk:
        answer = await desk.client.post("/auth/o2/token", json=grant(FE))
        assert answer.json()["refresh_token"] == FE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"refresh_token": "Atzr|other"}, (400, "invalid_grant")),
        ({"client_secret": "wrong"}, (401, "invalid_client")),
        ({"client_id": "wrong"}, (401, "invalid_client")),
        ({"refresh_token": ""}, (400, "invalid_request")),
        ({"grant_type": ""}, (400, "invalid_request")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"grant_type": "client_credentials", "scope": "other"}, (400, "invalid_scope")),
    ],
)
async def test_lwa_names_what_is_wrong(changes: dict[str, str], expected: tuple[int, str]) -> None:
    async with open_desk() as desk:
        assert await _lwa(desk, **changes) == expected


async def test_a_grantless_token_opens_no_sellers_data() -> None:
    scope = "sellingpartnerapi::notifications"
    form = grant(NA) | {"grant_type": "client_credentials", "scope": scope}
    async with open_desk() as desk:
        body = (await desk.client.post("/auth/o2/token", data=form)).json()
        assert body["scope"] == scope
        assert "refresh_token" not in body
        answer = await desk.call("GET", _PARTICIPATIONS, token=body["access_token"])
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("given", "details"),
    [
        ("", "Access token is missing in the request header."),
        ("Atza|other", "The access token you provided is revoked, malformed or invalid."),
    ],
)
async def test_a_missing_or_unknown_token_is_denied(given: str, details: str) -> None:
    async with open_desk() as desk:
        headers = {"x-amz-access-token": given} if given else {}
        answer = await desk.client.get(_PARTICIPATIONS, headers=headers)
        assert answer.status_code == 403
        assert answer.json() == {
            "errors": [
                {
                    "code": "Unauthorized",
                    "message": "Access to requested resource is denied.",
                    "details": details,
                }
            ]
        }
        assert answer.headers["x-amzn-requestid"]
        assert "x-amzn-ratelimit-limit" not in answer.headers


async def test_an_access_token_dies_after_an_hour() -> None:
    async with open_desk() as desk:
        token = await desk.token()
        desk.time.forward(seconds=3599)
        assert (await desk.call("GET", _PARTICIPATIONS, token=token)).status_code == 200
        desk.time.forward(seconds=1)
        answer = await desk.call("GET", _PARTICIPATIONS, token=token)
        assert answer.json()["errors"][0]["details"].endswith("has expired.")


@pytest.mark.parametrize("agent", ["", " ", AGENT * 12])
async def test_a_request_must_say_which_app_it_is(agent: str) -> None:
    async with open_desk() as desk:
        answer = await desk.call("GET", _PARTICIPATIONS, headers={"user-agent": agent})
        assert answer.status_code == 400
        assert "user-agent" in answer.text


async def test_participations_are_the_sellers_own() -> None:
    async with open_desk() as desk:
        answer = await desk.call("GET", _PARTICIPATIONS)
        first, second, pseudo = answer.json()["payload"]
        assert first == {
            "marketplace": {
                "id": US,
                "name": "Amazon.com",
                "countryCode": "US",
                "defaultCurrencyCode": "USD",
                "defaultLanguageCode": "en_US",
                "domainName": "www.amazon.com",
            },
            "participation": {"isParticipating": True, "hasSuspendedListings": False},
            "storeName": "Demo shop",
        }
        assert second["marketplace"]["defaultCurrencyCode"] == "CAD"
        assert pseudo["marketplace"]["name"].startswith("Non-Amazon")
        assert answer.headers["x-amzn-ratelimit-limit"] == "0.016"
        japan = (await desk.call("GET", _PARTICIPATIONS, refresh=FE)).json()["payload"][0]
        assert japan["marketplace"]["defaultCurrencyCode"] == "JPY"


async def test_another_regions_host_is_denied() -> None:
    async with open_desk() as desk:
        for region, status in (("na", 200), ("fe", 403)):
            host = {"host": f"sellingpartnerapi-{region}.amazon.com"}
            answer = await desk.call("GET", _PARTICIPATIONS, headers=host)
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/orders/v0/orders", 403),
        ("GET", "/finances/v0/financialEvents", 403),
        ("PUT", "/reports/2021-06-30/reports", 403),
        ("GET", "/reports/2021-06-30/reports/1", 404),
        ("GET", "/nowhere", 404),
    ],
)
async def test_what_is_not_served_is_refused_as_amazon_does(
    method: str, path: str, status: int
) -> None:
    async with open_desk() as desk:
        answer = await desk.call(method, path)
        assert answer.status_code == status
        assert set(answer.json()["errors"][0]) == {"code", "message", "details"}


def test_entropy_of_the_desk_never_repeats() -> None:
    entropy = Entropy()
    assert entropy(16) != entropy(16)
