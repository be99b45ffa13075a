"""What is wrong with what Slack and Discord told of our application."""

from collections.abc import Iterator, Sequence

from bot.adapters.discord.inquiry import Application
from bot.adapters.discord.tree import ROOT, Json, version_of
from bot.adapters.slack.install import SCOPES

PORTAL = "your application's page at Discord"
FEW_STARTS = 20
OURS = 405


def scopes(given: Sequence[str] | None, where: str) -> Iterator[str]:
    """Slack let us do all that we need; `given` is None where it does not say."""
    lacking = [scope for scope in SCOPES if given is not None and scope not in given]
    if lacking:
        yield (
            f"{where} did not grant {', '.join(lacking)}. Add that under OAuth & Permissions on "
            "the app's page at Slack, and install the app again."
        )


def reached(url: str, status: int | None, runs_here: bool | None) -> Iterator[str]:
    """It is we who answer at our public address; `status` as `own_address` tells it.

    `runs_here` says whether we answer on this machine; None where nobody knows at which port.
    """
    if status == OURS:
        return
    said = "nobody answers" if status is None else f"somebody else answers ({status})"
    steps = {
        True: "On this machine amzigo does, so let the proxy pass /slack/ on as it comes.",
        False: "Nor does amzigo on this machine: start `amzigo all`.",
        None: "See that `amzigo all` runs, and that the proxy passes /slack/ on as it comes.",
    }
    yield f"{said} at {url}. {steps[runs_here]}"


def intents(found: Application) -> Iterator[str]:
    """Nothing is switched on that we never use."""
    if found.privileged:
        yield (
            f"the application may see more than I ever ask for ({', '.join(found.privileged)}). "
            f"Switch these intents off under Bot on {PORTAL}."
        )


def endpoint(found: Application) -> Iterator[str]:
    """Commands come over the gateway."""
    if found.has_endpoint:
        yield (
            "commands go to an Interactions Endpoint URL, so I never hear them. "
            f"Empty that field on {PORTAL}."
        )


def code_grant(found: Application) -> Iterator[str]:
    """The invite link works."""
    if found.needs_code_grant:
        yield (
            "the invite link does not work while Requires OAuth2 Code Grant is on. "
            f"Switch it off under Bot on {PORTAL}."
        )


def starts(found: Application) -> Iterator[str]:
    """There are starts left: at the thousandth in a day Discord ends the token."""
    if found.starts_left < FEW_STARTS:
        yield (
            f"only {found.starts_left} starts are left today, and then Discord ends the token. "
            "Find out why amzigo is restarted so often, and leave it stopped until tomorrow."
        )


def commands(found: Application, told: str | None, tree: Sequence[Json]) -> Iterator[str]:
    """Discord knows the commands of this version; `told` is what was noted of the last time."""
    is_told = told == f"{found.application_id}:{version_of(tree)}"
    if is_told and ROOT not in found.commands:
        yield (
            f"/{ROOT} was registered, and is not there any more. Another program uses the same "
            "token: make an application of its own for it."
        )
    elif not is_told:
        yield (
            f"/{ROOT} is not registered in this version's wording. "
            "Start `amzigo all` once: it tells Discord."
        )
