"""What could be announced alone, rewritten, booked twice, or read of who booked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec import Struct

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.accounts.people import add_grant
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, TWICE, Stage, as_role, refused, staged
from tests.referrals.scenes import Scene, scene_in

pytestmark = pytest.mark.anyio
ADD = (
    "INSERT INTO programme_action (id, slug, kind, title, description, audiences, starts_at, ends_at, place,"
    " departement, commune, zone, places, booking, organiser, source_label, source_date, proposed_as)"
    " VALUES ($1, 'a-' || $1::uuid::text, 'screening_day', 'Dépistage', 'Une journée', '{}', $2,"
    " $2::timestamptz + interval '1 hour', 'commune', '69', '69123', 'Europe/Paris', 2, 'open', $3, 'Programme',"
    " '2030', $4)"
)
DECIDE = "SELECT decide_action($1, $2, $3)"
END = "SELECT end_action($1, $2, $3)"
SET = "SELECT set_booking($1, $2)"
BOOK = "SELECT place, fresh FROM book_slot($1, $2, sha256(uuid_send($2)), '$argon2id$x')"
HAS = "SELECT has_slot($1, $2)"
FIND = "SELECT * FROM find_booking_by_code($1, sha256(uuid_send($2)))"
BACK = "SELECT cancel_booking($1, sha256(uuid_send($2)))"
NUMBERS = "SELECT booked_numbers($1)"
DAY = datetime(2031, 1, 14, 8, tzinfo=UTC)


class Cast(Struct, frozen=True, kw_only=True):
    """Contexts of real accounts. `both` coordinates and keeps MOTS."""

    member: Context
    officer: Context
    signatory: Context
    elsewhere: Context
    alice: Context
    both: Context


async def account(owner: Any, *grants: tuple[str, dict[str, str]]) -> UUID:
    made = new_id()
    await owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at)"
        " VALUES ($1, sha256(uuid_send($1)), 'x', 'x', now())",
        made,
    )
    for role, of in grants:
        await add_grant(owner, made, role, **of)
    return made


@pytest.fixture(scope="module")
async def peopled(postgres: Any, anyio_backend: str) -> AsyncIterator[tuple[Scene, Cast]]:
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made:
        await world.owner.execute("UPDATE organization SET council_of = '69' WHERE slug = 'cdom-69'")
        mots: tuple[str, dict[str, str]] = ("member", {"organization": "mots"})
        who = {
            "member": ("mots", await account(world.owner, mots, ("member", {"organization": "asra"}))),
            "officer": ("cdom-69", await account(world.owner, ("officer", {"council": "69"}))),
            "signatory": ("carmf", await account(world.owner, ("signatory", {"organization": "carmf"}))),
            "elsewhere": ("sps", await account(world.owner, ("member", {"organization": "sps"}))),
            "alice": ("", await account(world.owner, ("coordinator", {}))),
            "both": ("mots", await account(world.owner, ("coordinator", {}), mots)),
        }
        cast = Cast(**{name: Context(kind="staff", org=org, actor=actor) for name, (org, actor) in who.items()})
        async with staged(world, made) as scene:
            yield scene, cast


@pytest.fixture
async def scene(peopled: tuple[Scene, Cast]) -> AsyncIterator[Scene]:
    transaction = peopled[0].app.transaction()
    await transaction.start()
    yield peopled[0]
    await transaction.rollback()


@pytest.fixture
def cast(peopled: tuple[Scene, Cast]) -> Cast:
    return peopled[1]


@pytest.fixture
def stage(scene: Scene) -> Stage:
    return Stage(db=scene.app)


async def proposed(scene: Scene, by: Context, organiser: str = "mots", acting_as: str = "member") -> UUID:
    made = new_id()
    await scene.run(by, ADD, made, DAY, organiser, acting_as)
    return made


async def published(scene: Scene, cast: Cast) -> UUID:
    made = await proposed(scene, cast.member)
    await scene.run(cast.alice, DECIDE, made, "published", "")
    return made


async def state(stage: Stage, action: UUID) -> str:
    return str(await stage.owner.fetchval("SELECT state FROM programme_action WHERE id = $1", action))


async def test_each_role_proposes_for_its_own_and_the_database_names_the_author(
    scene: Scene, stage: Stage, cast: Cast
) -> None:
    for by, organiser, acting_as in (
        (cast.member, "mots", "member"),
        (cast.officer, "cdom-69", "officer"),
        (cast.signatory, "carmf", "signatory"),
    ):
        made = await proposed(scene, by, organiser, acting_as)
        row = (await stage.owner.fetch("SELECT * FROM programme_action WHERE id = $1", made))[0]
        assert (row["state"], row["version"], row["taken"], row["proposed_by"]) == ("proposed", 1, 0, by.actor)


@pytest.mark.parametrize(
    ("who", "org", "organiser", "acting_as"),
    [
        ("member", "asra", "mots", "member"),  # of both, in the name of the other
        ("elsewhere", "mots", "mots", "member"),
        ("member", "mots", "mots", "signatory"),
        ("officer", "cdom-75", "cdom-75", "officer"),
        ("officer", "mots", "mots", "officer"),
        ("alice", "mots", "mots", "member"),
        ("alice", "", "", "coordinator"),
    ],
)
async def test_an_action_proposed_in_a_name_that_is_not_theirs(
    scene: Scene, cast: Cast, who: str, org: str, organiser: str, acting_as: str
) -> None:
    context = Context(kind="staff", org=org, actor=getattr(cast, who).actor)
    await refused(proposed(scene, context, organiser, acting_as), DENIED)


async def test_an_action_proposed_by_nobody_or_by_a_person(scene: Scene, cast: Cast) -> None:
    for context in (None, PUBLIC, scene.person, Context(kind="staff", org="mots")):
        await refused(scene.run(context, ADD, new_id(), DAY, "mots", "member"), DENIED)


@pytest.mark.parametrize("column", ["state", "taken", "version", "proposed_by", "decided_by", "state_at", "reason"])
async def test_an_action_that_is_born_decided(scene: Scene, cast: Cast, column: str) -> None:
    sql = ADD.replace("proposed_as)", f"proposed_as, {column})").replace("$4)", "$4, DEFAULT)")
    await refused(scene.run(cast.member, sql, new_id(), DAY, "mots", "member"), DENIED)


async def test_an_action_announced_after_it_began(scene: Scene, stage: Stage, cast: Cast) -> None:
    late = scene.run(cast.member, ADD, new_id(), datetime(2020, 1, 1, tzinfo=UTC), "mots", "member")
    assert await refused(late, CHECK) == "programme_action_not_yet_begun"
    made = await proposed(scene, cast.member)
    await stage.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_moves")
    await stage.owner.execute("UPDATE programme_action SET starts_at = now() - interval '1 second', ends_at = now()")
    await stage.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_moves")
    begun = scene.run(cast.alice, DECIDE, made, "published", "")
    assert await refused(begun, CHECK) == "programme_action_not_yet_begun"


async def test_an_action_decided_by_who_proposed_it(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await proposed(scene, cast.both)
    for verdict, said in (("published", ""), ("refused", "Non.")):
        alone = scene.run(cast.both, DECIDE, made, verdict, said)
        assert await refused(alone, CHECK) == "programme_action_decided_by_another"
    assert await state(stage, made) == "proposed"


async def test_an_action_decided_by_who_does_not_coordinate(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await proposed(scene, cast.member)
    forged = Context(kind="person", case=new_id(), actor=cast.alice.actor)
    for context in (cast.member, cast.officer, cast.elsewhere, PUBLIC, WORKER, forged, None):
        await refused(scene.run(context, DECIDE, made, "published", ""), DENIED)
    await stage.owner.execute("UPDATE role_grant SET ended_at = now() WHERE account = $1", cast.alice.actor)
    await refused(scene.run(cast.alice, DECIDE, made, "published", ""), DENIED)


async def test_an_action_decided_twice_or_as_something_else(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await proposed(scene, cast.member)
    for verdict in ("withdrawn", "cancelled", "past", "proposed"):
        odd = scene.run(cast.alice, DECIDE, made, verdict, "")
        assert await refused(odd, CHECK) == "programme_action_decided_once"
    assert await refused(scene.run(cast.alice, DECIDE, made, "refused", ""), CHECK) == "programme_action_reason_known"
    await scene.run(cast.alice, DECIDE, made, "refused", "La source manque.")
    for action in (made, new_id()):
        again = scene.run(cast.both, DECIDE, action, "published", "")
        assert await refused(again, CHECK) == "programme_action_decided_once"
    assert await state(stage, made) == "refused"


async def test_what_waits_is_read_by_its_organiser_and_the_coordination_alone(scene: Scene, cast: Cast) -> None:
    made = await proposed(scene, cast.member)
    read = "SELECT id FROM programme_action WHERE id = $1"
    for context in (cast.member, cast.both, cast.alice):
        assert len(await scene.rows(context, read, made)) == 1
    alike = Context(kind="person", case=new_id(), org="mots", actor=cast.alice.actor)
    for who in (None, PUBLIC, cast.officer, cast.elsewhere, scene.person, alike):
        assert await scene.rows(who, read, made) == []
    await scene.run(cast.alice, DECIDE, made, "published", "")
    for who in (None, PUBLIC, cast.elsewhere):
        assert len(await scene.rows(who, read, made)) == 1
    await refused(scene.rows(WORKER, read, made), DENIED)


async def test_an_announced_action_rewritten(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await published(scene, cast)
    for sql in ("UPDATE programme_action SET title = 'Autre'", "DELETE FROM programme_action",
                "TRUNCATE programme_action CASCADE", "UPDATE programme_action SET state = 'published'"):  # fmt: skip
        await refused(scene.run(cast.alice, sql), DENIED)
    for column, value in (("title", "'Autre'"), ("starts_at", "starts_at - interval '1 day'"), ("places", "3"),
                          ("organiser", "'sps'"), ("contact", "'06'"), ("slug", "'autre'"), ("kind", "'training'"),
                          ("proposed_by", f"'{cast.alice.actor}'"),
                          ("decided_by", f"'{cast.both.actor}'")):  # fmt: skip
        for role in ("relais_owner", "postgres"):
            rewritten = as_role(stage, role, f"UPDATE programme_action SET {column} = {value} WHERE id = $1", made)
            assert await refused(rewritten, CHECK) == "programme_action_written_once", column


async def test_an_action_moved_backwards(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await published(scene, cast)
    for wrong in ("proposed", "refused", "withdrawn"):
        said = "'Non.'" if wrong == "refused" else "''"
        moved = as_role(stage, "postgres", f"UPDATE programme_action SET state = '{wrong}', reason = {said}")
        assert await refused(moved, CHECK) == "programme_action_legal_move"
    await scene.run(cast.member, END, made, "cancelled", "place")
    revived = as_role(stage, "postgres", "UPDATE programme_action SET state = 'published', reason = ''")
    assert await refused(revived, CHECK) == "programme_action_legal_move"


async def test_an_action_ended_by_another_or_for_a_reason_of_ones_own(scene: Scene, stage: Stage, cast: Cast) -> None:
    waiting, shown = await proposed(scene, cast.member), await published(scene, cast)
    for context in (cast.officer, cast.elsewhere, PUBLIC, scene.person, None,
                    Context(kind="staff", org="mots", actor=cast.elsewhere.actor),
                    Context(kind="staff", org="asra", actor=cast.member.actor)):  # fmt: skip
        for action, ending in ((waiting, "withdrawn"), (shown, "cancelled")):
            await refused(scene.run(context, END, action, ending, "place" if ending == "cancelled" else ""), DENIED)
        await refused(scene.run(context, SET, shown, "closed"), DENIED)
    await refused(scene.run(cast.alice, END, waiting, "withdrawn", ""), DENIED)
    for action, ending in ((waiting, "cancelled"), (shown, "withdrawn"), (shown, "past"), (waiting, "published")):
        odd = scene.run(cast.member, END, action, ending, "")
        assert await refused(odd, CHECK) == "programme_action_legal_move"
    free = scene.run(cast.member, END, shown, "cancelled", "Le docteur Kanari est malade")
    assert await refused(free, CHECK) == "programme_action_reason_known"
    await scene.run(cast.alice, END, shown, "cancelled", "place")
    await scene.run(cast.member, END, waiting, "withdrawn", "")


@pytest.mark.parametrize("wanted", ["none", "peut-etre"])
async def test_bookings_set_to_something_else(scene: Scene, cast: Cast, wanted: str) -> None:
    made = await published(scene, cast)
    assert await refused(scene.run(cast.member, SET, made, wanted), CHECK) == "programme_action_takes_bookings"
    waiting = await proposed(scene, cast.member)
    assert await refused(scene.run(cast.member, SET, waiting, "open"), CHECK) == "programme_action_takes_bookings"


async def test_more_places_booked_than_there_are(scene: Scene, stage: Stage, cast: Cast) -> None:
    made = await published(scene, cast)
    assert [(await scene.rows(PUBLIC, BOOK, made, new_id()))[0][0] for _ in range(2)] == [1, 2]
    for sql in (BOOK, HAS):
        assert await refused(scene.run(PUBLIC, sql, made, new_id()), CHECK) == "slot_booking_places_left"
    twice = "INSERT INTO slot_booking SELECT action, number, $1, sha256(uuid_send($1)), code_verifier FROM slot_booking"
    assert await refused(as_role(stage, "postgres", twice, new_id()), TWICE) == "slot_booking_pk"
    beyond = "INSERT INTO slot_booking SELECT action, number + 2, $1, sha256(uuid_send($1)), code_verifier"
    assert await refused(as_role(stage, "postgres", f"{beyond} FROM slot_booking LIMIT 1", new_id()), FOREIGN)
    counted = as_role(stage, "postgres", "UPDATE programme_action SET taken = 3 WHERE id = $1", made)
    assert await refused(counted, CHECK) == "programme_action_places_hold"


async def test_a_place_booked_when_none_may_be(scene: Scene, stage: Stage, cast: Cast) -> None:
    waiting, closed, over = await proposed(scene, cast.member), await published(scene, cast), new_id()
    await scene.run(cast.member, SET, closed, "closed")
    cancelled = await published(scene, cast)
    await scene.run(cast.member, END, cancelled, "cancelled", "place")
    for action in (waiting, closed, cancelled, over):
        for sql in (BOOK, HAS):
            assert await refused(scene.run(PUBLIC, sql, action, new_id()), CHECK) == "slot_booking_while_open"
    begun = await published(scene, cast)
    await stage.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_moves")
    await stage.owner.execute(
        "UPDATE programme_action SET starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour'"
    )
    await stage.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_moves")
    assert await refused(scene.run(PUBLIC, BOOK, begun, new_id()), CHECK) == "slot_booking_while_open"


async def test_a_place_booked_or_given_back_in_someones_name(scene: Scene, cast: Cast) -> None:
    made, page = await published(scene, cast), new_id()
    await scene.run(PUBLIC, BOOK, made, page)
    for context in (cast.member, cast.alice, scene.person, None):
        for sql in (BOOK, HAS):
            assert await refused(scene.run(context, sql, made, new_id()), DENIED) == "slot_booking_of_nobody"
        assert await refused(scene.run(context, BACK, made, page), DENIED) == "slot_booking_of_nobody"
        assert await scene.rows(context, FIND, made, page) == []


async def test_a_page_that_holds_a_place_keeps_it_when_all_are_taken_and_takes_no_other(
    scene: Scene, stage: Stage, cast: Cast
) -> None:
    made, page = await published(scene, cast), new_id()
    assert (await scene.rows(PUBLIC, HAS, made, page))[0][0] is False
    assert tuple((await scene.rows(PUBLIC, BOOK, made, page))[0]) == (1, True)
    await scene.run(PUBLIC, BOOK, made, new_id())
    assert (await scene.rows(PUBLIC, HAS, made, page))[0][0] is True
    again = BOOK.replace("sha256(uuid_send($2))", "sha256('autre')")
    assert tuple((await scene.rows(PUBLIC, again, made, page))[0]) == (1, False)
    assert await stage.owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", made) == 2
    assert await scene.rows(PUBLIC, FIND, made, page) == []  # the code that was not read is worth nothing


async def test_a_place_given_back_by_the_code_of_another_action(scene: Scene, stage: Stage, cast: Cast) -> None:
    made, other, page = await published(scene, cast), await published(scene, cast), new_id()
    await scene.run(PUBLIC, BOOK, made, page)
    assert await scene.rows(PUBLIC, FIND, other, page) == []
    assert (await scene.rows(PUBLIC, BACK, other, page))[0][0] is None
    assert (await scene.rows(PUBLIC, BACK, made, new_id()))[0][0] is None
    assert await stage.owner.fetchval("SELECT sum(taken) FROM programme_action") == 1
    assert (await scene.rows(PUBLIC, BACK, made, page))[0][0] == 1
    assert (await scene.rows(PUBLIC, BACK, made, page))[0][0] is None
    assert await stage.owner.fetchval("SELECT sum(taken) FROM programme_action") == 0


async def test_a_place_under_a_code_already_given_not_hashed_or_of_the_page_of_another(
    scene: Scene, cast: Cast
) -> None:
    made, other, page = await published(scene, cast), await published(scene, cast), new_id()
    await scene.run(PUBLIC, BOOK, made, page)
    assert await refused(scene.run(PUBLIC, BOOK, other, page), TWICE) in (
        "slot_booking_request_once",
        "slot_booking_code_once",
    )
    same = BOOK.replace("sha256(uuid_send($2))", f"sha256(uuid_send('{page}'))")
    assert await refused(scene.run(PUBLIC, same, made, new_id()), TWICE) == "slot_booking_code_once"
    fresh = BOOK.replace("sha256(uuid_send($2))", "sha256('autre')")
    assert await refused(scene.run(PUBLIC, fresh, other, page), TWICE) == "slot_booking_request_once"
    short = BOOK.replace("sha256(uuid_send($2))", "'x'")
    assert await refused(scene.run(PUBLIC, short, made, new_id()), CHECK) == "slot_booking_code_lookup_size"
    plain = BOOK.replace("$argon2id$x", "482 051")
    assert await refused(scene.run(PUBLIC, plain, made, new_id()), CHECK) == "slot_booking_code_is_argon2id"


@pytest.mark.parametrize("table", ["action_slot", "slot_booking"])
async def test_who_booked_read_or_written_by_anyone(scene: Scene, cast: Cast, table: str) -> None:
    await published(scene, cast)
    for context in (PUBLIC, cast.member, cast.alice, scene.person, None, WORKER):
        for sql in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
                    f"UPDATE {table} SET number = 2", f"INSERT INTO {table} DEFAULT VALUES",
                    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"):  # fmt: skip
            await refused(scene.run(context, sql), DENIED)


async def test_a_booking_holds_no_account_no_moment_and_no_words(stage: Stage) -> None:
    sql = (
        "SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_name = $1"
    )
    kept = ["action", "number", "request", "code_lookup", "code_verifier"]
    assert await stage.owner.fetchval(sql, "slot_booking") == kept
    assert await stage.owner.fetchval(sql, "action_slot") == ["action", "number"]
    secured = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relname IN ('action_slot', 'slot_booking')"
    assert await stage.owner.fetchval(secured) == 2  # no right and no row: the one holds where the other is given


async def test_the_numbers_booked_are_those_of_ones_own_actions(scene: Scene, cast: Cast) -> None:
    made = await published(scene, cast)
    await scene.run(PUBLIC, BOOK, made, new_id())
    assert (await scene.rows(cast.member, NUMBERS, made))[0][0] == [1]
    alike = Context(kind="person", case=new_id(), org="mots")
    for context in (cast.officer, cast.elsewhere, cast.alice, PUBLIC, scene.person, alike, None):
        assert (await scene.rows(context, NUMBERS, made))[0][0] == []


async def test_what_was_announced_deleted_and_what_was_not_deleted_too_early(
    scene: Scene, stage: Stage, cast: Cast
) -> None:
    await published(scene, cast)
    withdrawn = await proposed(scene, cast.member)
    await scene.run(cast.member, END, withdrawn, "withdrawn", "")
    for role in ("relais_owner", "postgres"):
        await as_role(stage, role, "DELETE FROM action_slot")
        gone = as_role(stage, role, "DELETE FROM programme_action")
        assert await refused(gone, CHECK) == "programme_action_goes_when_due"
        early = as_role(stage, role, "DELETE FROM programme_action WHERE id = $1", withdrawn)
        assert await refused(early, CHECK) == "programme_action_goes_when_due"
        emptied = as_role(stage, role, "TRUNCATE programme_action CASCADE")
        assert await refused(emptied, CHECK) == "programme_action_goes_when_due"


async def test_the_programme_ended_or_purged_by_another_than_the_system(scene: Scene, stage: Stage, cast: Cast) -> None:
    for sql in ("SELECT end_past_actions()", "SELECT purge_programme()"):
        for context in (PUBLIC, cast.alice, cast.member, scene.person, None):
            await refused(scene.run(context, sql), DENIED)
        assert (await scene.rows(WORKER, sql))[0][0] == 0
    async with stage.playing("relais_purge") as db:
        assert await db.fetchval("SELECT purge_programme()") == 0
    await refused(as_role(stage, "relais_purge", "SELECT end_past_actions()"), DENIED)


async def test_the_helpers_of_the_programme_called_apart(scene: Scene, cast: Cast) -> None:
    for call in ("programme_action_is_proposed()", "programme_action_moves()", "programme_action_goes_when_due()",
                 f"hold_kept_action('{new_id()}')", f"speaks_for('mots', '{cast.member.actor}', NULL)"):  # fmt: skip
        await refused(scene.run(cast.alice, f"SELECT {call}"), DENIED)


async def test_the_system_is_told_that_proposals_wait_and_nothing_of_what_they_say(
    scene: Scene, stage: Stage, cast: Cast
) -> None:
    made = await proposed(scene, cast.member)
    since = await stage.owner.fetchval("SELECT state_at FROM programme_action WHERE id = $1", made)
    rows = await scene.rows(WORKER, "SELECT * FROM waiting_actions()")
    assert [dict(row) for row in rows] == [{"proposed_by": cast.member.actor, "proposed_at": since}]
    for context in (PUBLIC, cast.alice, cast.member, scene.person, None):
        await refused(scene.run(context, "SELECT * FROM waiting_actions()"), DENIED)
    await scene.run(cast.alice, DECIDE, made, "published", "")
    assert await scene.rows(WORKER, "SELECT * FROM waiting_actions()") == []
