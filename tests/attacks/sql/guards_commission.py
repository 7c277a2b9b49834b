"""Rows of the commission, and for each of its constraints the statement that it alone must refuse: see guards.py."""

from tests.attacks.sql.guards import NEW, ONE, TWO, again

POPULATION = f"""
INSERT INTO attachment (
    id, file, case_id, request, round, slot, kind, piece, words, added_as, begun_at, bytes, added_at
)
VALUES (
    '{ONE}', '{ONE}', '{ONE}', '{ONE}', 1, 1, 'pdf', 'rib', decode(repeat('00', 284), 'hex'), 'person', now(), 12, now()
);
INSERT INTO attachment_chunk (attachment, number, last, sealed)
VALUES ('{ONE}', 0, true, decode(repeat('00', 40), 'hex'));
INSERT INTO recusal (file, account, answer, acted_as, at) VALUES ('{ONE}', '{ONE}', 'unknown', 'chair', now());
INSERT INTO commission_session (id, body, held_at, place, state, made_by, made_at, state_by, state_at)
VALUES ('{ONE}', 'cnom-ecoute', now(), 'both', 'planned', '{ONE}', now(), '{ONE}', now());
INSERT INTO session_file (session, file, round, purpose, added_at) VALUES ('{ONE}', '{ONE}', 1, 'decide', now());
INSERT INTO decision (
    id, file, case_id, round, session, kind, amount_cents, recorded_by, recorded_at, confirmed_by, confirmed_at
)
VALUES ('{ONE}', '{ONE}', '{ONE}', 1, '{ONE}', 'gift', 1000, '{ONE}', now(), '{TWO}', now());
INSERT INTO payment (
    decision, number, file, request, decided_cents, before_cents, amount_cents, after_cents, paid_on, recorded_by,
    recorded_at
)
VALUES ('{ONE}', 1, '{ONE}', '{ONE}', 1000, 0, 600, 600, '2026-11-22', '{ONE}', now());
"""
_DOCUMENT = "id, request, slot, file, case_id, round, kind, piece, words, added_as, begun_at"
_SESSION = "id, held_at, body, place, state, made_by, made_at, state_by, state_at"
_DECISION = "id, file, amount_cents, case_id, round, kind, recorded_by, recorded_at"
_PAYMENT = (
    "number, follows, request, before_cents, amount_cents, after_cents, decision, file, decided_cents, paid_on,"
    " recorded_by, recorded_at"
)
_ALONE = "session = NULL, confirmed_by = NULL, confirmed_at = NULL"  # as the chair decides
_RATIFIED = f"ratified = 'ratified', ratified_by = '{TWO}', ratified_at = now()"

KEYS: dict[str, str] = {
    "attachment_pk": again("attachment", _DOCUMENT, "id", f"'{NEW}'", "2"),
    "attachment_once": again("attachment", _DOCUMENT, f"'{NEW}'", "request", "2"),
    "attachment_slot_once": again("attachment", _DOCUMENT, f"'{NEW}'", f"'{NEW}'"),
    "attachment_chunk_pk": "INSERT INTO attachment_chunk SELECT attachment, number, false,"
    " decode(repeat('00', 1048604), 'hex') FROM attachment_chunk",
    "attachment_chunk_one_last": "INSERT INTO attachment_chunk SELECT attachment, 1, last, sealed"
    " FROM attachment_chunk",
    "recusal_pk": "INSERT INTO recusal SELECT * FROM recusal",
    "commission_session_pk": again("commission_session", _SESSION, "id", "held_at + interval '1 day'"),
    "commission_session_moment_once": again("commission_session", _SESSION, f"'{NEW}'"),
    "session_file_pk": "INSERT INTO session_file SELECT session, file, round, purpose, 'decided', added_at"
    " FROM session_file",
    "session_file_waits_once": f"INSERT INTO session_file SELECT '{NEW}', file, round, purpose, NULL, added_at"
    " FROM session_file",
    "decision_pk": again("decision", _DECISION, "id", f"'{NEW}'", "999"),
    "decision_once_a_round": again("decision", _DECISION, f"'{NEW}'"),
    "decision_of_its_amount": "ALTER TABLE decision DROP CONSTRAINT decision_pk CASCADE;"
    + again("decision", _DECISION, "id", f"'{NEW}'"),
    "payment_pk": again("payment", _PAYMENT, "number", "follows", f"'{NEW}'", "0", "500", "500"),
    "payment_once": again("payment", _PAYMENT, "2", "1", "request", "600", "100", "700"),
    "payment_ends_once": "ALTER TABLE payment DROP CONSTRAINT payment_pk CASCADE;"
    + again("payment", _PAYMENT, "number", "follows", f"'{NEW}'"),
}
REFERENCES: dict[str, str] = {
    "attachment_of_file": f"UPDATE attachment SET file = '{NEW}'",
    "attachment_of_case": f"UPDATE attachment SET case_id = '{NEW}'",
    "attachment_chunk_of_attachment": f"UPDATE attachment_chunk SET attachment = '{NEW}'",
    "recusal_of_file": f"UPDATE recusal SET file = '{NEW}'",
    "recusal_of_account": f"UPDATE recusal SET account = '{NEW}'",
    "session_file_of_session": f"UPDATE decision SET {_ALONE}; UPDATE session_file SET session = '{NEW}'",
    "session_file_of_file": f"UPDATE decision SET {_ALONE}; UPDATE session_file SET file = '{NEW}'",
    "decision_of_file": f"UPDATE decision SET {_ALONE}, file = '{NEW}'",
    "decision_on_the_agenda": f"UPDATE decision SET session = '{NEW}'",
    "decision_ratified_on_the_agenda": f"UPDATE decision SET {_ALONE}, {_RATIFIED}, ratified_in = '{NEW}'",
    "payment_of_file": f"UPDATE payment SET file = '{NEW}'",
    "payment_of_decision": "UPDATE payment SET decided_cents = 999",
    "payment_follows": "UPDATE payment SET number = 2, follows = 1, before_cents = 100, amount_cents = 500",
}
CHECKS: dict[str, str] = {
    "attachment_twenty_per_file": "UPDATE attachment SET slot = 21",
    "attachment_kind_known": "UPDATE attachment SET kind = 'html'",
    "attachment_piece_form": "UPDATE attachment SET piece = 'Une Phrase'",
    "attachment_name_is_padded": "UPDATE attachment SET words = 'clair'",
    "attachment_added_as_known": "UPDATE attachment SET added_as = 'voisin'",
    "attachment_ten_mebibytes": "UPDATE attachment SET bytes = 10485761",
    "attachment_added_whole": "UPDATE attachment SET bytes = NULL",
    "attachment_chunk_ten_at_most": "UPDATE attachment_chunk SET number = 10",
    "attachment_chunk_size": "UPDATE attachment_chunk SET last = false",
    "recusal_answer_known": "UPDATE recusal SET answer = 'peut-etre'",
    "recusal_acted_as_known": "UPDATE recusal SET acted_as = 'officer'",
    "commission_session_body_form": "UPDATE commission_session SET body = 'Une Phrase'",
    "commission_session_place_known": "UPDATE commission_session SET place = 'lune'",
    "commission_session_state_known": "UPDATE commission_session SET state = 'revee'",
    "session_file_purpose_known": "UPDATE session_file SET purpose = 'voir'",
    "session_file_outcome_fits": "UPDATE session_file SET outcome = 'ratified'",
    "decision_kind_known": "UPDATE decision SET kind = 'pret', amount_cents = 0",
    "decision_amount_fits": "UPDATE decision SET amount_cents = 0",
    "decision_elsewhere_fits": "UPDATE decision SET elsewhere = 'carmf'",
    "decision_reason_fits": "UPDATE decision SET kind = 'refusal', amount_cents = 0",
    "decision_takes_two_persons": "UPDATE decision SET confirmed_by = recorded_by",
    "decision_confirmed_whole": "UPDATE decision SET confirmed_by = NULL",
    "decision_of_the_chair_is_ratified": "UPDATE decision SET session = NULL",
    "decision_ratified_is_the_chairs": f"UPDATE decision SET {_RATIFIED}, ratified_in = session",
    "decision_ratified_by_another": f"UPDATE decision SET {_ALONE}, ratified = 'ratified', ratified_in = '{ONE}',"
    " ratified_by = recorded_by, ratified_at = now()",
    "decision_ratified_whole": f"UPDATE decision SET {_ALONE}, ratified = 'ratified'",
    "decision_ratified_known": f"UPDATE decision SET {_ALONE}, {_RATIFIED}, ratified_in = '{ONE}'".replace(
        "'ratified'", "'bien'"
    ),
    "payment_begins_at_nothing": "UPDATE payment SET number = 3, follows = 1, before_cents = 600, amount_cents = 100,"
    " after_cents = 700",
    "payment_number_counts": "UPDATE payment SET number = 0, follows = -1",
    "payment_moves": "UPDATE payment SET amount_cents = 0, after_cents = 0",
    "payment_adds_up": "UPDATE payment SET after_cents = 601",
    "payment_within_the_decision": "UPDATE payment SET amount_cents = 1001, after_cents = 1001",
}
