"""What an injection could try on referrals, as our own account, as another body, as nobody: PostgreSQL itself says no.

At the end, what holds against the owner of the tables and a superuser, and what only shows afterwards.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from relais.core.context import PUBLIC, WORKER, Context, pads_of, sign
from relais.core.db import connect
from relais.core.ids import new_id
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
    scene_in,
)

pytestmark = pytest.mark.anyio
CHECK, DENIED, FOREIGN, TWICE, OVERLAP = "23514", "42501", "23503", "23505", "23P01"
TABLES = ("referral", "referral_event", "option_shown", "choice", "consent", "disclosure")
OUTSIDE = "SELECT count(*) FROM disclosures_outside_consent"


@pytest.fixture
async def scene(world: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    async with scene_in(world) as made:
        yield made


async def refused(attempt: Any, state: str) -> str:
    """The SQLSTATE is the one expected; gives the name of the constraint."""
    with pytest.raises(Exception, match=r".") as broken:
        await attempt
    assert getattr(broken.value, "sqlstate", "") == state, broken.value
    return getattr(broken.value, "constraint_name", None) or ""


async def as_role(world: Any, role: str, sql: str, *args: Any) -> None:
    db = await connect(world.server.url(role, world.name))
    try:
        await db.execute(sql, *args)
    finally:
        await db.close()


# The state ------------------------------------------------------------------------------------------------------------


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


# Options and choice ---------------------------------------------------------------------------------------------------


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


# Consent and disclosure -----------------------------------------------------------------------------------------------


async def test_a_referral_sent_without_consent_or_after_a_refusal(scene: Scene) -> None:
    made = await scene.bring("chosen")
    assert await refused(scene.ask(made, "consented"), CHECK) == "referral_sent_needs_consent"
    await scene.consent(made, answer="refused", categories=[])
    assert await refused(scene.ask(made, "consented"), CHECK) == "referral_sent_needs_consent"


async def test_a_referral_sent_once_the_consent_lapsed(scene: Scene, world: Any) -> None:
    made = await scene.bring("consented")
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    await lapse(world, "2 days")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_sent_needs_consent"


async def lapse(world: Any, since: str) -> None:
    """The consent was given long ago and its time is up: written past the trigger, which forbids it."""
    await world.owner.execute("ALTER TABLE consent DISABLE TRIGGER consent_ended")
    shift = f"valid_until - now() + interval '{since}'"
    sql = f"UPDATE consent SET given_at = given_at - ({shift}), valid_until = valid_until - ({shift})"
    await world.owner.execute(sql)
    await world.owner.execute("ALTER TABLE consent ENABLE TRIGGER consent_ended")


@pytest.mark.parametrize("column", ["given_at", "collected_by", "valid_until", "round", "subject", "controller_org",
                                    "ended_at"])  # fmt: skip
async def test_a_consent_that_says_what_only_the_database_says(scene: Scene, column: str) -> None:
    made = await scene.bring("chosen")
    sql = ADD_CONSENT.replace("evidence, days)", f"evidence, days, {column})").replace("$9, $10)", "$9, $10, NULL)")
    args = (new_id(), made, "given", "mots", ["contact"], "inbox", 1, "oral_phone", "read_back", 30)
    await refused(scene.run(OFFICER, sql, *args), DENIED)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"org": "asra"}, "consent_names_its_recipient"),
        ({"categories": []}, "consent_categories_known"),
        ({"categories": ["diagnosis"]}, "consent_categories_known"),
        ({"categories": [None]}, "consent_categories_known"),
        ({"notice": 0}, "consent_under_current_notice"),
        ({"days": 91}, "consent_lives_90_days"),
        ({"days": 0}, "consent_lives_90_days"),
        ({"mode": "implied"}, "consent_mode_known"),
        ({"mode": "written"}, "consent_evidence_fits"),
        ({"medium": "email"}, "consent_medium_known"),
        ({"answer": "true"}, "consent_answer_known"),
    ],
)
async def test_a_consent_that_is_none(scene: Scene, changes: dict[str, Any], name: str) -> None:
    made = await scene.bring("chosen")
    assert name in await refused(scene.consent(made, **changes), CHECK)


async def test_a_consent_for_another_purpose_or_by_another_grantor(scene: Scene) -> None:
    made = await scene.bring("chosen")
    args = (new_id(), made, "given", "mots", ["contact"], "inbox", 1, "oral_phone", "read_back", 30)
    assert await refused(scene.run(OFFICER, ADD_CONSENT.replace("'self'", "'colleague'"), *args), CHECK) == (
        "consent_grantor_known"
    )
    discipline = ADD_CONSENT.replace("evidence, days)", "evidence, days, purpose)").replace(
        "$10)", "$10, 'discipline')"
    )
    assert await refused(scene.run(OFFICER, discipline, *args), CHECK) == "consent_purpose_known"


async def test_a_consent_under_a_notice_that_was_forged(scene: Scene) -> None:
    made = await scene.bring("chosen")
    forged = ADD_CONSENT.replace("(SELECT sha256 FROM notice ORDER BY number DESC LIMIT 1)", "sha256('x')")
    args = (new_id(), made, "given", "mots", ["contact"], "inbox", 1, "oral_phone", "read_back", 30)
    assert await refused(scene.run(OFFICER, forged, *args), FOREIGN) == "consent_to_notice"
    for sql in ("UPDATE notice SET body = 'x'", "INSERT INTO notice SELECT 2, body, sha256 FROM notice"):
        await refused(scene.run(OFFICER, sql), DENIED)


async def test_a_consent_collected_by_who_may_not(scene: Scene) -> None:
    made = await scene.bring("chosen")
    for context in (STRANGER, RECIPIENT, scene.strange_person, PUBLIC, None):
        await refused(scene.consent(made, context), DENIED)
    await refused(scene.consent(made, OFFICER, mode="online", evidence="code"), DENIED)
    await refused(scene.consent(made, scene.person), DENIED)  # an oral consent is collected by someone else
    await scene.consent(made, scene.person, mode="online", evidence="code")


async def test_a_consent_before_any_choice(scene: Scene) -> None:
    made = await scene.bring("options_shown")
    assert await refused(scene.consent(made), CHECK) == "consent_after_choice"


async def test_two_consents_alive_at_once(scene: Scene) -> None:
    made = await scene.bring("chosen")
    await scene.consent(made)
    assert await refused(scene.consent(made), OVERLAP) == "consent_one_alive"


@pytest.mark.parametrize("change", ["categories = '{identity}'", "valid_until = now() + interval '1 year'",
                                    "ended_at = NULL", "ended_how = NULL", "answer = 'given'"])  # fmt: skip
async def test_a_consent_widened_prolonged_or_revived(scene: Scene, change: str) -> None:
    await scene.bring("withdrawn", await scene.bring("consented"))
    await refused(scene.run(OFFICER, f"UPDATE consent SET {change}"), DENIED)


async def test_a_disclosure_written_apart(scene: Scene) -> None:
    made = await scene.bring("consented")
    sql = (
        "INSERT INTO disclosure (consent, referral, round, recipient_org, recipient_function, categories, medium)"
        " SELECT id, referral, round, recipient_org, recipient_function, categories, medium FROM consent"
    )
    await refused(scene.run(OFFICER, sql), DENIED)
    assert (await scene.held(made))["state"] == "consented"


async def test_what_was_disclosed_is_what_was_consented(scene: Scene) -> None:
    await scene.bring("sent")
    rows = await scene.rows(scene.person, "SELECT categories, recipient_org, medium FROM disclosure")
    assert [tuple(row) for row in rows] == [(["contact", "need"], "mots", "inbox")]


async def test_a_referral_of_a_colleague_sent(scene: Scene) -> None:
    made = await scene.begin("colleague")
    for step in ("options_shown", "chosen"):
        await scene.prepare(made, step)
        await scene.ask(made, step)
    await scene.consent(made)
    assert await refused(scene.ask(made, "consented"), CHECK) == "referral_of_a_colleague_goes_nowhere"


async def test_a_referral_sent_where_nobody_reads(scene: Scene, world: Any) -> None:
    made = await scene.bring("consented")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_recipient_reads"
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    await world.owner.execute("UPDATE inbox_opening SET opened_at = now() - interval '31 days'")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_recipient_reads"
    await refused(scene.run(OFFICER, "INSERT INTO inbox_opening VALUES ('mots', now())"), DENIED)
    for context in (None, PUBLIC, scene.person):
        await refused(scene.run(context, "SELECT open_inbox()"), DENIED)


async def test_a_referral_told_to_a_number_that_is_not_for_help(scene: Scene, world: Any) -> None:
    made = await scene.bring("options_shown")
    await scene.choose(made, "ligne-asra")
    await scene.ask(made, "chosen")
    await scene.consent(made, org="asra", medium="telephone")
    await scene.ask(made, "consented")
    await world.owner.execute("UPDATE contact SET purpose = 'admin'")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_number_is_for_help"
    await world.owner.execute("UPDATE contact SET purpose = 'help'")
    await scene.ask(made, "sent")
    await scene.ask(made, "received", OFFICER, "caller")


async def test_the_officer_answers_for_a_body_that_reads_its_own_inbox(scene: Scene) -> None:
    made = await scene.bring("sent")
    await refused(scene.ask(made, "received", OFFICER, "caller"), DENIED)


# Answers --------------------------------------------------------------------------------------------------------------


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


async def test_an_answer_once_the_consent_lapsed_only_closes(scene: Scene, world: Any) -> None:
    made = await scene.bring("unreachable")
    other = await scene.bring("received")
    await lapse(world, "2 days")
    name = await refused(scene.ask(other, "accepted"), CHECK)
    assert name == "referral_answer_needs_consent"
    await scene.ask(made, "closed", outcome="not_reached")


async def test_an_answer_fourteen_days_after_the_consent_lapsed(scene: Scene, world: Any) -> None:
    made = await scene.bring("contact_made")
    await lapse(world, "13 days")
    early = scene.ask(made, "closed", WORKER, "worker", outcome="no_outcome")
    assert await refused(early, CHECK) == "referral_not_due"
    await lapse(world, "15 days")
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


# Who reads ------------------------------------------------------------------------------------------------------------


async def read(scene: Scene, context: Context | None) -> dict[str, int]:
    return {table: len(await scene.rows(context, f"SELECT * FROM {table}")) for table in (*TABLES, "case_part")}


@pytest.mark.parametrize("who", ["nobody", "public", "stranger", "other", "strange person", "worker in our account"])
async def test_rows_read_by_who_has_nothing_to_do_with_them(scene: Scene, who: str) -> None:
    await scene.bring("received")
    contexts = {"public": PUBLIC, "stranger": STRANGER, "other": OTHER, "strange person": scene.strange_person}
    if who == "worker in our account":
        contexts[who] = Context(kind="worker", org="x")
    seen = await read(scene, contexts.get(who))
    of_their_own = 5 if who in ("stranger", "strange person") else 0
    assert seen == dict.fromkeys(TABLES, 0) | {"case_part": of_their_own}


async def test_a_recipient_reads_before_it_is_sent(scene: Scene) -> None:
    made = await scene.begin()
    for state in ("options_shown", "chosen", "consented"):
        await scene.prepare(made, state)
        await scene.ask(made, state)
        assert set((await read(scene, RECIPIENT)).values()) == {0}, state


async def test_a_recipient_reads_more_than_was_consented(scene: Scene) -> None:
    await scene.bring("received")
    seen = await scene.rows(RECIPIENT, "SELECT category FROM case_part ORDER BY category")
    assert [row["category"] for row in seen] == ["contact", "need"]
    counts = await read(scene, RECIPIENT)
    assert counts == dict.fromkeys(TABLES, 0) | {"referral": 1, "disclosure": 1, "case_part": 2}
    assert await scene.rows(RECIPIENT, "SELECT id FROM aid_case") == []
    assert await scene.run(RECIPIENT, "UPDATE case_part SET sealed = sealed") == "UPDATE 0"


@pytest.mark.parametrize("state", ["sent", "received", "accepted", "contact_made", "unreachable"])
async def test_a_recipient_reads_in_the_transaction_of_the_withdrawal(scene: Scene, state: str) -> None:
    made = await scene.bring(state)
    assert (await read(scene, RECIPIENT))["case_part"] == 2
    pid, second = (await scene.rows(None, "SELECT pg_backend_pid(), extract(epoch FROM now())::bigint"))[0]
    signed = sign(RECIPIENT, scene.pads, pid=pid, expires=second + 60)
    async with scene.acting(scene.person) as db:
        event = (made, 0, new_id(), "", "withdrawn", "person", None, None, [])
        await db.execute(ADD_EVENT, *event)
        await db.execute("SELECT set_config('relais.context', $1, true)", signed)
        for table in (*TABLES, "case_part"):
            assert await db.fetch(f"SELECT * FROM {table}") == []
        assert await db.fetchval("SELECT data_key_of($1)", scene.case) is None


@pytest.mark.parametrize("end", ["declined", "closed", "options_shown"])
async def test_a_recipient_reads_after_the_end(scene: Scene, end: str) -> None:
    made = await scene.bring("received")
    if end == "closed":
        await scene.ask(made, "accepted")
        await scene.ask(made, "contact_made")
    if end == "options_shown":
        await scene.show(made, services=("ligne-sps", "ligne-asra"))
        await scene.ask(made, end, scene.person, "person")
    else:
        await scene.ask(made, end)
    assert set((await read(scene, RECIPIENT)).values()) == {0}
    assert await scene.rows(scene.person, "SELECT FROM consent WHERE ended_at IS NULL") == []


async def test_a_recipient_reads_once_the_time_of_the_consent_is_up(scene: Scene, world: Any) -> None:
    await scene.bring("received")
    await world.owner.execute("UPDATE referral SET readable_until = now() - interval '1 second'")
    assert set((await read(scene, RECIPIENT)).values()) == {0}


async def test_the_second_recipient_reads_what_was_told_to_the_first(scene: Scene) -> None:
    made = await scene.bring("declined")
    await scene.show(made, services=("ligne-sps", "ligne-asra"))
    await scene.ask(made, "options_shown")
    await scene.choose(made, "ligne-asra")
    await scene.ask(made, "chosen")
    await scene.consent(made, org="asra", categories=["need"])
    await scene.ask(made, "consented")
    await scene.run(OTHER, "SELECT open_inbox()")
    await scene.ask(made, "sent")
    assert [row["recipient_org"] for row in await scene.rows(OTHER, "SELECT * FROM disclosure")] == ["asra"]
    assert [row["category"] for row in await scene.rows(OTHER, "SELECT * FROM case_part")] == ["need"]
    assert set((await read(scene, RECIPIENT)).values()) == {0}


async def test_the_worker_or_a_forged_context_reads_for_someone(scene: Scene) -> None:
    await scene.bring("sent")
    pid, second = (await scene.rows(None, "SELECT pg_backend_pid(), extract(epoch FROM now())::bigint"))[0]
    for forged in (
        f"staff|cdom-69|||{second + 60}|{pid}|",
        sign(OFFICER, pads_of(b"x" * 32), pid=pid, expires=second + 60),
        sign(OFFICER, scene.pads, pid=pid + 1, expires=second + 60),
        sign(OFFICER, scene.pads, pid=pid, expires=second - 1),
    ):
        async with scene.acting(None) as db:
            await db.execute("SELECT set_config('relais.context', $1, true)", forged)
            assert await db.fetch("SELECT * FROM referral") == []


async def test_a_referral_begun_on_the_case_of_another(scene: Scene) -> None:
    for context, case, origin in (
        (OFFICER, scene.stranger_case, "cdom-69"),
        (OFFICER, scene.case, "cdom-75"),
        (OFFICER, scene.case, ""),
        (STRANGER, scene.case, "cdom-75"),
        (scene.strange_person, scene.case, ""),
        (scene.person, scene.case, "cdom-75"),
        (PUBLIC, scene.case, ""),
        (None, scene.case, "cdom-69"),
    ):
        await refused(scene.run(context, ADD_REFERRAL, new_id(), case, new_id(), origin, "self"), DENIED)


async def test_a_referral_made_twice_by_two_clicks(scene: Scene) -> None:
    key = new_id()
    await scene.run(OFFICER, ADD_REFERRAL, new_id(), scene.case, key, "cdom-69", "self")
    twice = scene.run(OFFICER, ADD_REFERRAL, new_id(), scene.case, key, "cdom-69", "self")
    assert await refused(twice, TWICE) == "referral_key_once"


async def test_a_referral_told_to_exist_or_not(scene: Scene) -> None:
    made = await scene.bring("sent")
    event = (1, new_id(), "sent", "withdrawn", "origin", None, None, [])
    for unknown in (made, new_id()):
        await refused(scene.run(STRANGER, ADD_EVENT, unknown, *event), DENIED)


@pytest.mark.parametrize("table", [*TABLES, "notice"])
@pytest.mark.parametrize("words", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {}",
                                   "ALTER TABLE {} DISABLE ROW LEVEL SECURITY"])  # fmt: skip
async def test_rows_that_must_stay_taken_away(scene: Scene, table: str, words: str) -> None:
    await refused(scene.run(OFFICER, words.format(table)), DENIED)


async def test_a_function_of_the_owner_called_apart(scene: Scene) -> None:
    made = await scene.bring("consented")
    await refused(scene.run(OFFICER, "SELECT hold_live_consent($1, 1)", made), DENIED)
    await refused(scene.run(OFFICER, "SELECT chain_case_event($1, 'referral.sent')", scene.case), DENIED)


# The owner of the tables, and a superuser -----------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["referral_event", "option_shown", "choice", "disclosure"])
async def test_what_happened_rewritten_by_the_owner(scene: Scene, world: Any, table: str) -> None:
    await scene.bring("sent")
    for sql in (f"UPDATE {table} SET round = 9", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        assert (await refused(as_role(world, "relais_owner", sql), CHECK)).endswith("_append_only")


async def test_a_consent_rewritten_or_taken_away_by_the_owner(scene: Scene, world: Any) -> None:
    await scene.bring("withdrawn", await scene.bring("sent"))
    for sql in ("UPDATE consent SET ended_at = NULL, ended_how = NULL", "UPDATE consent SET ended_how = 'closed'"):
        assert await refused(as_role(world, "relais_owner", sql), CHECK) == "consent_ended_once"
    assert await refused(as_role(world, "relais_owner", "DELETE FROM consent"), CHECK) == "consent_append_only"
    assert await refused(as_role(world, "relais_owner", "DELETE FROM referral"), CHECK) == "referral_append_only"


async def test_a_live_consent_widened_by_the_owner(scene: Scene, world: Any) -> None:
    await scene.bring("sent")
    for change in ("categories = '{identity}'", "valid_until = valid_until + interval '9 days'", "answer = 'refused'"):
        widened = as_role(world, "relais_owner", f"UPDATE consent SET {change}")
        assert await refused(widened, CHECK) == "consent_ended_once"


async def test_a_consent_ended_by_the_owner_closes_the_reading(scene: Scene, world: Any) -> None:
    await scene.bring("sent")
    await as_role(world, "relais_owner", "UPDATE consent SET ended_how = 'withdrawn'")
    assert set((await read(scene, RECIPIENT)).values()) == {0}


async def test_a_disclosure_beyond_the_consent_by_a_superuser(scene: Scene, world: Any) -> None:
    await scene.bring("consented")
    sql = (
        "INSERT INTO disclosure (consent, referral, round, recipient_org, recipient_function, categories, medium)"
        " SELECT id, referral, round, {}, recipient_function, {}, medium FROM consent"
    )
    for org, categories in (("'asra'", "categories"), ("recipient_org", "'{identity}'::text[]")):
        beyond = as_role(world, "postgres", sql.format(org, categories))
        assert await refused(beyond, CHECK) == "disclosure_within_consent"


async def test_a_notice_changed_by_the_owner(scene: Scene, world: Any) -> None:
    assert await refused(as_role(world, "relais_owner", "UPDATE notice SET body = body"), CHECK) == "notice_append_only"
    short = "INSERT INTO notice (number, body, sha256) VALUES (2, 'x', sha256('x'))"
    assert await refused(as_role(world, "relais_owner", short), CHECK) in (
        "notice_has_four_items",
        "notice_names_who_reads",
    )
    false_hash = "INSERT INTO notice (number, body, sha256) SELECT 2, body || ' ', sha256 FROM notice"
    assert await refused(as_role(world, "relais_owner", false_hash), CHECK) == "notice_hash_is_its_own"


async def test_a_state_written_by_a_superuser_shows(scene: Scene, world: Any) -> None:
    made = await scene.bring("consented")
    await as_role(world, "postgres", "UPDATE referral SET state = 'accepted', version = version + 1")
    assert await world.owner.fetchval("SELECT id FROM referrals_out_of_step") == made


async def test_a_reading_opened_or_a_disclosure_widened_by_a_superuser_shows(scene: Scene, world: Any) -> None:
    made: UUID = await scene.bring("sent")
    assert await world.owner.fetchval(OUTSIDE) == 0
    past_triggers = "SET session_replication_role = replica; "
    await as_role(world, "postgres", past_triggers + "UPDATE disclosure SET categories = '{identity}'")
    assert await world.owner.fetchval("SELECT referral FROM disclosures_outside_consent") == made
    await as_role(world, "postgres", past_triggers + "UPDATE disclosure SET categories = '{contact,need}'")
    assert await world.owner.fetchval(OUTSIDE) == 0
    later = "UPDATE consent SET ended_at = given_at, ended_how = 'withdrawn'"
    await as_role(world, "postgres", past_triggers + later)
    assert await world.owner.fetchval(OUTSIDE) > 0


async def test_every_move_is_in_the_chain_of_its_case(scene: Scene, world: Any) -> None:
    await scene.bring("closed")
    sql = "SELECT act FROM case_event WHERE case_id = $1 AND act LIKE 'referral.%' ORDER BY seq"
    acts = [row["act"] for row in await world.owner.fetch(sql, scene.case)]
    assert acts == [
        "referral.draft", "referral.options_shown", "referral.choice", "referral.chosen", "referral.consent",
        "referral.consented", "referral.sent", "referral.received", "referral.accepted", "referral.contact_made",
        "referral.closed",
    ]  # fmt: skip
