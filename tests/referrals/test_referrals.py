"""Referrals as the pages will use them: the ordinary road, what each reader sees, what is posted twice."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from relais.core.context import WORKER
from relais.core.db import connect
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.referrals import service
from relais.referrals.model import TERMINAL, Agreement, Asked, Option
from relais.referrals.moves import MOVES, actions_possible
from tests.referrals.scenes import OFFICER, OPEN, OTHER, RECIPIENT, STRANGER, Scene

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
        assert await db.fetch("SELECT category FROM case_part") == []
        assert await db.fetchval(OPEN, scene.case, "first_contact", "recipient")
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


@pytest.mark.parametrize("by", ["person", "console"])
async def test_erasing_a_case_first_withdraws_what_lives(scene: Scene, world: Any, by: str) -> None:
    sent, draft, over = await scene.bring("received"), await scene.begin(), await scene.bring("cancelled")
    await scene.run(scene.person if by == "person" else WORKER, "SELECT erase_case($1)", scene.case)
    states = {row["id"]: row["state"] for row in await world.owner.fetch("SELECT id, state FROM referral")}
    assert states == {sent: "withdrawn", draft: "withdrawn", over: "cancelled"}
    assert await world.owner.fetchval("SELECT ended_how FROM consent") == "withdrawn"
    acts = [row["act"] for row in await world.owner.fetch(
        "SELECT act FROM case_event WHERE case_id = $1 ORDER BY seq DESC LIMIT 3", scene.case)]  # fmt: skip
    assert acts == ["case.erased", "referral.withdrawn", "referral.withdrawn"]
    for table in ("referral", "disclosure", "case_part"):
        assert await scene.rows(RECIPIENT, f"SELECT * FROM {table}") == []
    assert await world.owner.fetchval("SELECT count(*) FROM disclosures_outside_consent") == 0


async def test_a_purged_case_takes_its_referrals_with_it(scene: Scene, world: Any) -> None:
    await scene.bring("received")
    await world.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER aid_case_written_once")
    await world.owner.execute("UPDATE aid_case SET made_at = made_at - interval '9 days', ends_on = current_date - 1")
    ends = await world.owner.fetch(
        "SELECT e.case_id, e.hash, e.seq FROM aid_case AS c JOIN case_event AS e ON e.case_id = c.id AND e.seq = c.seq"
    )
    purge = await connect(world.server.url("relais_purge", world.name))
    purged = await purge.fetch("SELECT case_id, hash, seq FROM purge_due()")
    await purge.close()
    assert {tuple(row) for row in purged} == {tuple(row) for row in ends}
    assert len(purged) == 2
    for table in ("aid_case", "case_event", "case_part", "case_opening", "referral", "referral_event", "choice",
                  "option_shown", "consent", "disclosure", "referral_told"):  # fmt: skip
        assert await world.owner.fetchval(f"SELECT count(*) FROM {table}") == 0
