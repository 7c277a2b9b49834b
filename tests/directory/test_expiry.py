"""Confirmations end by the database's clock, and nothing else moves."""

import asyncio
from typing import Any

import pytest

from relais.core.clock import now
from relais.core.db import connect
from relais.directory.expiry import expire
from relais.directory.facts import FIELDS
from relais.directory.freshness import effective_state
from relais.directory.loading import load_later, load_snapshot
from relais.directory.service import Origin, change_field
from tests.directory.upkeep_worlds import confirm_at, states

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


async def test_a_confirmation_past_its_budget_is_published_as_stale(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7", description="Écoute")])
    for field, days in (("phone", 91), ("hours", 179), ("description", 364)):
        await confirm_at(world.owner, "a", field, days)
    before = await load_snapshot(app)
    assert await expire(app) == 1
    found = await states(app, "a")
    assert (found["phone"], found["hours"], found["description"], found["name"]) == (
        "stale",
        "confirmed",
        "confirmed",
        "sourced",
    )
    later = await load_later(app, before)
    assert later is not None
    [contact] = later[1].by_slug["a"].contacts
    assert (contact.state, contact.value) == ("stale", "04 72 00 00 01")


async def test_what_ended_keeps_its_value_its_source_and_who_confirmed_it_when(
    world: Any, app: Any, files: Any
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", 100)
    columns = "value, origin, source_label, source_date_text, confirmed_by, confirmed_how, confirmed_at"
    query = f"SELECT {columns} FROM fact WHERE field = 'phone' AND version_to IS NULL"
    before = await app.fetchrow(query)
    await expire(app)
    assert tuple(await app.fetchrow(query)) == tuple(before)
    cause = await app.fetchval("SELECT cause FROM publication ORDER BY number DESC LIMIT 1")
    assert cause == "expiry"
    assert await app.fetchval("SELECT acting_as FROM journal WHERE act = 'directory.expire'") == "system"


async def test_running_again_publishes_nothing(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", 91)
    assert await expire(app) == 1
    version = await app.fetchval("SELECT number FROM directory_version")
    assert await expire(app) == 0
    assert await app.fetchval("SELECT number FROM directory_version") == version


async def test_many_confirmations_end_in_batches_of_one_publication_each(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row(f"s{number}") for number in range(7)])
    for number in range(7):
        await confirm_at(world.owner, f"s{number}", "phone", 95)
    assert await expire(app, batch=3) == 7
    assert await app.fetchval("SELECT count(*) FROM publication WHERE cause = 'expiry'") == 3


async def test_readers_and_the_job_agree_on_every_field_on_both_sides_of_its_budget(
    world: Any, app: Any, files: Any
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7", email="a@exemple.fr", message="Fermé lundi")])
    fields = ("phone", "hours", "email", "message", "name", "needs")
    for side in (-0.01, 0.01):
        for field in fields:
            await confirm_at(world.owner, "a", field, FIELDS[field].budget_days + side)
        lines = {line.field: line for line in (await load_snapshot(app)).by_slug["a"].facts}
        seen = {field: effective_state(lines[field], now()) for field in fields}
        await expire(app)
        published = await states(app, "a")
        assert {field: published[field] for field in fields} == seen


async def test_the_worker_may_do_it(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", 91)
    worker = await connect(world.worker_url)
    assert await expire(worker) == 1
    worker.terminate()


async def test_an_edit_made_meanwhile_is_never_undone_by_the_end_of_a_confirmation(
    world: Any, app: Any, files: Any
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row(f"s{number}") for number in range(12)])
    for number in range(12):
        await confirm_at(world.owner, f"s{number}", "phone", 95)
    editor = await connect(world.app_url)

    async def edit() -> None:
        for number in range(12):
            await change_field(editor, f"s{number}", "phone", f"04 72 00 01 {number:02}", CALLED)

    await asyncio.gather(edit(), expire(app, batch=2))
    snapshot = await load_snapshot(app)
    assert [snapshot.by_slug[f"s{number}"].contacts[0].value for number in range(12)] == [
        f"04 72 00 01 {number:02}" for number in range(12)
    ]
    assert not await app.fetchval("SELECT count(*) FROM fact WHERE state = 'stale' AND version_to IS NULL")
    editor.terminate()


async def test_two_workers_at_once_publish_each_end_once_and_nothing_empty(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row(f"s{number}") for number in range(6)])
    for number in range(6):
        await confirm_at(world.owner, f"s{number}", "phone", 95)
    other = await connect(world.worker_url)
    done = await asyncio.gather(expire(app), expire(other))
    assert sorted(done) == [0, 6]
    assert await app.fetchval("SELECT count(*) FROM publication WHERE cause = 'expiry'") == 1
    other.terminate()
