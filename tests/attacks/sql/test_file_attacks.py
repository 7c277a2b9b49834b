"""What could be done of a national file past its rules: begun, read, written, moved, judged by who may not."""

from typing import Any

import pytest

from relais.commission.file_model import LEGAL
from relais.core.context import WORKER, Context
from relais.core.ids import new_id
from tests.commission.filing import ADD_EVENT, ADD_FILE, BODY, GIVE, MARK, SEALED, Filing, add_account
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, TWICE, Stage, refused
from tests.referrals.scenes import RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio
OFFICER = Context(kind="staff", org="cdom-69", actor=new_id())  # who has not opened the case yet
SECTIONS = "SELECT section FROM file_section WHERE file = $1"
FILES = "SELECT id FROM national_file WHERE id = $1"
OUT_OF_STEP = "SELECT count(*) FROM files_out_of_step"


@pytest.fixture
def filing(scene: Scene, stage: Stage) -> Filing:
    return Filing(scene=scene, owner=stage.owner, case=scene.case, person=scene.person, council=OFFICER)


@pytest.fixture
async def national(stage: Stage, filing: Filing) -> Context:
    return await add_account(stage.owner, "national")


async def test_the_moves_of_the_database_are_those_of_the_screens(stage: Stage) -> None:
    rows = await stage.owner.fetch("SELECT from_state, to_state, acted_as FROM file_move")
    assert {tuple(row) for row in rows} == LEGAL


@pytest.mark.parametrize("who", ["another council", "its council without a reason", "another person", "nobody"])
async def test_a_file_is_begun_by_the_person_or_by_their_council_that_said_why(
    filing: Filing, scene: Scene, who: str
) -> None:
    by = {"another council": STRANGER, "its council without a reason": OFFICER, "another person": scene.strange_person}
    begun_as = "council" if "council" in who else "doctor"
    with_case = filing.begin(begun_as, by=by.get(who), case=scene.case) if who in by else _nobody(filing)
    assert await refused(with_case, DENIED) == ""


async def _nobody(filing: Filing) -> None:
    await filing.scene.run(None, ADD_FILE, new_id(), filing.case, new_id(), BODY, "doctor")


async def test_a_council_does_not_begin_in_the_name_of_the_doctor(filing: Filing) -> None:
    await filing.open_case(OFFICER)
    assert await refused(filing.begin("doctor", by=OFFICER), DENIED) == ""
    assert await filing.begin("council", by=OFFICER)


async def test_a_note_about_somebody_leads_to_no_file(filing: Filing, stage: Stage) -> None:
    await stage.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER USER")
    await stage.owner.execute("UPDATE aid_case SET origin = 'colleague' WHERE id = $1", filing.case)
    await stage.owner.execute("ALTER TABLE aid_case ENABLE TRIGGER USER")
    assert await refused(filing.begin(), DENIED) == ""


async def test_a_case_has_one_living_file(filing: Filing) -> None:
    file = await filing.begin()
    assert await refused(filing.begin(), TWICE) == "national_file_one_open"
    await filing.move(file, "withdrawn", "person", filing.person)
    assert await filing.begin()


async def test_the_state_is_written_by_no_account(filing: Filing, scene: Scene) -> None:
    file = await filing.begin()
    for sql in (
        "UPDATE national_file SET state = 'decided' WHERE id = $1",
        "UPDATE national_file SET asked_cents = 1 WHERE id = $1",
        "DELETE FROM national_file WHERE id = $1",
        "DELETE FROM file_section WHERE file = $1",
        "UPDATE file_piece SET state = 'received' WHERE file = $1",
    ):
        assert await refused(scene.run(filing.person, sql, file), DENIED) == ""


async def test_what_a_doctor_prepares_alone_is_read_by_nobody_else(
    filing: Filing, scene: Scene, national: Context
) -> None:
    file = await filing.begin()
    await filing.say(file, "situation")
    await filing.open_case(OFFICER)
    for other in (OFFICER, STRANGER, RECIPIENT, national, scene.strange_person, None):
        assert await scene.rows(other, FILES, file) == []
        assert await scene.rows(other, SECTIONS, file) == []
        assert (await scene.rows(other, "SELECT file_key_of($1)", file))[0][0] is None
    assert len(await scene.rows(filing.person, SECTIONS, file)) == 1


async def test_a_council_reads_and_writes_once_the_doctor_asked_for_help(filing: Filing, scene: Scene) -> None:
    file = await filing.begin()
    await filing.say(file, "situation")
    await filing.open_case(OFFICER)
    assert await refused(filing.say(file, "income", by=OFFICER), DENIED) == ""
    assert await refused(scene.run(OFFICER, "SELECT share_file($1)", file), DENIED) == ""
    await scene.run(filing.person, "SELECT share_file($1)", file)
    assert len(await scene.rows(OFFICER, SECTIONS, file)) == 1
    assert await filing.say(file, "income", by=OFFICER) == 1
    assert await refused(filing.say(file, "income", by=STRANGER), DENIED) == ""


async def test_nothing_sealed_is_read_before_saying_why(filing: Filing, scene: Scene, national: Context) -> None:
    file = await filing.submitted()
    for body in (OFFICER, national):
        assert len(await scene.rows(body, FILES, file)) == 1
        assert await scene.rows(body, SECTIONS, file) == []
    assert (await scene.rows(national, "SELECT file_key_of($1)", file))[0][0] is None
    assert await filing.open(national, file)
    assert len(await scene.rows(national, SECTIONS, file)) == 6
    assert (await scene.rows(national, "SELECT file_key_of($1)", file))[0][0] is not None
    told = await scene.rows(filing.person, "SELECT detail FROM case_event WHERE act = 'case.opened_by'")
    assert told[-1]["detail"] == {"reason": "file_check", "function": "national", "org": BODY}


async def test_the_role_is_asked_of_the_account_and_not_of_the_page(filing: Filing, scene: Scene, stage: Stage) -> None:
    file = await filing.with_opinion()
    pretender = await add_account(stage.owner, "commissioner")
    nobody = Context(kind="staff", org=BODY, actor=new_id())
    for one in (pretender, nobody):
        assert await scene.rows(one, FILES, file) == []  # a member sees what is on an agenda
        assert not await filing.open(one, file)
        assert await refused(filing.move(file, "complete", "national", one), DENIED) == ""


async def test_a_file_is_not_opened_in_the_name_of_another_function(
    filing: Filing, stage: Stage, national: Context
) -> None:
    file = await filing.submitted()
    for function in ("chair", "commissioner", "officer", "recipient"):
        assert not await filing.open(national, file, function, "file_session")
    assert await refused(filing.open(national, file, "national", "curiosite"), CHECK) == "case_opening_reason_known"


async def test_nothing_is_sent_before_the_six_sections_were_saved(filing: Filing) -> None:
    file = await filing.begin()
    for section in ("situation", "household", "income", "debts", "asked"):
        await filing.say(file, section)
    sending = filing.move(file, "submitted", "person", filing.person)
    assert await refused(sending, CHECK) == "national_file_sections_said"


async def test_what_was_sent_is_not_rewritten(filing: Filing, scene: Scene) -> None:
    file = await filing.submitted()
    assert await refused(filing.say(file, "asked", cents=9), CHECK) == "file_section_while_open"
    await filing.open_case(OFFICER)
    assert await refused(filing.say(file, "asked", by=OFFICER), CHECK) == "file_section_while_open"
    await filing.opinion(file)
    assert await refused(scene.run(filing.person, MARK, file, "rib", "paper", None), CHECK) == "file_piece_while_open"
    describing = scene.run(filing.person, "SELECT describe_file($1, 'retraite', true)", file)
    assert await refused(describing, CHECK) == "national_file_described_while_open"


async def test_two_who_write_one_section_do_not_undo_each_other(filing: Filing) -> None:
    file, request = await filing.begin(), new_id()
    assert await filing.say(file, "debts", request=request) == 1
    assert await filing.say(file, "debts", request=request, expected=0) == 1  # the same post again
    assert await refused(filing.say(file, "debts", expected=0), CHECK) == "file_section_of_this_version"
    assert await filing.say(file, "debts", expected=1) == 2


async def test_a_sum_is_written_with_its_section_and_nowhere_else(filing: Filing, stage: Stage) -> None:
    file = await filing.begin()
    await filing.say(file, "asked", cents=123456)
    assert await stage.owner.fetchval("SELECT asked_cents FROM national_file WHERE id = $1", file) == 123456
    for cents in (None, -1, 10**9):
        assert (await refused(filing.say(file, "asked", cents=cents), CHECK)).startswith("file_section_ask")
    save = "SELECT save_file_section($1, 'debts', $2, 5, $3, 0)"
    assert await refused(filing.scene.run(filing.person, save, file, SEALED, new_id()), CHECK) == (
        "file_section_asks_in_one_place"
    )


@pytest.mark.parametrize("to", ["opinion_given", "complete", "scheduled", "decided", "paid", "closed"])
async def test_a_person_makes_no_move_of_the_commission(filing: Filing, to: str) -> None:
    file = await filing.submitted()
    assert await refused(filing.move(file, to, "person", filing.person), FOREIGN) == "file_event_legal_move"


async def test_a_move_is_made_once_on_the_version_that_was_read(filing: Filing) -> None:
    file, request = await filing.begin(), new_id()
    await filing.say_all(file)
    stale = filing.move(file, "submitted", "person", filing.person, expected=7)
    assert await refused(stale, CHECK) == "file_event_of_this_version"
    await filing.move(file, "submitted", "person", filing.person, request=request)
    again = filing.move(file, "submitted", "person", filing.person, request=request)
    assert await refused(again, TWICE) == "file_event_once"


async def test_an_opinion_is_the_councils_that_read_the_file(filing: Filing, scene: Scene, national: Context) -> None:
    file = await filing.submitted()
    assert await refused(filing.opinion(file), DENIED) == ""  # it did not say why it opened
    await filing.open(national, file)
    for other in (national, STRANGER, filing.person):
        assert await refused(filing.opinion(file, by=other), DENIED) == ""
    await filing.open_case(OFFICER)
    told = filing.move(file, "opinion_given", "council", OFFICER)
    assert await refused(told, CHECK) == "national_file_opinion_first"
    stale = scene.rows(OFFICER, GIVE, file, 9, new_id(), "favourable", SEALED)
    assert await refused(stale, CHECK) == "file_event_of_this_version"
    await filing.opinion(file)
    assert await filing.state(file) == "opinion_given"
    assert len(await scene.rows(filing.person, "SELECT opinion FROM file_opinion")) == 1


async def test_whoever_judges_a_file_opened_it_and_says_what_it_lacks(
    filing: Filing, scene: Scene, national: Context
) -> None:
    file = await filing.with_opinion()
    judging = filing.move(file, "complete", "national", national)
    assert await refused(judging, CHECK) == "national_file_read_first"
    assert await refused(scene.run(national, MARK, file, "rib", "missing", "absent"), DENIED) == ""
    await filing.open(national, file)
    returned = filing.move(file, "incomplete", "national", national)
    assert await refused(returned, CHECK) == "national_file_incomplete_says_what"
    assert (
        await refused(scene.run(national, MARK, file, "rib", "missing", None), CHECK) == "file_piece_missing_says_why"
    )
    await scene.run(national, MARK, file, "rib", "missing", "absent")
    complete = filing.move(file, "complete", "national", national)
    assert await refused(complete, CHECK) == "national_file_complete_lacks_nothing"
    await filing.move(file, "incomplete", "national", national)
    back = filing.move(file, "submitted", "person", filing.person)
    assert await refused(back, CHECK) == "national_file_missing_answered"
    assert await refused(scene.run(filing.person, MARK, file, "rib", "received", None), DENIED) == ""
    await scene.run(filing.person, MARK, file, "rib", "unavailable", None)
    await filing.move(file, "submitted", "person", filing.person)


async def test_a_section_asked_again_is_answered_by_saving_it(filing: Filing, scene: Scene, national: Context) -> None:
    file = await filing.with_opinion()
    await filing.open(national, file)
    await scene.run(national, MARK, file, "section_income", "missing", "incomplete")
    await filing.move(file, "incomplete", "national", national)
    await filing.say(file, "income")
    await filing.move(file, "submitted", "person", filing.person)
    assert await filing.state(file) == "submitted"


async def test_a_withdrawal_succeeds_whatever_the_page_showed_and_shuts_everything(
    filing: Filing, scene: Scene, national: Context
) -> None:
    file = await filing.with_opinion()
    await filing.open(national, file)
    await scene.run(filing.person, ADD_EVENT, file, 0, new_id(), "", "withdrawn", "person", None)
    assert await filing.state(file) == "withdrawn"
    for body in (OFFICER, national):
        assert await scene.rows(body, SECTIONS, file) == []
        assert await scene.rows(body, "SELECT opinion FROM file_opinion WHERE file = $1", file) == []
        assert (await scene.rows(body, "SELECT file_key_of($1)", file))[0][0] is None
        assert not await filing.open(body, file)
    assert await scene.rows(national, FILES, file) == []
    assert len(await scene.rows(filing.person, SECTIONS, file)) == 6


@pytest.mark.parametrize("who", ["national", "stranger"])
async def test_nobody_withdraws_in_the_place_of_the_person(filing: Filing, national: Context, who: str) -> None:
    file = await filing.submitted()
    by = national if who == "national" else STRANGER
    for role in ("person", "council", "national"):
        moved = filing.move(file, "withdrawn", role, by)
        assert await refused(moved, FOREIGN if (who, role) == ("national", "national") else DENIED) in (
            "", "file_event_legal_move",
        )  # fmt: skip


async def test_an_erased_case_keeps_nothing_of_what_a_file_said(filing: Filing, scene: Scene, stage: Stage) -> None:
    file = await filing.with_opinion()
    await scene.run(filing.person, "SELECT erase_case($1)", filing.case)
    assert await filing.state(file) == "withdrawn"
    assert await stage.owner.fetchval("SELECT count(*) FROM file_section WHERE file = $1", file) == 0
    assert await stage.owner.fetchval("SELECT sealed FROM file_opinion WHERE file = $1", file) is None
    assert await stage.owner.fetchval(OUT_OF_STEP) == 0


async def test_no_appeal_begins_again_what_was_erased(filing: Filing, scene: Scene, stage: Stage) -> None:
    file = await decided(filing, stage)
    await stage.owner.execute("UPDATE national_file SET state = 'paid' WHERE id = $1", file)
    await scene.run(filing.person, "SELECT erase_case($1)", filing.case)
    assert await filing.state(file) == "paid"
    assert await refused(filing.move(file, "draft", "person", filing.person), DENIED) == ""


async def test_the_console_erases_on_the_word_of_the_person(filing: Filing, scene: Scene) -> None:
    file = await filing.submitted()
    await scene.run(WORKER, "SELECT erase_case($1)", filing.case)
    assert await filing.state(file) == "withdrawn"


async def decided(filing: Filing, stage: Stage) -> Any:
    """A file as after a decision, written past the triggers: the decision itself is of the sessions."""
    file = await filing.submitted()
    await stage.owner.execute("UPDATE national_file SET state = 'decided' WHERE id = $1", file)
    return file


async def test_an_appeal_is_the_next_round_and_first_the_persons_own(
    filing: Filing, scene: Scene, stage: Stage
) -> None:
    file = await decided(filing, stage)
    await filing.open_case(OFFICER)
    await filing.move(file, "draft", "person", filing.person)
    assert await stage.owner.fetchval("SELECT round FROM national_file WHERE id = $1", file) == 2
    await filing.say(file, "income")
    rounds = "SELECT round, count(*) AS n FROM file_section WHERE file = $1 GROUP BY round ORDER BY round"
    assert [tuple(row) for row in await scene.rows(filing.person, rounds, file)] == [(1, 6), (2, 6)]
    assert [tuple(row) for row in await scene.rows(OFFICER, rounds, file)] == [(1, 6)]
    assert await refused(filing.say(file, "income", by=OFFICER), DENIED) == ""
    sent = filing.move(file, "submitted", "council", OFFICER)
    assert await refused(sent, CHECK) == "national_file_of_the_person"
    await filing.move(file, "submitted", "person", filing.person)
    assert len(await scene.rows(OFFICER, rounds, file)) == 2


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("file_event", "UPDATE file_event SET reason = 'refused' WHERE file = $1"),
        ("file_event", "DELETE FROM file_event WHERE file = $1"),
        ("file_opinion", "UPDATE file_opinion SET opinion = 'unfavourable' WHERE file = $1"),
        ("file_opinion", "UPDATE file_opinion SET sealed = NULL WHERE file = $1"),
        ("file_opinion", "DELETE FROM file_opinion WHERE file = $1"),
        ("national_file", "DELETE FROM national_file WHERE id = $1"),
    ],
)
async def test_what_was_done_is_not_rewritten_even_by_the_owner(
    filing: Filing, stage: Stage, table: str, sql: str
) -> None:
    file = await filing.with_opinion()
    assert await refused(stage.owner.execute(sql, file), CHECK) == f"{table}_append_only"


async def test_a_state_or_a_sum_written_past_the_triggers_shows(filing: Filing, stage: Stage) -> None:
    file = await filing.submitted()
    assert await stage.owner.fetchval(OUT_OF_STEP) == 0
    await stage.owner.execute("UPDATE national_file SET asked_cents = 1 WHERE id = $1", file)
    assert await stage.owner.fetchval(OUT_OF_STEP) == 1
    await stage.owner.execute("UPDATE national_file SET asked_cents = 50000, state = 'paid' WHERE id = $1", file)
    assert await stage.owner.fetchval(OUT_OF_STEP) == 1
