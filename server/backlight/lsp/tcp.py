"""`--tcp HOST:PORT`: the same conversation over a loopback socket, with one client."""

import asyncio
import sys
from collections.abc import Callable
from ipaddress import ip_address

from backlight.lsp.pipes import Gone
from backlight.lsp.server import serve

HEADERS = (b"c", b"x-")
"""How a message begins: `Content-Length`, `Content-Type`; never `POST / HTTP/1.1`."""


def listen(address: str) -> int:
    """Wait for one client on a loopback address; answers the exit code, 2 for any other address."""
    host, _, port = address.rpartition(":")
    host = "127.0.0.1" if host in {"", "localhost"} else host.strip("[]")
    if not port.isdecimal() or int(port) > 65_535 or not _loopback(host):
        sys.stderr.write(f"backlight: {address} is no HOST:PORT on this machine alone.\n")
        return 2

    async def connect(
        take: Callable[[bytes], None], gone: Callable[[], None]
    ) -> Callable[[bytes], None]:
        arrived: asyncio.Future[asyncio.Transport] = asyncio.get_running_loop().create_future()
        server = await asyncio.get_running_loop().create_server(
            lambda: One(take, gone, arrived), host, int(port), backlog=1
        )
        said = server.sockets[0].getsockname()
        sys.stderr.write(f"backlight: listening on {said[0]}:{said[1]}\n")
        sys.stderr.flush()
        transport = await arrived
        server.close()
        return transport.write

    return serve(connect)


class One(Gone):
    """The first client is served; any other is turned away, and so is a page in a browser."""

    def __init__(
        self,
        take: Callable[[bytes], None],
        gone: Callable[[], None],
        arrived: "asyncio.Future[asyncio.Transport]",
    ) -> None:
        super().__init__(take, gone)
        self._arrived = arrived
        self._heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the first, close the rest."""
        if not isinstance(transport, asyncio.Transport):
            return
        if self._arrived.done():
            self._gone = lambda: None
            transport.abort()
        else:
            self._arrived.set_result(transport)

    def data_received(self, data: bytes) -> None:
        """Hand bytes on, unless they begin as no editor's do: a page could speak otherwise."""
        if not self._heard and not data.lstrip().lower().startswith(HEADERS):
            self._refuse()
            return
        self._heard = True
        super().data_received(data)

    def _refuse(self) -> None:
        sys.stderr.write("backlight: what called is no editor; it was turned away.\n")
        self._arrived.result().abort()


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
