"""A wrong number leaves the screens at once, by one person; another looks at it afterwards."""

from typing import Any

import pytest

from relais.core.clock import now
from relais.core.errors import NotFound, Refused
from relais.directory.changes import Proposal, accept, queue, refuse, submit, waiting_for, withdraw_number
from relais.directory.changes import withdraw_request as take_back
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, confirm_field, facts_at
from tests.directory.persons import Persons, add_persons

pytestmark = pytest.mark.anyio


@pytest.fixture
async def persons(db: Any, files: Any) -> Persons:
    rows = [files.row("a", phone="04 72 00 00 01|04 72 00 00 02", phone_purpose="help"), files.row("cnom-ecoute")]
    await files.apply(db, rows)
    return await add_persons(db)


async def numbers(db: Any, slug: str = "a") -> list[str]:
    return [contact.value for contact in (await load_snapshot(db)).by_slug[slug].contacts]


async def test_a_withdrawn_number_is_not_shown_any_more_nor_its_source(db: Any, persons: Persons) -> None:
    done = await withdraw_number(db, persons.first, "a", 1, "Un particulier répond.")
    assert (done.published, done.waiting) == (("phone",), ("phone",))
    assert await numbers(db) == ["04 72 00 00 02"]
    service = (await load_snapshot(db)).by_slug["a"]
    assert [fact.field for fact in service.facts].count("phone") == 1
    at = await db.fetchval("SELECT clock_timestamp()")
    assert (await facts_at(db, "a", at)).service == service
    [line] = await queue(db)
    assert (line.purpose, line.before_state, line.after, line.why) == (
        "withdrawal",
        "suspended",
        None,
        "Un particulier répond.",
    )


async def test_a_second_coordinator_lets_the_withdrawal_stand(db: Any, persons: Persons) -> None:
    await withdraw_number(db, persons.first, "a", 1, "Un particulier répond.")
    [line] = await waiting_for(db, "a")
    with pytest.raises(Refused) as refused:
        await accept(db, persons.first, line.key)
    assert refused.value.code == "own_change"
    await accept(db, persons.second, line.key)
    assert await numbers(db) == ["04 72 00 00 02"]
    assert await waiting_for(db, "a") == []


async def test_a_second_coordinator_puts_the_number_back_as_it_was(db: Any, persons: Persons) -> None:
    by = Origin(source_label="", confirmed_by="c", confirmed_how="appel", confirmed_at=now())
    await confirm_field(db, "a", "phone", by)
    before = (await load_snapshot(db)).by_slug["a"]
    await withdraw_number(db, persons.first, "a", 1, "Un particulier répond.")
    [line] = await waiting_for(db, "a")
    await refuse(db, persons.second, line.key, "Le numéro répond bien.")
    after = (await load_snapshot(db)).by_slug["a"]
    assert (after.contacts, after.facts) == (before.contacts, before.facts)


async def test_a_number_replaced_meanwhile_is_not_put_back(db: Any, persons: Persons) -> None:
    await withdraw_number(db, persons.first, "a", 1, "Un particulier répond.")
    held = await db.fetchval(
        "SELECT version_from FROM fact WHERE subject_id = 'a/phone/1' AND field = 'phone' AND version_to IS NULL"
    )
    await submit(db, persons.member, "a", [Proposal(code="phone", value="04 72 00 00 09", base_version=held)])
    change, withdrawal = sorted(await waiting_for(db, "a"), key=lambda line: line.purpose)
    await accept(db, persons.second, change.key)
    assert await numbers(db) == ["04 72 00 00 09", "04 72 00 00 02"]
    await refuse(db, persons.second, withdrawal.key, "Remplacé.")
    assert await numbers(db) == ["04 72 00 00 09", "04 72 00 00 02"]


async def test_the_same_number_may_be_asked_for_again(db: Any, persons: Persons) -> None:
    version = (await withdraw_number(db, persons.first, "a", 1, "Un particulier répond.")).version
    done = await submit(db, persons.member, "a", [Proposal(code="phone", value="04 72 00 00 01", base_version=version)])
    assert done.waiting == ("phone",)


async def test_an_urgent_withdrawal_is_reviewed_whatever_its_author_does(db: Any, persons: Persons) -> None:
    await withdraw_number(db, persons.first, "a", 1, "Un particulier répond.")
    [line] = await waiting_for(db, "a")
    with pytest.raises(NotFound):
        await take_back(db, persons.first, line.request)
    with pytest.raises((Refused, NotFound)):
        await withdraw_number(db, persons.second, "a", 1, "Encore.")


async def test_the_helpline_is_withdrawn_by_two_coordinators_only(db: Any, persons: Persons) -> None:
    done = await withdraw_number(db, persons.first, "cnom-ecoute", 1, "Panne signalée.")
    assert (done.published, done.waiting) == ((), ("phone",))
    assert await numbers(db, "cnom-ecoute") == ["04 72 00 00 01"]
    with pytest.raises(Refused) as refused:
        await withdraw_number(db, persons.second, "cnom-ecoute", 1, "Panne signalée.")
    assert refused.value.code == "withdrawal_waits"
    [line] = await waiting_for(db, "cnom-ecoute")
    with pytest.raises(Refused):
        await accept(db, persons.first, line.key)
    await accept(db, persons.second, line.key)
    assert await numbers(db, "cnom-ecoute") == []


async def test_a_refused_withdrawal_of_the_helpline_changes_nothing(db: Any, persons: Persons) -> None:
    await withdraw_number(db, persons.first, "cnom-ecoute", 1, "Panne signalée.")
    [line] = await waiting_for(db, "cnom-ecoute")
    before = await db.fetchval("SELECT count(*) FROM fact")
    await refuse(db, persons.second, line.key, "La ligne répond.")
    assert await db.fetchval("SELECT count(*) FROM fact") == before
    assert await numbers(db, "cnom-ecoute") == ["04 72 00 00 01"]


async def test_a_withdrawal_needs_a_coordinator_a_reason_and_a_number(db: Any, persons: Persons) -> None:
    with pytest.raises(NotFound):
        await withdraw_number(db, persons.member, "a", 1, "x")
    with pytest.raises(NotFound):
        await withdraw_number(db, persons.first, "a", 9, "x")
    for slug, why, code in (("a", " ", "why_missing"), ("15", "x", "number_compiled_in")):
        with pytest.raises(Refused) as refused:
            await withdraw_number(db, persons.first, slug, 1, why)
        assert refused.value.code == code
