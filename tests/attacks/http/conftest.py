"""A whole application over a small directory, and a browser for each role."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.db import connect
from tests.accounts.people import Person, app_of, client_for, keep_pads
from tests.attacks.http.walking import COUNCIL, FOREIGN, OWN, add_everyone
from tests.directory.conftest import Files
from tests.web.site import VAULT


@pytest.fixture
async def stocked(world: Any, tmp_path: Path) -> Any:
    """A world whose directory holds what is ours, what is not, and one council."""
    files = Files(tmp_path)
    rows = [
        files.row(OWN, phone="04 72 00 00 01", hours="Mo-Fr 09:00-18:00", description="Écoute des soignants."),
        files.row(FOREIGN, phone="04 72 00 00 02"),
        files.row(COUNCIL, kind="conseil", council_of="69", phone="04 72 00 00 03"),
        files.row("sps", phone="0805 23 23 36", hours="24/7"),
    ]
    db = await connect(world.app_url)
    async with db.transaction():
        await files.apply(db, rows)
    await db.close()
    await keep_pads(world.owner, VAULT)
    return world


@pytest.fixture
async def living(stocked: Any, settings: Any) -> AsyncIterator[Litestar]:
    """The application, alive in this event loop."""
    app = app_of(settings, VAULT)
    async with app.lifespan():
        yield app


@pytest.fixture
async def people(stocked: Any) -> dict[str, Person]:
    """One person for each role."""
    return await add_everyone(stocked.owner, VAULT)


@pytest.fixture
async def browser(living: Litestar) -> AsyncIterator[Callable[[Person | None], httpx.AsyncClient]]:
    """Makes browsers, closed with the test."""
    async with AsyncExitStack() as stack:

        def opened(person: Person | None = None) -> httpx.AsyncClient:
            client = client_for(living, person)
            stack.push_async_callback(client.aclose)
            return client

        yield opened
