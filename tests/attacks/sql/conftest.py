"""Two coordinators, or a referral with its two councils, in a database of the test's own or of its module."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.db import connect
from tests.accounts.granting import Office, open_office
from tests.attacks.sql.every_guard import POPULATION
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import Stage, staged
from tests.referrals.scenes import Scene, scene_in


@pytest.fixture
async def office(world: Any, anyio_backend: str) -> Office:
    return await open_office(world.owner)


@pytest.fixture(scope="module")
async def built(postgres: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    """The scene that the attacks of a module share."""
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made, staged(world, made) as scene:
        yield scene


@pytest.fixture
async def scene(built: Scene) -> AsyncIterator[Scene]:
    """The scene as it was built, whatever another test did."""
    transaction = built.app.transaction()
    await transaction.start()
    yield built
    await transaction.rollback()


@pytest.fixture
def stage(scene: Scene) -> Stage:
    """The same database, as its owner or as any role."""
    return Stage(db=scene.app)


@pytest.fixture(scope="module")
async def peopled(postgres: Any, anyio_backend: str) -> AsyncIterator[Any]:
    """A superuser's connection to a database with one row in every table about persons."""
    async with copied(postgres, TEMPLATE) as world:
        db = await connect(world.superuser_url)
        async with db.transaction():
            await db.execute("SET LOCAL session_replication_role = replica")
            await db.execute(POPULATION)
        yield db
        await db.close()
