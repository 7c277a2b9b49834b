"""A helpline of one's own for each test."""

from collections.abc import AsyncIterator

import pytest

from relais.core.settings import Settings
from tests.conftest import World
from tests.sheets.scene import Helpline, helpline_in


@pytest.fixture
def world(filled_world: World) -> World:
    return filled_world


@pytest.fixture
async def helpline(world: World, settings: Settings) -> AsyncIterator[Helpline]:
    async with helpline_in(world, settings) as made:
        yield made
