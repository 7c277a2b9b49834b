"""What could be put into an invitation card, read of it, or kept past its day."""

import pytest

from relais.core.context import PUBLIC, WORKER
from relais.core.ids import new_id
from tests.aid_requests.noting import days_go_by
from tests.referrals.attacking import CHECK, DENIED, TWICE, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, Scene

pytestmark = pytest.mark.anyio
ADD_CARD = "INSERT INTO card (id, code_lookup, code_verifier) VALUES ($1, sha256(uuid_send($1)), '$argon2id$x')"
FIND_CARD = "SELECT id FROM find_card_by_code(sha256(uuid_send($1)))"
COLUMNS = (
    "SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
    " WHERE table_name = $1"
)


async def test_a_card_holds_a_code_and_its_days_and_nothing_of_anyone(scene: Scene, stage: Stage) -> None:
    card = new_id()
    await scene.run(PUBLIC, ADD_CARD, card)
    assert await stage.owner.fetchval(COLUMNS, "card") == ["id", "code_lookup", "code_verifier", "made_at", "ends_at"]
    assert await stage.owner.fetchval("SELECT ends_at - made_at = interval '720 hours' FROM card")
    assert [row["id"] for row in await scene.rows(PUBLIC, FIND_CARD, card)] == [card]


async def test_a_card_made_read_or_looked_up_by_who_may_not(scene: Scene) -> None:
    card = new_id()
    await scene.run(PUBLIC, ADD_CARD, card)
    for context in (None, OFFICER, scene.person):
        await refused(scene.run(context, ADD_CARD, new_id()), DENIED)
    for context in (None, PUBLIC, OFFICER, scene.person):
        await refused(scene.rows(context, "SELECT * FROM card"), DENIED)
    assert await scene.rows(None, FIND_CARD, card) == []


@pytest.mark.parametrize("column", ["made_at", "ends_at"])
async def test_a_card_that_names_its_own_moments(scene: Scene, column: str) -> None:
    sql = ADD_CARD.replace("verifier)", f"verifier, {column})").replace("x')", "x', now())")
    await refused(scene.run(PUBLIC, sql, new_id()), DENIED)


async def test_a_card_under_a_code_already_given_or_not_hashed(scene: Scene) -> None:
    plain = ADD_CARD.replace("$argon2id$x", "123 456")
    assert await refused(scene.run(PUBLIC, plain, new_id()), CHECK) == "card_code_is_argon2id"
    short = ADD_CARD.replace("sha256(uuid_send($1))", "'x'")
    assert await refused(scene.run(PUBLIC, short, new_id()), CHECK) == "card_code_lookup_size"
    same, card = ADD_CARD.replace("sha256(uuid_send($1))", "sha256('x')"), new_id()
    await scene.run(PUBLIC, same, card)
    assert await refused(scene.run(PUBLIC, same, new_id()), TWICE) == "card_code_once"
    assert await refused(scene.run(PUBLIC, ADD_CARD, card), TWICE) == "card_pk"


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_a_card_kept_changed_or_gone_before_its_day_by_the_owner(scene: Scene, stage: Stage, role: str) -> None:
    await scene.run(PUBLIC, ADD_CARD, new_id())
    for sql in ("DELETE FROM card", "UPDATE card SET code_verifier = '$argon2id$y'", "TRUNCATE card"):
        assert await refused(as_role(stage, role, sql), CHECK) == "card_goes_when_due"
    await as_role(stage, "relais_owner", "ALTER TABLE card DISABLE TRIGGER card_goes_when_due")
    later = "UPDATE card SET ends_at = ends_at + interval '1 day'"
    assert await refused(as_role(stage, role, later), CHECK) == "card_lives_30_days"


async def test_cards_purged_when_their_day_has_come_and_not_before(scene: Scene, stage: Stage) -> None:
    old, fresh = new_id(), new_id()
    await scene.run(PUBLIC, ADD_CARD, old)
    await days_go_by(stage.owner, 30)
    await scene.run(PUBLIC, ADD_CARD, fresh)
    assert await scene.rows(PUBLIC, FIND_CARD, old) == []
    for context in (PUBLIC, OFFICER, scene.person, None):
        await refused(scene.rows(context, "SELECT purge_cards()"), DENIED)
    assert (await scene.rows(WORKER, "SELECT purge_cards()"))[0][0] == 1
    async with stage.playing("relais_purge") as db:
        assert await db.fetchval("SELECT purge_cards()") == 0
    assert await stage.owner.fetchval("SELECT array_agg(id) FROM card") == [fresh]
