"""The end of a call: one more in each count, and nothing of who called or who listened."""

from collections import Counter
from typing import Any

import pytest

from relais.core.ids import new_id
from tests.conftest import World
from tests.reports.conftest import Enter

pytestmark = pytest.mark.anyio
THIS_YEAR = "year = extract(year FROM now() AT TIME ZONE 'Europe/Paris')"
MONTHS = f"SELECT need, sum(calls)::int AS calls FROM call_by_month WHERE {THIS_YEAR} GROUP BY need"
REGIONS = f"SELECT region, calls FROM call_by_region WHERE {THIS_YEAR}"


class Counts:
    """How many more than when the test began."""

    def __init__(self, world: World) -> None:
        self.world, self.before = world, Counter[str]()

    async def now(self) -> Counter[str]:
        rows = [row for sql in (MONTHS, REGIONS) for row in await self.world.owner.fetch(sql)]
        return Counter({row[0]: row[1] for row in rows if row[0] != "unknown"})

    async def more(self) -> dict[str, int]:
        return dict(await self.now() - self.before)


@pytest.fixture
async def counts(world: World) -> Counts:
    made = Counts(world)
    made.before = await made.now()
    return made


@pytest.mark.parametrize("who", ["listener", "officer"])
async def test_a_call_adds_one_to_each_need_and_to_its_region(enter: Enter, counts: Counts, who: str) -> None:
    seat = await enter(who)
    done = await seat.post("/appel", request=str(new_id()), needs=["addiction", "financier"], region="84")
    assert (done.status_code, done.headers["location"]) == (303, "/appel/compte")
    assert "Cet appel est compté" in await seat.page("/appel/compte")
    assert await counts.more() == {"addiction": 1, "financier": 1, "84": 1}


async def test_a_page_posted_twice_counts_one_call(enter: Enter, counts: Counts) -> None:
    seat, page = await enter("listener"), str(new_id())
    for _ in range(3):
        assert (await seat.post("/appel", request=page, needs=["sante"], region="75")).status_code == 303
    assert await counts.more() == {"sante": 1, "75": 1}


async def test_a_call_of_which_nothing_was_said_is_counted_too(enter: Enter, world: World) -> None:
    seat = await enter("listener")
    both = f"SELECT ({MONTHS} HAVING need = 'unknown'), ({REGIONS} AND region = 'unknown')".replace("need, sum", "sum")
    both = both.replace("region, calls", "calls")
    before = [value or 0 for value in await world.owner.fetchrow(both)]
    assert (await seat.post("/appel", request=str(new_id()), region="unknown")).status_code == 303
    assert list(await world.owner.fetchrow(both)) == [value + 1 for value in before]


async def test_nothing_of_a_call_is_kept_but_its_counts(enter: Enter, world: World) -> None:
    seat = await enter("listener")
    before = await rows_of_every_table(world)
    await seat.post("/appel", request=str(new_id()), needs=["crise_suicidaire"], region="02")
    after = await rows_of_every_table(world)
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"call_by_month", "call_by_region"}  # the first of its need and of its region


async def rows_of_every_table(world: World) -> dict[str, int]:
    tables = await world.owner.fetch("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200")
    return {row[0]: await world.owner.fetchval(f"SELECT count(*) FROM {row[0]}") for row in tables}


async def test_a_call_needs_its_region_and_keeps_what_was_ticked(enter: Enter, counts: Counts) -> None:
    seat = await enter("listener")
    answer = await seat.post("/appel", request=str(new_id()), needs=["violence"], region="")
    assert answer.status_code == 422
    assert "Choisissez la région" in answer.text
    assert 'value="violence" checked' in " ".join(answer.text.split())
    assert await counts.more() == {}


@pytest.mark.parametrize("fields", [{"needs": ["autre"], "region": "84"}, {"region": "99"}, {"region": "84"}])
async def test_a_form_that_was_changed_counts_nothing(enter: Enter, counts: Counts, fields: dict[str, Any]) -> None:
    seat = await enter("listener")
    assert (await seat.post("/appel", **({"request": str(new_id())} if "needs" in fields else {}), **fields)
            ).status_code == 422  # fmt: skip
    assert await counts.more() == {}


async def test_the_page_of_a_call_knows_nothing_of_the_desk(enter: Enter) -> None:
    seat = await enter("listener")
    await seat.client.post("/", data={"text": "addiction lyon"})
    page = await seat.page("/appel")
    assert "checked" not in page
    assert "selected" not in page


async def test_the_desk_leads_to_the_end_of_a_call(public: Any) -> None:
    assert 'href="/appel"' in (await public.get("/")).text
