"""Who reads a referral, and who tries to: another body, nobody, a recipient too early, too late or too much."""

import pytest

from relais.core.context import PUBLIC, Context, pads_of, sign
from relais.core.ids import new_id
from tests.referrals.attacking import (
    DENIED,
    TABLES,
    TWICE,
    Stage,
    read,
    refused,
)
from tests.referrals.scenes import (
    ADD_EVENT,
    ADD_REFERRAL,
    OFFICER,
    OTHER,
    RECIPIENT,
    STRANGER,
    Scene,
)

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("who", ["nobody", "public", "stranger", "other", "strange person", "worker in our account"])
async def test_rows_read_by_who_has_nothing_to_do_with_them(scene: Scene, who: str) -> None:
    await scene.bring("received")
    contexts = {"public": PUBLIC, "stranger": STRANGER, "other": OTHER, "strange person": scene.strange_person}
    if who == "worker in our account":
        contexts[who] = Context(kind="worker", org="x")
    seen = await read(scene, contexts.get(who))
    of_their_own = 5 if who == "strange person" else 0
    assert seen == dict.fromkeys(TABLES, 0) | {"case_part": of_their_own}


async def test_a_recipient_reads_before_it_is_sent(scene: Scene) -> None:
    made = await scene.begin()
    for state in ("options_shown", "chosen", "consented"):
        await scene.prepare(made, state)
        await scene.ask(made, state)
        assert set((await read(scene, RECIPIENT)).values()) == {0}, state


async def test_a_recipient_reads_more_than_was_consented(scene: Scene) -> None:
    await scene.bring("received")
    seen = await scene.rows(RECIPIENT, "SELECT category FROM case_part ORDER BY category")
    assert [row["category"] for row in seen] == ["contact", "need"]
    counts = await read(scene, RECIPIENT)
    assert counts == dict.fromkeys(TABLES, 0) | {"referral": 1, "disclosure": 1, "case_part": 2}
    assert await scene.rows(RECIPIENT, "SELECT id FROM aid_case") == []
    assert await scene.run(RECIPIENT, "UPDATE case_part SET sealed = sealed") == "UPDATE 0"


@pytest.mark.parametrize("state", ["sent", "received", "accepted", "contact_made", "unreachable"])
async def test_a_recipient_reads_in_the_transaction_of_the_withdrawal(scene: Scene, state: str) -> None:
    made = await scene.bring(state)
    assert (await read(scene, RECIPIENT))["case_part"] == 2
    pid, second = (await scene.rows(None, "SELECT pg_backend_pid(), extract(epoch FROM now())::bigint"))[0]
    signed = sign(RECIPIENT, scene.pads, pid=pid, expires=second + 60)
    async with scene.acting(scene.person) as db:
        event = (made, 0, new_id(), "", "withdrawn", "person", None, None, [])
        await db.execute(ADD_EVENT, *event)
        await db.execute("SELECT set_config('relais.context', $1, true)", signed)
        for table in (*TABLES, "case_part"):
            assert await db.fetch(f"SELECT * FROM {table}") == []
        assert await db.fetchval("SELECT data_key_of($1)", scene.case) is None


@pytest.mark.parametrize("end", ["declined", "closed", "options_shown"])
async def test_a_recipient_reads_after_the_end(scene: Scene, end: str) -> None:
    made = await scene.bring("received")
    if end == "closed":
        await scene.ask(made, "accepted")
        await scene.ask(made, "contact_made")
    if end == "options_shown":
        await scene.show(made, services=("ligne-sps", "ligne-asra"))
        await scene.ask(made, end, scene.person, "person")
    else:
        await scene.ask(made, end)
    assert set((await read(scene, RECIPIENT)).values()) == {0}
    assert await scene.rows(scene.person, "SELECT FROM consent WHERE ended_at IS NULL") == []


async def test_a_recipient_reads_once_the_time_of_the_consent_is_up(scene: Scene, stage: Stage) -> None:
    await scene.bring("received")
    await stage.owner.execute("UPDATE referral SET readable_until = now() - interval '1 second'")
    assert set((await read(scene, RECIPIENT)).values()) == {0}


async def test_the_second_recipient_reads_what_was_told_to_the_first(scene: Scene) -> None:
    made = await scene.bring("declined")
    await scene.show(made, services=("ligne-sps", "ligne-asra"))
    await scene.ask(made, "options_shown")
    await scene.choose(made, "ligne-asra")
    await scene.ask(made, "chosen")
    await scene.consent(made, org="asra", categories=["need"])
    await scene.ask(made, "consented")
    await scene.run(OTHER, "SELECT open_inbox()")
    await scene.ask(made, "sent")
    assert [row["recipient_org"] for row in await scene.rows(OTHER, "SELECT * FROM disclosure")] == ["asra"]
    assert await scene.open(OTHER)
    assert [row["category"] for row in await scene.rows(OTHER, "SELECT * FROM case_part")] == ["need"]
    assert set((await read(scene, RECIPIENT)).values()) == {0}


async def test_the_worker_or_a_forged_context_reads_for_someone(scene: Scene) -> None:
    await scene.bring("sent")
    pid, second = (await scene.rows(None, "SELECT pg_backend_pid(), extract(epoch FROM now())::bigint"))[0]
    for forged in (
        f"staff|cdom-69|||{second + 60}|{pid}|",
        sign(OFFICER, pads_of(b"x" * 32), pid=pid, expires=second + 60),
        sign(OFFICER, scene.pads, pid=pid + 1, expires=second + 60),
        sign(OFFICER, scene.pads, pid=pid, expires=second - 1),
    ):
        async with scene.acting(None) as db:
            await db.execute("SELECT set_config('relais.context', $1, true)", forged)
            assert await db.fetch("SELECT * FROM referral") == []


async def test_a_referral_begun_on_the_case_of_another(scene: Scene) -> None:
    for context, case, origin in (
        (OFFICER, scene.stranger_case, "cdom-69"),
        (OFFICER, scene.case, "cdom-75"),
        (OFFICER, scene.case, ""),
        (STRANGER, scene.case, "cdom-75"),
        (scene.strange_person, scene.case, ""),
        (scene.person, scene.case, "cdom-75"),
        (PUBLIC, scene.case, ""),
        (None, scene.case, "cdom-69"),
    ):
        await refused(scene.run(context, ADD_REFERRAL, new_id(), case, new_id(), origin, "self"), DENIED)


async def test_a_referral_made_twice_by_two_clicks(scene: Scene) -> None:
    key = new_id()
    await scene.run(OFFICER, ADD_REFERRAL, new_id(), scene.case, key, "cdom-69", "self")
    twice = scene.run(OFFICER, ADD_REFERRAL, new_id(), scene.case, key, "cdom-69", "self")
    assert await refused(twice, TWICE) == "referral_key_once"


async def test_a_referral_told_to_exist_or_not(scene: Scene) -> None:
    made = await scene.bring("sent")
    event = (1, new_id(), "sent", "withdrawn", "origin", None, None, [])
    for unknown in (made, new_id()):
        await refused(scene.run(STRANGER, ADD_EVENT, unknown, *event), DENIED)


@pytest.mark.parametrize("table", [*TABLES, "notice"])
@pytest.mark.parametrize("words", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {}",
                                   "ALTER TABLE {} DISABLE ROW LEVEL SECURITY"])  # fmt: skip
async def test_rows_that_must_stay_taken_away(scene: Scene, table: str, words: str) -> None:
    await refused(scene.run(OFFICER, words.format(table)), DENIED)


async def test_a_function_of_the_owner_called_apart(scene: Scene) -> None:
    made = await scene.bring("consented")
    await refused(scene.run(OFFICER, "SELECT hold_live_consent($1, 1)", made), DENIED)
    await refused(scene.run(OFFICER, "SELECT chain_case_event($1, 'referral.sent')", scene.case), DENIED)
