"""The space over a directory that is followed, with a member of ASRA, an officer of the Rhône, and a coordinator."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.data_import import import_data
from tests.accounts.people import Person, add_person, app_of, client_for
from tests.conftest import World, clone, drop
from tests.profiles.browsing import Tab

DATA = Path(__file__).resolve().parents[2] / "data"


FILLED = "relais_filled"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def filled(postgres: EmbeddedPostgres) -> str:
    """A template that holds the real directory: imported once, copied for each test."""
    asyncio.run(_fill(postgres))
    return FILLED


async def _fill(server: EmbeddedPostgres) -> None:
    await clone(server, FILLED)
    await import_data(server.url("relais_app", FILLED), DATA)


@pytest.fixture
async def world(postgres: EmbeddedPostgres, filled: str, anyio_backend: str) -> AsyncIterator[World]:
    """A database of this test's own, with the real directory."""
    name = f"espace_{next(_numbers)}"
    await clone(postgres, name, filled)
    owner = await connect(postgres.url("relais_owner", name))
    async with AsyncExitStack() as stack:
        yield World(name=name, server=postgres, owner=owner, stack=stack)
    await owner.close()
    await drop(postgres, name)


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
