"""The socket that every page is served on."""

import asyncio
import socket

from bot.web import LOOPBACK, listen


async def test_small_answers_leave_at_once() -> None:
    accepted = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sock = writer.get_extra_info("socket")
        accepted.set_result(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with listen(0) as sock:
        async with await asyncio.start_server(answer, sock=sock):
            _, writer = await asyncio.open_connection(LOOPBACK, sock.getsockname()[1])
            assert await accepted != 0
            writer.close()
            await writer.wait_closed()
