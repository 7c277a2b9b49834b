"""Two persons at the same moment: one decision, one version of a field, and never a database that waits in a circle."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from relais.core.db import connect, refusing
from relais.core.errors import Refused
from relais.directory.changes import Outcome, Proposal, accept, queue, refuse, submit, waiting_for, withdraw_number
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field
from tests.directory.persons import Persons, add_persons

pytestmark = pytest.mark.anyio
ROUNDS = 5


@pytest.fixture
async def persons(world: Any, app: Any, files: Any) -> Persons:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7"), files.row("b")])
    return await add_persons(world.owner)


async def together(world: Any, *acts: Any) -> list[Any]:
    """Each in a connection of its own; a refusal is a result."""
    lines = [await connect(world.app_url) for _ in acts]

    async def one(act: Any, db: Any) -> Any:
        try:
            with refusing():
                return await act(db)
        except Refused as refused:
            return refused

    try:
        return await asyncio.wait_for(
            asyncio.gather(*(one(act, db) for act, db in zip(acts, lines, strict=True))), timeout=20
        )
    finally:
        for db in lines:
            await db.close()


async def ask(db: Any, who: Any, code: str, value: Any, position: int = 1) -> Outcome:
    subject = f"a/{code}/{position}" if code == "phone" else "a"
    held = await db.fetchval(
        "SELECT version_from FROM fact WHERE subject_id = $1 AND field = $2 AND version_to IS NULL", subject, code
    )
    proposal = Proposal(code=code, value=value, base_version=held or 0, position=position)
    outcome: Outcome = await submit(db, who, "a", [proposal])
    return outcome


async def test_two_coordinators_decide_the_same_line_once(world: Any, app: Any, persons: Persons) -> None:
    for number in range(ROUNDS):
        assert (await ask(app, persons.member, "hours", f"Mo {number:02}:00-23:00")).waiting == ("hours",)
        [line] = await waiting_for(app, "a")

        def yes(db: Any, key: Any = line.key) -> Awaitable[Any]:
            return accept(db, persons.first, key)

        def no(db: Any, key: Any = line.key) -> Awaitable[Any]:
            return refuse(db, persons.second, key, "Non.")

        results = await together(world, yes, no, yes)
        lost = [one for one in results if isinstance(one, Refused)]
        assert [one.code for one in lost] == ["change_decided"] * 2
        decided = await app.fetchrow(
            "SELECT status, decided_by FROM change_request_line WHERE request = $1", line.request
        )
        shown = (await load_snapshot(app)).by_slug["a"].hours
        assert (decided["status"] == "accepted") == (shown == f"Mo {number:02}:00-23:00")
    decisions = await app.fetchval("SELECT count(*) FROM journal WHERE act IN ('directory.accept', 'directory.refuse')")
    assert decisions == ROUNDS


async def test_an_edit_and_a_decision_at_the_same_moment_leave_one_value_and_no_lost_word(
    world: Any, app: Any, persons: Persons
) -> None:
    for number in range(ROUNDS):
        value = f"Mo {number:02}:00-23:00"
        await ask(app, persons.member, "hours", value)
        [line] = await waiting_for(app, "a")
        before = await app.fetchval("SELECT count(*) FROM fact WHERE field = 'hours'")
        edit = f"Tu {number:02}:00-23:00"
        origin = Origin(source_label="appel")
        accepted, _ = await together(
            world,
            lambda db, key=line.key: accept(db, persons.first, key),
            lambda db, text=edit, by=origin: change_field(db, "a", "hours", text, by),
        )
        added = await app.fetchval("SELECT count(*) FROM fact WHERE field = 'hours'") - before
        if isinstance(accepted, Refused):
            assert accepted.code == "change_outdated"
            await refuse(app, persons.first, line.key, "Changé.")
        assert added == (1 if isinstance(accepted, Refused) else 2)
        assert (await load_snapshot(app)).by_slug["a"].hours == edit


async def test_two_tabs_that_publish_the_same_field_do_not_overwrite_each_other(
    world: Any, app: Any, persons: Persons
) -> None:
    for number in range(ROUNDS):
        held = await app.fetchval(
            "SELECT version_from FROM fact WHERE subject_id = 'a' AND field = 'message' AND version_to IS NULL"
        )

        def tab(text: str, base: int = held or 0) -> Any:
            proposal = Proposal(code="message", value=text, base_version=base)
            return lambda db: submit(db, persons.member, "a", [proposal])

        results = await together(world, tab(f"Premier {number}"), tab(f"Second {number}"))
        won = [one for one in results if isinstance(one, Outcome) and one.published]
        assert len(won) == 1
        for other in results:
            if other is not won[0]:
                assert isinstance(other, Refused) or other.conflicts


async def test_publishing_proposing_and_deciding_never_wait_in_a_circle(world: Any, app: Any, persons: Persons) -> None:
    for number in range(ROUNDS):
        await ask(app, persons.member, "phone", f"04 72 00 01 {number:02}")
        await ask(app, persons.member, "name", f"Nom {number}")
        lines = [line for line in await queue(app) if line.made_by == persons.member.account]
        both = [
            Proposal(code="message", value=f"Message {number}", base_version=await _held(app, "message")),
            Proposal(code="name", value=f"Autre nom {number}", base_version=await _held(app, "name")),
        ]
        results = await together(
            world,
            *(lambda db, key=line.key: accept(db, persons.first, key) for line in lines),
            lambda db, wanted=both: submit(db, persons.member, "a", wanted),
            lambda db: withdraw_number(db, persons.second, "a", 1, "Ne répond plus."),
        )
        known = {"change_decided", "change_outdated", "fact_changed_meanwhile", "withdrawal_waits", "not_found"}
        assert {one.code for one in results if isinstance(one, Refused)} <= known
        for line in await queue(app):
            await refuse(app, _other(persons, line.made_by), line.key, "Suivant.")


async def _held(db: Any, field: str) -> int:
    found = await db.fetchval(
        "SELECT version_from FROM fact WHERE subject_id = 'a' AND field = $1 AND version_to IS NULL", field
    )
    return found or 0


def _other(persons: Persons, author: Any) -> Any:
    return persons.first if author != persons.first.account else persons.second
