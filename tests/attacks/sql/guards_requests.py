"""Rows of requests, and for each of their constraints the statement that it alone must refuse: see guards.py."""

from tests.attacks.sql.guards import NEW, ONE, again

POPULATION = f"""
INSERT INTO reading_days (council, days, set_by, set_at) VALUES ('cdom-69', '{{mon}}', '{ONE}', now());
INSERT INTO aid_request (id, case_id, council, needs, practice, reach, state, version, made_at, state_at)
VALUES (
    '{ONE}', '{ONE}', 'cdom-69', '{{financier}}', 'liberal', 'phone', 'taken_up', 2, now(), now()
);
INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as, org, at)
VALUES ('{ONE}', 1, '{ONE}', 'received', 'taken_up', 'council', 'cdom-69', now());
INSERT INTO request_told (request, version, what, told_at) VALUES ('{ONE}', 2, 'reminded', now());
"""
_REQUEST = "id, case_id, council, needs, practice, reach, state, version, made_at, state_at"
_EVENT = "expected, post, request, from_state, to_state, acted_as, org, at"
_SPAM = "to_state = 'closed', outcome"

KEYS: dict[str, str] = {
    "reading_days_pk": "INSERT INTO reading_days SELECT * FROM reading_days",
    "request_move_pk": "INSERT INTO request_move SELECT * FROM request_move",
    "aid_request_pk": "ALTER TABLE aid_request DROP CONSTRAINT aid_request_one_a_case;"
    + again("aid_request", _REQUEST, "id", f"'{NEW}'"),
    "aid_request_one_a_case": again("aid_request", _REQUEST, f"'{NEW}'"),
    "request_event_pk": again("request_event", _EVENT, "expected", f"'{NEW}'"),
    "request_event_once": again("request_event", _EVENT, "2"),
    "request_told_pk": "INSERT INTO request_told SELECT * FROM request_told",
}
REFERENCES: dict[str, str] = {
    "aid_request_of_case": f"UPDATE aid_request SET case_id = '{NEW}'",
    "request_event_of_request": f"UPDATE request_event SET request = '{NEW}'",
    "request_event_legal_move": "UPDATE request_event SET acted_as = 'person'",
    "request_told_of_request": f"UPDATE request_told SET request = '{NEW}'",
}
CHECKS: dict[str, str] = {
    "reading_days_council_form": "UPDATE reading_days SET council = 'Une Phrase'",
    "reading_days_known": "UPDATE reading_days SET days = '{lundi}'",
    "request_move_from_known": "UPDATE request_move SET from_state = 'fini' WHERE from_state = ''",
    "request_move_to_known": "UPDATE request_move SET to_state = 'fini' WHERE from_state = ''",
    "request_move_acted_as_known": "UPDATE request_move SET acted_as = 'roi' WHERE from_state = ''",
    "aid_request_council_form": "UPDATE aid_request SET council = 'Une Phrase'",
    "aid_request_state_known": "UPDATE aid_request SET state = 'perdue'",
    "aid_request_version_counts": "UPDATE aid_request SET version = 0",
    "aid_request_needs_known": "UPDATE aid_request SET needs = '{diagnostic}'",
    "aid_request_practice_known": "UPDATE aid_request SET practice = 'pirate'",
    "aid_request_reach_known": "UPDATE aid_request SET reach = 'pigeon'",
    "aid_request_asks_while_it_lives": "UPDATE aid_request SET needs = '{}'",
    "aid_request_urgent_since": "UPDATE aid_request SET urgent = true",
    "aid_request_marks_known": "UPDATE aid_request SET marks = '{louche}'",
    "aid_request_fingerprint_size": "UPDATE aid_request SET fingerprint = 'x'",
    "aid_request_relief_is_another": "UPDATE aid_request SET relief_org = council",
    "aid_request_outcome_known": "UPDATE aid_request SET state = 'closed', outcome = 'bien'",
    "aid_request_closed_has_outcome": "UPDATE aid_request SET outcome = 'helped'",
    "request_event_outcome_known": f"UPDATE request_event SET from_state = 'taken_up', {_SPAM} = 'bien'",
    "request_event_closed_has_outcome": "UPDATE request_event SET from_state = 'taken_up', outcome = 'helped'",
    "request_event_unread_is_spam": f"UPDATE request_event SET {_SPAM} = 'helped'",
    "request_event_no_outcome_is_the_systems": "UPDATE request_event SET from_state = 'contacted',"
    f" {_SPAM} = 'no_outcome'",
    "request_event_contact_is_dated": "UPDATE request_event SET contacted_on = '2026-01-01'",
    "request_told_what_known": "UPDATE request_told SET what = 'crie'",
    "request_told_relief_is_somebody": "UPDATE request_told SET org = 'cnom-ecoute'",
}
