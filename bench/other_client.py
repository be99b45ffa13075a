"""The same calls by python-amazon-sp-api, run by an interpreter that has it; prints seconds a call.

It imports nothing of ours, for that interpreter has none of it.
"""

import importlib
import sys
from time import perf_counter
from urllib.parse import urlsplit


def main(origin: str, calls: int) -> None:
    """Call one by one, the first ten unmeasured."""
    library = importlib.import_module("sp_api.api")
    marketplaces = importlib.import_module("sp_api.base").Marketplaces
    secrets = {"refresh_token": "Atzr|bench", "lwa_app_id": "bench", "lwa_client_secret": "bench"}
    sellers = library.Sellers(marketplace=marketplaces.US, credentials=secrets)
    sellers.endpoint = origin
    parts = urlsplit(origin)
    login = sellers._auth
    login.scheme, login.host = f"{parts.scheme}://", parts.netloc
    for number in range(-10, calls):
        if number == 0:
            begun = perf_counter()
        if not sellers.get_marketplace_participation().payload:
            raise RuntimeError("nothing was measured")
    sys.stdout.write(f"{(perf_counter() - begun) / calls}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
