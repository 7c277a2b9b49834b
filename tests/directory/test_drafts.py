"""What is being typed is kept by the server, for its author alone, until it is proposed or given up."""

from typing import Any

import pytest

from relais.core.errors import NotFound, Refused
from relais.directory.changes import Proposal, submit
from relais.directory.drafts import drop_draft, list_drafts, save_draft
from tests.directory.persons import Persons, add_persons

pytestmark = pytest.mark.anyio


@pytest.fixture
async def persons(db: Any, files: Any) -> Persons:
    await files.apply(db, [files.row("a")])
    return await add_persons(db)


async def test_a_draft_comes_back_as_it_was_typed_with_what_it_started_from(db: Any, persons: Persons) -> None:
    account = persons.member.account
    await save_draft(db, account, "a", "hours", {"monday": "9h", "": "é"}, base_version=3)
    await save_draft(db, account, "a", "hours", {"monday": "9h-12h"}, base_version=3)
    await save_draft(db, account, "a", "phone", {"number": "06"}, base_version=0, position=2)
    found = await list_drafts(db, account, "a")
    assert [(one.field, one.position, one.typed, one.base_version) for one in found] == [
        ("hours", 1, {"monday": "9h-12h"}, 3),
        ("phone", 2, {"number": "06"}, 0),
    ]
    assert await list_drafts(db, persons.first.account, "a") == []
    await drop_draft(db, account, "a", "hours")
    assert [one.field for one in await list_drafts(db, account, "a")] == ["phone"]


async def test_what_is_proposed_is_no_longer_a_draft(db: Any, persons: Persons) -> None:
    account = persons.member.account
    await save_draft(db, account, "a", "message", {"message": "Fermé"}, base_version=0)
    await save_draft(db, account, "a", "languages", {"languages": "fr"}, base_version=0)
    await submit(db, persons.member, "a", [Proposal(code="message", value="Fermé")])
    assert [one.field for one in await list_drafts(db, account, "a")] == ["languages"]


async def test_a_conflict_keeps_the_draft(db: Any, persons: Persons) -> None:
    account = persons.member.account
    await save_draft(db, account, "a", "name", {"name": "Mien"}, base_version=0)
    assert (await submit(db, persons.member, "a", [Proposal(code="name", value="Mien")])).conflicts
    assert len(await list_drafts(db, account, "a")) == 1


async def test_a_draft_is_of_a_known_field_of_a_known_service_and_not_endless(db: Any, persons: Persons) -> None:
    account = persons.member.account
    with pytest.raises(Refused) as refused:
        await save_draft(db, account, "a", "couleur", {}, base_version=0)
    assert refused.value.code == "field_unknown"
    with pytest.raises(NotFound):
        await save_draft(db, account, "personne", "name", {}, base_version=0)
    with pytest.raises(Refused) as refused:
        await save_draft(db, account, "a", "message", {"message": "x" * 20_000}, base_version=0)
    assert refused.value.code == "draft_too_long"
