"""What is due goes when its day has come, and nothing else."""

import pytest

from relais.core.db import Database
from relais.programme.service import end_due
from tests.programme.fair import Fair, code_in

pytestmark = pytest.mark.anyio
COUNT = (
    "SELECT (SELECT count(*) FROM slot_booking AS b WHERE b.action = a.id) AS booked,"
    " (SELECT count(*) FROM action_slot AS s WHERE s.action = a.id) AS slots, a.state, a.taken, a.proposed_by,"
    " a.decided_by FROM programme_action AS a WHERE a.slug = $1"
)


async def work(fair: Fair) -> None:
    """What the worker does every hour."""
    database = Database(fair.world.worker_url)
    async with database.writing() as db:
        await end_due(db)
    await database.close()


async def test_bookings_vanish_thirty_days_after_the_action_and_the_count_stays(fair: Fair) -> None:
    slug, kept = await fair.published(), await fair.published()
    await fair.book(slug)
    code = code_in(await fair.book(kept))
    for days, booked, slots in ((29, 1, 3), (30, 0, 0)):
        await fair.days_go_by(slug, days)
        await work(fair)
        row = await fair.owner.fetchrow(COUNT, slug)
        assert (row["booked"], row["slots"], row["state"], row["taken"]) == (booked, slots, "past", 1)
    row = await fair.owner.fetchrow(COUNT, kept)
    assert (row["booked"], row["slots"], row["state"]) == (1, 3, "published")
    box = await fair.opened(f"/agenda/{kept}/annuler")
    assert (await box.press("Rendre ma place", code=code)).status == 200


async def test_who_proposed_and_who_decided_is_forgotten_a_year_after_the_end(fair: Fair) -> None:
    slug = await fair.published()
    for days, known in ((364, True), (366, False)):
        await fair.days_go_by(slug, days)
        await work(fair)
        row = await fair.owner.fetchrow(COUNT, slug)
        assert ((row["proposed_by"] is not None), (row["decided_by"] is not None)) == (known, known)


async def test_what_was_never_announced_goes_after_a_year_and_what_was_stays(fair: Fair) -> None:
    refused = await fair.propose()
    await fair.decide(refused, words="Refuser cette action")
    waiting, slug = await fair.propose(), await fair.published()
    await fair.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_moves")
    gone = "SELECT count(*) FROM programme_action WHERE id = $1"
    for days, left in ((364, 1), (367, 0)):
        await fair.owner.execute(
            "UPDATE programme_action SET state_at = now() - make_interval(days => $2) WHERE id = $1", refused, days
        )
        await work(fair)
        assert await fair.owner.fetchval(gone, refused) == left
    await fair.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_moves")
    assert await fair.owner.fetchval(gone, waiting) == 1
    assert (await fair.owner.fetchrow(COUNT, slug))["state"] == "published"


async def test_what_is_open_all_year_round_is_over_a_year_after_it_was_announced(fair: Fair) -> None:
    boxes = {"day": "", "hour": "", "last_hour": "", "booking": "", "places": "", "kind": "training"}
    slug = await fair.published(title="Toute l'année", **boxes)
    await fair.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_moves")
    for days, state in ((365, "published"), (367, "past")):
        await fair.owner.execute(
            "UPDATE programme_action SET state_at = now() - make_interval(days => $2) WHERE slug = $1", slug, days
        )
        await fair.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_moves")
        await work(fair)
        assert (await fair.owner.fetchrow(COUNT, slug))["state"] == state
        await fair.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_moves")
    await fair.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_moves")


async def test_a_proposal_that_nobody_read_before_its_day_is_taken_back(fair: Fair) -> None:
    late, waiting = await fair.propose(), await fair.propose()
    slug = await fair.owner.fetchval("SELECT slug FROM programme_action WHERE id = $1", late)
    await fair.days_go_by(slug, 0)
    await work(fair)
    states = "SELECT array_agg(state ORDER BY state) FROM programme_action WHERE id = ANY ($1)"
    assert await fair.owner.fetchval(states, [late, waiting]) == ["proposed", "withdrawn"]
    assert "retirée" in (await fair.opened(f"/espace/agenda/{late}", fair.member)).text
