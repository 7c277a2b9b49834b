"""The bench's server: the product's application over synthetic services, plus one route that does nothing.

`python -m bench.desk COUNT FOLDER` prints the port it listens on once it is ready.
"""

import sys
from contextlib import suppress
from pathlib import Path

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler

from bench import ground
from relais.accounts.gates import EVERYONE, through
from relais.app import create_app
from relais.core import serving
from relais.directory.snapshot import Snapshot

FLOOR = "/bench/floor"
FLOOR_BYTES = 5_000


class FixedDirectory:
    """A keeper whose directory never changes."""

    stale = False

    def __init__(self, snapshot: Snapshot) -> None:
        self.current = snapshot
        self.as_of = snapshot.as_of

    async def start(self) -> None:
        """Nothing to follow."""

    async def stop(self) -> None:
        """Nothing was followed."""


def floor_route() -> HTTPRouteHandler:
    """What the stack costs when no work is done: 5 kB made beforehand."""
    body = b'{"results":"' + b"x" * (FLOOR_BYTES - 14) + b'"}'

    @get(FLOOR, opt=through(EVERYONE), include_in_schema=False)
    async def floor() -> Response[bytes]:
        return Response(body, media_type=MediaType.JSON)

    return floor


def main(count: int, folder: Path) -> None:
    """Serve until told to stop."""
    serving.end_in_order_on_signals()
    serving.stay_with_parent()
    sockets = [serving.take_port("127.0.0.1", 0)[0]]
    app = create_app(ground.settings(folder), keeper=FixedDirectory(ground.snapshot(count)))
    app.register(floor_route())
    with suppress(KeyboardInterrupt):
        serving.run(app, sockets, on_ready=lambda: print(sockets[0].getsockname()[1], flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
