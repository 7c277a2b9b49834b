"""A file that nobody touches any more ends by the rule alone: never before its day, never by whoever asks for it."""

from typing import Any

import pytest

from relais.core.context import WORKER, Context
from relais.core.db import act_as
from relais.core.ids import new_id
from tests.attacks.sql.test_file_attacks import FILES, OFFICER, OUT_OF_STEP, SECTIONS, decided
from tests.commission.ageing import LEFT_ALONE, NOT_YET, leave_alone
from tests.commission.filing import ADD_EVENT, MARK, Filing, add_account
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, Stage, as_role, refused
from tests.referrals.scenes import Scene

pytestmark = pytest.mark.anyio
END = "SELECT end_untouched_files()"


@pytest.fixture
def filing(scene: Scene, stage: Stage) -> Filing:
    return Filing(scene=scene, owner=stage.owner, case=scene.case, person=scene.person, council=OFFICER)


@pytest.fixture
async def national(stage: Stage, filing: Filing) -> Context:
    return await add_account(stage.owner, "national")


async def ended(filing: Filing) -> int:
    return int((await filing.scene.rows(WORKER, END))[0][0])


async def incomplete(filing: Filing, national: Context) -> Any:
    file = await filing.with_opinion()
    await filing.open(national, file)
    await filing.scene.run(national, MARK, file, "rib", "missing", "absent")
    await filing.move(file, "incomplete", "national", national)
    return file


async def as_worker(filing: Filing, stage: Stage, *values: Any) -> None:
    """A move of the worker, past what its own account may do."""
    async with stage.playing("relais_owner") as db:
        await act_as(db, filing.scene.pads, WORKER)  # type: ignore[attr-defined]
        await db.execute(ADD_EVENT, *values)


async def test_a_draft_that_nobody_touches_ends_and_leaves_room_for_another(filing: Filing, stage: Stage) -> None:
    file = await filing.begin()
    await filing.say_all(file)
    await leave_alone(stage.owner, file, LEFT_ALONE)
    assert await ended(filing) == 1
    assert await filing.state(file) == "withdrawn"
    last = await stage.owner.fetch("SELECT acted_as, reason, actor FROM file_event WHERE file = $1", file)
    assert [tuple(row) for row in last] == [("worker", "untouched", None)]
    assert await stage.owner.fetchval(OUT_OF_STEP) == 0
    assert len(await filing.scene.rows(filing.person, SECTIONS, file)) == 6
    assert await ended(filing) == 0
    assert await filing.begin() != file


async def test_what_was_asked_again_and_never_answered_ends_and_is_shut(filing: Filing, national: Context) -> None:
    file = await incomplete(filing, national)
    await leave_alone(filing.owner, file, LEFT_ALONE)
    assert await ended(filing) == 1
    for body in (OFFICER, national):
        assert await filing.scene.rows(body, SECTIONS, file) == []
    assert await filing.scene.rows(national, FILES, file) == []


@pytest.mark.parametrize("how", ["a day too early", "written since", "described since", "opened to its council since"])
async def test_a_file_ends_not_before_six_months_without_any_act(filing: Filing, stage: Stage, how: str) -> None:
    file = await filing.begin()
    await leave_alone(stage.owner, file, NOT_YET if how == "a day too early" else LEFT_ALONE)
    if how == "written since":
        await filing.say(file, "income")
    elif how == "described since":
        await filing.scene.run(filing.person, "SELECT describe_file($1, 'interne', false)", file)
    elif how.startswith("opened"):
        await filing.scene.run(filing.person, "SELECT share_file($1)", file)
    assert await ended(filing) == 0
    row = await stage.owner.fetch("SELECT state, version FROM national_file WHERE id = $1", file)
    values = (file, row[0]["version"], new_id(), row[0]["state"], "withdrawn", "worker", "untouched")
    assert await refused(as_worker(filing, stage, *values), CHECK) == "national_file_is_untouched"


async def test_what_waits_for_somebody_else_never_ends_so(filing: Filing, stage: Stage) -> None:
    file = await filing.submitted()
    await leave_alone(stage.owner, file, LEFT_ALONE)
    assert await ended(filing) == 0
    values = (file, 2, new_id(), "submitted", "withdrawn", "worker", "untouched")
    assert await refused(as_worker(filing, stage, *values), FOREIGN) == "file_event_legal_move"


async def test_an_appeal_never_ends_so_since_what_was_decided_is_paid(filing: Filing, stage: Stage) -> None:
    file = await decided(filing, stage)
    await filing.move(file, "draft", "person", filing.person)
    await leave_alone(stage.owner, file, LEFT_ALONE)
    assert await ended(filing) == 0
    values = (file, 3, new_id(), "draft", "withdrawn", "worker", "untouched")
    assert await refused(as_worker(filing, stage, *values), CHECK) == "national_file_is_untouched"


@pytest.mark.parametrize("who", ["person", "council", "national"])
async def test_nobody_ends_a_file_in_the_name_of_time(filing: Filing, national: Context, who: str) -> None:
    file = await incomplete(filing, national)
    await leave_alone(filing.owner, file, LEFT_ALONE)
    by = {"person": filing.person, "council": OFFICER, "national": national}[who]
    ended = filing.move(file, "withdrawn", "worker", by, reason="untouched")
    assert await refused(ended, DENIED) == ""


async def test_a_withdrawal_is_not_written_down_as_the_end_of_time(filing: Filing) -> None:
    file = await filing.begin()
    withdrawn = filing.move(file, "withdrawn", "person", filing.person, reason="untouched")
    assert await refused(withdrawn, CHECK) == "file_event_untouched_is_the_systems"


@pytest.mark.parametrize("role", ["relais_app", "relais_worker", "relais_purge"])
async def test_the_end_is_the_workers_in_its_context(filing: Filing, stage: Stage, role: str) -> None:
    file = await filing.begin()
    await leave_alone(stage.owner, file, LEFT_ALONE)
    assert await refused(as_role(stage, role, END), DENIED) == ""
