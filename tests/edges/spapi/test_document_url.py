"""Which addresses a document may be fetched from: each way around the rule is shut."""

import pytest

from core.amazon_errors import BadDocument
from core.errors import BadSetting
from core.spapi.document_url import check, is_public
from core.spapi.endpoints import AMAZON, Endpoints

LOCAL = Endpoints({"NA": "http://127.0.0.1:8485"}, "http://127.0.0.1:8485")
GOOD = "https://tortuga-prod-na.s3.amazonaws.com/doc-1?X-Amz-Expires=300&X-Amz-Signature=a%2Fb"


@pytest.mark.parametrize(
    "host",
    [
        "tortuga-prod-na.s3.amazonaws.com",
        "tortuga-prod-eu.s3.eu-west-1.amazonaws.com",
        "tortuga-prod-fe.s3-us-west-2.amazonaws.com",
        "a.b.s3.amazonaws.com",
    ],
)
def test_amazons_own_store_is_taken(host: str) -> None:
    found = check(f"https://{host}/doc-1?X-Amz-Signature=a%2Fb", AMAZON)
    request = found.request(["52.0.0.1"])
    assert (request.url, request.server_name) == (
        "https://52.0.0.1/doc-1?X-Amz-Signature=a%2Fb",
        host,
    )
    assert request.headers["host"] == host
    assert check(f"https://{host}:443/x", AMAZON).host == host


@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:a9fe:a9fe]/",
        "https://2852039166/",
        "https://0251.0376.0251.0376/",
        "https://0xa9fea9fe/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://s3.amazonaws.com.evil.tld/x",
        "https://x.s3.amazonaws.com.evil.tld/x",
        "https://evil.tld#.s3.amazonaws.com/x",
        "https://evil.tld#@x.s3.amazonaws.com/x",
        "https://evil.tld/#.s3.amazonaws.com",
        "https://evil.tld?.s3.amazonaws.com/x",
        "https://evil.tld/.s3.amazonaws.com",
        "https://evil.tld\\.s3.amazonaws.com/x",
        "https://x.s3.amazonaws.com@evil.tld/x",
        "https://a@x.s3.amazonaws.com/x",
        "https://a:b@x.s3.amazonaws.com/x",
        "https://x.s3。amazonaws.com/x",
        "https://x.s3.amazonaws。com/x",
        "https://ⓧ.s3.amazonaws.com/x",
        "https://x.s3.amazonaws.com./x",
        "https://x.s3.amazonaws.com\n.evil.tld/x",
        "https://x.s3.amazonaws.com\t/x",
        " https://x.s3.amazonaws.com/x",
        "https://x..s3.amazonaws.com/x",
        "https://xs3.amazonaws.com/x",
        "https://x.s3.amazonaws.org/x",
        "https://x.s3-.amazonaws.com.evil/x",
        "https://x%2es3.amazonaws.com/x",
        "http://x.s3.amazonaws.com/x",
        "ftp://x.s3.amazonaws.com/x",
        "file:///etc/passwd",
        "//x.s3.amazonaws.com/x",
        "x.s3.amazonaws.com/x",
        "https://x.s3.amazonaws.com:8443/x",
        "https://x.s3.amazonaws.com:99999/x",
        "https://x.s3.amazonaws.com:443x/x",
        "https:///x",
        "https://[::1/x",
        "",
        None,
        7,
        ["https://x.s3.amazonaws.com/x"],
        "https://x.s3.amazonaws.com/" + "x" * 4096,
    ],
)
def test_everything_else_is_refused(url: object) -> None:
    with pytest.raises(BadDocument) as told:
        check(url, AMAZON).request(["52.0.0.1"])
    assert "evil" not in told.value.message


@pytest.mark.parametrize(
    "addresses",
    [
        [],
        ["169.254.169.254"],
        ["52.0.0.1", "10.0.0.1"],
        ["10.0.0.1", "52.0.0.1"],
        ["::1"],
        ["fd00::1"],
        ["fe80::1%eth0"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        ["2002:a9fe:a9fe::1"],
        ["2001:0:53aa:64c:0:0:a9fe:a9fe"],
        ["100.64.0.1"],
        ["0.0.0.0"],  # noqa: S104 -- an answer of a name server, not a binding
        ["224.0.0.1"],
        ["240.0.0.1"],
        ["ff02::1"],
        ["not an address"],
    ],
)
def test_a_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    with pytest.raises(BadDocument, match="not a public one"):
        check(GOOD, AMAZON).request(addresses)


def test_a_public_address_is_public() -> None:
    for address in ("52.216.0.1", "2600:1fa0::1", "::ffff:52.216.0.1"):
        assert is_public(address)
    request = check(GOOD, AMAZON).request(["2600:1fa0::1"])
    assert request.url.startswith("https://[2600:1fa0::1]/doc-1?")


def test_this_machine_serves_documents_only_where_it_plays_amazon() -> None:
    url = "http://127.0.0.1:8485/documents/x?y=1"
    assert check(url, LOCAL).request(()).url == url
    with pytest.raises(BadDocument):
        check(url, AMAZON)
    for elsewhere in (GOOD, "http://10.0.0.1/x", "file://localhost/etc/passwd"):
        with pytest.raises(BadDocument):
            check(elsewhere, LOCAL)


@pytest.mark.parametrize(
    "origin",
    [
        "http://sellingpartnerapi-na.amazon.com",
        "https://sellingpartnerapi-na.amazon.com/path",
        "https://a@sellingpartnerapi-na.amazon.com",
        "sellingpartnerapi-na.amazon.com",
        "ftp://127.0.0.1",
        "",
    ],
)
def test_an_address_of_amazon_is_an_origin_over_tls(origin: str) -> None:
    with pytest.raises(BadSetting):
        Endpoints({"NA": origin}, AMAZON.tokens)


def test_a_seller_is_not_half_local() -> None:
    with pytest.raises(BadSetting, match="on this machine, and some are not"):
        Endpoints({"NA": "http://127.0.0.1:1"}, AMAZON.tokens)
    with pytest.raises(BadSetting, match="pattern"):
        Endpoints(AMAZON.regions, AMAZON.tokens, document_hosts="(")
    assert (AMAZON.is_local, LOCAL.is_local) == (False, True)


def test_an_address_that_cannot_be_used_is_told_by_its_setting() -> None:
    with pytest.raises(BadSetting, match="The setting AMZIGO_LWA_URL cannot be used: write https"):
        Endpoints(AMAZON.regions, "ftp://api.amazon.com")
    with pytest.raises(BadSetting, match="AMZIGO_SPAPI_EU_URL"):
        Endpoints({**AMAZON.regions, "EU": "https://host/path"}, AMAZON.tokens)
