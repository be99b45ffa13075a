"""A server on this machine that answers at once, whatever it is asked: a process of its own.

Run as `python -m bench.answers [FILE]`; its first line is its port. FILE is what it gives out as a
report's document.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = b'{"access_token":"Atza|bench","token_type":"bearer","expires_in":3600}'
STORES = json.dumps(
    {
        "payload": [
            {
                "marketplace": {
                    "id": "ATVPDKIKX0DER",
                    "name": "Amazon.com",
                    "countryCode": "US",
                    "defaultCurrencyCode": "USD",
                    "defaultLanguageCode": "en_US",
                    "domainName": "www.amazon.com",
                },
                "participation": {"isParticipating": True, "hasSuspendedListings": False},
                "storeName": "Demo shop",
            }
        ]
    }
).encode()
HEAD = (
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n"
    "x-amzn-requestid: bench\r\nx-amzn-ratelimit-limit: 1000000\r\n\r\n"
)
BLOCK = 1 << 20


class Answers(asyncio.Protocol):
    """One connection, kept as long as the client keeps it; requests come one by one."""

    def __init__(self, document: Path | None) -> None:
        self._document = document
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("not a connection")
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer once a request is there whole."""
        self._heard += data
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if found and len(body) >= _announced(head):
            self._heard = b""
            self._answer(head.split(b" ", 2)[1])

    def _answer(self, target: bytes) -> None:
        if target.startswith(b"/documents/") and self._document is not None:
            size = self._document.stat().st_size
            self._transport.write(HEAD.format(size=size).encode())
            with self._document.open("rb") as file:
                while block := file.read(BLOCK):
                    self._transport.write(block)
            return
        body = TOKEN if target.startswith(b"/auth/") else STORES
        if b"/documents/" in target:
            port = self._transport.get_extra_info("sockname")[1]
            body = json.dumps({"url": f"http://127.0.0.1:{port}/documents/bomb"}).encode()
        self._transport.write(HEAD.format(size=len(body)).encode() + body)


def _announced(head: bytes) -> int:
    """How long the body of a request is."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


@contextmanager
def server(document: Path | None = None) -> Iterator[str]:
    """The server while the block runs; its origin."""
    command = [sys.executable, "-m", "bench.answers", *([str(document)] if document else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            if process.stdout is None:
                raise RuntimeError("no port was told")
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


async def _serve(document: Path | None) -> None:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Answers(document), "127.0.0.1", 0)
    sys.stdout.write(f"{listening.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
