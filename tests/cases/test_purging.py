"""What is due goes and nothing else, and a purge is told from a cut."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from relais.cases.anchors import Anchor, add_anchors, name_of, read_anchors, write_anchors
from relais.cases.chains import ChainFault, Checked, verify
from relais.cases.purging import purge_due, purge_each_day
from relais.core.context import WORKER
from relais.core.db import connect, transaction_on
from relais.core.errors import Refused
from relais.core.settings import Settings
from tests.cases.desk import Desk, connected

pytestmark = pytest.mark.anyio


@pytest.fixture
def ready(desk: Desk, settings: Settings) -> Iterator[Settings]:
    return replace(settings, purge_url=desk.world.server.url("relais_purge", desk.world.name))


async def meddle(desk: Desk, *statements: str) -> None:
    """As a superuser who puts every guard aside."""
    db = await connect(desk.world.superuser_url)
    await db.execute("SET session_replication_role = replica")
    for sql in statements:
        await db.execute(sql)
    await db.close()


async def make_due(desk: Desk, *cases: UUID) -> None:
    for case in cases:
        await meddle(desk, f"UPDATE aid_case SET made_at = now() - interval '400 days', ends_on = CURRENT_DATE - 2 "
                           f"WHERE id = '{case}'")  # fmt: skip


async def anchor(desk: Desk, settings: Settings) -> None:
    async with connected(desk, "relais_worker", WORKER) as db:
        await write_anchors(db, settings.anchors_file)


async def checked(desk: Desk, anchors: Path, **more: Any) -> Checked:
    db = await connect(desk.world.owner_url)
    async with transaction_on(db):
        found = await verify(db, anchors, **more)
    await db.close()
    return found


async def cases_left(desk: Desk) -> set[UUID]:
    return {row["id"] for row in await desk.owner.fetch("SELECT id FROM aid_case")}


async def test_what_is_due_goes_what_is_not_stays_and_every_chain_still_holds(desk: Desk, ready: Settings) -> None:
    due = [(await desk.open(alias="Kanari")).case for _ in range(3)]
    kept = (await desk.open()).case
    await anchor(desk, ready)
    await make_due(desk, *due)
    assert await purge_due(ready.purge_url, ready.anchors_file) == 3
    assert await cases_left(desk) == {kept}
    for table in ("case_event", "case_part", "case_opening"):
        assert await desk.owner.fetchval(f"SELECT count(*) FROM {table} WHERE case_id <> $1", kept) == 0
    lines = read_anchors(ready.anchors_file).last
    assert {name for name, line in lines.items() if line.what == "purged"} == {name_of(case) for case in due}
    assert await checked(desk, ready.anchors_file) == Checked(cases=1, events=1, anchors=4)
    assert await purge_due(ready.purge_url, ready.anchors_file) == 0


async def test_a_case_that_a_superuser_removes_is_named_though_another_was_purged(desk: Desk, ready: Settings) -> None:
    due, cut = [(await desk.open()).case for _ in range(2)]
    await anchor(desk, ready)
    await make_due(desk, due, cut)
    await meddle(desk, f"DELETE FROM case_event WHERE case_id = '{cut}'", f"DELETE FROM aid_case WHERE id = '{cut}'")
    await purge_due(ready.purge_url, ready.anchors_file)
    fault = (await checked(desk, ready.anchors_file)).fault
    assert fault == ChainFault(kind="gone", case=name_of(cut), seq=1)


async def test_a_purge_does_not_cover_up_a_chain_that_was_cut_before(desk: Desk, ready: Settings) -> None:
    due = (await desk.open()).case
    await meddle(desk, "INSERT INTO case_event SELECT case_id, 2, at, actor_kind, org, 'case.read', detail, hash, "
                       "case_event_hash(case_id, 2, at, actor_kind, org, 'case.read', detail, hash) FROM case_event",
                 "UPDATE aid_case SET seq = 2")  # fmt: skip
    await anchor(desk, ready)
    await meddle(desk, "DELETE FROM case_event WHERE seq = 2", "UPDATE aid_case SET seq = 1")
    await make_due(desk, due)
    with pytest.raises(Refused) as refused:
        await purge_due(ready.purge_url, ready.anchors_file)
    assert refused.value.code == "purge_of_a_broken_chain"
    assert await cases_left(desk) == {due}
    assert (await checked(desk, ready.anchors_file)).fault == ChainFault(kind="cut", case=str(due), seq=2)


async def test_a_purge_cut_before_its_end_is_done_again(desk: Desk, ready: Settings) -> None:
    due = (await desk.open()).case
    await anchor(desk, ready)
    kept = read_anchors(ready.anchors_file)
    line = kept.last[name_of(due)]
    add_anchors(ready.anchors_file, kept, [Anchor(day=line.day, case=line.case, seq=1, hash=line.hash, what="purged")])
    assert (await checked(desk, ready.anchors_file)).fault is None  # written, and the deletion did not last
    await make_due(desk, due)
    assert await purge_due(ready.purge_url, ready.anchors_file) == 1
    assert (await checked(desk, ready.anchors_file)).fault is None
    await meddle(desk, "DELETE FROM case_event", "DELETE FROM aid_case")


async def test_a_copy_made_after_a_purge_of_the_same_day_is_not_taken_for_cut(desk: Desk, ready: Settings) -> None:
    due, cut = [(await desk.open()).case for _ in range(2)]
    await anchor(desk, ready)
    lines = read_anchors(ready.anchors_file).last.values()
    ready.anchors_file.unlink()
    old = [replace(line, day="2000-01-01", before="") for line in lines]
    add_anchors(ready.anchors_file, read_anchors(ready.anchors_file), old)
    await make_due(desk, due)
    await purge_due(ready.purge_url, ready.anchors_file)
    day = read_anchors(ready.anchors_file).last[name_of(due)].day
    assert (await checked(desk, ready.anchors_file, copied_on=day)).fault is None
    await meddle(desk, "DELETE FROM case_event", "DELETE FROM aid_case")
    fault = (await checked(desk, ready.anchors_file, copied_on=day)).fault
    assert fault == ChainFault(kind="gone", case=name_of(cut), seq=1)


async def test_anchors_and_purges_of_several_processes_lose_no_line(desk: Desk, ready: Settings) -> None:
    due = [(await desk.open()).case for _ in range(6)]
    for _ in range(6):
        await desk.open()
    await make_due(desk, *due)
    purges = [purge_due(ready.purge_url, ready.anchors_file) for _ in range(3)]
    done = await asyncio.gather(*purges, *(anchor(desk, ready) for _ in range(4)))
    assert sum(number or 0 for number in done) == 6
    lines = read_anchors(ready.anchors_file).last
    assert {line.what for name, line in lines.items() if name in map(name_of, due)} == {"purged"}
    assert len(lines) == 12
    assert (await checked(desk, ready.anchors_file)).fault is None


async def test_the_worker_purges_each_day_where_it_was_given_the_account(desk: Desk, ready: Settings) -> None:
    due = (await desk.open()).case
    await make_due(desk, due)
    async with connected(desk, "relais_worker") as db:
        await purge_each_day(db, desk.vault, replace(ready, purge_url=""))
        assert await cases_left(desk) == {due}
        await purge_each_day(db, desk.vault, ready)
    assert await cases_left(desk) == set()


async def test_no_other_account_purges_and_this_one_deletes_nothing_early(desk: Desk, ready: Settings) -> None:
    case = (await desk.open()).case
    for role in ("relais_app", "relais_worker", "relais_audit", "relais_backup"):
        async with connected(desk, role) as db:
            assert await state_of(db, "SELECT * FROM purge_due()") == "42501"
    async with connected(desk, "relais_purge") as db:
        assert await state_of(db, f"UPDATE aid_case SET ends_on = CURRENT_DATE - 9 WHERE id = '{case}'") == "42501"
    assert await purge_due(ready.purge_url, ready.anchors_file) == 0
    assert await cases_left(desk) == {case}


async def state_of(db: Any, sql: str) -> str:
    """The SQLSTATE of a refusal, or "" when it goes through."""
    try:
        async with db.transaction():
            await db.execute(sql)
    except Exception as refused:
        return str(getattr(refused, "sqlstate", refused))
    return ""
