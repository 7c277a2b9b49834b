"""What could be done to take a case from a council without the doctor, or to read it once it was handed over."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import Context
from relais.core.ids import new_id
from tests.attacks.sql.accompanying import (
    BEGIN,
    COUNCILS,
    NEW,
    OWN,
    PROPOSE,
    REPLY,
    SPOKEN,
    agreed,
    open_for,
    proposed,
    read_by,
    state_of,
    whole_case,
)
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import CHECK, DENIED, TWICE, Stage, refused
from tests.referrals.scenes import ADD_PART, OFFICER, RECIPIENT, STRANGER, Scene, scene_in

pytestmark = pytest.mark.anyio
EVERYTHING = {
    *("aid_case", "case_part", "case_event", "referral", "referral_event", "option_shown", "choice", "consent"),
    *("disclosure", "pathway", "pathway_step", "handover", "aid_request", "national_file"),
}


@pytest.fixture(scope="module")
async def committed(postgres: Any, anyio_backend: str) -> AsyncIterator[tuple[Scene, Any]]:
    """A scene whose transactions are real: what was agreed to in one is not agreed to in another."""
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made:
        await world.owner.execute(COUNCILS)
        yield made, world.owner


@pytest.fixture
async def opened(scene: Scene, stage: Stage) -> Scene:
    """The council said why it opens the case; another council may receive it."""
    await stage.owner.execute(COUNCILS)
    await open_for(scene, OFFICER)
    return scene


async def test_a_case_taken_away_from_its_council(opened: Scene, stage: Stage) -> None:
    take = "UPDATE aid_case SET council = 'cdom-75' WHERE id = $1"
    for context in (OFFICER, opened.person, NEW):
        await refused(opened.run(context, take, opened.case), DENIED)
    assert await refused(stage.owner.execute(take, opened.case), CHECK) == "aid_case_handed_over_by_the_person"
    await proposed(opened)
    assert await refused(stage.owner.execute(take, opened.case), CHECK) == "aid_case_handed_over_by_the_person"


async def test_an_agreement_forged_by_who_owns_the_tables(opened: Scene, stage: Stage) -> None:
    made = await proposed(opened)
    forge = ("UPDATE handover SET state = 'agreed', mode = $2, evidence = $3, told = 1 WHERE id = $1", made)
    assert await refused(stage.owner.execute(*forge, *SPOKEN), CHECK) == "handover_agreed_by_the_person"
    forged = "INSERT INTO handover (id, case_id, from_council, to_council, state, proposed_at) VALUES"
    forged += " ($1, $2, 'cdom-69', 'cdom-75', 'agreed', now())"
    asked = stage.owner.execute(forged, new_id(), opened.stranger_case)
    assert await refused(asked, CHECK) == "handover_begins_proposed"
    await opened.run(opened.person, REPLY, made, "refused", *OWN, [])
    assert await refused(stage.owner.execute(*forge, *SPOKEN), CHECK) == "handover_answered_once"
    bent = stage.owner.execute("UPDATE handover SET to_council = 'mots' WHERE id = $1", made)
    assert await refused(bent, CHECK) == "handover_answered_once"


@pytest.mark.parametrize(("by", "how"), [(OFFICER, OWN), (OFFICER, (None, None))])
async def test_a_council_that_hands_over_without_a_word_of_the_doctor(opened: Scene, by: Context, how: Any) -> None:
    asked = opened.run(by, REPLY, await proposed(opened), "agreed", *how, [])
    assert await refused(asked, CHECK) == "pathway_agreed_by_the_person"


async def test_a_council_that_helps_itself_to_a_case(opened: Scene) -> None:
    made = await proposed(opened)
    for context in (NEW, STRANGER, RECIPIENT, opened.strange_person):
        await refused(opened.run(context, REPLY, made, "agreed", *SPOKEN, ["referrals"]), DENIED)
        await refused(opened.run(context, PROPOSE, new_id(), opened.case, "cdom-75", None), DENIED)
    await refused(opened.run(opened.person, PROPOSE, new_id(), opened.case, "cdom-75", None), DENIED)
    await refused(opened.run(opened.person, "SELECT cancel_handover($1)", made), DENIED)


@pytest.mark.parametrize(
    ("to", "officer", "why"),
    [
        ("mots", False, "handover_to_a_council"),
        ("nulle-part", False, "handover_to_a_council"),
        ("cdom-69", False, "handover_goes_elsewhere"),
        ("cdom-75", True, "handover_goes_elsewhere"),
    ],
)
async def test_a_case_handed_over_to_what_accompanies_nobody(opened: Scene, to: str, officer: bool, why: str) -> None:
    assert await refused(proposed(opened, to, new_id() if officer else None), CHECK) == why


async def test_two_handings_over_at_once(opened: Scene) -> None:
    await proposed(opened)
    assert await refused(proposed(opened), TWICE) == "handover_one_open"


async def test_a_category_that_nobody_knows_passes(opened: Scene) -> None:
    asked = opened.run(opened.person, REPLY, await proposed(opened), "agreed", *OWN, ["diagnosis"])
    assert await refused(asked, CHECK) == "handover_passes_known"


async def test_a_refusal_changes_nothing_and_is_final(opened: Scene, stage: Stage) -> None:
    made = await proposed(opened)
    for _ in range(2):
        await opened.run(opened.person, REPLY, made, "refused", *OWN, [])
    assert await stage.owner.fetchval("SELECT council FROM aid_case WHERE id = $1", opened.case) == "cdom-69"
    asked = opened.run(opened.person, REPLY, made, "agreed", *OWN, [])
    assert await refused(asked, CHECK) == "handover_answered_once"
    await opened.run(OFFICER, "SELECT cancel_handover($1)", made)
    assert await state_of(stage, "handover", made) == "refused"


async def test_another_officer_of_the_same_council_is_asked_for_too(opened: Scene, stage: Stage) -> None:
    pathway, other = await agreed(opened), new_id()
    made = await proposed(opened, "cdom-69", other)
    assert await stage.owner.fetchval("SELECT officer FROM pathway WHERE id = $1", pathway) == OFFICER.actor
    await opened.run(opened.person, REPLY, made, "agreed", *OWN, [])
    assert await stage.owner.fetchval("SELECT officer FROM pathway WHERE id = $1", pathway) == other
    assert await stage.owner.fetchval("SELECT council FROM aid_case WHERE id = $1", opened.case) == "cdom-69"


@pytest.mark.parametrize("passes", [[], ["contact", "pathway", "referrals", "file"]])
@pytest.mark.parametrize("by", ["person", "council"])
async def test_the_former_council_reads_nothing_from_that_statement_on(
    opened: Scene, stage: Stage, passes: list[str], by: str
) -> None:
    made = await whole_case(opened, stage)
    before = await read_by(opened, stage, OFFICER)
    assert set(before) >= EVERYTHING
    context, how = (opened.person, OWN) if by == "person" else (OFFICER, SPOKEN)
    await opened.run(context, REPLY, made, "agreed", *how, passes)
    assert await read_by(opened, stage, OFFICER) == {"case_opening": before["case_opening"]}  # its own acts
    assert (await opened.rows(OFFICER, "SELECT data_key_of($1)", opened.case))[0][0] is None
    assert not await opened.open(OFFICER, "follow_up", "officer")


async def test_the_new_council_reads_what_was_let_through_and_nothing_more(opened: Scene, stage: Stage) -> None:
    made = await whole_case(opened, stage)
    seen = len(await opened.rows(opened.person, "SELECT seq FROM case_event"))
    await opened.run(opened.person, REPLY, made, "agreed", *OWN, ["contact", "pathway"])
    assert {"case_part", "pathway_step"}.isdisjoint(await read_by(opened, stage, NEW))
    await open_for(opened, NEW)
    parts = await opened.rows(NEW, "SELECT category FROM case_part")
    assert [row["category"] for row in parts] == ["contact"]
    now = await read_by(opened, stage, NEW)
    assert (now["pathway"], now["pathway_step"], now["aid_request"], now["handover"]) == (1, 1, 1, 1)
    assert {"referral", "consent", "choice", "option_shown", "national_file"}.isdisjoint(now)
    first = "SELECT min(seq) FROM case_event WHERE case_id = $1"
    assert (await opened.rows(NEW, first, opened.case))[0][0] == seen + 1
    assert len(await opened.rows(opened.person, "SELECT category FROM case_part")) == 5


async def test_a_referral_follows_when_the_doctor_lets_it_and_goes_on_alone_when_not(
    opened: Scene, stage: Stage
) -> None:
    made = await whole_case(opened, stage)
    await opened.run(opened.person, REPLY, made, "agreed", *OWN, ["referrals", "file"])
    await open_for(opened, NEW)
    now = await read_by(opened, stage, NEW)
    assert {"referral", "consent", "disclosure", "choice", "option_shown", "national_file"} <= set(now)
    assert "pathway" not in now
    assert await stage.owner.fetchval("SELECT ended_how FROM pathway") == "handed_over"
    assert (await opened.rows(NEW, "SELECT min(seq) FROM case_event WHERE case_id = $1", opened.case))[0][0] == 1
    assert len(await opened.rows(RECIPIENT, "SELECT id FROM referral")) == 1  # its consent lives


async def test_what_was_not_let_through_stays_open_to_a_recipient_and_gives_way_to_what_is_heard_anew(
    opened: Scene, stage: Stage
) -> None:
    made = await whole_case(opened, stage)
    before = await opened.rows(RECIPIENT, "SELECT category FROM case_part ORDER BY category")
    assert [row["category"] for row in before] == ["contact", "need"]
    await opened.run(opened.person, REPLY, made, "agreed", *OWN, [])
    after = await opened.rows(RECIPIENT, "SELECT category FROM case_part ORDER BY category")
    assert after == before
    await open_for(opened, NEW)
    assert await opened.rows(NEW, "SELECT category FROM case_part") == []
    write = ADD_PART + " ON CONFLICT ON CONSTRAINT case_part_pk DO UPDATE SET sealed = excluded.sealed"
    await opened.run(NEW, write, opened.case, "contact", bytes(540))
    assert [len(row["sealed"]) for row in await opened.rows(NEW, "SELECT sealed FROM case_part")] == [540]
    await opened.run(opened.person, "UPDATE case_part SET sealed = $1 WHERE category = 'need'", bytes(540))
    assert len(await opened.rows(NEW, "SELECT category FROM case_part")) == 1  # a correction widens nothing
    await refused(opened.run(OFFICER, write, opened.case, "identity", bytes(284)), DENIED)
    await refused(opened.run(OFFICER, BEGIN, new_id(), opened.case), DENIED)


async def test_an_agreement_of_another_transaction_opens_nothing(committed: tuple[Scene, Any]) -> None:
    scene, owner = committed
    await open_for(scene, OFFICER)
    made = await proposed(scene)
    await scene.run(scene.person, REPLY, made, "agreed", *OWN, [])
    assert await owner.fetchval("SELECT council FROM aid_case WHERE id = $1", scene.case) == "cdom-75"
    back = "UPDATE aid_case SET council = 'cdom-69' WHERE id = $1"
    assert await refused(owner.execute(back, scene.case), CHECK) == "aid_case_handed_over_by_the_person"
    await owner.execute("ALTER TABLE aid_case DISABLE TRIGGER aid_case_written_once")
    await owner.execute(back, scene.case)
    await owner.execute("ALTER TABLE aid_case ENABLE TRIGGER aid_case_written_once")
    again = "UPDATE aid_case SET council = 'cdom-75' WHERE id = $1"
    assert await refused(owner.execute(again, scene.case), CHECK) == "aid_case_handed_over_by_the_person"
