"""What an injection could try on consents and disclosures, and what holds against the owner and a superuser."""

from typing import Any
from uuid import UUID

import pytest

from relais.core.context import PUBLIC
from relais.core.ids import new_id
from tests.referrals.attacking import (
    CHECK,
    DENIED,
    FOREIGN,
    OUTSIDE,
    OVERLAP,
    Stage,
    as_role,
    lapse,
    read,
    refused,
)
from tests.referrals.scenes import (
    ADD_CONSENT,
    OFFICER,
    RECIPIENT,
    STRANGER,
    Scene,
)

pytestmark = pytest.mark.anyio


async def test_a_referral_sent_without_consent_or_after_a_refusal(scene: Scene) -> None:
    made = await scene.bring("chosen")
    assert await refused(scene.ask(made, "consented"), CHECK) == "referral_sent_needs_consent"
    await scene.consent(made, answer="refused", categories=[])
    assert await refused(scene.ask(made, "consented"), CHECK) == "referral_sent_needs_consent"


async def test_a_referral_sent_once_the_consent_lapsed(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("consented")
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    await lapse(stage, "2 days")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_sent_needs_consent"


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


async def test_a_referral_sent_where_nobody_reads(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("consented")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_recipient_reads"
    await scene.run(RECIPIENT, "SELECT open_inbox()")
    await stage.owner.execute("UPDATE inbox_opening SET opened_at = now() - interval '31 days'")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_recipient_reads"
    await refused(scene.run(OFFICER, "INSERT INTO inbox_opening VALUES ('mots', now())"), DENIED)
    for context in (None, PUBLIC, scene.person):
        await refused(scene.run(context, "SELECT open_inbox()"), DENIED)


async def test_a_referral_told_to_a_number_that_is_not_for_help(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("options_shown")
    await scene.choose(made, "ligne-asra")
    await scene.ask(made, "chosen")
    await scene.consent(made, org="asra", medium="telephone")
    await scene.ask(made, "consented")
    await stage.owner.execute("UPDATE contact SET purpose = 'admin'")
    assert await refused(scene.ask(made, "sent"), CHECK) == "referral_number_is_for_help"
    await stage.owner.execute("UPDATE contact SET purpose = 'help'")
    await scene.ask(made, "sent")
    await scene.ask(made, "received", OFFICER, "caller")


async def test_the_officer_answers_for_a_body_that_reads_its_own_inbox(scene: Scene) -> None:
    made = await scene.bring("sent")
    await refused(scene.ask(made, "received", OFFICER, "caller"), DENIED)


@pytest.mark.parametrize("table", ["referral_event", "option_shown", "choice", "disclosure"])
async def test_what_happened_rewritten_by_the_owner(scene: Scene, stage: Stage, table: str) -> None:
    await scene.bring("sent")
    for sql in (f"UPDATE {table} SET round = 9", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        assert (await refused(as_role(stage, "relais_owner", sql), CHECK)).endswith("_append_only")


async def test_an_illegal_move_written_by_the_owner_past_the_trigger(scene: Scene, stage: Stage) -> None:
    made = await scene.begin()
    await stage.owner.execute("ALTER TABLE referral_event DISABLE TRIGGER referral_event_applies")
    sql = (
        "INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as, round, org, at)"
        " VALUES ($1, 1, $2, 'draft', 'sent', 'origin', 0, '', now())"
    )
    name = await refused(as_role(stage, "relais_owner", sql, made, new_id()), FOREIGN)
    assert name == "referral_event_legal_move"


async def test_a_consent_rewritten_or_taken_away_by_the_owner(scene: Scene, stage: Stage) -> None:
    await scene.bring("withdrawn", await scene.bring("sent"))
    for sql in ("UPDATE consent SET ended_at = NULL, ended_how = NULL", "UPDATE consent SET ended_how = 'closed'"):
        assert await refused(as_role(stage, "relais_owner", sql), CHECK) == "consent_ended_once"
    assert await refused(as_role(stage, "relais_owner", "DELETE FROM consent"), CHECK) == "consent_append_only"
    assert await refused(as_role(stage, "relais_owner", "DELETE FROM referral"), CHECK) == "referral_append_only"


async def test_a_live_consent_widened_by_the_owner(scene: Scene, stage: Stage) -> None:
    await scene.bring("sent")
    for change in ("categories = '{identity}'", "valid_until = valid_until + interval '9 days'", "answer = 'refused'"):
        widened = as_role(stage, "relais_owner", f"UPDATE consent SET {change}")
        assert await refused(widened, CHECK) == "consent_ended_once"


async def test_a_consent_ended_by_the_owner_closes_the_reading(scene: Scene, stage: Stage) -> None:
    await scene.bring("sent")
    await as_role(stage, "relais_owner", "UPDATE consent SET ended_how = 'withdrawn'")
    assert set((await read(scene, RECIPIENT)).values()) == {0}


async def test_a_disclosure_beyond_the_consent_by_a_superuser(scene: Scene, stage: Stage) -> None:
    await scene.bring("consented")
    sql = (
        "INSERT INTO disclosure (consent, referral, round, recipient_org, recipient_function, categories, medium)"
        " SELECT id, referral, round, {}, recipient_function, {}, medium FROM consent"
    )
    for org, categories in (("'asra'", "categories"), ("recipient_org", "'{identity}'::text[]")):
        beyond = as_role(stage, "postgres", sql.format(org, categories))
        assert await refused(beyond, CHECK) == "disclosure_within_consent"


async def test_a_notice_changed_by_the_owner(scene: Scene, stage: Stage) -> None:
    assert await refused(as_role(stage, "relais_owner", "UPDATE notice SET body = body"), CHECK) == "notice_append_only"
    short = "INSERT INTO notice (number, body, sha256) VALUES (2, 'x', sha256('x'))"
    assert await refused(as_role(stage, "relais_owner", short), CHECK) in (
        "notice_has_four_items",
        "notice_names_who_reads",
    )
    false_hash = "INSERT INTO notice (number, body, sha256) SELECT 2, body || ' ', sha256 FROM notice"
    assert await refused(as_role(stage, "relais_owner", false_hash), CHECK) == "notice_hash_is_its_own"


async def test_a_state_written_by_a_superuser_shows(scene: Scene, stage: Stage) -> None:
    made = await scene.bring("consented")
    await as_role(stage, "postgres", "UPDATE referral SET state = 'accepted', version = version + 1")
    assert await stage.owner.fetchval("SELECT id FROM referrals_out_of_step") == made


async def test_a_reading_opened_or_a_disclosure_widened_by_a_superuser_shows(scene: Scene, stage: Stage) -> None:
    made: UUID = await scene.bring("sent")
    assert await stage.owner.fetchval(OUTSIDE) == 0
    past_triggers = "SET session_replication_role = replica; "
    await as_role(stage, "postgres", past_triggers + "UPDATE disclosure SET categories = '{identity}'")
    assert await stage.owner.fetchval("SELECT referral FROM disclosures_outside_consent") == made
    await as_role(stage, "postgres", past_triggers + "UPDATE disclosure SET categories = '{contact,need}'")
    assert await stage.owner.fetchval(OUTSIDE) == 0
    later = "UPDATE consent SET ended_at = given_at, ended_how = 'withdrawn'"
    await as_role(stage, "postgres", past_triggers + later)
    assert await stage.owner.fetchval(OUTSIDE) > 0


async def test_every_move_is_in_the_chain_of_its_case(scene: Scene, stage: Stage) -> None:
    await scene.bring("closed")
    sql = "SELECT act FROM case_event WHERE case_id = $1 AND act LIKE 'referral.%' ORDER BY seq"
    acts = [row["act"] for row in await stage.owner.fetch(sql, scene.case)]
    assert acts == [
        "referral.draft", "referral.options_shown", "referral.choice", "referral.chosen", "referral.consent",
        "referral.consented", "referral.sent", "referral.received", "referral.accepted", "referral.contact_made",
        "referral.closed",
    ]  # fmt: skip
