"""Confirming without changing: by the organisation, by a mailed link, by a coordinator who called."""

from typing import Any

import pytest

from relais.audit.model import Actor
from relais.core.clock import now
from relais.core.errors import NotFound, Refused
from relais.directory.changes import (
    CallBack,
    accept,
    confirm,
    confirm_by_call,
    count_never_confirmed,
    never_confirmed,
    waiting_for,
)
from relais.directory.facts import BY_HARM
from relais.directory.loading import load_snapshot
from tests.directory.persons import Persons, add_actor, add_persons

pytestmark = pytest.mark.anyio
HOW = "tout est exact, dans Relais"


def call(read_back: str = "04 72 00 00 01") -> CallBack:
    return CallBack(reached="secrétariat", reached_at=now(), read_back=read_back)


@pytest.fixture
async def persons(db: Any, files: Any) -> Persons:
    await files.apply(db, [files.row("a", hours="24/7", description="Une écoute."), files.row("b", state="draft")])
    return await add_persons(db)


async def states(db: Any) -> dict[str, tuple[str, str | None]]:
    return {fact.field: (fact.state, fact.confirmed_how) for fact in (await load_snapshot(db)).by_slug["a"].facts}


async def test_an_organisation_renews_at_once_what_takes_one_person(db: Any, persons: Persons) -> None:
    done = await confirm(db, persons.member, "a", [("description", 1)], how=HOW)
    assert (done.published, done.waiting) == (("description",), ())
    assert (await states(db))["description"] == ("confirmed", HOW)
    [fact] = [fact for fact in (await load_snapshot(db)).by_slug["a"].facts if fact.field == "description"]
    assert fact.source_label == "Bulletin de l'Ordre"


async def test_a_number_never_confirmed_is_not_confirmed_by_its_organisation_alone(db: Any, persons: Persons) -> None:
    done = await confirm(db, persons.member, "a", [("phone", 1), ("hours", 1), ("description", 1)], how=HOW)
    assert (done.published, done.waiting) == (("description",), ("phone", "hours"))
    assert (await states(db))["phone"][0] == "sourced"
    line = next(line for line in await waiting_for(db, "a") if line.field == "phone")
    assert line.before == line.after
    await accept(db, persons.first, line.key, call_back=call())
    assert (await states(db))["phone"] == ("confirmed", "rappel téléphonique")


async def test_once_confirmed_by_two_persons_a_number_is_renewed_by_one(db: Any, persons: Persons) -> None:
    await confirm_by_call(db, persons.first, "a", "phone", 1, call())
    done = await confirm(db, persons.member, "a", [("phone", 1)], how=HOW)
    assert (done.published, done.waiting) == (("phone",), ())
    assert (await states(db))["phone"] == ("confirmed", HOW)


async def test_a_mailed_link_renews_but_never_confirms_a_number_first(db: Any, persons: Persons) -> None:
    mail = Actor(acting_as="mail")
    fields = [("phone", 1), ("description", 1)]
    done = await confirm(db, mail, "a", fields, how="par courriel")
    assert (done.published, done.waiting) == (("description",), ())
    assert await waiting_for(db, "a") == []
    await confirm_by_call(db, persons.first, "a", "phone", 1, call())
    assert set((await confirm(db, mail, "a", fields, how="par courriel")).published) == {"phone", "description"}
    assert (await states(db))["phone"] == ("confirmed", "par courriel")


async def test_what_is_not_published_cannot_be_confirmed(db: Any, persons: Persons) -> None:
    done = await confirm(db, persons.member, "a", [("email", 1), ("message", 1), ("phone", 7)], how=HOW)
    assert (done.published, done.waiting) == ((), ())
    with pytest.raises(NotFound):
        await confirm_by_call(db, persons.first, "a", "email", 1, call())


async def test_everything_ever_published_and_never_confirmed_is_listed_most_harmful_first(
    db: Any, persons: Persons
) -> None:
    found = await never_confirmed(db, limit=100)
    ranks = [BY_HARM.index(one.field) for one in found]
    assert ranks == sorted(ranks)
    assert [(one.service, one.field, one.position) for one in found[:1]] == [("a", "phone", 1)]
    assert {one.service for one in found} == {"a"}, "a draft is published nowhere"
    listed = {"phone", "needs", "coverage", "hours", "organization_name", "name", "description"}
    assert {one.field for one in found} == listed
    assert await count_never_confirmed(db) == len(found)
    first, second = await never_confirmed(db, limit=3), await never_confirmed(db, limit=100, after=3)
    assert [*first, *second] == found
    await confirm_by_call(db, persons.first, "a", "phone", 1, call())
    assert "phone" not in {one.field for one in await never_confirmed(db)}


async def test_a_call_confirms_without_changing_and_is_kept_as_evidence(db: Any, persons: Persons) -> None:
    version = await confirm_by_call(db, persons.first, "a", "organization_name", 1, call("Écoute des soignants"))
    kept = await db.fetchrow("SELECT * FROM call_back")
    assert (kept["subject_kind"], kept["field"], kept["version"], kept["request"]) == (
        "organization",
        "organization_name",
        version,
        None,
    )
    [entry] = await db.fetch("SELECT * FROM journal")
    assert (entry["act"], entry["field"], entry["detail"]["called"]) == ("directory.confirm", "organization_name", True)
    assert (await load_snapshot(db)).by_slug["a"].organization_name == "Écoute des soignants"


async def test_only_a_coordinator_confirms_by_a_call(db: Any, persons: Persons) -> None:
    for acting_as in ("member", "officer", "listener", "auditor"):
        with pytest.raises(NotFound):
            await confirm_by_call(db, await add_actor(db, acting_as), "a", "phone", 1, call())
    with pytest.raises(Refused):
        await confirm_by_call(db, persons.first, "a", "phone", 1, call(" "))
    assert (await states(db))["phone"][0] == "sourced"
