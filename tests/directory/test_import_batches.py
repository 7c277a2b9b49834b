"""Telephone numbers of an import wait for a second person, as one batch."""

from typing import Any

import pytest

from relais.core.errors import NotFound, Refused
from relais.directory.changes import (
    accept,
    accept_batch,
    batch_lines,
    count_queue,
    list_batches,
    queue,
    refuse_batch,
    waiting_for,
)
from relais.directory.importer import Plan, apply_import
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field
from tests.directory.persons import Persons, add_persons

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")
NEW = "04 72 00 00 99"


@pytest.fixture
async def persons(db: Any, files: Any) -> Persons:
    await files.apply(db, [files.row("a"), files.row("b", phone="04 72 00 00 02|04 72 00 00 03")])
    return await add_persons(db)


async def numbers(db: Any, slug: str) -> list[str]:
    return [contact.value for contact in (await load_snapshot(db)).by_slug[slug].contacts]


async def send(db: Any, files: Any, by: Any, *rows: Any) -> Plan:
    """The file sent by a coordinator, applied."""
    plan: Plan = await files.plan(db, list(rows))
    await apply_import(db, plan, made_by=by.account)
    return plan


async def test_the_first_load_of_an_empty_directory_publishes_its_numbers(db: Any, files: Any) -> None:
    plan = await files.apply(db, [files.row("a")])
    assert plan.waiting == 0
    assert await numbers(db, "a") == ["04 72 00 00 01"]


async def test_numbers_added_or_changed_later_wait_as_one_batch_and_the_rest_is_published(
    db: Any, files: Any, persons: Persons
) -> None:
    rows = [
        files.row("a", phone=NEW, hours="24/7"),
        files.row("b", phone="04 72 00 00 02|04 72 00 00 03"),
        files.row("c", phone="06 12 34 56 78", phone_purpose="admin"),
    ]
    plan = await send(db, files, persons.first, *rows)
    assert (plan.added, plan.changed, plan.waiting) == (1, 1, 2)
    assert [(line.service, line.verdict) for line in plan.lines if line.field == "phone"] == [
        ("a", "wait"),
        ("c", "wait"),
    ]
    services = (await load_snapshot(db)).by_slug
    assert (services["a"].hours, services["a"].contacts[0].value) == ("24/7", "04 72 00 00 01")
    assert services["c"].contacts == ()
    [batch] = await list_batches(db)
    assert (batch.source, batch.made_by, batch.numbers, batch.services) == (
        "lignes.csv",
        persons.first.account,
        2,
        2,
    )
    assert (await queue(db), await count_queue(db)) == ([], 0)
    assert [(line.service, line.field) for line in await batch_lines(db, batch.batch)] == [
        ("a", "phone"),
        ("c", "phone"),
        ("c", "phone_purpose"),
    ]


async def test_another_coordinator_accepts_the_whole_batch_at_once(db: Any, files: Any, persons: Persons) -> None:
    await send(db, files, persons.first, files.row("a", phone=NEW), files.row("b"), files.row("c"))
    [batch] = await list_batches(db)
    with pytest.raises(Refused) as refused:
        await accept_batch(db, persons.first, batch.batch)
    assert refused.value.code == "own_change"
    with pytest.raises(NotFound):
        await accept_batch(db, persons.member, batch.batch)
    version = await accept_batch(db, persons.second, batch.batch)
    assert (await load_snapshot(db)).version == version
    assert [await numbers(db, slug) for slug in "abc"] == [[NEW], ["04 72 00 00 01"], ["04 72 00 00 01"]]
    assert await list_batches(db) == []
    [phone] = [fact for fact in (await load_snapshot(db)).by_slug["a"].facts if fact.field == "phone"]
    assert (phone.state, phone.source_label) == ("sourced", "Bulletin de l'Ordre")
    acts = await db.fetch("SELECT organization, field, detail FROM journal WHERE act = 'directory.accept'")
    assert {(row["organization"], row["field"]) for row in acts} >= {("a", "phone"), ("b", "phone"), ("c", "phone")}
    assert {row["detail"]["batch"] for row in acts} == {str(batch.batch)}
    with pytest.raises(Refused) as refused:
        await refuse_batch(db, persons.second, batch.batch, "trop tard")
    assert refused.value.code == "change_decided"


async def test_what_was_accepted_stays_the_fact_of_its_file(db: Any, files: Any, persons: Persons) -> None:
    rows = [files.row("a", phone=NEW), files.row("b", phone="04 72 00 00 02|04 72 00 00 03")]
    await send(db, files, persons.first, *rows)
    [batch] = await list_batches(db)
    await accept_batch(db, persons.second, batch.batch)
    again = await send(db, files, persons.first, *rows)
    assert (again.changed, again.proposed, again.waiting, again.publishes) == (0, 0, 0, False)
    assert (await files.apply(db, [])).retired == 2


async def test_a_refused_batch_is_not_asked_again_until_the_file_says_something_else(
    db: Any, files: Any, persons: Persons
) -> None:
    rest = files.row("b", phone="04 72 00 00 02|04 72 00 00 03")
    await send(db, files, persons.first, files.row("a", phone=NEW), rest)
    [batch] = await list_batches(db)
    with pytest.raises(Refused):
        await refuse_batch(db, persons.second, batch.batch, "")
    await refuse_batch(db, persons.second, batch.batch, "Numéros non vérifiés.")
    assert await numbers(db, "a") == ["04 72 00 00 01"]
    assert (await send(db, files, persons.first, files.row("a", phone=NEW), rest)).waiting == 0
    assert (await send(db, files, persons.first, files.row("a", phone="04 72 00 00 98"), rest)).waiting == 1


async def test_the_same_file_sent_twice_makes_one_batch(db: Any, files: Any, persons: Persons) -> None:
    rows = [files.row("a", phone=NEW), files.row("b")]
    for _ in range(3):
        await send(db, files, persons.first, *rows)
    assert len(await list_batches(db)) == 1
    assert len(await waiting_for(db, "a")) == 1


async def test_a_number_that_moves_up_is_not_lost_meanwhile(db: Any, files: Any, persons: Persons) -> None:
    plan = await send(db, files, persons.first, files.row("a"), files.row("b", phone="04 72 00 00 03"))
    assert plan.waiting == 2
    assert await numbers(db, "b") == ["04 72 00 00 02", "04 72 00 00 03"]
    [batch] = await list_batches(db)
    await accept_batch(db, persons.second, batch.batch)
    assert await numbers(db, "b") == ["04 72 00 00 03"]


async def test_a_newer_file_takes_the_place_of_what_waited(db: Any, files: Any, persons: Persons) -> None:
    both = "04 72 00 00 02|04 72 00 00 03"
    await send(db, files, persons.first, files.row("a", phone=NEW), files.row("b", phone="04 72 00 00 03"))
    await send(db, files, persons.first, files.row("a", phone="04 72 00 00 98"), files.row("b", phone=both))
    lines = [line for batch in await list_batches(db) for line in await batch_lines(db, batch.batch)]
    assert [(line.service, line.after["display"]) for line in lines] == [("a", "04 72 00 00 98")]


async def test_a_number_changed_meanwhile_is_left_by_the_batch(db: Any, files: Any, persons: Persons) -> None:
    await send(db, files, persons.first, files.row("a", phone=NEW), files.row("b", phone=NEW))
    await change_field(db, "a", "phone", "04 72 00 00 50", CALLED)
    [batch] = await list_batches(db)
    await accept_batch(db, persons.second, batch.batch)
    assert (await numbers(db, "a"), await numbers(db, "b")) == (["04 72 00 00 50"], [NEW])


async def test_one_number_of_a_batch_may_be_decided_apart(db: Any, files: Any, persons: Persons) -> None:
    await send(db, files, persons.first, files.row("a", phone=NEW), files.row("b", phone=NEW))
    [line] = await waiting_for(db, "a")
    with pytest.raises(Refused):
        await accept(db, persons.first, line.key)
    await accept(db, persons.second, line.key)
    assert await numbers(db, "a") == [NEW]
    [phone] = [fact for fact in (await load_snapshot(db)).by_slug["a"].facts if fact.field == "phone"]
    assert (phone.state, phone.source_label) == ("sourced", "Bulletin de l'Ordre"), "nobody called"


async def test_a_new_source_of_the_same_values_waits_for_no_one(db: Any, files: Any, persons: Persons) -> None:
    rows = [files.row("a", source_date="2026"), files.row("b", phone="04 72 00 00 02|04 72 00 00 03")]
    plan = await send(db, files, persons.first, *rows)
    assert (plan.changed, plan.waiting) == (1, 0)


async def test_no_file_withdraws_the_helpline_or_its_number(db: Any, files: Any, persons: Persons) -> None:
    await files.apply(db, [files.row("cnom-ecoute")], name="ligne.csv", first_load=True)
    bare = files.row("cnom-ecoute")
    del bare["phone"]
    assert (await files.apply(db, [bare], name="ligne.csv")).waiting == 1
    assert (await files.apply(db, [], name="ligne.csv")).retired == 0
    assert await numbers(db, "cnom-ecoute") == ["04 72 00 00 01"]
