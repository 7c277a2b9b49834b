"""One row in every table about persons, and for each constraint the statement that it alone must refuse.

Played as a superuser with the triggers put aside: what still holds then, whoever writes.
"""

ONE = "00000000-0000-4000-8000-000000000001"
TWO = "00000000-0000-4000-8000-000000000002"
NEW = "00000000-0000-4000-8000-000000000009"

POPULATION = f"""
INSERT INTO organization (slug, name, version) VALUES ('mots', 'MOTS', 0);
INSERT INTO service (slug, organization, name, kind, state, version) VALUES
    ('ligne', 'mots', 'MOTS', 'ecoute', 'sourced', 0), ('autre', 'mots', 'Autre', 'ecoute', 'sourced', 0);
INSERT INTO account (id, email_key, email_sealed, name_sealed) VALUES
    ('{ONE}', decode(repeat('01', 32), 'hex'), 'a', 'b'), ('{TWO}', decode(repeat('02', 32), 'hex'), 'a', 'b');
INSERT INTO password (account, verifier) VALUES ('{ONE}', '$argon2id$x');
INSERT INTO totp (account, secret_sealed) VALUES ('{ONE}', 's');
INSERT INTO recovery_code (account, code_key) VALUES ('{ONE}', 'k');
INSERT INTO passkey (credential, account, public_key, sign_count, label) VALUES ('c', '{ONE}', 'p', 0, 'clé');
INSERT INTO session (id_key, account, stage, ends_at)
VALUES (decode(repeat('01', 32), 'hex'), '{ONE}', 'full', now() + interval '1 hour');
INSERT INTO invitation (token_key, account, purpose, made_by) VALUES ('t', '{ONE}', 'enter', '{TWO}');
INSERT INTO reset (id, account, proposed_by) VALUES ('{ONE}', '{ONE}', '{TWO}');
INSERT INTO role_grant (id, account, role, council, via, proposed_by) VALUES
    ('{ONE}', '{ONE}', 'officer', '69', 'person', '{TWO}');
INSERT INTO absence (id, grant_id, first_day, last_day) VALUES ('{ONE}', '{ONE}', '2026-01-01', '2026-01-02');
INSERT INTO journal (id, acting_as, act, subject_kind, subject_id) OVERRIDING SYSTEM VALUE
VALUES (1, 'system', 'a.b', 'x', 'y');
INSERT INTO aid_case (id, reference, origin, code_lookup, code_verifier, code_by, data_key_wrapped) VALUES
    ('{ONE}', 'AAA-AAA', 'officer', decode(repeat('01', 32), 'hex'), '$argon2id$x', 'officer',
     decode(repeat('00', 62), 'hex'));
INSERT INTO case_part (case_id, category, sealed) VALUES ('{ONE}', 'need', decode(repeat('00', 284), 'hex'));
INSERT INTO case_event (case_id, seq, at, actor_kind, org, act, previous_hash, hash)
SELECT '{ONE}', 1, 'epoch', 'staff', '', 'a.b', '',
    case_event_hash('{ONE}', 1, 'epoch', 'staff', '', 'a.b', '{{}}', '');
INSERT INTO case_opening (case_id, seq, org, actor, session, reason, as_function, at)
VALUES ('{ONE}', 1, 'cdom-69', '{ONE}', 's', 'call', 'officer', now());
INSERT INTO referral (id, case_id, reference, key, origin_org, concerns, state, version, round, made_at, state_at)
VALUES ('{ONE}', '{ONE}', 'AAA-AAA', '{ONE}', 'cdom-69', 'self', 'sent', 5, 1, now(), now());
INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as, round, org, at)
VALUES ('{ONE}', 1, '{ONE}', 'consented', 'sent', 'origin', 1, 'cdom-69', now());
INSERT INTO referral_told (referral, round, what, version, told_at) VALUES ('{ONE}', 1, 'reminded', 5, now());
INSERT INTO option_shown (id, referral, round, rank, service, organization, seed, directory_version, why)
VALUES ('{ONE}', '{ONE}', 1, 1, 'ligne', 'mots', 7, 1, '{{dit}}');
INSERT INTO choice (referral, round, option, service, organization, how, chosen_at)
VALUES ('{ONE}', 1, '{ONE}', 'ligne', 'mots', 'spoken', now());
INSERT INTO consent (
    id, referral, round, subject, answer, grantor, controller_org, recipient_org, recipient_function, categories,
    medium, notice, notice_sha256, mode, evidence, given_at, valid_until
)
SELECT '{ONE}', '{ONE}', 1, '{ONE}', 'given', 'self', 'cdom-69', 'mots', 'accueil', '{{need}}', 'inbox', n.number,
    n.sha256, 'written', 'signature', now(), now() + interval '30 days'
FROM notice AS n;
INSERT INTO disclosure (consent, referral, round, recipient_org, recipient_function, categories, medium, disclosed_at)
VALUES ('{ONE}', '{ONE}', 1, 'mots', 'accueil', '{{need}}', 'inbox', now());
INSERT INTO inbox_opening (organization, opened_at) VALUES ('mots', now());
INSERT INTO sheet (id, code_lookup, code_verifier, made_at, ends_at, directory_version, seed) VALUES
    ('{ONE}', decode(repeat('01', 32), 'hex'), '$argon2id$x', now(), now() + interval '30 days', 1, 7);
INSERT INTO sheet_option (sheet, rank, service, shown) VALUES ('{ONE}', 1, 'ligne', '{{}}');
INSERT INTO card (id, code_lookup, code_verifier, made_at, ends_at) VALUES
    ('{ONE}', decode(repeat('01', 32), 'hex'), '$argon2id$x', now(), now() + interval '720 hours');
INSERT INTO note (id, case_id, council, person_key, state, made_at, state_at, due_at) VALUES
    ('{ONE}', '{ONE}', 'cdom-69', decode(repeat('01', 32), 'hex'), 'received', now(), now(),
     now() + interval '720 hours');
INSERT INTO note_author (id, note, person_key, author_key, motive, contact_sealed, made_at) VALUES
    ('{ONE}', '{ONE}', decode(repeat('01', 32), 'hex'), decode(repeat('01', 32), 'hex'), 'offer',
     decode(repeat('00', 40), 'hex'), now());
INSERT INTO pathway (
    id, case_id, council, plan, state, version, request, mode, evidence, agreed_at, made_at, state_at
) VALUES ('{ONE}', '{ONE}', 'cdom-69', 'care', 'agreed', 2, '{ONE}', 'oral_phone', 'read_back', now(), now(), now());
INSERT INTO pathway_step (
    id, pathway, case_id, position, kind, who, referral, state, version, request, mode, evidence, answered_at, made_at,
    state_at
) VALUES (
    '{ONE}', '{ONE}', '{ONE}', 1, 'psychiatrist', 'doctor', '{ONE}', 'agreed', 2, '{ONE}', 'oral_phone', 'read_back',
    now(), now(), now()
);
INSERT INTO handover (id, case_id, from_council, to_council, state, proposed_at)
VALUES ('{ONE}', '{ONE}', 'cdom-69', 'mots', 'proposed', now());
"""


def again(table: str, columns: str, *values: str) -> str:
    """The same row once more, with `values` first, in the order of `columns`."""
    named = [name.strip() for name in columns.split(",")]
    taken = ", ".join([*values, *named[len(values) :]])
    return f"INSERT INTO {table} ({', '.join(named)}) SELECT {taken} FROM {table} LIMIT 1"


_CASE = "id, reference, code_lookup, origin, code_verifier, code_by, data_key_wrapped"
_EVENT = "expected, request, referral, from_state, to_state, acted_as, round, org, at"
_OPTION = "id, service, rank, referral, round, organization, seed, directory_version, why"
_REFERRAL = "id, key, case_id, reference, origin_org, concerns, state, version, round, made_at, state_at"
_GRANT = "id, account, role, council, via, proposed_by"
_SHEET = "id, code_lookup, code_verifier, made_at, ends_at, directory_version, seed"
_CARD = "id, code_lookup, code_verifier, made_at, ends_at"
_NOTE = "id, case_id, person_key, council, state, made_at, state_at, due_at"
_AUTHOR = "id, author_key, note, person_key, motive, made_at"
_CONSENT = (
    "id, referral, round, subject, answer, grantor, controller_org, recipient_org, recipient_function, categories,"
    " medium, notice, notice_sha256, mode, evidence, given_at, valid_until"
)

_PATHWAY = "id, case_id, council, plan, state, version, request, mode, evidence, agreed_at, made_at, state_at"
_HANDOVER = "id, case_id, from_council, to_council, state, proposed_at"

KEYS: dict[str, str] = {
    "card_pk": again("card", _CARD, "id", "sha256('x')"),
    "card_code_once": again("card", _CARD, f"'{NEW}'"),
    "note_pk": again("note", _NOTE, "id", f"'{NEW}'", "sha256('x')"),
    "note_of_one_case": again("note", _NOTE, f"'{NEW}'", "case_id", "sha256('x')"),
    "note_of_person": "ALTER TABLE note DROP CONSTRAINT note_pk;"
    + again("note", _NOTE, "id", f"'{NEW}'", "person_key", "'cdom-75'"),
    "note_once": again("note", _NOTE, f"'{NEW}'", f"'{NEW}'"),
    "note_author_pk": again("note_author", _AUTHOR, "id", "sha256('x')"),
    "note_author_once": again("note_author", _AUTHOR, f"'{NEW}'"),
    "absence_pk": "INSERT INTO absence SELECT * FROM absence",
    "account_pk": again("account", "id, email_key, email_sealed, name_sealed", "id", "sha256('x')"),
    "account_email_once": again("account", "id, email_key, email_sealed, name_sealed", f"'{NEW}'"),
    "aid_case_pk": again("aid_case", _CASE),
    "aid_case_code_once": again("aid_case", _CASE, f"'{NEW}'", "'BBB-BBB'"),
    "aid_case_reference_once": again("aid_case", _CASE, f"'{NEW}'", "reference", "sha256('x')"),
    "case_event_pk": "INSERT INTO case_event SELECT * FROM case_event",
    "case_opening_pk": "INSERT INTO case_opening SELECT * FROM case_opening",
    "case_part_pk": "INSERT INTO case_part SELECT * FROM case_part",
    "choice_pk": "INSERT INTO choice SELECT * FROM choice",
    "consent_pk": again("consent", _CONSENT, "id", "referral", "round", "subject", "'refused'"),
    "consent_one_alive": again("consent", _CONSENT, f"'{NEW}'"),
    "disclosure_pk": "INSERT INTO disclosure SELECT consent, referral, 2, recipient_org, recipient_function,"
    " categories, medium, disclosed_at FROM disclosure",
    "disclosure_once_a_round": f"INSERT INTO disclosure SELECT '{NEW}', referral, round, recipient_org,"
    " recipient_function, categories, medium, disclosed_at FROM disclosure",
    "handover_pk": again("handover", _HANDOVER),
    "handover_one_open": again("handover", _HANDOVER, f"'{NEW}'"),
    "inbox_opening_pk": "INSERT INTO inbox_opening SELECT * FROM inbox_opening",
    "invitation_pk": "INSERT INTO invitation SELECT * FROM invitation",
    "journal_pk": "INSERT INTO journal (id, acting_as, act, subject_kind, subject_id) OVERRIDING SYSTEM VALUE"
    " VALUES (1, 'system', 'a.b', 'x', 'y')",
    "legal_move_pk": "INSERT INTO legal_move SELECT * FROM legal_move",
    "notice_pk": "INSERT INTO notice SELECT number, body || ' ', sha256(convert_to(body || ' ', 'UTF8')) FROM notice",
    "notice_known_by_its_hash": "ALTER TABLE notice DROP CONSTRAINT notice_pk CASCADE;"
    "INSERT INTO notice SELECT * FROM notice",
    "option_shown_pk": again("option_shown", _OPTION, "id", "'autre'", "2"),
    "option_shown_once": again("option_shown", _OPTION, f"'{NEW}'", "service", "2"),
    "option_shown_rank": again("option_shown", _OPTION, f"'{NEW}'", "'autre'"),
    "option_shown_of_round": "ALTER TABLE option_shown DROP CONSTRAINT option_shown_pk;"
    + again("option_shown", _OPTION, "id", "'autre'", "2"),
    "passkey_pk": "INSERT INTO passkey SELECT * FROM passkey",
    "pathway_pk": again("pathway", _PATHWAY),
    "pathway_one_alive": again("pathway", _PATHWAY, f"'{NEW}'"),
    "pathway_step_pk": "INSERT INTO pathway_step SELECT * FROM pathway_step",
    "password_pk": "INSERT INTO password SELECT * FROM password",
    "recovery_code_pk": "INSERT INTO recovery_code SELECT * FROM recovery_code",
    "referral_pk": again("referral", _REFERRAL, "id", f"'{NEW}'"),
    "referral_key_once": again("referral", _REFERRAL, f"'{NEW}'"),
    "referral_event_pk": again("referral_event", _EVENT, "expected", f"'{NEW}'"),
    "referral_event_once": again("referral_event", _EVENT, "2"),
    "referral_told_pk": "INSERT INTO referral_told SELECT * FROM referral_told",
    "reset_pk": f"INSERT INTO reset (id, account, proposed_by) VALUES ('{ONE}', '{TWO}', '{ONE}')",
    "reset_one_open": f"INSERT INTO reset (id, account, proposed_by) VALUES ('{NEW}', '{ONE}', '{TWO}')",
    "role_grant_pk": again("role_grant", _GRANT, "id", "account", "role", "'75'"),
    "role_grant_once": again("role_grant", _GRANT, f"'{NEW}'"),
    "session_pk": "INSERT INTO session SELECT * FROM session",
    "sheet_pk": again("sheet", _SHEET, "id", "sha256('x')"),
    "sheet_code_once": again("sheet", _SHEET, f"'{NEW}'"),
    "sheet_option_pk": "INSERT INTO sheet_option SELECT sheet, rank, 'autre', shown FROM sheet_option",
    "sheet_option_once": "INSERT INTO sheet_option SELECT sheet, 2, service, shown FROM sheet_option",
    "totp_pk": "INSERT INTO totp SELECT * FROM totp",
}
# Of a row that is there, to one that is not; with the triggers of the tables aside, those of the keys at work.
REFERENCES: dict[str, str] = {
    "note_of_case": f"UPDATE note SET case_id = '{NEW}'",
    "note_author_of_note": f"UPDATE note_author SET note = '{NEW}'",
    "absence_of_grant": f"UPDATE absence SET grant_id = '{NEW}'",
    "case_event_of_case": f"DELETE FROM case_opening; UPDATE case_event SET case_id = '{NEW}',"
    f" hash = case_event_hash('{NEW}', seq, at, actor_kind, org, act, detail, previous_hash)",
    "case_opening_is_told": "UPDATE case_opening SET seq = 2",
    "case_part_of_case": f"UPDATE case_part SET case_id = '{NEW}'",
    "choice_of_referral": "DELETE FROM disclosure; DELETE FROM consent;"
    f"UPDATE choice SET referral = '{NEW}', option = NULL",
    "choice_of_service": "UPDATE choice SET service = 'nulle-part'",
    "choice_of_this_round": f"UPDATE choice SET option = '{NEW}'",
    "consent_of_choice": "UPDATE consent SET round = 2",
    "consent_to_notice": "UPDATE consent SET notice = 999",
    "disclosure_of_consent": f"UPDATE disclosure SET consent = '{NEW}'",
    "disclosure_of_referral": f"UPDATE disclosure SET referral = '{NEW}'",
    "handover_of_case": f"UPDATE handover SET case_id = '{NEW}'",
    "handover_to_body": "UPDATE handover SET to_council = 'nulle-part'",
    "invitation_made_by_account": f"UPDATE invitation SET made_by = '{NEW}'",
    "invitation_of_account": f"UPDATE invitation SET account = '{NEW}'",
    "option_shown_of_referral": f"UPDATE choice SET option = NULL; UPDATE option_shown SET referral = '{NEW}'",
    "option_shown_of_service": "UPDATE option_shown SET service = 'nulle-part'",
    "passkey_of_account": f"UPDATE passkey SET account = '{NEW}'",
    "pathway_of_case": f"UPDATE pathway SET case_id = '{NEW}'",
    "pathway_step_by_referral": f"UPDATE pathway_step SET referral = '{NEW}'",
    "pathway_step_of_case": f"UPDATE pathway_step SET case_id = '{NEW}'",
    "pathway_step_of_pathway": f"UPDATE pathway_step SET pathway = '{NEW}'",
    "password_of_account": f"UPDATE password SET account = '{NEW}'",
    "recovery_code_of_account": f"UPDATE recovery_code SET account = '{NEW}'",
    "referral_of_case": f"UPDATE referral SET case_id = '{NEW}'",
    "referral_event_legal_move": "UPDATE referral_event SET acted_as = 'worker'",
    "referral_event_of_referral": f"UPDATE referral_event SET referral = '{NEW}'",
    "referral_told_of_referral": f"UPDATE referral_told SET referral = '{NEW}'",
    "reset_approved_by_account": f"UPDATE reset SET approved_by = '{NEW}', approved_at = now()",
    "reset_of_account": f"UPDATE reset SET account = '{NEW}'",
    "reset_proposed_by_account": f"UPDATE reset SET proposed_by = '{NEW}'",
    "role_grant_approved_by_account": f"UPDATE role_grant SET approved_by = '{NEW}', approved_at = now()",
    "role_grant_ended_by_account": f"UPDATE role_grant SET ended_by = '{NEW}'",
    "role_grant_of_account": f"UPDATE role_grant SET account = '{NEW}'",
    "role_grant_proposed_by_account": f"UPDATE role_grant SET proposed_by = '{NEW}'",
    "session_of_account": f"UPDATE session SET account = '{NEW}'",
    "sheet_option_of_sheet": f"UPDATE sheet_option SET sheet = '{NEW}'",
    "totp_of_account": f"UPDATE totp SET account = '{NEW}'",
}
CHECKS: dict[str, str] = {
    "card_code_is_argon2id": "UPDATE card SET code_verifier = 'clair'",
    "card_code_lookup_size": "UPDATE card SET code_lookup = 'x'",
    "card_lives_30_days": "UPDATE card SET ends_at = ends_at + interval '1 hour'",
    "note_council_form": "UPDATE note SET council = 'mots'",
    "note_person_key_size": "UPDATE note SET person_key = 'x'",
    "note_state_known": "UPDATE note SET state = 'lue'",
    "note_lives_30_days": "UPDATE note SET due_at = due_at + interval '1 hour'",
    "note_informed_whole": "UPDATE note SET state = 'informed'",
    "note_informed_how_known": "UPDATE note SET state = 'informed', informed_on = '2026-01-01', informed_how = 'sms'",
    "note_author_key_size": "UPDATE note_author SET author_key = 'x'",
    "note_author_contact_is_sealed": "UPDATE note_author SET contact_sealed = 'court'",
    "note_author_motive_known": "UPDATE note_author SET motive = 'life_danger'",
    "absence_ordered": "UPDATE absence SET last_day = first_day - 1",
    "account_email_key_size": f"UPDATE account SET email_key = 'x' WHERE id = '{ONE}'",
    "aid_case_code_by_known": "UPDATE aid_case SET code_by = 'machine'",
    "aid_case_code_is_argon2id": "UPDATE aid_case SET code_verifier = 'clair'",
    "aid_case_code_lookup_size": "UPDATE aid_case SET code_lookup = 'x'",
    "aid_case_code_whole": "UPDATE aid_case SET code_verifier = NULL",
    "aid_case_ends_after_it_begins": "UPDATE aid_case SET seq = -1",
    "aid_case_erased_keeps_nothing": "UPDATE aid_case SET erased_at = now(), data_key_wrapped = NULL",
    "aid_case_key_size": "UPDATE aid_case SET data_key_wrapped = 'xxx'",
    "aid_case_key_until_erased": "UPDATE aid_case SET data_key_wrapped = NULL",
    "aid_case_origin_known": "UPDATE aid_case SET origin = 'ailleurs'",
    "aid_case_reference_form": "UPDATE aid_case SET reference = 'abc'",
    "case_event_act_form": "UPDATE case_event SET act = 'Dit',"
    " hash = case_event_hash(case_id, seq, at, actor_kind, org, 'Dit', detail, previous_hash)",
    "case_event_actor_known": "UPDATE case_event SET actor_kind = 'x',"
    " hash = case_event_hash(case_id, seq, at, 'x', org, act, detail, previous_hash)",
    "case_event_first_or_chained": "UPDATE case_event SET seq = 2,"
    " hash = case_event_hash(case_id, 2, at, actor_kind, org, act, detail, previous_hash)",
    "case_event_hash_holds": "UPDATE case_event SET hash = 'x'",
    "case_event_holds_codes": """UPDATE case_event SET detail = '{"dit": "une phrase"}',
        hash = case_event_hash(case_id, seq, at, actor_kind, org, act, '{"dit": "une phrase"}', previous_hash)""",
    "case_event_org_form": "UPDATE case_event SET org = 'Une Phrase',"
    " hash = case_event_hash(case_id, seq, at, actor_kind, 'Une Phrase', act, detail, previous_hash)",
    "case_opening_function_known": "UPDATE case_opening SET as_function = 'curieux'",
    "case_opening_reason_known": "UPDATE case_opening SET reason = 'curiosite'",
    "case_opening_session_form": "UPDATE case_opening SET session = 'une phrase'",
    "case_part_category_known": "UPDATE case_part SET category = 'diagnosis'",
    "case_part_is_padded": "UPDATE case_part SET sealed = 'court'",
    "choice_how_known": "UPDATE choice SET how = 'devine'",
    "consent_answer_known": "UPDATE consent SET answer = 'true'",
    "consent_categories_known": "UPDATE consent SET categories = '{}'",
    "consent_ended_how_known": "UPDATE consent SET ended_at = given_at, ended_how = 'oublie'",
    "consent_ended_whole": "UPDATE consent SET ended_at = given_at",
    "consent_evidence_fits": "UPDATE consent SET mode = 'online'",
    "consent_grantor_known": "UPDATE consent SET grantor = 'collegue'",
    "consent_lives_90_days": "UPDATE consent SET valid_until = given_at + interval '91 days'",
    "consent_medium_known": "UPDATE consent SET medium = 'courriel'",
    "consent_mode_known": "UPDATE consent SET mode = 'suppose', evidence = 'code'",
    "consent_names_a_function": "UPDATE consent SET recipient_function = ''",
    "consent_purpose_known": "UPDATE consent SET purpose = 'discipline'",
    "handover_answered_whole": "UPDATE handover SET answered_at = now()",
    "handover_evidence_fits": "UPDATE handover SET state = 'refused', answered_at = now(), mode = 'online',"
    " evidence = 'read_back'",
    "handover_goes_elsewhere": "UPDATE handover SET to_council = from_council",
    "handover_passes_known": "UPDATE handover SET passes = '{diagnosis}'",
    "handover_state_known": "UPDATE handover SET state = 'perdu', answered_at = now()",
    "invitation_lives_72_hours": "UPDATE invitation SET expires_at = made_at + interval '73 hours'",
    "invitation_purpose_known": "UPDATE invitation SET purpose = 'autre'",
    "journal_act_form": "UPDATE journal SET act = 'Dit'",
    "journal_acting_as_known": f"UPDATE journal SET acting_as = 'roi', actor = '{ONE}'",
    "journal_actor_is_named": "UPDATE journal SET acting_as = 'officer'",
    "legal_move_acted_as_known": "UPDATE legal_move SET acted_as = 'roi' WHERE from_state = '' AND acted_as = 'person'",
    "legal_move_from_known": "UPDATE legal_move SET from_state = 'fini' WHERE from_state = '' AND acted_as = 'person'",
    "legal_move_to_known": "UPDATE legal_move SET to_state = 'fini' WHERE from_state = '' AND acted_as = 'person'",
    "notice_has_four_items": "UPDATE notice SET body = replace(body, E'\\n\\n', E'\\n'),"
    " sha256 = sha256(convert_to(replace(body, E'\\n\\n', E'\\n'), 'UTF8'))",
    "notice_hash_is_its_own": "UPDATE notice SET sha256 = 'x'",
    "notice_names_who_reads": "UPDATE notice SET body = replace(body, '{recipient}', 'un service'),"
    " sha256 = sha256(convert_to(replace(body, '{recipient}', 'un service'), 'UTF8'))",
    "option_shown_ranked_or_left_out": "UPDATE option_shown SET excluded = 'own'",
    "option_shown_says_why": "UPDATE option_shown SET why = '{}'",
    "option_shown_seed_is_spoken": "UPDATE option_shown SET seed = 1000000",
    "pathway_agreed_whole": "UPDATE pathway SET mode = NULL",
    "pathway_ended_how_known": "UPDATE pathway SET state = 'ended', ended_at = now(), ended_how = 'oublie'",
    "pathway_ended_whole": "UPDATE pathway SET state = 'ended'",
    "pathway_evidence_fits": "UPDATE pathway SET mode = 'online'",
    "pathway_plan_known": "UPDATE pathway SET plan = 'autre'",
    "pathway_reminders_known": "UPDATE pathway SET reminders = 'cri'",
    "pathway_reminds_as_agreed": "UPDATE pathway SET reminders = 'officer', council = ''",
    "pathway_state_known": "UPDATE pathway SET state = 'perdu'",
    "pathway_version_counts": "UPDATE pathway SET version = 0",
    "pathway_step_agreed_by_an_act": "UPDATE pathway_step SET state = 'planned'",
    "pathway_step_answered_whole": "UPDATE pathway_step SET mode = NULL",
    "pathway_step_days_ordered": "UPDATE pathway_step SET last_day = '2026-01-01'",
    "pathway_step_evidence_fits": "UPDATE pathway_step SET mode = 'online'",
    "pathway_step_is_padded": "UPDATE pathway_step SET sealed = 'court'",
    "pathway_step_kind_known": "UPDATE pathway_step SET kind = 'autre'",
    "pathway_step_position_is_few": "UPDATE pathway_step SET position = 0",
    "pathway_step_state_known": "UPDATE pathway_step SET state = 'perdue'",
    "pathway_step_version_counts": "UPDATE pathway_step SET version = 0",
    "pathway_step_who_is_named": "UPDATE pathway_step SET who = 'service'",
    "pathway_step_who_known": "UPDATE pathway_step SET who = 'roi'",
    "password_is_argon2id": "UPDATE password SET verifier = 'clair'",
    "referral_concerns_known": "UPDATE referral SET concerns = 'tous', state = 'draft'",
    "referral_of_a_colleague_goes_nowhere": "UPDATE referral SET concerns = 'colleague'",
    "referral_read_only_while_sent": "UPDATE referral SET state = 'declined', readable_until = now()",
    "referral_state_known": "UPDATE referral SET state = 'perdue'",
    "referral_version_counts": "UPDATE referral SET version = 0",
    "referral_event_attempts_are_calls": "UPDATE referral_event SET attempts = '{2026-01-01}'",
    "referral_event_closed_has_outcome": "UPDATE referral_event SET outcome = 'helped'",
    "referral_event_no_outcome_is_the_systems": "UPDATE referral_event SET to_state = 'closed', outcome = 'no_outcome'",
    "referral_event_outcome_known": "UPDATE referral_event SET to_state = 'closed', outcome = 'bien'",
    "referral_event_reason_known": "UPDATE referral_event SET reason = 'no_capacity'",
    "referral_event_unreachable_after_three": "UPDATE referral_event SET to_state = 'unreachable'",
    "referral_told_what_known": "UPDATE referral_told SET what = 'crie'",
    "reset_approved_whole": "UPDATE reset SET approved_at = now()",
    "reset_never_of_oneself": f"UPDATE reset SET proposed_by = '{ONE}'",
    "reset_takes_two_persons": f"UPDATE reset SET approved_by = '{TWO}', approved_at = now()",
    "role_grant_approved_whole": f"UPDATE role_grant SET approved_by = '{NEW}'",
    "role_grant_deputy_is_officer": "UPDATE role_grant SET role = 'listener', council = '', deputy = true",
    "role_grant_never_to_oneself": f"UPDATE role_grant SET proposed_by = '{ONE}'",
    "role_grant_of_council": "UPDATE role_grant SET council = ''",
    "role_grant_of_function": "UPDATE role_grant SET function = 'accueil'",
    "role_grant_of_organization": "UPDATE role_grant SET organization = 'mots'",
    "role_grant_proposed_by_someone": "UPDATE role_grant SET proposed_by = NULL",
    "role_grant_role_known": "UPDATE role_grant SET role = 'roi', council = ''",
    "role_grant_takes_two_persons": "UPDATE role_grant SET approved_at = now()",
    "role_grant_via_known": "UPDATE role_grant SET via = 'porte', proposed_by = NULL",
    "session_key_size": "UPDATE session SET id_key = 'x'",
    "session_lives_four_hours": "UPDATE session SET ends_at = made_at + interval '5 hours'",
    "session_stage_known": "UPDATE session SET stage = 'peut-etre'",
    "sheet_code_is_argon2id": "UPDATE sheet SET code_verifier = 'clair'",
    "sheet_code_lookup_size": "UPDATE sheet SET code_lookup = 'x'",
    "sheet_directory_version_counts": "UPDATE sheet SET directory_version = -1",
    "sheet_lives_30_days": "UPDATE sheet SET ends_at = made_at + interval '31 days'",
    "sheet_seed_is_spoken": "UPDATE sheet SET seed = 1000000",
    "sheet_option_holds_public_facts": """UPDATE sheet_option SET shown = '{"besoin": "addiction"}'""",
    "sheet_option_rank_is_few": "UPDATE sheet_option SET rank = 31",
    "sheet_option_service_form": "UPDATE sheet_option SET service = 'Une Phrase'",
}
