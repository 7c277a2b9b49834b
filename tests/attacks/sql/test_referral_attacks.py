"""What an injection could try on the moves, options and choices of a referral: PostgreSQL itself says no."""

import pytest

from relais.core.context import PUBLIC, WORKER
from relais.core.ids import new_id
from tests.referrals.attacking import (
    CHECK,
    DENIED,
    FOREIGN,
    TABLES,
    TWICE,
    Stage,
    lapse,
    refused,
)
from tests.referrals.scenes import (
    ADD_CHOICE,
    ADD_OPTION,
    OFFICER,
    OTHER,
    RECIPIENT,
    STRANGER,
    Scene,
)

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "change", ["state = 'sent'", "version = 9", "round = 0", "recipient_org = 'asra'", "readable_until = now()",
               "sent_at = now()", "origin_org = 'cdom-75'", "concerns = 'self'"],
)  # fmt: skip
async def test_a_referral_changed_without_an_event(scene: Scene, change: str) -> None:
    await scene.bring("chosen")
    await refused(scene.run(OFFICER, f"UPDATE referral SET {change}"), DENIED)


async def test_a_referral_born_sent(scene: Scene) -> None:
    sql = "INSERT INTO referral (id, case_id, key, origin_org, concerns, state) VALUES ($1, $2, $3, 'cdom-69', 'self',"
    await refused(scene.run(OFFICER, sql + " 'sent')", new_id(), scene.case, new_id()), DENIED)


async def test_a_step_jumped_over(scene: Scene) -> None:
    made = await scene.bring("chosen")
    await scene.consent(made)
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    assert await refused(scene.ask(made, "sent"), FOREIGN) == "referral_event_legal_move"


async def test_a_move_of_another_actor(scene: Scene) -> None:
    made = await scene.bring("sent")
    await refused(scene.ask(made, "received", OFFICER, "recipient"), DENIED)
    assert await refused(scene.ask(made, "received", OFFICER, "origin"), FOREIGN) == "referral_event_legal_move"
    await refused(scene.ask(made, "received", OTHER, "recipient"), DENIED)


async def test_a_move_from_a_state_that_is_past(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    held = await scene.held(made)
    await scene.show(made, services=("ligne-sps", "ligne-asra"))
    await scene.choose(made)
    await scene.ask(made, "chosen")
    name = await refused(scene.ask(made, "cancelled", held=held), CHECK)
    assert name == "referral_event_of_this_version"
    name = await refused(scene.ask(made, "consented", from_state="consented"), CHECK)
    assert name == "referral_event_of_this_version"


async def test_a_move_posted_twice(scene: Scene) -> None:
    made = await scene.bring("draft")
    request = new_id()
    held = await scene.held(made)
    await scene.ask(made, "cancelled", request=request)
    assert await refused(scene.ask(made, "cancelled", request=request, held=held), TWICE) == "referral_event_once"


@pytest.mark.parametrize("end", ["closed", "withdrawn", "cancelled", "self_contact"])
async def test_a_terminal_referral_brought_back_to_life(scene: Scene, end: str) -> None:
    made = await scene.bring(end)
    for to in ("options_shown", "sent", "withdrawn", "received"):
        with pytest.raises(Exception, match=r".") as broken:
            await scene.ask(made, to, scene.person, "person", reason=None)
        assert getattr(broken.value, "sqlstate", "") in (CHECK, FOREIGN)
    assert (await scene.held(made))["state"] == end


async def test_an_event_that_names_its_own_moment_or_actor(scene: Scene) -> None:
    made = await scene.begin()
    for column, value in (("at", "now()"), ("actor", "gen_random_uuid()"), ("org", "'cdom-75'"), ("round", "4")):
        sql = (
            f"INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as, {column})"
            f" VALUES ($1, 1, $2, 'draft', 'cancelled', 'origin', {value})"
        )
        await refused(scene.run(OFFICER, sql, made, new_id()), DENIED)


async def test_a_legal_move_added_or_taken_away(scene: Scene) -> None:
    await refused(scene.run(OFFICER, "INSERT INTO legal_move VALUES ('draft', 'sent', 'origin')"), DENIED)
    await refused(scene.run(OFFICER, "DELETE FROM legal_move"), DENIED)


async def test_options_that_are_none_or_of_one_body(scene: Scene) -> None:
    made = await scene.begin()
    assert await refused(scene.ask(made, "options_shown"), CHECK) == "referral_options_are_real"
    assert await refused(scene.ask(made, "options_shown", reason="only_one_covers"), CHECK) == (
        "referral_options_are_real"
    )
    await scene.show(made, services=("ligne-mots", "deux-mots"))
    assert await refused(scene.ask(made, "options_shown"), CHECK) == "referral_options_are_real"
    assert await refused(scene.ask(made, "options_shown", reason="because"), CHECK) == "referral_event_reason_known"
    await scene.ask(made, "options_shown", reason="only_one_covers")


async def test_options_left_out_are_not_options(scene: Scene) -> None:
    made = await scene.begin()
    await scene.show(made, services=("ligne-mots",))
    await scene.run(OFFICER, ADD_OPTION, new_id(), made, 0, "ligne-asra", "own_departement")
    assert await refused(scene.ask(made, "options_shown"), CHECK) == "referral_options_are_real"


async def test_an_option_that_is_closed_or_says_not_why(scene: Scene) -> None:
    made = await scene.begin()
    assert await refused(scene.show(made, services=("fermee",)), CHECK) == "option_shown_is_active"
    assert await refused(scene.show(made, services=("inconnue",)), CHECK) == "option_shown_is_active"
    left_out = scene.run(OFFICER, ADD_OPTION, new_id(), made, 1, "ligne-mots", "own_departement")
    assert await refused(left_out, CHECK) == "option_shown_ranked_or_left_out"
    mute = ADD_OPTION.replace('{"dit financier"}', "{}")
    assert (
        await refused(scene.run(OFFICER, mute, new_id(), made, 1, "ligne-mots", ""), CHECK) == "option_shown_says_why"
    )


async def test_an_option_shown_by_a_stranger(scene: Scene) -> None:
    made = await scene.begin()
    for context in (STRANGER, RECIPIENT, scene.strange_person, PUBLIC, None):
        await refused(scene.run(context, ADD_OPTION, new_id(), made, 1, "ligne-mots", ""), DENIED)


async def test_an_option_ranked_twice_or_swapped_after_it_was_seen(scene: Scene) -> None:
    made = await scene.begin()
    await scene.show(made)
    again = scene.run(OFFICER, ADD_OPTION, new_id(), made, 1, "ligne-sps", "")
    assert await refused(again, TWICE) == "option_shown_rank"
    again = scene.run(OFFICER, ADD_OPTION, new_id(), made, 3, "ligne-mots", "")
    assert await refused(again, TWICE) == "option_shown_once"
    for sql in ("UPDATE option_shown SET rank = 9", "UPDATE option_shown SET service = 'ligne-sps'"):
        await refused(scene.run(OFFICER, sql), DENIED)


async def test_a_choice_nobody_made(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    assert await refused(scene.ask(made, "chosen"), CHECK) == "referral_chosen_by_the_person"


async def test_a_choice_in_the_name_of_the_person(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    await refused(scene.run(OFFICER, ADD_CHOICE, made, None, "ligne-mots", "own_session"), DENIED)
    await refused(scene.run(RECIPIENT, ADD_CHOICE, made, None, "ligne-mots", "spoken"), DENIED)
    await refused(scene.run(scene.strange_person, ADD_CHOICE, made, None, "ligne-mots", "own_session"), DENIED)
    await scene.run(scene.person, ADD_CHOICE, made, None, "ligne-mots", "own_session")


async def test_a_choice_of_another_round_or_of_another_referral(scene: Scene) -> None:
    made, other = await scene.begin(), await scene.bring("options_shown")
    (old, _) = await scene.show(made)
    await scene.ask(made, "options_shown")
    await scene.show(made, scene.person, services=("ligne-sps", "ligne-asra"))
    await scene.ask(made, "options_shown", scene.person, "person")
    name = await refused(scene.run(OFFICER, ADD_CHOICE, made, old, "", "spoken"), CHECK)
    assert name == "choice_among_those_shown"
    name = await refused(scene.run(OFFICER, ADD_CHOICE, other, old, "", "spoken"), CHECK)
    assert name == "choice_among_those_shown"


async def test_a_choice_of_a_unit_that_nobody_confirmed(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    for service in ("clinique", "fermee", "inconnue"):
        assert await refused(scene.choose(made, service), CHECK) == "choice_can_be_referred_to"


async def test_a_choice_made_twice_or_rewritten(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    await scene.choose(made)
    assert await refused(scene.choose(made, "ligne-asra"), TWICE) == "choice_pk"
    await refused(scene.run(OFFICER, "UPDATE choice SET service = 'ligne-asra'"), DENIED)


async def test_a_choice_before_any_option(scene: Scene) -> None:
    assert await refused(scene.choose(await scene.begin()), CHECK) == "choice_after_options"


async def test_an_answer_without_its_code(scene: Scene) -> None:
    made = await scene.bring("received")
    assert await refused(scene.ask(made, "declined", reason=None), CHECK) == "referral_event_reason_known"
    assert await refused(scene.ask(made, "declined", reason="depressive"), CHECK) == "referral_event_reason_known"
    await scene.ask(made, "accepted")
    few = scene.ask(made, "unreachable", attempts=[])
    assert await refused(few, CHECK) == "referral_event_unreachable_after_three"
    await scene.ask(made, "contact_made")
    assert await refused(scene.ask(made, "closed", outcome=None), CHECK) == "referral_event_closed_has_outcome"
    assert await refused(scene.ask(made, "closed", outcome="cured"), CHECK) == "referral_event_outcome_known"
    system = scene.ask(made, "closed", outcome="no_outcome")
    assert await refused(system, CHECK) == "referral_event_no_outcome_is_the_systems"


async def test_an_answer_once_the_consent_lapsed_only_closes(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("unreachable")
    other = await scene.bring("received")
    await lapse(stage, "2 days")
    name = await refused(scene.ask(other, "accepted"), CHECK)
    assert name == "referral_answer_needs_consent"
    await scene.ask(made, "closed", outcome="not_reached")


async def test_an_answer_fourteen_days_after_the_consent_lapsed(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("contact_made")
    await lapse(stage, "13 days")
    early = scene.ask(made, "closed", WORKER, "worker", outcome="no_outcome")
    assert await refused(early, CHECK) == "referral_not_due"
    await lapse(stage, "15 days")
    assert await refused(scene.ask(made, "closed"), CHECK) == "referral_answer_needs_consent"
    await scene.ask(made, "closed", WORKER, "worker", outcome="no_outcome")


async def test_time_hurried_by_the_worker_or_by_who_is_not_it(scene: Scene) -> None:
    made = await scene.bring("sent")
    assert await refused(scene.ask(made, "expired"), CHECK) == "referral_not_due"
    await refused(scene.ask(made, "expired", OFFICER, "worker"), DENIED)
    await refused(scene.ask(made, "withdrawn", WORKER, "person"), DENIED)


async def test_the_worker_reads_or_writes_anything_else(scene: Scene) -> None:
    await scene.bring("sent")
    for table in TABLES:
        await refused(scene.rows(WORKER, f"SELECT * FROM {table}"), DENIED)
    await refused(scene.run(WORKER, ADD_CHOICE, new_id(), None, "ligne-mots", "spoken"), DENIED)
    await refused(scene.run(OFFICER, "SELECT * FROM referrals_due()"), DENIED)
