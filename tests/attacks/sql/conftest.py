"""Two coordinators, or a referral with its two councils, in a database of the test's own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.accounts.granting import Office, open_office
from tests.referrals.scenes import Scene, scene_in


@pytest.fixture
async def office(world: Any, anyio_backend: str) -> Office:
    return await open_office(world.owner)


@pytest.fixture
async def scene(world: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    async with scene_in(world) as made:
        yield made
