"""Rows of the programme, and for each of its constraints the statement that it alone must refuse: see guards.py."""

from tests.attacks.sql.guards import NEW, ONE, TWO, again

POPULATION = f"""
INSERT INTO programme_action (
    id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, zone, places,
    booking, taken, organiser, source_label, source_date, state, proposed_by, proposed_as, decided_by
)
VALUES (
    '{ONE}', 'depistage', 'screening_day', 'Dépistage', 'Une journée', '{{liberal}}', '2027-01-14 08:00Z',
    '2027-01-14 16:00Z', 'commune', '69', '69123', 'Europe/Paris', 2, 'open', 1, 'mots', 'Programme', '2026',
    'published', '{ONE}', 'member', '{TWO}'
);
INSERT INTO action_slot (action, number) VALUES ('{ONE}', 1), ('{ONE}', 2);
INSERT INTO slot_booking (action, number, request, code_lookup, code_verifier)
VALUES ('{ONE}', 1, '{ONE}', sha256('a'), '$argon2id$x');
"""
_ACTION = (
    "id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, zone, organiser,"
    " source_label, source_date, proposed_as"
)
_BOOKING = "number, request, code_lookup, action, code_verifier"

KEYS: dict[str, str] = {
    "programme_action_pk": again("programme_action", _ACTION, "id", "'autre'"),
    "programme_action_slug_once": again("programme_action", _ACTION, f"'{NEW}'"),
    "action_slot_pk": "INSERT INTO action_slot SELECT * FROM action_slot",
    "slot_booking_pk": again("slot_booking", _BOOKING, "number", f"'{NEW}'", "sha256('b')"),
    "slot_booking_request_once": again("slot_booking", _BOOKING, "2", "request", "sha256('b')"),
    "slot_booking_code_once": again("slot_booking", _BOOKING, "2", f"'{NEW}'"),
}
REFERENCES: dict[str, str] = {
    "programme_action_proposed_by_account": f"UPDATE programme_action SET proposed_by = '{NEW}'",
    "programme_action_decided_by_account": f"UPDATE programme_action SET decided_by = '{NEW}'",
    "action_slot_of_action": f"UPDATE action_slot SET action = '{NEW}' WHERE number = 2",
    "slot_booking_of_slot": "UPDATE slot_booking SET number = 3",
}
CHECKS: dict[str, str] = {
    "programme_action_slug_form": "UPDATE programme_action SET slug = 'Une Phrase'",
    "programme_action_kind_known": "UPDATE programme_action SET kind = 'fete'",
    "programme_action_words_fit": "UPDATE programme_action SET title = ''",
    "programme_action_audiences_known": "UPDATE programme_action SET audiences = '{tous}'",
    "programme_action_dates_whole": "UPDATE programme_action SET ends_at = starts_at",
    "programme_action_place_whole": "UPDATE programme_action SET commune = ''",
    "programme_action_zone_form": "UPDATE programme_action SET zone = 'Paris'",
    "programme_action_booking_known": "UPDATE programme_action SET booking = 'peut-etre'",
    "programme_action_places_hold": "UPDATE programme_action SET taken = 3",
    "programme_action_state_known": "UPDATE programme_action SET state = 'perdue'",
    "programme_action_reason_known": "UPDATE programme_action SET reason = 'organiser'",
    "programme_action_proposed_as_known": "UPDATE programme_action SET proposed_as = 'roi'",
    "programme_action_decided_by_another": "UPDATE programme_action SET decided_by = proposed_by",
    "programme_action_version_counts": "UPDATE programme_action SET version = 0",
    "action_slot_number_counts": "UPDATE action_slot SET number = 0 WHERE number = 2",
    "slot_booking_code_lookup_size": "UPDATE slot_booking SET code_lookup = 'x'",
    "slot_booking_code_is_argon2id": "UPDATE slot_booking SET code_verifier = 'clair'",
}
