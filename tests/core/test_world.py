"""The two ways of testing against the database, and what each may be used for."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio


async def test_the_rolled_back_connection_is_the_application_role(db: Any) -> None:
    assert await db.fetchval("SELECT current_user") == "relais_app"


async def test_a_world_is_owned_by_the_owner_and_has_a_schema_ledger(world: Any) -> None:
    assert await world.owner.fetchval("SELECT current_user") == "relais_owner"
    assert await world.owner.fetchval("SELECT count(*) FROM schema_migration") >= 0


@pytest.mark.parametrize("_turn", range(3))
async def test_worlds_do_not_share_rows(world: Any, _turn: int) -> None:
    await world.owner.execute("CREATE TABLE only_here (n int)")


async def test_a_world_has_a_pool_of_each_role(world: Any) -> None:
    for role in ("relais_app", "relais_worker"):
        pool = await world.pool(role)
        async with pool.acquire() as db:
            assert await db.fetchval("SELECT current_user") == role
