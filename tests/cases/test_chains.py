"""Chains of events: whatever was rewritten, taken out or cut is named, the first of it."""

from pathlib import Path
from typing import Any

import pytest

from relais.cases import service
from relais.cases.anchors import AnchorFault, anchor_chains, read_anchors, write_anchors
from relais.cases.chains import ChainFault, Checked, verify
from relais.core.context import WORKER
from relais.core.db import connect, transaction_on
from relais.core.settings import Settings
from tests.cases.desk import OFFICER, Desk, connected

pytestmark = pytest.mark.anyio


async def checked(desk: Desk, anchors: Path) -> Checked:
    db = await connect(desk.world.owner_url)
    async with transaction_on(db):
        found = await verify(db, anchors)
    await db.close()
    return found


async def anchored(desk: Desk, anchors: Path) -> int:
    async with connected(desk, "relais_worker", WORKER) as db:
        return await write_anchors(db, anchors)


async def tell(desk: Desk, case: Any, times: int) -> None:
    async with desk.database.acting(OFFICER) as db:
        for _ in range(times):
            await service.tell_event(db, case, "case.read", {"reason": "call_back"})


async def meddle(desk: Desk, *statements: str) -> None:
    """As a superuser who puts every guard aside."""
    db = await connect(desk.world.superuser_url)
    await db.execute("SET session_replication_role = replica")
    await db.execute("ALTER TABLE case_event DROP CONSTRAINT IF EXISTS case_event_hash_holds")
    for sql in statements:
        await db.execute(sql)
    await db.close()


async def test_chains_nobody_touched_hold(desk: Desk, tmp_path: Path) -> None:
    for _ in range(3):
        await tell(desk, (await desk.open()).case, 4)
    assert await checked(desk, tmp_path / "a") == Checked(cases=3, events=15, anchors=0)
    assert await anchored(desk, tmp_path / "a") == 3
    assert await checked(desk, tmp_path / "a") == Checked(cases=3, events=15, anchors=3)


@pytest.mark.parametrize(
    ("sql", "kind", "seq"),
    [
        ("UPDATE case_event SET detail = '{}' WHERE seq = 3", "altered", 3),
        ("UPDATE case_event SET at = at + interval '1 second' WHERE seq = 2", "altered", 2),
        ("UPDATE case_event SET previous_hash = hash WHERE seq = 4", "altered", 4),
        ("DELETE FROM case_event WHERE seq = 2", "missing", 2),
        ("DELETE FROM case_event WHERE seq >= 4", "cut", 4),
        ("DELETE FROM case_event", "cut", 1),
        ("UPDATE aid_case SET seq = 9", "cut", 6),
    ],
)
async def test_the_first_row_that_does_not_hold_is_named(
    desk: Desk, tmp_path: Path, sql: str, kind: Any, seq: int
) -> None:
    case = (await desk.open()).case
    await tell(desk, case, 4)
    await meddle(desk, sql)
    assert (await checked(desk, tmp_path / "a")).fault == ChainFault(kind=kind, case=str(case), seq=seq)


async def test_an_end_cut_with_its_count_is_seen_by_the_anchors_alone(desk: Desk, tmp_path: Path) -> None:
    case = (await desk.open()).case
    await tell(desk, case, 4)
    await anchored(desk, tmp_path / "a")
    await meddle(desk, "DELETE FROM case_event WHERE seq >= 4", "UPDATE aid_case SET seq = 3")
    assert (await checked(desk, tmp_path / "none")).fault is None
    assert (await checked(desk, tmp_path / "a")).fault == ChainFault(kind="cut", case=str(case), seq=4)


async def test_a_chain_made_again_whole_is_seen_by_the_anchors_alone(desk: Desk, tmp_path: Path) -> None:
    case = (await desk.open()).case
    await anchored(desk, tmp_path / "a")
    await meddle(
        desk,
        "UPDATE case_event SET org = 'x', "
        "hash = case_event_hash(case_id, seq, at, actor_kind, 'x', act, detail, previous_hash)",
    )
    assert (await checked(desk, tmp_path / "none")).fault is None
    assert (await checked(desk, tmp_path / "a")).fault == ChainFault(kind="altered", case=str(case), seq=1)


async def test_a_case_that_went_is_seen_by_the_anchors(desk: Desk, tmp_path: Path) -> None:
    await desk.open()
    await anchored(desk, tmp_path / "a")
    await meddle(desk, "DELETE FROM case_event", "DELETE FROM aid_case")
    fault = (await checked(desk, tmp_path / "a")).fault
    assert fault is not None
    assert fault.kind == "gone"


async def test_a_line_of_the_anchors_that_was_changed_or_taken_out_is_named(desk: Desk, tmp_path: Path) -> None:
    for _ in range(3):
        await desk.open()
    await anchored(desk, tmp_path / "a")
    lines = (tmp_path / "a").read_bytes().splitlines(keepends=True)
    for wrong, line in (([lines[1], lines[2]], 1), ([lines[0], lines[2]], 2), ([*lines, b"x\n"], 4)):
        (tmp_path / "a").write_bytes(b"".join(wrong))
        assert (await checked(desk, tmp_path / "a")).fault == ChainFault(kind="anchors", seq=line)
        with pytest.raises(AnchorFault):
            read_anchors(tmp_path / "a")


async def test_only_what_grew_is_anchored_and_an_unfinished_line_is_written_over(desk: Desk, tmp_path: Path) -> None:
    first, _ = await desk.open(), await desk.open()
    assert [await anchored(desk, tmp_path / "a") for _ in range(2)] == [2, 0]
    with (tmp_path / "a").open("ab") as file:
        file.write(b'{"day":"2026')
    await tell(desk, first.case, 1)
    assert await anchored(desk, tmp_path / "a") == 1
    assert len(read_anchors(tmp_path / "a").last) == 2
    assert str(first.case) not in (tmp_path / "a").read_text()
    assert (await checked(desk, tmp_path / "a")).fault is None


async def test_the_job_of_the_worker_writes_where_the_settings_say(desk: Desk, settings: Settings) -> None:
    await desk.open()
    async with connected(desk, "relais_worker") as db:
        assert await anchor_chains(db, desk.vault, settings) == 1
    assert settings.anchors_file.stat().st_mode & 0o777 == 0o600
