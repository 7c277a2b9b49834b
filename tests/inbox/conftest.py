"""The application over the real directory; MOTS receives, ASRA too, the council of the Rhône follows."""

import secrets
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar

from relais.accounts.passwords import Passwords
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import add_grant, add_person, app_of, client_for, keep_pads
from tests.conftest import World
from tests.followup.held import Desk
from tests.inbox.office import Recipient


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the real directory."""
    return filled_world


@pytest.fixture
async def desk(world: World, vault: Vault) -> AsyncIterator[Desk]:
    pads = await keep_pads(world.owner, vault)
    database = Database(world.app_url, max_size=2, pads=pads)
    working = Database(world.worker_url, max_size=2, pads=pads)
    yield Desk(world=world, owner=world.owner, vault=vault, database=database, working=working, passwords=Passwords())
    await database.close()
    await working.close()


@pytest.fixture
async def case(desk: Desk) -> UUID:
    return (await desk.open()).case


@pytest.fixture
async def app(world: World, settings: Settings, vault: Vault, desk: Desk) -> AsyncIterator[Litestar]:
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


async def _recipient(app: Any, desk: Desk, *organizations: str) -> Recipient:
    first, *others = organizations
    person = await add_person(desk.owner, desk.vault, "recipient", organization=first, function="assistante sociale")
    for organization in others:
        await add_grant(desk.owner, person.account, "recipient", organization=organization, function="accueil")
    return Recipient(client=client_for(app, person), person=person)


@pytest.fixture
async def mots(app: Any, desk: Desk) -> AsyncIterator[Recipient]:
    made = await _recipient(app, desk, "mots")
    yield made
    await made.client.aclose()


@pytest.fixture
async def asra(app: Any, desk: Desk) -> AsyncIterator[Recipient]:
    made = await _recipient(app, desk, "asra")
    yield made
    await made.client.aclose()


@pytest.fixture
async def both(app: Any, desk: Desk) -> AsyncIterator[Recipient]:
    """Someone who receives for two organisations."""
    made = await _recipient(app, desk, "asra", "mots")
    yield made
    await made.client.aclose()
