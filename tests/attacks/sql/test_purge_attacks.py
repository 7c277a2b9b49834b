"""What ends on its day, whole, and not a day before: whoever asks, and whatever the clock of their session says."""

from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER
from tests.referrals.attacking import CHECK, DENIED, TABLES, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, RECIPIENT, Scene

pytestmark = pytest.mark.anyio
EVERYTHING = ("aid_case", "case_event", "case_opening", "case_part", "referral_told", *TABLES)
PURGE = "SELECT case_id, hash, seq FROM purge_due()"


async def end_on(stage: Stage, scene: Scene, day: str) -> None:
    """The case of the scene ends on a day, counted in Paris."""
    await stage.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER aid_case_written_once")
    today = "(now() AT TIME ZONE 'Europe/Paris')::date"
    sql = f"UPDATE aid_case SET made_at = made_at - interval '2 years', ends_on = {today} + $2::integer WHERE id = $1"
    await stage.owner.execute(sql, scene.case, int(day))
    await stage.owner.execute("ALTER TABLE aid_case ENABLE TRIGGER aid_case_written_once")


async def purged(stage: Stage, zone: str = "UTC") -> list[Any]:
    async with stage.playing("relais_purge") as db:
        await db.execute(f"SET LOCAL timezone = '{zone}'")
        return list(await db.fetch(PURGE))


async def test_a_due_case_goes_whole_and_says_the_end_of_its_chain(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("received")
    await stage.owner.execute("UPDATE referral SET sent_at = now() - interval '2 days'")
    await scene.run(WORKER, "INSERT INTO referral_told (referral, version, what) VALUES ($1, 6, 'reminded')", made)
    await end_on(stage, scene, "-1")
    end = "SELECT hash, seq FROM case_event WHERE case_id = $1 ORDER BY seq DESC LIMIT 1"
    last = (await stage.owner.fetch(end, scene.case))[0]
    assert [tuple(row) for row in await purged(stage)] == [(scene.case, *last)]
    for table in EVERYTHING:
        left = await stage.owner.fetchval(f"SELECT count(*) FROM {table}")
        others = {"aid_case": 1, "case_event": 1, "case_part": 5}  # of the other council
        assert left == others.get(table, 0), table
    assert await scene.rows(RECIPIENT, "SELECT * FROM referral") == []


@pytest.mark.parametrize("day", ["0", "1"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Paris"])
async def test_a_case_purged_before_its_day_by_a_clock_set_forward(
    scene: Scene, stage: Stage, day: str, zone: str
) -> None:
    await end_on(stage, scene, day)
    assert await purged(stage, zone) == []
    async with stage.playing("postgres") as db:
        await db.execute(f"SET LOCAL timezone = '{zone}'")
        attempt = db.transaction()
        await attempt.start()
        assert await refused(db.execute("DELETE FROM case_opening"), CHECK) == "case_opening_goes_when_due"
        await attempt.rollback()


async def test_only_the_purge_purges_and_it_does_nothing_else(scene: Scene, stage: Stage) -> None:
    for context in (OFFICER, RECIPIENT, scene.person, PUBLIC, WORKER, None):
        await refused(scene.run(context, "SELECT purge_due()"), DENIED)
    for table in EVERYTHING:
        for sql in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            await refused(as_role(stage, "relais_purge", sql), DENIED)


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_a_part_of_a_due_case_taken_out_and_the_rest_left(scene: Scene, stage: Stage, role: str) -> None:
    await scene.bring("received")
    await end_on(stage, scene, "-1")
    for table in TABLES:
        assert (await refused(as_role(stage, role, f"DELETE FROM {table}"), CHECK)).endswith("_append_only")
    for sql, name in (
        ("DELETE FROM case_event WHERE case_id = '{}'", "case_opening_is_told"),
        ("DELETE FROM aid_case WHERE id = '{}'", "case_part_of_case"),
        ("DELETE FROM case_event", "case_event_goes_when_due"),  # of the other case too
    ):
        with pytest.raises(Exception, match=r".") as broken:
            await as_role(stage, role, sql.format(scene.case))
        assert getattr(broken.value, "constraint_name", "") == name
