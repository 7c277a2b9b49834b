"""An application over a `world` with its keys, a browser nobody signed in with, and two coordinators."""

import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.granting import Office, open_office
from tests.accounts.people import app_of, client_for


@pytest.fixture
async def office(world: Any, anyio_backend: str) -> Office:
    return await open_office(world.owner)


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def app(settings: Settings, vault: Vault, anyio_backend: str) -> AsyncIterator[Litestar]:
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(app) as opened:
        yield opened
