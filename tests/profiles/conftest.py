"""The space over a directory that is followed, with a member of ASRA, an officer of the Rhône, and a coordinator."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, client_for
from tests.conftest import World
from tests.profiles.browsing import Tab


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the real directory."""
    return filled_world


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def app(world: Any, settings: Settings, vault: Vault) -> AsyncIterator[Litestar]:
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def member(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "member", "Camille", organization="asra")


@pytest.fixture
async def colleague(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "member", "Dominique", organization="asra")


@pytest.fixture
async def stranger(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "member", "Sacha", organization="sps")


@pytest.fixture
async def officer(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "officer", "Alix", council="69")


Open = Callable[[Person], Tab]


@pytest.fixture
async def open_tab(app: Litestar, anyio_backend: str) -> AsyncIterator[Open]:
    """A tab of a person's browser."""
    async with AsyncExitStack() as stack:
        opened: list[httpx.AsyncClient] = []

        def tab(person: Person) -> Tab:
            client = client_for(app, person)
            stack.push_async_callback(client.aclose)
            opened.append(client)
            return Tab(client=client, person=person)

        yield tab
