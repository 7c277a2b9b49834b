"""Two hundred persons ask for a few places at the same moment: each place is given once, the others hear why."""

import asyncio
from collections import Counter as Tally
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from anyio import CapacityLimiter

from relais.accounts.passwords import Passwords
from relais.core.context import KEY_USE, pads_of
from relais.core.db import Database
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.programme.booking import Booked, Counter
from tests.programme.fair import Fair

pytestmark = pytest.mark.anyio
ATTEMPTS = 200


@pytest.fixture
async def counter(fair: Fair) -> AsyncIterator[Counter]:
    """With forty connections: as many processes as one likes."""
    database = Database(fair.world.app_url, max_size=40, pads=pads_of(fair.vault.key(KEY_USE)))
    yield Counter(database=database, vault=fair.vault, passwords=Passwords(), turns=CapacityLimiter(40))
    await database.close()


async def attempt(counter: Counter, action: UUID) -> Booked | str:
    try:
        return await counter.book(action, new_id(), f"browser {new_id()}")
    except Refused as refused:
        return refused.code


async def action_with(fair: Fair, places: int) -> UUID:
    slug = await fair.published(places=str(places))
    return UUID(str(await fair.owner.fetchval("SELECT id FROM programme_action WHERE slug = $1", slug)))


@pytest.mark.parametrize("places", [1, 17, 199])
async def test_of_two_hundred_attempts_exactly_as_many_succeed_as_there_are_places(
    fair: Fair, counter: Counter, places: int
) -> None:
    action = await action_with(fair, places)
    answers = await asyncio.gather(*(attempt(counter, action) for _ in range(ATTEMPTS)))
    booked = [one for one in answers if isinstance(one, Booked)]
    assert sorted(one.number for one in booked) == list(range(1, places + 1))
    assert Tally(one for one in answers if isinstance(one, str)) == {"booking_full": ATTEMPTS - places}
    assert len({one.code for one in booked}) == places
    assert await fair.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", action) == places
    assert await fair.owner.fetchval("SELECT count(*) FROM slot_booking WHERE action = $1", action) == places


async def test_places_given_back_while_others_ask_are_given_once_each(fair: Fair, counter: Counter) -> None:
    places = 8
    action = await action_with(fair, places)
    held = [await counter.book(action, new_id(), f"browser {number}") for number in range(places)]
    given_back = [counter.give_back(action, one.code, "127.0.0.1") for one in held[:5]]
    asked = [attempt(counter, action) for _ in range(40)]
    answers = await asyncio.gather(*given_back, *asked)
    booked = [one for one in answers if isinstance(one, Booked)]
    kept = await fair.owner.fetch("SELECT number FROM slot_booking WHERE action = $1 ORDER BY number", action)
    assert len(kept) == len({row["number"] for row in kept}) == places - 5 + len(booked) <= places
    assert await fair.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", action) == len(kept)
    assert set(answers[:5]) == {1, 2, 3, 4, 5}


async def test_one_page_sent_by_many_at_once_takes_one_place(fair: Fair, counter: Counter) -> None:
    action, page = await action_with(fair, 5), new_id()
    answers = await asyncio.gather(*(counter.book(action, page, "one browser") for _ in range(20)))
    assert {one.number for one in answers} == {1}
    assert await fair.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", action) == 1


async def test_one_code_given_back_by_many_at_once_frees_one_place(fair: Fair, counter: Counter) -> None:
    action = await action_with(fair, 3)
    one, *_ = [await counter.book(action, new_id(), "one browser") for _ in range(3)]
    answers = await asyncio.gather(
        *(counter.give_back(action, one.code, "127.0.0.1") for _ in range(4)), return_exceptions=True
    )
    assert one.number in answers
    assert await fair.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", action) == 2


async def test_one_address_that_asks_for_many_at_once_gets_a_handful(fair: Fair, counter: Counter) -> None:
    action = await action_with(fair, 30)

    async def ask() -> str:
        try:
            await counter.book(action, new_id(), "one script")
        except Refused as refused:
            return refused.code
        return "booked"

    answers = Tally(await asyncio.gather(*(ask() for _ in range(30))))
    assert answers == {"booked": 6, "booking_too_many": 24}
    assert await fair.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", action) == 6
