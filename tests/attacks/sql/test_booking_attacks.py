"""What could be booked twice, booked for somebody, taken from another, or read of who booked."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.attacks.sql.announcing import (
    BACK,
    BOOK,
    END,
    FIND,
    HAS,
    NUMBERS,
    SET,
    Cast,
    acted,
    proposed,
    published,
)
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, TWICE, Stage, as_role, refused
from tests.referrals.scenes import Scene

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def played(postgres: Any, anyio_backend: str) -> AsyncIterator[tuple[Scene, Cast]]:
    async with acted(postgres) as made:
        yield made


@pytest.fixture(scope="module")
def built(played: tuple[Scene, Cast]) -> Scene:
    return played[0]


@pytest.fixture
def cast(played: tuple[Scene, Cast]) -> Cast:
    return played[1]


async def test_more_places_booked_than_there_are(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await published(scene, cast)
    assert [(await scene.rows(PUBLIC, BOOK, made, new_id()))[0][0] for _ in range(2)] == [1, 2]
    for sql in (BOOK, HAS):
        assert await refused(scene.run(PUBLIC, sql, made, new_id()), CHECK) == "slot_booking_places_left"
    twice = "INSERT INTO slot_booking SELECT action, number, $1, sha256(uuid_send($1)), code_verifier FROM slot_booking"
    assert await refused(as_role(stage, "postgres", twice, new_id()), TWICE) == "slot_booking_pk"
    beyond = "INSERT INTO slot_booking SELECT action, number + 2, $1, sha256(uuid_send($1)), code_verifier"
    assert await refused(as_role(stage, "postgres", f"{beyond} FROM slot_booking LIMIT 1", new_id()), FOREIGN)
    counted = as_role(stage, "postgres", "UPDATE programme_action SET taken = 3 WHERE id = $1", made)
    assert await refused(counted, CHECK) == "programme_action_places_hold"


async def test_a_place_booked_when_none_may_be(scene: Scene, stage: Stage, cast: Cast) -> None:
    waiting, closed, over = await proposed(scene, cast.member), await published(scene, cast), new_id()
    await scene.run(cast.member, SET, closed, "closed")
    cancelled = await published(scene, cast)
    await scene.run(cast.member, END, cancelled, "cancelled", "place")
    for action in (waiting, closed, cancelled, over):
        for sql in (BOOK, HAS):
            assert await refused(scene.run(PUBLIC, sql, action, new_id()), CHECK) == "slot_booking_while_open"
    begun = await published(scene, cast)
    await stage.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_moves")
    await stage.owner.execute(
        "UPDATE programme_action SET starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour'"
    )
    await stage.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_moves")
    assert await refused(scene.run(PUBLIC, BOOK, begun, new_id()), CHECK) == "slot_booking_while_open"


async def test_a_place_booked_or_given_back_in_someones_name(scene: Scene, cast: Cast) -> None:
    made, page = await published(scene, cast), new_id()
    await scene.run(PUBLIC, BOOK, made, page)
    for context in (cast.member, cast.alice, scene.person, None):
        for sql in (BOOK, HAS):
            assert await refused(scene.run(context, sql, made, new_id()), DENIED) == "slot_booking_of_nobody"
        assert await refused(scene.run(context, BACK, made, page), DENIED) == "slot_booking_of_nobody"
        assert await scene.rows(context, FIND, made, page) == []


async def test_a_page_that_holds_a_place_keeps_it_when_all_are_taken_and_takes_no_other(
    scene: Scene, stage: Stage, cast: Cast
) -> None:
    made, page = await published(scene, cast), new_id()
    assert (await scene.rows(PUBLIC, HAS, made, page))[0][0] is False
    assert tuple((await scene.rows(PUBLIC, BOOK, made, page))[0]) == (1, True)
    await scene.run(PUBLIC, BOOK, made, new_id())
    assert (await scene.rows(PUBLIC, HAS, made, page))[0][0] is True
    again = BOOK.replace("sha256(uuid_send($2))", "sha256('autre')")
    assert tuple((await scene.rows(PUBLIC, again, made, page))[0]) == (1, False)
    assert await stage.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", made) == 2
    assert await scene.rows(PUBLIC, FIND, made, page) == []  # the code that was not read is worth nothing


async def test_a_place_given_back_by_the_code_of_another_action(scene: Scene, stage: Stage, cast: Cast) -> None:
    made, other, page = await published(scene, cast), await published(scene, cast), new_id()
    await scene.run(PUBLIC, BOOK, made, page)
    assert await scene.rows(PUBLIC, FIND, other, page) == []
    assert (await scene.rows(PUBLIC, BACK, other, page))[0][0] is None
    assert (await scene.rows(PUBLIC, BACK, made, new_id()))[0][0] is None
    assert await stage.owner.fetchval("SELECT sum(taken) FROM programme_action") == 1
    assert (await scene.rows(PUBLIC, BACK, made, page))[0][0] == 1
    assert (await scene.rows(PUBLIC, BACK, made, page))[0][0] is None
    assert await stage.owner.fetchval("SELECT sum(taken) FROM programme_action") == 0


async def test_a_place_under_a_code_already_given_not_hashed_or_of_the_page_of_another(
    scene: Scene, cast: Cast
) -> None:
    made, other, page = await published(scene, cast), await published(scene, cast), new_id()
    await scene.run(PUBLIC, BOOK, made, page)
    assert await refused(scene.run(PUBLIC, BOOK, other, page), TWICE) in (
        "slot_booking_request_once",
        "slot_booking_code_once",
    )
    same = BOOK.replace("sha256(uuid_send($2))", f"sha256(uuid_send('{page}'))")
    assert await refused(scene.run(PUBLIC, same, made, new_id()), TWICE) == "slot_booking_code_once"
    fresh = BOOK.replace("sha256(uuid_send($2))", "sha256('autre')")
    assert await refused(scene.run(PUBLIC, fresh, other, page), TWICE) == "slot_booking_request_once"
    short = BOOK.replace("sha256(uuid_send($2))", "'x'")
    assert await refused(scene.run(PUBLIC, short, made, new_id()), CHECK) == "slot_booking_code_lookup_size"
    plain = BOOK.replace("$argon2id$x", "482 051")
    assert await refused(scene.run(PUBLIC, plain, made, new_id()), CHECK) == "slot_booking_code_is_argon2id"


@pytest.mark.parametrize("table", ["action_slot", "slot_booking"])
async def test_who_booked_read_or_written_by_anyone(scene: Scene, cast: Cast, table: str) -> None:
    await published(scene, cast)
    for context in (PUBLIC, cast.member, cast.alice, scene.person, None, WORKER):
        for sql in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
                    f"UPDATE {table} SET number = 2", f"INSERT INTO {table} DEFAULT VALUES",
                    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"):  # fmt: skip
            await refused(scene.run(context, sql), DENIED)


async def test_a_booking_holds_no_account_no_moment_and_no_words(stage: Stage) -> None:
    sql = (
        "SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_name = $1"
    )
    kept = ["action", "number", "request", "code_lookup", "code_verifier"]
    assert await stage.owner.fetchval(sql, "slot_booking") == kept
    assert await stage.owner.fetchval(sql, "action_slot") == ["action", "number"]
    secured = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relname IN ('action_slot', 'slot_booking')"
    assert await stage.owner.fetchval(secured) == 2  # no right and no row: the one holds where the other is given


async def test_the_numbers_booked_are_those_of_ones_own_actions(scene: Scene, cast: Cast) -> None:
    made = await published(scene, cast)
    await scene.run(PUBLIC, BOOK, made, new_id())
    assert (await scene.rows(cast.member, NUMBERS, made))[0][0] == [1]
    alike = Context(kind="person", case=new_id(), org="mots")
    for context in (cast.officer, cast.elsewhere, cast.alice, PUBLIC, scene.person, alike, None):
        assert (await scene.rows(context, NUMBERS, made))[0][0] == []
