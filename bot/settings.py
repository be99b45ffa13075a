"""The settings: the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlsplit

from bot import mail_server
from bot.http_address import HttpAddress, http_address
from bot.mail_server import MailServer
from core.errors import BadSetting

SANDBOX = "http://127.0.0.1:8485"
AMAZON = {
    "AMZIGO_SPAPI_NA_URL": "https://sellingpartnerapi-na.amazon.com",
    "AMZIGO_SPAPI_EU_URL": "https://sellingpartnerapi-eu.amazon.com",
    "AMZIGO_SPAPI_FE_URL": "https://sellingpartnerapi-fe.amazon.com",
    "AMZIGO_LWA_URL": "https://api.amazon.com",
}
DISCORD_API = "https://discord.com/api/v10"
SLACK_API = "https://slack.com/api/"
SLACK = (
    "AMZIGO_SLACK_API_URL",
    "AMZIGO_SLACK_APP_TOKEN",
    "AMZIGO_SLACK_BOT_TOKEN",
    "AMZIGO_SLACK_CLIENT_ID",
    "AMZIGO_SLACK_CLIENT_SECRET",
    "AMZIGO_SLACK_SIGNING_SECRET",
    "AMZIGO_PUBLIC_URL",
)
ENVIRONMENTS = ("production", "demo")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided, by the names of SETTINGS."""

    environment: str
    data_dir: Path
    database_url: str = field(repr=False)  # it may hold a password
    keystore_url: str = field(repr=False)
    key_passphrase: str | None = field(repr=False)
    amazon: Mapping[str, str]
    lwa_client_id: str | None = None
    lwa_client_secret: str | None = field(default=None, repr=False)
    lwa_client_secret_old: str | None = field(default=None, repr=False)
    lwa_client_secret_set_at: date | None = None
    refresh_token: str | None = field(default=None, repr=False)
    discord_token: str | None = field(default=None, repr=False)
    discord_api_url: str = DISCORD_API
    discord_gateway_url: str | None = None
    slack: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is set of SLACK, by its name."""
    http: HttpAddress | None = None
    """Where a listener of its own takes what comes over HTTP; None: nothing does."""
    mail: MailServer | None = None
    """Who takes mails; None: none are sent."""

    @property
    def wants_demo(self) -> bool:
        """Whether a database made now becomes a demo database."""
        return self.environment == "demo"

    @property
    def amazon_is_local(self) -> bool:
        """Whether every Amazon address is on this machine."""
        return all(is_loopback(url) for url in self.amazon.values())


SETTINGS = {
    "AMZIGO_ENV": "`production` (as when unset), or `demo` for a new demo database",
    "AMZIGO_DATA_DIR": "where data and keys are kept; default: ~/.local/share/amzigo",
    "AMZIGO_DATABASE_URL": "the database; default: SQLite in the data folder",
    "AMZIGO_KEYSTORE_URL": "the key store; default: keys.db in the data folder",
    "AMZIGO_KEY_PASSPHRASE": "opens the local key file; required in production",
    "AMZIGO_SPAPI_NA_URL": "Amazon in North America; in demo: the local sandbox",
    "AMZIGO_SPAPI_EU_URL": "Amazon in Europe; in demo: the local sandbox",
    "AMZIGO_SPAPI_FE_URL": "Amazon in the Far East; in demo: the local sandbox",
    "AMZIGO_LWA_URL": "Login with Amazon; in demo: the local sandbox",
    "AMZIGO_LWA_CLIENT_ID": "your application's id at Amazon; in demo: the sandbox's",
    "AMZIGO_LWA_CLIENT_SECRET": "your application's secret at Amazon; in demo: the sandbox's",
    "AMZIGO_LWA_CLIENT_SECRET_OLD": "the secret before, for the week after a rotation",
    "AMZIGO_LWA_CLIENT_SECRET_SET_AT": "the day of the last rotation, such as 2026-11-22: warns",
    "AMZIGO_REFRESH_TOKEN": "read by `amzigo connect --self` alone: a shop's refresh token",
    "AMZIGO_DISCORD_TOKEN": "your bot's token at Discord; without it nothing is posted there",
    "AMZIGO_DISCORD_API_URL": "Discord's REST API, or a rate-limit proxy before it",
    "AMZIGO_DISCORD_GATEWAY_URL": "Discord's gateway; default: the one that its REST API names",
    "AMZIGO_SLACK_SIGNING_SECRET": "your Slack app's signing secret: requests come over HTTP",
    "AMZIGO_SLACK_APP_TOKEN": "its app-level token (xapp-): requests come over a socket",
    "AMZIGO_SLACK_BOT_TOKEN": "its bot token (xoxb-), where it is in your own workspace only",
    "AMZIGO_SLACK_CLIENT_ID": "its client id: other workspaces can add it, its tokens rotate",
    "AMZIGO_SLACK_CLIENT_SECRET": "its client secret, for the same",
    "AMZIGO_SLACK_API_URL": "Slack's Web API (GovSlack's, or a rate-limit proxy before it)",
    "AMZIGO_HTTP_PORT": "where Slack's requests are taken over HTTP; a TLS proxy stands before it",
    "AMZIGO_HTTP_HOST": "the address of this machine for that; default: 127.0.0.1",
    "AMZIGO_PUBLIC_URL": "the address under which browsers reach this installation",
    "AMZIGO_SMTP_URL": "your mail server, as smtp+starttls://user:password@host:587 or smtps://…",
    "AMZIGO_MAIL_FROM": "the address from which mails are sent; set with AMZIGO_SMTP_URL",
}


def read_settings(env: Mapping[str, str]) -> Settings:
    """The settings of an environment; raises BadSetting for one that cannot be meant."""
    environment = env.get("AMZIGO_ENV", "") or "production"
    if environment not in ENVIRONMENTS:
        raise BadSetting(name="AMZIGO_ENV", reason="it is neither `production` nor `demo`")
    _require_known(env)
    folder = Path(env.get("AMZIGO_DATA_DIR") or _usual_folder(env)).expanduser().absolute()
    slack = _slack(env)
    return Settings(
        environment,
        folder,
        env.get("AMZIGO_DATABASE_URL") or _file(folder / "amzigo.db"),
        env.get("AMZIGO_KEYSTORE_URL") or _file(folder / "keys.db"),
        env.get("AMZIGO_KEY_PASSPHRASE") or None,
        _amazon(env, environment),
        env.get("AMZIGO_LWA_CLIENT_ID") or None,
        env.get("AMZIGO_LWA_CLIENT_SECRET") or None,
        env.get("AMZIGO_LWA_CLIENT_SECRET_OLD") or None,
        _day("AMZIGO_LWA_CLIENT_SECRET_SET_AT", env),
        env.get("AMZIGO_REFRESH_TOKEN") or None,
        env.get("AMZIGO_DISCORD_TOKEN") or None,
        _address("AMZIGO_DISCORD_API_URL", env) or DISCORD_API,
        _address("AMZIGO_DISCORD_GATEWAY_URL", env, scheme="ws"),
        slack,
        http_address(env, slack),
        mail_server.read(env.get(mail_server.URL), env.get(mail_server.FROM), is_loopback),
    )


def _amazon(env: Mapping[str, str], environment: str) -> dict[str, str]:
    found = {
        name: (env.get(name) or (SANDBOX if environment == "demo" else usual)).rstrip("/")
        for name, usual in AMAZON.items()
    }
    for name, url in found.items():
        _check_address(name, url)
    return found


def _slack(env: Mapping[str, str]) -> dict[str, str]:
    found = {name: env[name] for name in SLACK if env.get(name)}
    for name in ("AMZIGO_SLACK_API_URL", "AMZIGO_PUBLIC_URL"):
        if name in found:
            found[name] = f"{_address(name, env)}/"
    for name, start in (("APP_TOKEN", "xapp-"), ("BOT_TOKEN", "xox")):
        if not found.get(f"AMZIGO_SLACK_{name}", start).startswith(start):
            raise BadSetting(name=f"AMZIGO_SLACK_{name}", reason=f"it does not begin with {start}")
    client = ("AMZIGO_SLACK_CLIENT_ID", "AMZIGO_SLACK_CLIENT_SECRET")
    given = [name for name in client if name in found]
    if len(given) == 1:
        raise BadSetting(name=given[0], reason="it goes with the client's other half; set both")
    return {"AMZIGO_SLACK_API_URL": SLACK_API, **found}


def _require_known(env: Mapping[str, str]) -> None:
    unknown = sorted(name for name in env if name.startswith("AMZIGO_") and name not in KNOWN)
    if unknown:
        raise BadSetting(name=unknown[0], reason="there is no such setting")


KNOWN = frozenset(SETTINGS) | {"AMZIGO_SHARED"}
"""AMZIGO_SHARED is the tests' own."""


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _day(name: str, env: Mapping[str, str]) -> date | None:
    given = env.get(name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise BadSetting(name=name, reason="it is no day such as 2026-11-22") from None


def _address(name: str, env: Mapping[str, str], *, scheme: str = "http") -> str | None:
    given = (env.get(name) or "").rstrip("/")
    if given:
        _check_address(name, given, scheme)
    return given or None


def _check_address(name: str, url: str, scheme: str = "http") -> None:
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise BadSetting(name=name, reason="it is not a plain address")
    if parts.scheme != f"{scheme}s" and not (parts.scheme == scheme and is_loopback(url)):
        raise BadSetting(name=name, reason=f"only {scheme}s is used beyond this machine")


def _file(path: Path) -> str:
    """The address of an SQLite file; a folder's name may hold what means something in one."""
    return f"sqlite:///{quote(str(path))}"


def _usual_folder(env: Mapping[str, str]) -> str:
    home = env.get("XDG_DATA_HOME")
    return f"{home}/amzigo" if home else "~/.local/share/amzigo"


def from_environment() -> Settings:
    """The settings of this process."""
    return read_settings(os.environ)
