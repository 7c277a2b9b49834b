"""From a note no road leads to a referral: every state of a note, every role, every move, tried one by one.

A note is brought to each state the way it really gets there. From each, every context that exists asks for a referral,
for itself or for a colleague, and every legal move of the table is asked as each of those who move referrals. At the
end no referral stands in the case of a note, and another case takes one.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.aid_requests.noting import Written, days_go_by, inform, open_note, scene_with_officers, write
from tests.referrals.attacking import CHECK, DENIED, Stage, as_role, refused
from tests.referrals.scenes import (
    ADD_CHOICE,
    ADD_CONSENT,
    ADD_EVENT,
    ADD_OPTION,
    ADD_REFERRAL,
    OFFICER,
    OTHER,
    RECIPIENT,
    STRANGER,
    Scene,
)

pytestmark = pytest.mark.anyio
STATES = ("received", "opened", "informed", "withdrawn", "discarded", "erased", "purged")
OF_NOTES = "SELECT count(*) FROM referral AS r JOIN aid_case AS c ON c.id = r.case_id WHERE c.origin = 'colleague'"
PAST_THE_BEGINNING = (
    "INSERT INTO referral"
    " (id, case_id, reference, key, origin_org, concerns, state, version, round, made_at, state_at)"
    " VALUES ($1, $2, 'AAA-AAA', $1, 'cdom-69', 'self', 'draft', 1, 0, now(), now())"
)
MOVES = "SELECT DISTINCT from_state, to_state, acted_as FROM legal_move ORDER BY from_state, to_state, acted_as"


@pytest.fixture(scope="module")
async def built(postgres: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    async with scene_with_officers(postgres) as made:
        yield made


@pytest.fixture
async def scene(built: Scene) -> AsyncIterator[Scene]:
    transaction = built.app.transaction()
    await transaction.start()
    yield built
    await transaction.rollback()


@pytest.fixture
def stage(scene: Scene) -> Stage:
    return Stage(db=scene.app)


def roles(scene: Scene, written: Written) -> dict[str, tuple[Context | None, str]]:
    """Everyone there is, and the body in whose name a referral would begin."""
    return {
        "officer": (OFFICER, "cdom-69"), "stranger": (STRANGER, "cdom-75"), "recipient": (RECIPIENT, "mots"),
        "other": (OTHER, "asra"), "person": (written.person, ""), "another person": (scene.person, ""),
        "public": (PUBLIC, ""), "worker": (WORKER, ""), "nobody": (None, ""),
    }  # fmt: skip


async def bring(scene: Scene, stage: Stage, state: str) -> Written:
    written = await write(scene)
    if state == "opened":
        await open_note(scene, written)
    if state in ("informed", "withdrawn"):
        await inform(scene, written)
    if state == "withdrawn":
        await scene.run(written.person, "SELECT withdraw_note($1)", written.note)
    if state == "discarded":
        await scene.run(OFFICER, "SELECT discard_note($1)", written.note)
    if state == "erased":
        await scene.run(written.person, "SELECT erase_case($1)", written.case)
    if state == "purged":
        await days_go_by(stage.owner, 30)
        await scene.rows(WORKER, "SELECT purge_notes()")
    return written


@pytest.mark.parametrize("concerns", ["self", "colleague"])
@pytest.mark.parametrize("state", STATES)
async def test_nobody_begins_a_referral_from_a_note_whatever_became_of_it(
    scene: Scene, stage: Stage, state: str, concerns: str
) -> None:
    written = await bring(scene, stage, state)
    met = {}
    for who, (context, body) in roles(scene, written).items():
        for origin in {body, "cdom-69", ""}:
            begun = scene.run(context, ADD_REFERRAL, new_id(), written.case, new_id(), origin, concerns)
            with pytest.raises(Exception, match=r".") as broken:
                await begun
            assert getattr(broken.value, "sqlstate", "") in (CHECK, DENIED), (who, origin, broken.value)
            met[who, origin] = getattr(broken.value, "constraint_name", None)
    # Who may begin one in another case of theirs is told that this is a note, as long as there is something to open.
    told = None if state in ("discarded", "erased", "purged") else "referral_of_no_note"
    assert met["person", ""] == met["person", "cdom-69"] == met["officer", "cdom-69"] == told
    assert await stage.owner.fetchval(OF_NOTES) == 0


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_the_owner_of_the_tables_begins_none_either(scene: Scene, stage: Stage, role: str) -> None:
    written = await write(scene)
    begun = as_role(stage, role, ADD_REFERRAL, new_id(), written.case, new_id(), "cdom-69", "self")
    await refused(begun, DENIED)
    await as_role(stage, "relais_owner", "ALTER TABLE referral DISABLE TRIGGER referral_begins")
    past = as_role(stage, role, PAST_THE_BEGINNING, new_id(), written.case)
    assert await refused(past, CHECK) == "referral_of_no_note"


async def test_every_legal_move_asked_in_the_name_of_a_note_finds_no_referral(scene: Scene, stage: Stage) -> None:
    written = await write(scene)
    await inform(scene, written)
    moves = await stage.owner.fetch(MOVES)
    assert len(moves) > 30
    acting = {"origin": OFFICER, "caller": OFFICER, "recipient": RECIPIENT, "person": written.person, "worker": WORKER}
    for one in moves:
        row = (written.case, 1, new_id(), one["from_state"], one["to_state"], one["acted_as"], None, None, [])
        await refused_somehow(scene.run(acting[one["acted_as"]], ADD_EVENT, *row))
    await refused_somehow(scene.run(OFFICER, ADD_OPTION, new_id(), written.case, 1, "ligne-mots", ""))
    await refused_somehow(scene.run(written.person, ADD_CHOICE, written.case, None, "ligne-mots", "own_session"))
    consent = (new_id(), written.case, "given", "mots", ["identity"], "inbox", 1, "online", "code", 30)
    await refused_somehow(scene.run(written.person, ADD_CONSENT, *consent))
    assert await stage.owner.fetchval(OF_NOTES) == 0
    assert await stage.owner.fetchval("SELECT count(*) FROM disclosure") == 0


async def test_a_living_referral_is_not_moved_into_the_case_of_a_note(scene: Scene, stage: Stage) -> None:
    written, referral = await write(scene), await scene.bring("chosen")
    for context in (OFFICER, written.person, scene.person):
        moved = scene.run(context, "UPDATE referral SET case_id = $1 WHERE id = $2", written.case, referral)
        await refused(moved, DENIED)
    for change in ("origin = 'officer'", "council = 'cdom-75'"):
        changed = as_role(stage, "relais_owner", f"UPDATE aid_case SET {change} WHERE id = $1", written.case)
        await refused(changed, CHECK)


async def test_the_words_of_a_note_open_to_no_recipient(scene: Scene) -> None:
    written = await write(scene)
    await inform(scene, written)
    await scene.bring("received")  # of another case: the same body reads there
    for context in (RECIPIENT, OTHER):
        asked = await scene.rows(context, "SELECT consent_opens($1, NULL) AS opens", written.case)
        assert [row["opens"] for row in asked] == [False]
        assert await scene.rows(context, "SELECT sealed FROM case_part WHERE case_id = $1", written.case) == []


async def test_a_request_of_the_persons_own_goes_its_way_beside_the_note(scene: Scene) -> None:
    written = await write(scene)
    await inform(scene, written)
    referral = await scene.bring("sent")
    assert (await scene.held(referral))["state"] == "sent"
    assert await scene.rows(written.person, "SELECT id FROM referral") == []


async def refused_somehow(attempt: Any) -> None:
    with pytest.raises(Exception, match=r".") as broken:
        await attempt
    assert getattr(broken.value, "sqlstate", "").startswith(("23", "42")), broken.value
