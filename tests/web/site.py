"""A whole application over the committed directory, for tests that need pages and no database."""

import secrets
from datetime import datetime
from functools import cache
from pathlib import Path

import httpx
from litestar import Litestar
from msgspec import Struct

from relais.app import create_app
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.snapshot import Snapshot, snapshot_from_csv

ROOT = Path(__file__).parents[2]
BASE = "http://testserver"
VAULT = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


class FixedKeeper(Struct, kw_only=True):
    """A directory that does not move; `stale` plays a database that is away."""

    current: Snapshot
    stale: bool = False

    @property
    def as_of(self) -> datetime:
        return self.current.as_of

    async def start(self) -> None:
        """Nothing to follow."""

    async def stop(self) -> None:
        """Nothing to leave."""


@cache
def directory() -> Snapshot:
    return snapshot_from_csv(ROOT / "data")


@cache
def site(*, stale: bool = False, public_origin: str = "") -> Litestar:
    """An application like the one served, over the data files; shared, as no request changes it."""
    return fresh_site(directory(), stale=stale, public_origin=public_origin)


def fresh_site(snapshot: Snapshot, *, stale: bool = False, public_origin: str = "") -> Litestar:
    """An application of a test's own."""
    keeper = FixedKeeper(current=snapshot, stale=stale)
    return create_app(Settings(public_origin=public_origin), keeper=keeper, vault=VAULT)


def client_of(app: Litestar) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE)
