"""Rows of a national file, and for each of its constraints the statement that it alone must refuse: see guards.py."""

from tests.attacks.sql.guards import NEW, ONE, again

POPULATION = f"""
INSERT INTO national_file (
    id, case_id, reference, key, council, body, begun_as, practice, state, version, round, shared_at, submitted_at,
    made_at, state_at
)
VALUES (
    '{ONE}', '{ONE}', 'AAA-AAA', '{ONE}', 'cdom-69', 'cnom-ecoute', 'doctor', 'liberal', 'submitted', 2, 1, now(),
    now(), now(), now()
);
INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, round, org, at)
VALUES ('{ONE}', 1, '{ONE}', 'draft', 'submitted', 'person', 1, '', now());
INSERT INTO file_section (file, round, section, sealed, asked_cents, version, request, saved_as, saved_at)
VALUES ('{ONE}', 1, 'asked', decode(repeat('00', 284), 'hex'), 100, 1, '{ONE}', 'person', now());
INSERT INTO file_piece (file, piece, state, marked_as, marked_at) VALUES ('{ONE}', 'rib', 'paper', 'person', now());
INSERT INTO file_opinion (file, version, round, opinion, sealed, org, actor, given_at)
VALUES ('{ONE}', 2, 1, 'favourable', decode(repeat('00', 284), 'hex'), 'cdom-69', '{ONE}', now());
"""
_FILE = (
    "id, key, case_id, reference, council, body, begun_as, practice, state, version, round, shared_at, submitted_at,"
    " made_at, state_at"
)
_EVENT = "expected, request, file, from_state, to_state, acted_as, round, org, at"
_FIRST = "WHERE from_state = '' AND acted_as = 'person'"

KEYS: dict[str, str] = {
    "file_move_pk": "INSERT INTO file_move SELECT * FROM file_move",
    "national_file_pk": again("national_file", _FILE, "id", f"'{NEW}'"),
    "national_file_key_once": again("national_file", _FILE, f"'{NEW}'"),
    "national_file_one_open": again("national_file", _FILE, f"'{NEW}'", f"'{NEW}'"),
    "file_event_pk": again("file_event", _EVENT, "expected", f"'{NEW}'"),
    "file_event_once": again("file_event", _EVENT, "2"),
    "file_section_pk": "INSERT INTO file_section SELECT * FROM file_section",
    "file_piece_pk": "INSERT INTO file_piece SELECT * FROM file_piece",
    "file_opinion_pk": "INSERT INTO file_opinion SELECT * FROM file_opinion",
}
REFERENCES: dict[str, str] = {
    "national_file_of_case": f"UPDATE national_file SET case_id = '{NEW}'",
    "file_event_of_file": f"UPDATE file_event SET file = '{NEW}'",
    "file_event_legal_move": "UPDATE file_event SET acted_as = 'chair'",
    "file_section_of_file": f"UPDATE file_section SET file = '{NEW}'",
    "file_piece_of_file": f"UPDATE file_piece SET file = '{NEW}'",
    "file_opinion_of_file": f"UPDATE file_opinion SET file = '{NEW}'",
}
CHECKS: dict[str, str] = {
    "file_move_from_known": f"UPDATE file_move SET from_state = 'fini' {_FIRST}",
    "file_move_to_known": f"UPDATE file_move SET to_state = 'fini' {_FIRST}",
    "file_move_acted_as_known": f"UPDATE file_move SET acted_as = 'roi' {_FIRST}",
    "national_file_bodies_form": "UPDATE national_file SET council = 'Une Phrase'",
    "national_file_begun_as_known": "UPDATE national_file SET begun_as = 'voisin'",
    "national_file_paper_is_entered_by_council": "UPDATE national_file SET on_paper = true",
    "national_file_practice_known": "UPDATE national_file SET practice = 'astronaute'",
    "national_file_state_known": "UPDATE national_file SET state = 'perdu'",
    "national_file_counts": "UPDATE national_file SET round = 0",
    "national_file_asked_in_cents": "UPDATE national_file SET asked_cents = -1",
    "national_file_submitted_is_shared": "UPDATE national_file SET submitted_at = NULL",
    "file_event_reason_known": "UPDATE file_event SET reason = 'humeur'",
    "file_event_untouched_is_the_systems": "UPDATE file_event SET reason = 'untouched'",
    "file_section_known": "UPDATE file_section SET section = 'diagnosis', asked_cents = NULL",
    "file_section_is_padded": "UPDATE file_section SET sealed = 'court'",
    "file_section_asks_in_one_place": "UPDATE file_section SET asked_cents = NULL",
    "file_section_asked_in_cents": "UPDATE file_section SET asked_cents = -1",
    "file_section_saved_as_known": "UPDATE file_section SET saved_as = 'national'",
    "file_section_version_counts": "UPDATE file_section SET version = 0",
    "file_piece_form": "UPDATE file_piece SET piece = 'Une Phrase'",
    "file_piece_state_known": "UPDATE file_piece SET state = 'perdue'",
    "file_piece_missing_says_why": "UPDATE file_piece SET reason = 'absent'",
    "file_piece_marked_by_whose_it_is": "UPDATE file_piece SET marked_as = 'national'",
    "file_opinion_known": "UPDATE file_opinion SET opinion = 'peut-etre'",
    "file_opinion_is_padded": "UPDATE file_opinion SET sealed = 'court'",
}
