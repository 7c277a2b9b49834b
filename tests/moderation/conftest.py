"""The coordination over a directory that is followed: two coordinators, a member of ASRA, an auditor."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.data_import import import_data
from tests.accounts.people import Person, add_person, app_of, client_for
from tests.conftest import World, clone, drop
from tests.moderation.browsing import Browser

DATA = Path(__file__).resolve().parents[2] / "data"
FILLED = "relais_coordination"
_numbers = itertools.count(1)


@asynccontextmanager
async def a_world(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[World]:
    name = f"coordination_{next(_numbers)}"
    await clone(postgres, name, template)
    owner = await connect(postgres.url("relais_owner", name))
    async with AsyncExitStack() as stack:
        yield World(name=name, server=postgres, owner=owner, stack=stack)
    await owner.close()
    await drop(postgres, name)


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture(scope="session")
def filled(postgres: EmbeddedPostgres) -> str:
    """A database that holds the directory of the data folder, to be copied."""
    asyncio.run(clone(postgres, FILLED))
    asyncio.run(import_data(postgres.url("relais_app", FILLED), DATA))
    return FILLED


@pytest.fixture
async def world(postgres: EmbeddedPostgres, filled: str, anyio_backend: str) -> AsyncIterator[World]:
    """A database of this test's own, with the directory in it."""
    async with a_world(postgres, filled) as made:
        yield made


@pytest.fixture
async def app(world: World, settings: Settings, vault: Vault) -> AsyncIterator[Litestar]:
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def coordinator(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "coordinator", "Camille")


@pytest.fixture
async def other(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "coordinator", "Dominique")


@pytest.fixture
async def member(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "member", "Alix", organization="asra")


@pytest.fixture
async def auditor(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "auditor", "Sacha")


Open = Callable[[Person | None], Browser]


@pytest.fixture
async def browse(app: Litestar, anyio_backend: str) -> AsyncIterator[Open]:
    """A browser of a person, or of nobody."""
    async with AsyncExitStack() as stack:

        def opened(person: Person | None = None) -> Browser:
            client = client_for(app, person)
            stack.push_async_callback(client.aclose)
            return Browser(client=client, person=person)

        yield opened
