"""The application over the real directory, with two officers of the Rhône, one of Paris, and the keys of contexts."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.conftest import World
from tests.guidance.browsing import Tab


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the real directory."""
    return filled_world


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def app(world: World, settings: Settings, vault: Vault) -> AsyncIterator[Litestar]:
    await keep_pads(world.owner, vault)
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


Open = Callable[[Person], Tab]


@pytest.fixture
async def open_tab(app: Litestar, anyio_backend: str) -> AsyncIterator[Open]:
    """A tab of a person's browser."""
    async with AsyncExitStack() as stack:

        def tab(person: Person) -> Tab:
            client = client_for(app, person)
            stack.push_async_callback(client.aclose)
            return Tab(client=client, person=person)

        yield tab


@pytest.fixture
async def officer(world: Any, vault: Vault, open_tab: Open) -> Tab:
    """Of the Rhône."""
    return open_tab(await add_person(world.owner, vault, "officer", "Camille", council="69"))


@pytest.fixture
async def deputy(world: Any, vault: Vault, open_tab: Open) -> Tab:
    """Of the Rhône too."""
    return open_tab(await add_person(world.owner, vault, "officer", "Alix", council="69", deputy=True))


@pytest.fixture
async def stranger(world: Any, vault: Vault, open_tab: Open) -> Tab:
    """Of Paris."""
    return open_tab(await add_person(world.owner, vault, "officer", "Sacha", council="75"))
