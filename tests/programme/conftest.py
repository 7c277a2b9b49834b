"""One programme for a whole file: each test has actions of its own, and counts no other."""

import secrets
from collections.abc import AsyncIterator

import pytest

from relais.core.db import Database
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import app_of, keep_pads
from tests.conftest import copied
from tests.programme.fair import Fair, people


@pytest.fixture(scope="module")
async def fair(
    postgres: EmbeddedPostgres, filled: str, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Fair]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    async with copied(postgres, filled) as world:
        pads = await keep_pads(world.owner, vault)
        settings = Settings(
            var_dir=tmp_path_factory.mktemp("var"),
            owner_url=world.owner_url,
            app_url=world.app_url,
            worker_url=world.worker_url,
        )
        database = Database(world.app_url, pads=pads)
        app = app_of(settings, vault)
        async with app.lifespan():
            yield Fair(world=world, app=app, vault=vault, database=database, **await people(world.owner, vault))
        await database.close()
