"""A withdrawal and a sending at the same moment: whichever is first, nothing leaves after a withdrawal, nor twice."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from relais.core.context import Context
from relais.core.db import act_as, connect
from relais.core.ids import new_id
from tests.referrals.scenes import ADD_CASE, ADD_EVENT, OFFICER, OPEN, RECIPIENT, Scene, random_reference

pytestmark = pytest.mark.anyio
SENT_AFTER = """
    SELECT count(*) FROM disclosure AS d
    JOIN referral_event AS e ON e.referral = d.referral AND e.to_state = 'withdrawn'
    WHERE d.disclosed_at > e.at
"""
STILL_READ = "SELECT count(*) FROM referral WHERE state = 'withdrawn' AND readable_until IS NOT NULL"
SENT_TWICE = "SELECT count(*) FROM (SELECT FROM disclosure GROUP BY referral HAVING count(*) > 1) AS twice"
BEGIN = "INSERT INTO referral (id, case_id, key, origin_org, concerns) VALUES ($1, $2, $3, 'cdom-69', 'self')"
TELL = "SELECT append_case_event($1, 'inbox.answered')"
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


async def act(scene: Scene, db: Any, context: Context, *statements: tuple[Any, ...]) -> str:
    """Several statements in one transaction: '' or the SQLSTATE of the refusal."""
    try:
        async with db.transaction():
            await act_as(db, scene.pads, context)
            for sql, *args in statements:
                await db.execute(sql, *args)
    except Exception as error:
        return getattr(error, "sqlstate", None) or repr(error)
    return ""


async def test_erasing_a_case_while_it_is_sent_leaves_nothing_to_read(scene: Scene, world: Any) -> None:
    """And nothing in the chain is waited for in a ring: an erasure is never refused."""
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    lines = [await connect(world.app_url) for _ in range(3)]
    for number in range(20):
        case = new_id()
        lookup = number.to_bytes(32, "big")
        await world.owner.execute(ADD_CASE, case, random_reference(), "cdom-69", lookup, bytes(62))
        one = structs.replace(scene, case=case)
        made = await one.bring("consented")
        lines = lines[1:] + lines[:1]
        answers = await asyncio.gather(
            act(one, lines[0], OFFICER, (ADD_EVENT, made, 4, new_id(), "consented", "sent", "origin", None, None, [])),
            act(one, lines[1], one.person, ("SELECT erase_case($1)", case)),
            act(one, lines[2], OFFICER, (OPEN, case, "call", "officer"), (BEGIN, new_id(), case, new_id())),
        )
        assert answers[0] in ("", "23514")
        assert answers[1] == ""
        assert answers[2] in ("", "42501")
    for line in lines:
        await line.close()
    erased = "SELECT count(*) FROM referral AS r JOIN aid_case AS c ON c.id = r.case_id WHERE c.erased_at IS NOT NULL"
    assert await world.owner.fetchval(f"{erased} AND r.state <> 'withdrawn'") == 0
    assert await world.owner.fetchval(f"{erased} AND r.readable_until IS NOT NULL") == 0
    for question in (SENT_AFTER, STILL_READ, OUTSIDE, "SELECT count(*) FROM referrals_out_of_step"):
        assert await world.owner.fetchval(question) == 0, question


async def test_opening_a_case_while_its_recipient_answers_never_waits_in_a_ring(scene: Scene, world: Any) -> None:
    lines = [await connect(world.app_url) for _ in range(2)]
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    for number in range(20):
        made = await scene.bring("sent")
        reasons = ("call", "answer")
        answers = await asyncio.gather(
            act(
                scene,
                lines[0],
                OFFICER,
                (OPEN, scene.case, reasons[number % 2], "officer"),
                (ADD_EVENT, made, 0, new_id(), "", "withdrawn", "origin", None, None, []),
            ),
            act(
                scene,
                lines[1],
                RECIPIENT,
                (ADD_EVENT, made, 5, new_id(), "sent", "received", "recipient", None, None, []),
                (TELL, scene.case),
            ),
        )
        assert answers[0] == ""
        assert answers[1] in ("", "23514", "42501")
    for line in lines:
        await line.close()
