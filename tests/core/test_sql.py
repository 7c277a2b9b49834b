"""Typed queries, and what happens when a constraint breaks or the server goes away."""

from typing import Any
from uuid import UUID

import pytest
from msgspec import Struct, ValidationError

from relais.core.db import Unavailable, connect, connection, open_pool, refuse_on, transaction
from relais.core.errors import Refused
from relais.core.sql import Query

pytestmark = pytest.mark.anyio


class Thing(Struct, frozen=True, kw_only=True):
    n: int
    words: tuple[str, ...]
    extra: dict[str, int]
    id: UUID


SHAPE = "SELECT n, ARRAY['é', 'b'] AS words, '{\"k\": 1}'::jsonb AS extra, gen_random_uuid() AS id"
LIST_THINGS = Query("test.list_things", f"{SHAPE} FROM generate_series(1, $1::int) AS n", Thing)
GET_NUMBER: Query[Any] = Query("test.get_number", "SELECT $1::int + 1")
LIST_WRONG = Query("test.list_wrong", "SELECT 'un' AS n, '{}'::text[] AS words, '{}'::jsonb AS extra", Thing)
CREATE: Query[Any] = Query(
    "test.create", "CREATE TABLE thing (n int CONSTRAINT thing_once UNIQUE CONSTRAINT thing_small CHECK (n < 10))"
)
ADD: Query[Any] = Query("test.add", "INSERT INTO thing VALUES ($1)")
END: Query[Any] = Query("test.end", "DELETE FROM thing")
refuse_on("thing_once", "already", "Cette chose existe déjà.", field="n")


async def test_rows_become_structs_in_order(db: Any) -> None:
    things = await LIST_THINGS.all(db, 3)
    assert [thing.n for thing in things] == [1, 2, 3]
    assert things[0].words == ("é", "b")
    assert things[0].extra == {"k": 1}


async def test_one_gives_the_first_row_or_none(db: Any) -> None:
    first = await LIST_THINGS.one(db, 1)
    assert first is not None
    assert first.n == 1
    assert await LIST_THINGS.one(db, 0) is None


async def test_value_gives_the_first_column(db: Any) -> None:
    assert await GET_NUMBER.value(db, 41) == 42


async def test_a_row_that_does_not_fit_its_struct_is_a_fault(db: Any) -> None:
    with pytest.raises(ValidationError):
        await LIST_WRONG.all(db)


async def test_two_queries_cannot_bear_the_same_name() -> None:
    with pytest.raises(ValueError, match=r"test\.add"):
        Query("test.add", "SELECT 1")


async def test_run_says_how_many_rows_were_touched(world: Any) -> None:
    await CREATE.run(world.owner)
    await ADD.run_many(world.owner, [(1,), (2,)])
    assert await END.run(world.owner) == 2


async def test_a_named_constraint_becomes_its_refusal(world: Any) -> None:
    await CREATE.run(world.owner)
    await ADD.run(world.owner, 1)
    with pytest.raises(Refused) as caught:
        await ADD.run(world.owner, 1)
    assert (caught.value.code, caught.value.field, caught.value.status) == ("already", "n", 409)


async def test_a_constraint_without_a_refusal_stays_a_fault(world: Any) -> None:
    await CREATE.run(world.owner)
    with pytest.raises(Exception, match="thing_small"):
        await ADD.run(world.owner, 11)


async def test_a_refusal_inside_a_transaction_undoes_it(world: Any) -> None:
    await CREATE.run(world.owner)
    pool = await world.pool("relais_owner")

    async def add_then_refuse() -> None:
        async with transaction(pool) as db:
            await ADD.run(db, 1)
            raise Refused("no", "Non.")

    with pytest.raises(Refused):
        await add_then_refuse()
    assert await world.owner.fetchval("SELECT count(*) FROM thing") == 0


async def test_an_absent_server_is_unavailable_without_a_driver_message() -> None:
    with pytest.raises(Unavailable) as caught:
        await connect("postgresql://relais_app@/relais?host=/nonexistent")
    assert caught.value.__cause__ is None
    assert caught.value.status == 503


async def test_a_pool_whose_server_cut_the_line_says_unavailable_then_works_again(world: Any) -> None:
    pool = await open_pool(world.app_url, max_size=1)
    admin = await connect(world.superuser_url)

    async def ask_while_the_line_is_cut() -> None:
        async with connection(pool) as db:
            mine = await db.fetchval("SELECT pg_backend_pid()")
            await admin.fetchval("SELECT pg_terminate_backend($1)", mine)
            await db.fetchval("SELECT 1")

    with pytest.raises(Unavailable):
        await ask_while_the_line_is_cut()
    async with connection(pool) as db:
        assert await db.fetchval("SELECT 1") == 1
    await admin.close()
    await pool.close()


async def test_a_wrong_use_of_the_driver_is_not_taken_for_an_absent_server(world: Any) -> None:
    pool = await world.pool()
    with pytest.raises(Exception, match="invalid input"):
        async with connection(pool) as db:
            await db.fetchval("SELECT $1::int", "un")
