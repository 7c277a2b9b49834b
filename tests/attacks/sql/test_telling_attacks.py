"""What could be told of a referral too early, twice, or by who is not the system."""

from uuid import UUID

import pytest

from relais.core.context import PUBLIC, WORKER
from relais.core.ids import new_id
from tests.referrals.attacking import CHECK, DENIED, TWICE, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, OTHER, RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio
TELL = "INSERT INTO referral_told (referral, version, what) VALUES ($1, $2, $3)"
LIST = "SELECT referral, version, what, reference, origin_org, recipient_org FROM referrals_to_tell()"


async def sent_ago(stage: Stage, since: str) -> None:
    """What was sent was sent long ago."""
    await stage.owner.execute(f"UPDATE referral SET sent_at = now() - interval '{since}' WHERE sent_at IS NOT NULL")


async def to_tell(scene: Scene) -> list[str]:
    return [row["what"] for row in await scene.rows(WORKER, LIST)]


async def test_silence_is_told_when_its_time_has_come_and_no_longer_once_it_expired(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("received")
    for since, expected in (
        ("23 hours 59 minutes", []), ("24 hours", ["reminded"]), ("71 hours 59 minutes", ["reminded"]),
        ("72 hours", ["reminded", "escalated"]), ("13 days 23 hours", ["reminded", "escalated"]), ("14 days", []),
    ):  # fmt: skip
        await sent_ago(stage, since)
        assert await to_tell(scene) == expected, since
    await sent_ago(stage, "3 days")
    reference = (await scene.held(made))["reference"]
    assert tuple((await scene.rows(WORKER, LIST))[0]) == (made, 6, "reminded", reference, "cdom-69", "mots")
    await scene.ask(made, "accepted")
    assert await to_tell(scene) == []


async def test_what_expired_is_told_to_its_council_once_and_to_nobody_else(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("sent")
    assert await refused(scene.run(WORKER, TELL, made, 5, "handed_back"), CHECK) == "referral_told_when_due"
    await sent_ago(stage, "14 days")
    await scene.ask(made, "expired", WORKER, "worker")
    assert await to_tell(scene) == ["handed_back"]
    await scene.run(WORKER, TELL, made, (await scene.held(made))["version"], "handed_back")
    assert await to_tell(scene) == []


async def test_silence_told_once_a_round_and_shown_to_the_person(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("sent")
    await sent_ago(stage, "4 days")
    for what in ("reminded", "escalated"):
        await scene.run(WORKER, TELL, made, 5, what)
    await scene.ask(made, "received")
    assert await to_tell(scene) == []
    events = await scene.rows(scene.person, "SELECT act, detail FROM case_event ORDER BY seq DESC LIMIT 3")
    assert [event["act"] for event in events[1:]] == ["referral.escalated", "referral.reminded"]
    assert events[1]["detail"] == {"referral": str(made), "version": 5, "round": 1}


async def test_silence_told_twice(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("sent")
    await sent_ago(stage, "25 hours")
    await scene.run(WORKER, TELL, made, 5, "reminded")
    assert await refused(scene.run(WORKER, TELL, made, 5, "reminded"), TWICE) == "referral_told_pk"
    assert await scene.run(WORKER, TELL + " ON CONFLICT DO NOTHING", made, 5, "reminded") == "INSERT 0 0"
    acts = await scene.rows(scene.person, "SELECT FROM case_event WHERE act = 'referral.reminded'")
    assert len(acts) == 1


async def test_silence_told_before_its_time_or_of_what_is_not_silent(scene: Scene, stage: Stage) -> None:
    made, draft = await scene.bring("sent"), await scene.begin()
    for referral, version, what in (
        (made, 5, "reminded"), (made, 5, "escalated"), (draft, 1, "reminded"), (new_id(), 1, "reminded"),
    ):  # fmt: skip
        assert await refused(scene.run(WORKER, TELL, referral, version, what), CHECK) == "referral_told_when_due"
    await sent_ago(stage, "25 hours")
    for version, what in ((4, "reminded"), (5, "escalated"), (5, "because")):
        assert await refused(scene.run(WORKER, TELL, made, version, what), CHECK) == "referral_told_when_due"


async def test_silence_told_to_a_body_that_reads_nothing_here(scene: Scene, stage: Stage) -> None:
    made = await told_by_telephone(scene)
    await sent_ago(stage, "4 days")
    assert await to_tell(scene) == ["escalated"]
    assert await refused(scene.run(WORKER, TELL, made, 5, "reminded"), CHECK) == "referral_told_when_due"


async def test_what_is_told_by_telephone_read_in_an_inbox_too(scene: Scene) -> None:
    made = await told_by_telephone(scene)
    assert not await scene.open(OTHER)
    for table in ("referral", "disclosure", "case_part"):
        assert await scene.rows(OTHER, f"SELECT * FROM {table}") == []
    for step in ("received", "accepted", "contact_made", "closed"):
        await scene.ask(made, step, OFFICER, "caller")


async def told_by_telephone(scene: Scene) -> UUID:
    made = await scene.bring("options_shown")
    await scene.choose(made, "ligne-asra")
    await scene.ask(made, "chosen")
    await scene.consent(made, org="asra", medium="telephone")
    await scene.ask(made, "consented")
    await scene.ask(made, "sent")
    return made


async def test_silence_told_or_listed_by_who_is_not_the_system(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("sent")
    await sent_ago(stage, "4 days")
    for context in (OFFICER, RECIPIENT, STRANGER, scene.person, PUBLIC, None):
        await refused(scene.run(context, TELL, made, 5, "reminded"), DENIED)
        await refused(scene.rows(context, LIST), DENIED)
        await refused(scene.rows(context, "SELECT * FROM referral_told"), DENIED)


async def test_the_worker_without_its_context_tells_and_lists_nothing(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("sent")
    await sent_ago(stage, "4 days")
    async with stage.playing("relais_worker") as db:
        assert await db.fetch(LIST) == []
    name = await refused(as_role(stage, "relais_worker", TELL, made, 5, "reminded"), CHECK)
    assert name == "referral_told_when_due"


async def test_what_was_told_names_its_own_moment_or_round(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("sent")
    await sent_ago(stage, "4 days")
    for column, value in (("told_at", "now()"), ("round", "7")):
        sql = f"INSERT INTO referral_told (referral, version, what, {column}) VALUES ($1, 5, 'reminded', {value})"
        await refused(scene.run(WORKER, sql, made), DENIED)


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_what_was_told_rewritten_or_taken_away_by_the_owner(scene: Scene, stage: Stage, role: str) -> None:
    made = await scene.bring("sent")
    await sent_ago(stage, "4 days")
    await scene.run(WORKER, TELL, made, 5, "reminded")
    for sql in ("UPDATE referral_told SET round = 9", "DELETE FROM referral_told", "TRUNCATE referral_told"):
        assert await refused(as_role(stage, role, sql), CHECK) == "referral_told_append_only"
