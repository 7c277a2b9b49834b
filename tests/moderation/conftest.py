"""The coordination over a directory that is followed: two coordinators, a member of ASRA, an auditor."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, client_for
from tests.conftest import World
from tests.moderation.browsing import Browser


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the directory in it."""
    return filled_world


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
