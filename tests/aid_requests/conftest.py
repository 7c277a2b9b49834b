"""One application over the real directory for a file of tests, with who answers in the Rhône and nationally."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from litestar import Litestar

from relais.core.db import Database
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.aid_requests.asking import Asker, Office
from tests.conftest import copied
from tests.guidance.browsing import Tab

Open = Callable[[Person], Tab]


@pytest.fixture(scope="module")
async def built(postgres: EmbeddedPostgres, filled: str, anyio_backend: str) -> AsyncIterator[Office]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    async with copied(postgres, filled) as world:
        pads = await keep_pads(world.owner, vault)
        database = Database(world.app_url, max_size=4, pads=pads)
        working = Database(world.worker_url, max_size=2, pads=pads)
        people: dict[str, Any] = {
            "officer": await add_person(world.owner, vault, "officer", "Camille", council="69"),
            "deputy": await add_person(world.owner, vault, "officer", "Alix", council="69", deputy=True),
            "national": await add_person(world.owner, vault, "national", "Dominique"),
            "stranger": await add_person(world.owner, vault, "officer", "Sacha", council="75"),
        }
        yield Office(
            world=world, owner=world.owner, vault=vault, database=database, working=working, **people
        )  # fmt: skip
        await database.close()
        await working.close()


@pytest.fixture
async def office(built: Office) -> Office:
    """The same office, with an empty outbox and nobody counted."""
    await built.clear()
    return built


@pytest.fixture(scope="module")
def settings_of(built: Office, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        var_dir=tmp_path_factory.mktemp("var"),
        owner_url=built.world.owner_url,
        app_url=built.world.app_url,
        worker_url=built.world.worker_url,
    )


@pytest.fixture(scope="module")
async def app(built: Office, settings_of: Settings) -> AsyncIterator[Litestar]:
    app = app_of(settings_of, built.vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def asker(app: Litestar, office: Office) -> AsyncIterator[Asker]:
    client = client_for(app)
    yield Asker(client=client, vault=office.vault)
    await client.aclose()


@pytest.fixture
async def open_tab(app: Litestar, anyio_backend: str) -> AsyncIterator[Open]:
    """A tab of a person's browser."""
    async with AsyncExitStack() as stack:

        def tab(person: Person) -> Tab:
            client = client_for(app, person)
            stack.push_async_callback(client.aclose)
            return Tab(client=client, person=person)

        yield tab
