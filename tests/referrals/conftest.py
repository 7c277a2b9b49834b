"""A scene of one's own for each test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.referrals.scenes import Scene, scene_in


@pytest.fixture
async def scene(world: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    async with scene_in(world) as made:
        yield made
