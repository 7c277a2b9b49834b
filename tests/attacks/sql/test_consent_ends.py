"""Every way a consent can end, and what the health probe says of it: nothing outside a consent, and no end refused."""

import pytest

from relais.core.context import WORKER
from tests.referrals.attacking import CHECK, OUTSIDE, Stage, lapse, refused
from tests.referrals.scenes import OFFICER, OTHER, RECIPIENT, Scene

pytestmark = pytest.mark.anyio
ENDS = "SELECT ended_how, ended_at = valid_until AS at_its_time FROM consent WHERE answer = 'given' ORDER BY given_at"


async def holds(stage: Stage) -> bool:
    """No disclosure is outside its consent, no state past its events."""
    for view in ("disclosures_outside_consent", "referrals_out_of_step"):
        assert await stage.owner.fetch(f"SELECT * FROM {view}") == []
    return True


async def ends(stage: Stage) -> list[tuple[str | None, bool | None]]:
    return [tuple(row) for row in await stage.owner.fetch(ENDS)]


async def test_a_consent_that_lapsed_unused_then_another_which_is_withdrawn(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("chosen")
    await scene.consent(made)
    await lapse(stage, "1 day")
    await scene.bring_on(made, "consented", "sent")
    assert await ends(stage) == [("lapsed", True), (None, None)]
    assert await holds(stage)
    await scene.bring("withdrawn", made)
    assert await ends(stage) == [("lapsed", True), ("withdrawn", False)]
    assert await holds(stage)


async def test_a_consent_that_lapsed_unused_does_not_close_the_next_one(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("chosen")
    await scene.consent(made)
    await lapse(stage, "15 days")
    await scene.bring_on(made, "consented", "sent", "received", "accepted")
    assert await scene.rows(WORKER, "SELECT * FROM referrals_due()") == []
    assert await scene.rows(RECIPIENT, "SELECT * FROM referrals_to_close()") == []
    name = await refused(scene.ask(made, "closed", WORKER, "worker", outcome="no_outcome"), CHECK)
    assert name == "referral_not_due"


async def test_a_consent_for_the_telephone_that_lapsed_lets_nobody_answer_for_the_inbox(
    scene: Scene, stage: Stage
) -> None:
    made = await scene.bring("chosen")
    await scene.consent(made, medium="telephone")
    await lapse(stage, "1 day")
    await scene.bring_on(made, "consented", "sent")
    roles = (await scene.rows(OFFICER, "SELECT referral_roles($1)", made))[0][0]
    assert roles == ["origin"]


@pytest.mark.parametrize("by", ["person", "origin", "recipient"])
async def test_a_consent_withdrawn_after_its_time_ended_at_its_time(scene: Scene, stage: Stage, by: str) -> None:
    made = await scene.bring("accepted")
    await lapse(stage, "3 days")
    assert await holds(stage)
    assert await scene.rows(RECIPIENT, "SELECT * FROM referral") == []
    context = {"person": scene.person, "origin": OFFICER, "recipient": RECIPIENT}[by]
    await scene.ask(made, "withdrawn", context, by)
    assert await ends(stage) == [("lapsed", True)]
    assert await holds(stage)


@pytest.mark.parametrize("end", ["declined", "closed", "withdrawn", "expired", "erased", "options_shown"])
async def test_a_consent_that_ends_by_each_way(scene: Scene, stage: Stage, end: str) -> None:
    made = await scene.bring("contact_made" if end == "closed" else "received")
    if end == "erased":
        await scene.run(scene.person, "SELECT erase_case($1)", scene.case)
    elif end == "options_shown":
        await scene.show(made, scene.person, services=("ligne-sps", "ligne-asra"))
        await scene.ask(made, end, scene.person, "person")
    else:
        if end == "expired":
            await stage.owner.execute("UPDATE referral SET sent_at = sent_at - interval '14 days'")
        await scene.ask(made, end)
    assert await ends(stage) == [("withdrawn" if end == "erased" else end, False)]
    assert await holds(stage)


async def test_a_clock_set_back_leaves_nothing_before_its_consent_nor_after_its_end(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("consented")
    await stage.owner.execute("ALTER TABLE consent DISABLE TRIGGER consent_ended")
    await stage.owner.execute(
        "UPDATE consent SET given_at = given_at + interval '1 hour', valid_until = valid_until + interval '1 hour'"
    )
    await stage.owner.execute("ALTER TABLE consent ENABLE TRIGGER consent_ended")
    await scene.bring_on(made, "sent")
    assert await stage.owner.fetchval("SELECT disclosed_at = given_at FROM disclosure, consent")
    assert await holds(stage)
    await stage.owner.execute("ALTER TABLE disclosure DISABLE TRIGGER disclosure_append_only")
    await stage.owner.execute("UPDATE disclosure SET disclosed_at = disclosed_at + interval '1 hour'")
    await scene.bring("withdrawn", made)
    assert await stage.owner.fetchval("SELECT disclosed_at = ended_at FROM disclosure, consent")
    assert await holds(stage)


@pytest.mark.parametrize("day", ["2024-03-01 12:00+00", "2024-10-01 12:00+00"])
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "UTC"])
async def test_a_consent_of_ninety_days_ends_in_every_time_zone(
    scene: Scene, stage: Stage, zone: str, day: str
) -> None:
    """Ninety days over a change of the hour are longer or shorter: an end must never be refused for it."""
    made = await scene.bring("chosen")
    await scene.consent(made, days=90)
    assert await stage.owner.fetchval("SELECT valid_until - given_at = interval '2160 hours' FROM consent")
    await stage.owner.execute("ALTER TABLE consent DISABLE TRIGGER consent_ended")
    shift = f"given_at - timestamptz '{day}'"
    await stage.owner.execute(
        f"UPDATE consent SET given_at = given_at - ({shift}), valid_until = valid_until - ({shift})"
    )
    await stage.owner.execute("ALTER TABLE consent ENABLE TRIGGER consent_ended")
    async with scene.acting(scene.person) as db:
        await db.execute(f"SET LOCAL timezone = '{zone}'")
        await db.execute("SELECT erase_case($1)", scene.case)
    assert await ends(stage) == [("lapsed", True)]
    assert await holds(stage)


async def test_what_is_told_by_telephone_and_opened_in_an_inbox_by_a_superuser_shows(
    scene: Scene, stage: Stage
) -> None:
    made = await scene.bring("options_shown")
    await scene.choose(made, "ligne-asra")
    await scene.ask(made, "chosen")
    await scene.consent(made, org="asra", medium="telephone")
    await scene.bring_on(made, "consented", "sent", prepared=True)
    assert await holds(stage)
    await stage.owner.execute("UPDATE referral SET readable_until = c.valid_until FROM consent AS c")
    assert await stage.owner.fetchval(OUTSIDE) == 1
    assert len(await scene.rows(OTHER, "SELECT * FROM referral")) == 1


async def test_a_reading_left_open_past_its_consent_by_a_superuser_shows(scene: Scene, stage: Stage) -> None:
    await scene.bring("received")
    for wrong in ("+ interval '1 day'", "- interval '1 day'"):
        async with stage.playing("relais_owner") as db:
            await db.execute(f"UPDATE referral SET readable_until = valid_until {wrong} FROM consent")
            assert await db.fetchval(OUTSIDE) == 1
