"""Referrals as the pages will use them: the ordinary road, what each reader sees, what is posted twice."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from relais.core.context import WORKER
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.referrals import service
from relais.referrals.model import TERMINAL, Agreement, Asked, Option
from relais.referrals.moves import MOVES, actions_possible
from tests.referrals.scenes import OFFICER, OTHER, RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio
NOTICES = Path(__file__).parents[2] / "data" / "notices"


async def test_the_moves_of_the_code_are_the_rows_of_the_database(world: Any) -> None:
    rows = await world.owner.fetch("SELECT from_state, to_state, acted_as FROM legal_move")
    assert {tuple(row.values()) for row in rows} == MOVES


async def test_the_notice_of_the_database_is_the_file(world: Any) -> None:
    rows = await world.owner.fetch("SELECT number, body, sha256 FROM notice ORDER BY number")
    files = sorted(NOTICES.glob("*.txt"))
    assert [f"{row['number']:04}.txt" for row in rows] == [path.name for path in files]
    for row, path in zip(rows, files, strict=True):
        assert row["body"].encode() == path.read_bytes()
        assert row["sha256"] == sha256(path.read_bytes()).digest()


async def test_every_state_but_the_last_ones_has_a_way_to_withdraw() -> None:
    living = {start for start, _, _ in MOVES if start}
    assert living & TERMINAL == set()
    assert {start for start, to, who in MOVES if to == "withdrawn" and who == "person"} == living


async def test_a_referral_goes_from_the_first_words_to_its_outcome(scene: Scene) -> None:
    key = new_id()
    async with scene.acting(OFFICER) as db:
        made = await service.begin(db, scene.case, key, origin_org="cdom-69")
        assert await service.begin(db, scene.case, key, origin_org="cdom-69") == made
        options = [
            Option(service=slug, rank=rank, seed=7, directory_version=1, why=("dit financier",))
            for rank, slug in enumerate(("ligne-mots", "ligne-asra"), 1)
        ]
        asked = Asked(to="options_shown", version=1, request=new_id())
        await service.show_options(db, made.id, options, asked, "origin")
        await service.show_options(db, made.id, options, asked, "origin")
        chosen = Asked(to="chosen", version=2, request=new_id())
        await service.choose(db, made.id, chosen, "origin", option=None, service="ligne-mots", how="spoken")
        notice = await service.current_notice(db)
        agreement = Agreement(
            answer="given", grantor="self", recipient_org="mots", recipient_function="assistante sociale",
            categories=("contact",), medium="inbox", notice=notice.number, notice_sha256=notice.sha256.hex(),
            mode="oral_phone", evidence="read_back",
        )  # fmt: skip
        await service.record_consent(db, made.id, agreement)
        await service.move(db, made.id, Asked(to="consented", version=3, request=new_id()), "origin")
        assert not await service.is_read(db, "mots")
    async with scene.acting(RECIPIENT) as db:
        assert await service.inbox(db, "mots") == []
    async with scene.acting(OFFICER) as db:
        assert await service.is_read(db, "mots")
        await service.move(db, made.id, Asked(to="sent", version=4, request=new_id()), "origin")
    async with scene.acting(RECIPIENT) as db:
        (seen,) = await service.inbox(db, "mots")
        assert actions_possible(seen, "recipient") == ("received", "withdrawn")
        await service.move(db, made.id, Asked(to="received", version=5, request=new_id()), "recipient")
        parts = await db.fetch("SELECT category FROM case_part")
        assert [part["category"] for part in parts] == ["contact"]
    async with scene.acting(scene.person) as db:
        await service.withdraw(db, made.id, "person")
        assert (await service.find(db, made.id)).state == "withdrawn"
    async with scene.acting(RECIPIENT) as db:
        assert await service.inbox(db, "mots") == []
        with pytest.raises(NotFound):
            await service.move(db, made.id, Asked(to="accepted", version=6, request=new_id()), "recipient")
        assert await service.count_outside_consent(db) == 0


async def test_a_page_that_is_late_is_told_so(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    with pytest.raises(Refused) as refusal:
        async with scene.acting(OFFICER) as db:
            await service.move(db, made, Asked(to="cancelled", version=1, request=new_id(), reason="mistake"), "origin")
    assert refusal.value.code == "referral_moved"


@pytest.mark.parametrize("context", [STRANGER, OTHER, RECIPIENT, None])
async def test_what_is_not_yours_does_not_exist(scene: Scene, context: Any) -> None:
    made = await scene.bring("consented")
    async with scene.acting(context) as db:
        with pytest.raises(NotFound):
            await service.find(db, made)
        with pytest.raises(NotFound):
            await service.withdraw(db, made, "origin")


async def test_time_moves_what_nobody_answers(scene: Scene, world: Any) -> None:
    made = await scene.bring("sent")
    async with scene.acting(WORKER) as db:
        assert await service.make_due_moves(db) == []
    await world.owner.execute("UPDATE referral SET sent_at = sent_at - interval '14 days'")
    async with scene.acting(WORKER) as db:
        assert [one.due for one in await service.make_due_moves(db)] == ["expired"]
    assert (await scene.held(made))["state"] == "expired"
    await world.owner.execute("UPDATE referral SET state_at = state_at - interval '7 days'")
    async with scene.acting(WORKER) as db:
        assert [one.due for one in await service.make_due_moves(db)] == ["cancelled"]
    assert await world.owner.fetchval("SELECT count(*) FROM referrals_out_of_step") == 0


async def test_an_erased_case_keeps_no_consent_alive(scene: Scene, world: Any) -> None:
    await scene.bring("received")
    await scene.run(scene.person, "SELECT erase_case($1)", scene.case)
    assert await world.owner.fetchval("SELECT ended_how FROM consent") == "erased"
    assert await scene.rows(RECIPIENT, "SELECT * FROM referral") == []


async def test_a_purged_case_takes_its_referrals_with_it(scene: Scene, world: Any) -> None:
    await scene.bring("received")
    await world.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER aid_case_written_once")
    await world.owner.execute("UPDATE aid_case SET made_at = made_at - interval '9 days', ends_on = current_date - 1")
    for table in ("case_part", "case_event", "aid_case"):
        await world.owner.execute(f"DELETE FROM {table}")
    for table in ("referral", "referral_event", "choice", "option_shown", "consent", "disclosure"):
        assert await world.owner.fetchval(f"SELECT count(*) FROM {table}") == 0
