"""A desk of one's own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.cases.desk import Desk, desk_in


@pytest.fixture
async def desk(world: Any, tmp_path: Path, anyio_backend: str) -> AsyncIterator[Desk]:
    async with desk_in(world, tmp_path / "keys") as made:
        yield made
