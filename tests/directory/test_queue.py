"""What waits is read most harmful first, whole enough to be decided on, and fast when there is much of it."""

import time
from typing import Any

import pytest

from relais.directory.changes import Proposal, count_queue, queue, submit
from tests.directory.persons import add_actor, add_persons

pytestmark = pytest.mark.anyio


async def test_the_most_harmful_comes_first_and_then_the_oldest(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b")])
    persons = await add_persons(db)
    for slug, code, value in (
        ("a", "name", "Autre nom"),
        ("a", "audiences", ["liberal"]),
        ("a", "email", "aide@exemple.fr"),
        ("a", "anonymous", "yes"),
        ("b", "phone", "06 12 34 56 78"),
        ("a", "phone", "06 12 34 56 79"),
    ):
        position = 0 if code in ("phone", "email") else 1
        held = await db.fetchval(
            "SELECT version_from FROM fact WHERE subject_id = $1 AND field = $2 AND version_to IS NULL", slug, code
        )
        proposal = Proposal(code=code, value=value, position=position, base_version=held or 0)
        assert (await submit(db, persons.member, slug, [proposal], why="Vu ce matin.")).waiting == (code,)
    found = await queue(db)
    assert [line.field for line in found] == ["phone", "phone", "anonymous", "audiences", "email", "name"]
    assert [line.service for line in found[:2]] == ["b", "a"]
    assert await count_queue(db) == 6
    assert [*await queue(db, limit=2), *await queue(db, limit=9, after=2)] == found
    name = found[-1]
    assert (name.before, name.after, name.before_state) == ("Écoute des soignants", "Autre nom", "sourced")
    assert (name.service_name, name.organization, name.organization_name) == (
        "Écoute des soignants",
        "a",
        "Écoute des soignants",
    )
    assert (name.made_as, name.made_by, name.why) == ("member", persons.member.account, "Vu ce matin.")


@pytest.mark.long
async def test_a_thousand_waiting_changes_are_read_at_once(db: Any, files: Any) -> None:
    await files.apply(db, [files.row(f"s{number}") for number in range(100)])
    version = await db.fetchval("SELECT number FROM directory_version")
    for number in range(10):
        member = await add_actor(db, "member")
        for service in range(100):
            proposal = Proposal(code="name", value=f"Nom {number}", base_version=version)
            await submit(db, member, f"s{service}", [proposal])
    assert await count_queue(db) == 1000
    spent = []
    for _ in range(5):
        start = time.perf_counter()
        found = await queue(db, limit=50, after=100)
        spent.append(time.perf_counter() - start)
    assert len(found) == 50
    assert {line.others for line in found} == {9}
    assert sorted(spent)[2] < 0.1
