"""One application and its commission for a whole file of tests; each has a file of its own."""

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from tests.accounts.people import app_of
from tests.commission.sitting.office import Office, open_office
from tests.conftest import copied


@pytest.fixture(scope="module")
async def office(postgres: EmbeddedPostgres, filled: str, anyio_backend: str) -> AsyncIterator[Office]:
    async with copied(postgres, filled) as world, open_office(world) as made:
        yield made


@pytest.fixture(scope="module")
async def app(office: Office, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Litestar]:
    world = office.world
    settings = Settings(
        var_dir=tmp_path_factory.mktemp("var"),
        owner_url=world.owner_url,
        app_url=world.app_url,
        worker_url=world.worker_url,
    )
    made = app_of(settings, office.vault)
    async with made.lifespan():
        yield made
