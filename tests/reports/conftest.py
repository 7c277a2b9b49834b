"""The application over eight simulated years: each test that changes one takes a year of its own."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.reports.simulating import simulate
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.conftest import World, copied

READ_ONLY = 2025
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


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture(scope="module")
async def world(postgres: EmbeddedPostgres, filled: str, anyio_backend: str, vault: Vault) -> AsyncIterator[World]:
    """The real directory and synthetic years, for a module."""
    async with copied(postgres, filled) as made:
        await keep_pads(made.owner, vault)
        await simulate(made.owner, vault, years=range(READ_ONLY - 7, READ_ONLY + 1), calls=1779, seed=1)
        yield made


@pytest.fixture(scope="module")
async def app(world: World, vault: Vault, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Litestar]:
    folder: Path = tmp_path_factory.mktemp("reports")
    app = app_of(Settings(var_dir=folder, app_url=world.app_url, worker_url=world.worker_url), vault)
    async with app.lifespan():
        yield app


@pytest.fixture(scope="module")
def years_left() -> Iterator[int]:
    """Those that nobody took yet."""
    return iter(range(READ_ONLY - 7, READ_ONLY))


@pytest.fixture
def year(years_left: Iterator[int]) -> int:
    """A year that this test alone changes."""
    return next(years_left)


@pytest.fixture
def simulated(world: World) -> int:
    """A year that every test only reads."""
    return READ_ONLY


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
