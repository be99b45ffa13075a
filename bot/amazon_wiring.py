"""Amazon in a house: the wire to the Selling Partner API, by the secrets that the house keeps."""

import asyncio
import platform
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from bot.chance import new_id
from bot.wiring import House
from core.authorization import Watch
from core.ports.amazon import Amazon
from core.ports.egress import Secrets
from core.secrets import GivenSecrets, StoredSecrets
from core.spapi.agent import user_agent
from core.spapi.amazon import Parts, SpApi
from core.spapi.client import open_wire, resolve
from core.spapi.endpoints import Endpoints
from storage.repositories.egress import SqlEgress


@asynccontextmanager
async def open_amazon(house: House, token: str | None = None) -> AsyncIterator[Amazon]:
    """The Selling Partner API of all regions, with its own connections.

    With a refresh token that somebody just gave it is that account's alone, and nothing is watched.
    """
    amazon = house.settings.amazon
    regions = {name: amazon[f"AMZIGO_SPAPI_{name}_URL"] for name in ("NA", "EU", "FE")}
    settings = house.settings
    endpoints = Endpoints(regions, amazon["AMZIGO_LWA_URL"])
    agent = user_agent(version("amzigo"), platform.python_version(), platform.system())
    async with open_wire(agent, endpoints=endpoints) as wire:
        api = SpApi(
            Parts(
                wire,
                endpoints,
                _secrets(house, token),
                SqlEgress(house.engine),
                house.clock,
                time.monotonic,
                asyncio.sleep,
                secrets.SystemRandom().random,
                new_id,
                resolve,
                settings.data_dir,
                None if token else Watch(house.storage, house.clock, settings.lwa_client_id),
            )
        )
        house.revoker.stoppers.append(api.stop)
        yield api


def _secrets(house: House, token: str | None) -> Secrets:
    given = house.settings
    known = (given.lwa_client_id, given.lwa_client_secret, given.lwa_client_secret_old)
    stored = StoredSecrets(house.storage, *known)
    return GivenSecrets(token, stored) if token else stored
