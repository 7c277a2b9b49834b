"""Whatever a case holds and since when, its content, its key and its steps go on their day, and nothing else does."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.retention import model
from tests.retention.ageing import Aged
from tests.retention.lived import build
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
