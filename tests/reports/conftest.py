"""The application over the real directory, a listener, a coordinator, and two persons of each signatory."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.reports.simulating import simulate
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.conftest import World

YEAR = 2025
SLUGS = {"cnom": "cnom-ecoute", "carmf": "carmf", "cng": "cng"}
Enter = Callable[..., Awaitable["Seat"]]


class Seat:
    """A person with a browser."""

    def __init__(self, person: Person, client: httpx.AsyncClient) -> None:
        self.person, self.client = person, client

    async def page(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        return await self.client.post(path, data=self.person.form(**fields))


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the real directory."""
    return filled_world


@pytest.fixture
async def app(world: World, settings: Settings, vault: Vault) -> AsyncIterator[Litestar]:
    await keep_pads(world.owner, vault)
    app = app_of(settings, vault)
    async with app.lifespan():
        yield app


@pytest.fixture
async def public(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody in particular."""
    async with client_for(app) as client:
        yield client


@pytest.fixture
async def enter(app: Litestar, world: World, vault: Vault) -> AsyncIterator[Enter]:
    """Someone in a role: `await enter("listener")`, or of a signatory: `await enter("cnom")`."""
    opened: list[httpx.AsyncClient] = []

    async def entered(who: str) -> Seat:
        role, of = ("signatory", {"organization": SLUGS[who]}) if who in SLUGS else (who, {})
        if who == "officer":
            of = {"council": "69"}
        person = await add_person(world.owner, vault, role, **of)
        opened.append(client_for(app, person))
        return Seat(person, opened[-1])

    yield entered
    for client in opened:
        await client.aclose()


@pytest.fixture
async def simulated(world: World, vault: Vault) -> int:
    """A synthetic year, over and counted."""
    await simulate(world.owner, vault, years=range(YEAR, YEAR + 1), calls=1779, seed=1)
    return YEAR
