"""A withdrawal and a sending at the same moment: whichever is first, nothing leaves after a withdrawal, nor twice."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from relais.core.context import Context
from relais.core.db import act_as, connect
from relais.core.ids import new_id
from tests.referrals.scenes import ADD_EVENT, OFFICER, RECIPIENT, Scene

pytestmark = pytest.mark.anyio
SENT_AFTER = """
    SELECT count(*) FROM disclosure AS d
    JOIN referral_event AS e ON e.referral = d.referral AND e.to_state = 'withdrawn'
    WHERE d.disclosed_at > e.at
"""
STILL_READ = "SELECT count(*) FROM referral WHERE state = 'withdrawn' AND readable_until IS NOT NULL"
SENT_TWICE = "SELECT count(*) FROM (SELECT FROM disclosure GROUP BY referral HAVING count(*) > 1) AS twice"
OUTSIDE = "SELECT count(*) FROM disclosures_outside_consent"


async def event(scene: Scene, db: Any, context: Context, *row: Any) -> str:
    """'' or the SQLSTATE of the refusal."""
    try:
        async with db.transaction():
            await act_as(db, scene.pads, context)
            await db.execute(ADD_EVENT, *row)
    except Exception as error:
        return getattr(error, "sqlstate", None) or repr(error)
    return ""


async def race(scene: Scene, lines: list[Any], made: UUID) -> tuple[str, ...]:
    """Two clicks on send, and a withdrawal."""
    sends = [(made, 4, new_id(), "consented", "sent", "origin", None, None, []) for _ in range(2)]
    withdrawal = (made, 0, new_id(), "", "withdrawn", "person", None, None, [])
    return tuple(
        await asyncio.gather(
            *(event(scene, db, OFFICER, *row) for db, row in zip(lines[:2], sends, strict=True)),
            event(scene, lines[2], scene.person, *withdrawal),
        )
    )


async def run_races(scene: Scene, world: Any, count: int) -> None:
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    lines = [await connect(world.app_url) for _ in range(3)]
    seen = set()
    for number in range(count):
        made = await scene.bring("consented")
        turn = number % 3
        lines = lines[turn:] + lines[:turn]
        first, second, withdrawn = await race(scene, lines, made)
        assert withdrawn == "", "a withdrawal always succeeds"
        assert sorted([first, second]) in (["", "23514"], ["23514", "23514"])
        seen.add("" in (first, second))
    for line in lines:
        await line.close()
    for question in (SENT_AFTER, STILL_READ, SENT_TWICE, OUTSIDE, "SELECT count(*) FROM referrals_out_of_step"):
        assert await world.owner.fetchval(question) == 0, question
    assert await world.owner.fetchval("SELECT count(*) FROM referral WHERE state <> 'withdrawn'") == 0
    assert seen == {True, False}, "each was first at least once"


async def test_forty_withdrawals_race_a_sending(scene: Scene, world: Any) -> None:
    await run_races(scene, world, 40)


@pytest.mark.long
async def test_a_thousand_withdrawals_race_a_sending(scene: Scene, world: Any) -> None:
    await run_races(scene, world, 1000)
