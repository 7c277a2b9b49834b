"""Whatever a case holds and since when, its content, its key and its steps go on their day, and nothing else does."""

import secrets
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from relais.core.ids import new_id
from tests.retention import model
from tests.retention.ageing import Aged
from tests.retention.model import Held, Subject

# A quarter of a day past a whole one: no example is at the very moment, nor at the change of an hour.
AGES = st.sampled_from([0, 1, 28, 29, 30, 31, 60, 200, 364, 365, 366, 394, 395, 396, 500]).map(lambda days: days + 0.25)
REFERRALS = st.sampled_from([*model.REFERRAL_ENDS, *model.REFERRAL_ALONE, *model.REFERRAL_SENT])
REQUESTS = st.sampled_from([*model.REQUEST_ENDS, *model.REQUEST_LIVES])
FILES = st.sampled_from([*model.FILE_ENDS, *model.FILE_LIVES])
OVER_IN = "SELECT extract(year FROM (now() - make_interval(secs => $1::float8 * 86400)))::integer"
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
many = settings(few, max_examples=400)


@st.composite
def cases(draw: Any) -> Held:
    referrals = draw(st.lists(st.builds(Subject, what=st.just("referral"), state=REFERRALS, age=AGES), max_size=2))
    requests = draw(st.lists(st.builds(Subject, what=st.just("request"), state=REQUESTS, age=AGES), max_size=1))
    pathways = draw(
        st.lists(
            st.builds(Subject, what=st.just("pathway"), state=st.sampled_from(["ended", "agreed"]), age=AGES),
            max_size=2,
            unique_by=lambda one: one.state,
        )
    )
    files = []
    if draw(st.booleans()):
        state = draw(FILES)
        decided = state in ("decided", "paid", "closed") or (state in ("draft", "withdrawn") and draw(st.booleans()))
        files.append(Subject(what="file", state=state, age=draw(AGES), decided=decided))
    subjects = (*referrals, *requests, *pathways, *files)
    closed = draw(st.none() | AGES)
    if closed is not None:  # closing a case ends its parcours
        assume(all(one.what != "pathway" or one.state == "ended" for one in subjects))
    ages = [one.age for one in subjects] + ([closed] if closed is not None else [])
    last = draw(AGES)
    return Held(
        made=max([last, *ages]) + 1,
        last_act=last,
        closed=closed,
        erased=None,
        subjects=subjects,
        step=draw(st.none() | st.sampled_from([-40, -1, 10, 300, 390])),
    )


@few
@given(held=cases())
def test_the_content_of_a_case_goes_on_its_day_and_not_before(aged: Aged, held: Held) -> None:
    check_case(aged, held)


@pytest.mark.long
@many
@given(held=cases())
def test_the_content_of_any_case_goes_on_its_day_and_not_before(aged: Aged, held: Held) -> None:
    check_case(aged, held)


def check_case(aged: Aged, held: Held) -> None:
    """What the database takes away now is what the model says, and the rest is there."""
    due = model.is_due(held)
    event(f"due: {due}")
    with aged.undone():
        case, subjects = build(aged, held)
        year = aged.value(OVER_IN, model.over(held))
        told = aged.as_role("relais_purge", "SELECT case_id, hash, seq FROM empty_due()")
        aged.as_role("relais_purge", "SELECT * FROM purge_rows()")
        row = aged.rows("SELECT * FROM aid_case WHERE id = $1", case)[0]
        assert [one["case_id"] for one in told] == [case] * due
        assert (row["emptied_at"] is not None) == due
        assert aged.value("SELECT count(*) FROM case_part WHERE case_id = $1", case) == (0 if due else 1)
        assert (row["alias_sealed"] is None) == due
        assert (row["data_key_wrapped"] is None) == (due and not model.keeps_key(held))
        assert row["code_lookup"] is not None
        for one, subject in zip(held.subjects, subjects, strict=True):
            check_subject(aged, held, one, subject)
        if due:
            check_skeleton(aged, case, row, told[0])
            assert row["ends_on"].year == year + 1


def check_subject(aged: Aged, held: Held, one: Subject, subject: UUID) -> None:
    """What it said is there until it is due; its steps are there in any case."""
    gone = model.subject_is_due(held, one)
    if one.what == "referral":
        assert aged.value("SELECT count(*) FROM option_shown WHERE referral = $1", subject) == (0 if gone else 1)
        assert aged.value("SELECT option IS NULL FROM choice WHERE referral = $1", subject) == gone
        assert aged.value("SELECT count(*) FROM consent WHERE referral = $1", subject) == 1
        assert aged.value("SELECT count(*) FROM referral WHERE id = $1", subject) == 1
    elif one.what == "request":
        row = aged.rows("SELECT * FROM aid_request WHERE id = $1", subject)[0]
        assert (row["fingerprint"] is None) == gone
        assert (row["reach"] == "") == (gone and one.state in model.REQUEST_ENDS)
        assert (row["needs"], row["practice"]) == (["financier"], "liberal")
    elif one.what == "file":
        kept = one.decided or not gone
        assert aged.value("SELECT count(*) FROM file_section WHERE file = $1", subject) == int(kept)
        assert aged.value("SELECT count(*) FROM attachment WHERE file = $1", subject) == int(kept)
        assert aged.value("SELECT sealed IS NOT NULL FROM file_opinion WHERE file = $1", subject) == kept
        assert aged.value("SELECT count(*) FROM national_file WHERE id = $1", subject) == 1
    else:
        over = one.state == "ended" and one.age >= model.CONTENT
        assert aged.value("SELECT count(*) FROM pathway WHERE id = $1", subject) == (0 if over else 1)
        assert aged.value("SELECT count(*) FROM pathway_step WHERE pathway = $1", subject) == (0 if over else 1)


def check_skeleton(aged: Aged, case: UUID, row: Any, told: Any) -> None:
    """The chain tells it and still holds; the rest has its day, 30 June of the year after the end."""
    broken = aged.value(
        "SELECT count(*) FROM case_event AS e LEFT JOIN case_event AS b ON b.case_id = e.case_id AND b.seq = e.seq - 1"
        " WHERE e.case_id = $1 AND (e.previous_hash <> coalesce(b.hash, '') OR e.hash <> case_event_hash("
        "e.case_id, e.seq, e.at, e.actor_kind, e.org, e.act, e.detail, e.previous_hash))",
        case,
    )
    last = aged.rows("SELECT act, hash, seq FROM case_event WHERE case_id = $1 ORDER BY seq DESC LIMIT 1", case)[0]
    assert (broken, last["act"]) == (0, "retention.emptied")
    assert (told["seq"], told["hash"]) == (last["seq"], last["hash"]) == (row["seq"], last["hash"])
    assert (row["ends_on"].month, row["ends_on"].day) == (6, 30)
    assert aged.as_role("relais_purge", "SELECT * FROM empty_due()") == []


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
