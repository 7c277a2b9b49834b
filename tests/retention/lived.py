"""A case that holds what a model says, written as if it had been lived."""

import secrets
from uuid import UUID

from relais.core.ids import new_id
from tests.retention.ageing import Aged
from tests.retention.model import Held, Subject


def build(aged: Aged, held: Held) -> tuple[UUID, list[UUID]]:
    """The case, as if it had been lived; the identifiers of what it holds, in order."""
    case = new_id()
    aged.written(
        "INSERT INTO aid_case (id, reference, council, origin, code_lookup, code_verifier, code_by, alias_sealed,"
        " data_key_wrapped, made_at, ends_on, closed_at, seq) VALUES ($1, $2, 'cdom-69', 'officer', $3, '$argon2id$x',"
        " 'officer', 'a', $4, pg_temp.moment($5), CURRENT_DATE + 900, pg_temp.moment($6), 1)",
        case, _reference(), secrets.token_bytes(32), secrets.token_bytes(62), held.made, held.closed,
    )  # fmt: skip
    aged.written(
        "INSERT INTO case_event (case_id, seq, at, actor_kind, org, act, previous_hash, hash)"
        " SELECT $1, 1, t.at, 'staff', '', 'a.b', '', case_event_hash($1, 1, t.at, 'staff', '', 'a.b', '{}', '')"
        " FROM (SELECT pg_temp.moment($2) AS at) AS t",
        case, held.last_act,
    )  # fmt: skip
    aged.written(
        "INSERT INTO case_part (case_id, category, sealed) VALUES ($1, 'need', decode(repeat('00', 284), 'hex'))", case
    )
    return case, [_build_subject(aged, case, held, one) for one in held.subjects]


def _build_subject(aged: Aged, case: UUID, held: Held, one: Subject) -> UUID:
    made = new_id()
    for sql in STATEMENTS[one.what]:
        aged.written(sql, case, made, one.state, one.age)
    if one.decided:
        aged.written(
            "INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, round, org, at)"
            " VALUES ($1, 9, $1, 'scheduled', 'decided', 'national', 1, 'cnom-ecoute', now())",
            made,
        )
    if one.what == "pathway":
        aged.written(
            "INSERT INTO pathway_step (id, pathway, case_id, position, kind, who, first_day, last_day, state, version,"
            " request, made_at, state_at) VALUES ($1, $1, $2, 1, 'income', 'doctor', CURRENT_DATE - $3::integer,"
            " CURRENT_DATE - $3::integer, 'planned', 1, $1, now(), now())",
            made, case, held.step,
        )  # fmt: skip
    return made


_SEALED = "decode(repeat('00', 284), 'hex')"
STATEMENTS: dict[str, tuple[str, ...]] = {
    "referral": (
        "INSERT INTO referral (id, case_id, reference, key, origin_org, concerns, state, version, round, made_at,"
        " state_at) VALUES ($2, $1, 'AAA-AAA', $2, 'cdom-69', 'self', $3, 5, 1, pg_temp.moment($4),"
        " pg_temp.moment($4))",
        "INSERT INTO option_shown (id, referral, round, rank, service, organization, seed, directory_version, why)"
        " SELECT $2, $2, 1, 1, 'ligne', 'mots', 7, 1, '{dit addictions}' WHERE $1::uuid IS NOT NULL"
        " AND $3::text <> '' AND $4::float8 > 0",
        "INSERT INTO choice (referral, round, option, service, organization, how, chosen_at)"
        " SELECT $2, 1, $2, 'ligne', 'mots', 'spoken', now() WHERE $1::uuid IS NOT NULL"
        " AND $3::text <> '' AND $4::float8 > 0",
        "INSERT INTO consent (id, referral, round, subject, answer, grantor, controller_org, recipient_org,"
        " recipient_function, categories, medium, notice, notice_sha256, mode, evidence, given_at, valid_until)"
        " SELECT $2, $2, 1, $1, 'refused', 'self', 'cdom-69', 'mots', 'accueil', '{}', 'inbox', n.number, n.sha256,"
        " 'written', 'signature', now(), now() + interval '1 day' FROM notice AS n"
        " WHERE $3::text <> '' AND $4::float8 > 0",
    ),
    "request": (
        "INSERT INTO aid_request (id, case_id, council, needs, practice, reach, state, version, fingerprint, outcome,"
        " made_at, state_at) VALUES ($2, $1, 'cdom-69', '{financier}', 'liberal', 'phone', $3, 1, sha256('x'),"
        " CASE $3 WHEN 'closed' THEN 'helped' END, pg_temp.moment($4), pg_temp.moment($4))",
    ),
    "file": (
        "INSERT INTO national_file (id, case_id, reference, key, council, body, begun_as, practice, state, version,"
        " round, shared_at, submitted_at, made_at, state_at) VALUES ($2, $1, 'AAA-AAA', $2, 'cdom-69', 'cnom-ecoute',"
        " 'doctor', 'liberal', $3, 1, 1, now(), now(), pg_temp.moment($4), pg_temp.moment($4))",
        f"INSERT INTO file_section (file, round, section, sealed, version, request, saved_as, saved_at)"
        f" SELECT $2, 1, 'situation', {_SEALED}, 1, $2, 'person', now() WHERE $1::uuid IS NOT NULL"
        " AND $3::text <> '' AND $4::float8 > 0",
        f"INSERT INTO file_opinion (file, version, round, opinion, sealed, org, actor, given_at)"
        f" SELECT $2, 1, 1, 'favourable', {_SEALED}, 'cdom-69', $2, now() WHERE $1::uuid IS NOT NULL"
        " AND $3::text <> '' AND $4::float8 > 0",
        f"INSERT INTO attachment (id, file, case_id, request, round, slot, kind, piece, words, added_as, begun_at)"
        f" SELECT $2, $2, $1, $2, 1, 1, 'pdf', '', {_SEALED}, 'person', now() WHERE $3::text <> '' AND $4::float8 > 0",
        f"INSERT INTO attachment_chunk (attachment, number, last, sealed)"
        f" SELECT $2, 0, true, {_SEALED} WHERE $1::uuid IS NOT NULL AND $3::text <> '' AND $4::float8 > 0",
    ),
    "pathway": (
        "INSERT INTO pathway (id, case_id, council, plan, state, version, request, mode, evidence, agreed_at, made_at,"
        " state_at, ended_at, ended_how) VALUES ($2, $1, 'cdom-69', 'care', $3, 1, $2, 'online', 'code', now(), now(),"
        " now(), CASE $3 WHEN 'ended' THEN pg_temp.moment($4) END, CASE $3 WHEN 'ended' THEN 'person' END)",
    ),
}


def _reference() -> str:
    signs = [secrets.choice("ABCDEFGHJKLMNPQRTUVWXY346789") for _ in range(6)]
    return "".join(signs[:3]) + "-" + "".join(signs[3:])
