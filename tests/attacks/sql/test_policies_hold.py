"""Each policy about writing refuses by itself: triggers that would refuse too are put aside, and there is no context.

Without a context nobody is anyone's council, person or worker (`signed_context`).
"""

from typing import Any

import pytest
from asyncpg import InsufficientPrivilegeError

from tests.attacks.sql.guards import NEW, ONE
from tests.mutation.mutants import tables

pytestmark = pytest.mark.anyio
PADS = "context_key"  # what signs a context: in no copy
WRITTEN: dict[str, tuple[str, str]] = {
    "aid_case_person": (
        "relais_app",
        "INSERT INTO aid_case (id, reference, origin, code_by) VALUES ('{NEW}', 'BBB-BBB', 'person', 'person')",
    ),
    "case_part_case": (
        "relais_app",
        "INSERT INTO case_part (case_id, category, sealed) VALUES ('{ONE}', 'contact', 's')",
    ),
    "referral_begun": (
        "relais_app",
        "INSERT INTO referral (id, case_id, key, origin_org, concerns) VALUES ('{NEW}', '{ONE}', '{NEW}', '', 'self')",
    ),
    "referral_event_of_app": (
        "relais_app",
        "INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as)"
        " VALUES ('{ONE}', 9, '{NEW}', 'sent', 'expired', 'worker')",
    ),
    "referral_event_of_worker": (
        "relais_worker",
        "INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as)"
        " VALUES ('{ONE}', 9, '{NEW}', 'sent', 'withdrawn', 'person')",
    ),
    "option_shown_added": (
        "relais_app",
        "INSERT INTO option_shown (id, referral, rank, service, seed, directory_version, why)"
        " VALUES ('{NEW}', '{ONE}', 9, 'autre', 1, 0, '{{x}}')",
    ),
    "choice_made": ("relais_app", "INSERT INTO choice (referral, service, how) VALUES ('{ONE}', 'ligne', 'spoken')"),
    "consent_given": (
        "relais_app",
        "INSERT INTO consent (id, referral, answer, grantor, recipient_org) VALUES"
        " ('{NEW}', '{ONE}', 'given', 'self', 'mots')",
    ),
    "referral_told_by_worker": (
        "relais_worker",
        "INSERT INTO referral_told (referral, version, what) VALUES ('{NEW}', 5, 'reminded')",
    ),
    "aid_request_made": (
        "relais_app",
        "INSERT INTO aid_request (id, case_id, council, needs, practice, reach)"
        " VALUES ('{NEW}', '{ONE}', 'cdom-69', '{{financier}}', 'liberal', 'phone')",
    ),
    "request_event_of_app": (
        "relais_app",
        "INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as)"
        " VALUES ('{ONE}', 9, '{NEW}', 'taken_up', 'received', 'worker')",
    ),
    "request_event_of_worker": (
        "relais_worker",
        "INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as)"
        " VALUES ('{ONE}', 9, '{NEW}', 'taken_up', 'received', 'council')",
    ),
    "request_told_by_worker": (
        "relais_worker",
        "INSERT INTO request_told (request, version, what) VALUES ('{ONE}', 9, 'reminded')",
    ),
    "national_file_begun": (
        "relais_app",
        "INSERT INTO national_file (id, case_id, key, body, begun_as, practice)"
        " VALUES ('{NEW}', '{ONE}', '{NEW}', 'cnom-ecoute', 'doctor', 'liberal')",
    ),
    "file_event_of_app": (
        "relais_app",
        "INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)"
        " VALUES ('{ONE}', 9, '{NEW}', 'draft', 'submitted', 'person')",
    ),
    "card_made": (
        "relais_app",
        "INSERT INTO card (id, code_lookup, code_verifier) VALUES ('{NEW}', sha256('x'), '$argon2id$x')",
    ),
    "sheet_made": (
        "relais_app",
        "INSERT INTO sheet (id, seed) VALUES ('{NEW}', 1)",
    ),
    "sheet_option_made": (
        "relais_app",
        "INSERT INTO sheet_option (sheet, rank, service) VALUES ('{ONE}', 9, 'autre')",
    ),
}


@pytest.mark.parametrize("policy", WRITTEN)
async def test_a_policy_refuses_what_is_written_by_nobody(peopled: Any, policy: str) -> None:
    role, sql = WRITTEN[policy]
    attempt = peopled.transaction()
    await attempt.start()
    try:
        await peopled.execute(";".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables()))
        await peopled.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(InsufficientPrivilegeError, match="row-level security"):
            await peopled.execute(sql.format(ONE=ONE, NEW=NEW))
    finally:
        await attempt.rollback()


async def test_a_backup_holds_every_row_whatever_the_policies(peopled: Any) -> None:
    attempt = peopled.transaction()
    await attempt.start()
    whole = {table: await peopled.fetchval(f"SELECT count(*) FROM {table}") for table in tables()}
    await peopled.execute("SET LOCAL ROLE relais_backup")
    kept = {table: await peopled.fetchval(f"SELECT count(*) FROM {table}") for table in whole if table != PADS}
    with pytest.raises(InsufficientPrivilegeError):
        await peopled.execute(f"SELECT FROM {PADS}")
    await attempt.rollback()
    assert kept == {table: rows for table, rows in whole.items() if table != PADS}
