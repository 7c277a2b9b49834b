"""One application over the real directory for a whole file, with officers of two councils and a doctor's browser."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.accounts.passwords import Passwords
from relais.core.db import Database
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accompaniment.walking import Officer
from tests.accounts.people import add_person, app_of, client_for, keep_pads
from tests.conftest import copied
from tests.followup.held import Desk

Serve = Callable[..., Awaitable[Officer]]


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
def settings(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    world = desk.world
    return Settings(
        var_dir=tmp_path_factory.mktemp("var"),
        owner_url=world.owner_url,
        app_url=world.app_url,
        worker_url=world.worker_url,
    )


@pytest.fixture(scope="module")
async def app(desk: Desk, settings: Settings) -> AsyncIterator[Litestar]:
    made = app_of(settings, desk.vault)
    async with made.lifespan():
        yield made


@pytest.fixture(scope="module")
async def serve(desk: Desk, app: Litestar) -> AsyncIterator[Serve]:
    """Someone of a role, with their browser."""
    async with AsyncExitStack() as stack:

        async def one(role: Any = "officer", name: str = "Camille", **more: Any) -> Officer:
            person = await add_person(desk.owner, desk.vault, role, name, **more)
            client = client_for(app, person)
            stack.push_async_callback(client.aclose)
            return Officer(client=client, person=person)

        yield one


@pytest.fixture(scope="module")
async def officer(serve: Serve) -> Officer:
    """Of the Rhône."""
    return await serve(council="69")


@pytest.fixture(scope="module")
async def deputy(serve: Serve) -> Officer:
    """Of the Rhône too."""
    return await serve(name="Alix", council="69", deputy=True)


@pytest.fixture(scope="module")
async def paris(serve: Serve) -> Officer:
    """Of Paris."""
    return await serve(name="Sacha", council="75")


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A doctor's, without a cookie."""
    async with client_for(app) as client:
        yield client
