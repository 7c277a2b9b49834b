"""What could be announced alone, rewritten, ended or removed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.attacks.sql.announcing import (
    ADD,
    DAY,
    DECIDE,
    END,
    SET,
    Cast,
    acted,
    proposed,
    published,
    state,
)
from tests.referrals.attacking import CHECK, DENIED, Stage, as_role, refused
from tests.referrals.scenes import Scene

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def played(postgres: Any, anyio_backend: str) -> AsyncIterator[tuple[Scene, Cast]]:
    async with acted(postgres) as made:
        yield made


@pytest.fixture(scope="module")
def built(played: tuple[Scene, Cast]) -> Scene:
    return played[0]


@pytest.fixture
def cast(played: tuple[Scene, Cast]) -> Cast:
    return played[1]


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
