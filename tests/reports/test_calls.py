"""The end of a call: one more in each count, and nothing of who called or who listened."""

from typing import Any

import pytest

from relais.core.ids import new_id
from tests.conftest import World
from tests.reports.conftest import Enter

pytestmark = pytest.mark.anyio
MONTHS = "SELECT need, sum(calls)::int AS calls FROM call_by_month GROUP BY need ORDER BY need"
REGIONS = "SELECT region, calls FROM call_by_region ORDER BY region"


async def counted(world: World, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in await world.owner.fetch(sql)}


@pytest.mark.parametrize("who", ["listener", "officer"])
async def test_a_call_adds_one_to_each_need_and_to_its_region(enter: Enter, world: World, who: str) -> None:
    seat = await enter(who)
    done = await seat.post("/appel", request=str(new_id()), needs=["addiction", "financier"], region="84")
    assert (done.status_code, done.headers["location"]) == (303, "/appel/compte")
    assert "Cet appel est compté" in await seat.page("/appel/compte")
    assert await counted(world, MONTHS) == {"addiction": 1, "financier": 1}
    assert await counted(world, REGIONS) == {"84": 1}


async def test_a_page_posted_twice_counts_one_call(enter: Enter, world: World) -> None:
    seat, page = await enter("listener"), str(new_id())
    for _ in range(3):
        assert (await seat.post("/appel", request=page, region="unknown")).status_code == 303
    assert await counted(world, REGIONS) == {"unknown": 1}
    assert await counted(world, MONTHS) == {"unknown": 1}  # no need was said: that is counted too


async def test_nothing_of_a_call_is_kept_but_its_counts(enter: Enter, world: World) -> None:
    seat = await enter("listener")
    before = await rows_of_every_table(world)
    await seat.post("/appel", request=str(new_id()), needs=["violence"], region="11")
    after = await rows_of_every_table(world)
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"call_by_month", "call_by_region"}


async def rows_of_every_table(world: World) -> dict[str, int]:
    tables = await world.owner.fetch("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200")
    return {row[0]: await world.owner.fetchval(f"SELECT count(*) FROM {row[0]}") for row in tables}


async def test_a_call_needs_its_region_and_keeps_what_was_ticked(enter: Enter, world: World) -> None:
    seat = await enter("listener")
    answer = await seat.post("/appel", request=str(new_id()), needs=["violence"], region="")
    assert answer.status_code == 422
    assert "Choisissez la région" in answer.text
    assert 'value="violence" checked' in " ".join(answer.text.split())
    assert await counted(world, REGIONS) == {}


@pytest.mark.parametrize("fields", [{"needs": ["autre"], "region": "84"}, {"region": "99"}, {"region": "84"}])
async def test_a_form_that_was_changed_counts_nothing(enter: Enter, world: World, fields: dict[str, Any]) -> None:
    seat = await enter("listener")
    assert (await seat.post("/appel", **({"request": str(new_id())} if "needs" in fields else {}), **fields)
            ).status_code == 422  # fmt: skip
    assert await counted(world, REGIONS) == {}


async def test_the_page_of_a_call_knows_nothing_of_the_desk(enter: Enter) -> None:
    seat = await enter("listener")
    await seat.client.post("/", data={"text": "addiction lyon"})
    page = await seat.page("/appel")
    assert "checked" not in page
    assert "selected" not in page


async def test_the_desk_leads_to_the_end_of_a_call(public: Any) -> None:
    assert 'href="/appel"' in (await public.get("/")).text
