"""One application over the real directory for a whole file: each test has a case of its own, and sees no other."""

import secrets
from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from relais.accounts.passwords import Passwords
from relais.core.db import Database
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import app_of, keep_pads
from tests.conftest import copied
from tests.followup.held import Desk, Doctor, doctor_of


@pytest.fixture(scope="module")
async def desk(postgres: EmbeddedPostgres, filled: str, anyio_backend: str) -> AsyncIterator[Desk]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    async with copied(postgres, filled) as world:
        pads = await keep_pads(world.owner, vault)
        database = Database(world.app_url, max_size=2, pads=pads)
        working = Database(world.worker_url, max_size=1, pads=pads)
        yield Desk(
            world=world, owner=world.owner, vault=vault, database=database, working=working, passwords=Passwords()
        )
        await database.close()
        await working.close()


@pytest.fixture(scope="module")
async def app(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Litestar]:
    world = desk.world
    settings = Settings(
        var_dir=tmp_path_factory.mktemp("var"),
        owner_url=world.owner_url,
        app_url=world.app_url,
        worker_url=world.worker_url,
    )
    app = app_of(settings, desk.vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def doctor(app: Litestar, desk: Desk) -> AsyncIterator[Doctor]:
    """A browser; nobody has given a wrong code yet."""
    await desk.owner.execute("DELETE FROM attempt")
    made = doctor_of(app)
    yield made
    await made.client.aclose()
