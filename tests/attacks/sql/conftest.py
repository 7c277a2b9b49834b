"""Two coordinators in a database of the test's own."""

from typing import Any

import pytest

from tests.accounts.granting import Office, open_office


@pytest.fixture
async def office(world: Any, anyio_backend: str) -> Office:
    return await open_office(world.owner)
