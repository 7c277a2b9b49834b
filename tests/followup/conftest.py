"""The application over the real directory, a desk that makes cases, a doctor with a browser."""

import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar

from relais.accounts.passwords import Passwords
from relais.core.context import KEY_USE, pads_of
from relais.core.db import Database
from relais.core.migrate import SET_PADS
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import app_of
from tests.conftest import World
from tests.followup.held import Desk, Doctor, doctor_of


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the directory in it."""
    return filled_world


@pytest.fixture
async def desk(world: World, vault: Vault) -> AsyncIterator[Desk]:
    pads = pads_of(vault.key(KEY_USE))
    await SET_PADS.run(world.owner, pads.inner, pads.outer)
    database = Database(world.app_url, max_size=2, pads=pads)
    working = Database(world.worker_url, max_size=1, pads=pads)
    yield Desk(world=world, owner=world.owner, vault=vault, database=database, working=working, passwords=Passwords())
    await database.close()
    await working.close()


@pytest.fixture
async def app(world: World, settings: Settings, vault: Vault, desk: Desk) -> AsyncIterator[Litestar]:
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def doctor(app: Any) -> AsyncIterator[Doctor]:
    made = doctor_of(app)
    yield made
    await made.client.aclose()
