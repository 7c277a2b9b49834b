"""Days pass over a real case, real rows and real mails: what is due is gone everywhere, and the chains still hold."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from relais.audit.model import CONSOLE
from relais.cases import service
from relais.cases.anchors import name_of, read_anchors, write_anchors
from relais.cases.chains import Checked, verify
from relais.core.clock import now
from relais.core.context import WORKER
from relais.core.db import connect, transaction_on
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.notifications.mail_folder import FolderMailer, forget_mails, kept_mails
from relais.retention.purging import Purged, purge_all, purge_rows
from tests.cases.desk import OFFICER, Desk, connected, desk_in, person_of
from tests.retention.clock import move_clock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def desk(world: Any, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(world, tmp_path / "keys") as made:
        yield made


@pytest.fixture
async def superuser(world: Any) -> AsyncIterator[Any]:
    db = await connect(world.superuser_url)
    await db.execute("SET timezone = 'Europe/Paris'")
    yield db
    await db.close()


@pytest.fixture
def ready(desk: Desk, settings: Settings) -> Settings:
    return replace(settings, purge_url=desk.world.server.url("relais_purge", desk.world.name))


async def checked(desk: Desk, ready: Settings) -> Checked:
    db = await connect(desk.world.owner_url)
    async with transaction_on(db):
        found = await verify(db, ready.anchors_file)
    await db.close()
    return found


async def close(desk: Desk, case: Any) -> None:
    async with desk.database.acting(OFFICER) as db:
        await service.write_part(db, desk.vault, case, "need", {"needs": ["financier"]})
        await service.close_case(db, CONSOLE, case)


async def test_thirty_days_after_its_end_a_case_is_emptied_and_the_person_still_enters(
    desk: Desk, ready: Settings, superuser: Any
) -> None:
    made = await desk.open(coded=True, opened=True, alias="Kanari")
    living = await desk.open(opened=True)
    await close(desk, made.case)
    await move_clock(superuser, 29)
    assert (await purge_all(ready)).emptied == 0
    await move_clock(superuser, 2)
    assert await purge_all(ready) == Purged(cases=0, emptied=1, rows={}, mails=0)
    assert (await desk.door().enter(made.code, "192.0.2.1")).case == made.case
    async with desk.database.acting(person_of(made.case)) as db:
        shown = await service.case_for(db, desk.vault, made.case)
        assert await service.read_parts(db, desk.vault, made.case) == {}
    assert (shown.alias, (shown.ends_on.month, shown.ends_on.day)) == ("", (6, 30))
    assert (await desk.acts(made.case))[-1] == "retention.emptied"
    assert await desk.acts(living.case) == ["case.opened", "case.opened_by"]
    assert (await checked(desk, ready)).fault is None


async def test_an_emptied_case_goes_whole_after_its_30_june(desk: Desk, ready: Settings, superuser: Any) -> None:
    made = await desk.open(opened=True)
    await close(desk, made.case)
    await move_clock(superuser, 31)
    await purge_all(ready)
    line = read_anchors(ready.anchors_file).last[name_of(made.case)]
    assert line.what == "emptied"
    left = "SELECT ends_on - CURRENT_DATE FROM aid_case WHERE id = $1"
    await move_clock(superuser, await superuser.fetchval(left, made.case))
    assert (await purge_all(ready)).cases == 0  # on its last day
    await move_clock(superuser, 1)
    # Over these months the chain was made again with other moments: the anchors of this test are written anew.
    ready.anchors_file.unlink()
    async with connected(desk, "relais_worker", WORKER) as db:
        await write_anchors(db, ready.anchors_file)
    assert (await purge_all(ready)).cases == 1
    for table in ("aid_case", "case_event", "case_part", "case_opening"):
        assert await desk.owner.fetchval(f"SELECT count(*) FROM {table}") == 0
    assert read_anchors(ready.anchors_file).last[name_of(made.case)].what == "purged"
    assert (await checked(desk, ready)).fault is None


async def test_a_case_that_nobody_ends_is_over_after_a_year_of_silence(
    desk: Desk, ready: Settings, superuser: Any
) -> None:
    made = await desk.open(opened=True)
    await move_clock(superuser, 364)
    assert (await purge_all(ready)).emptied == 0
    await move_clock(superuser, 32)
    assert (await purge_all(ready)).emptied == 1
    row = await desk.owner.fetchrow("SELECT * FROM aid_case WHERE id = $1", made.case)
    assert row["closed_at"] is not None


async def test_what_was_erased_is_emptied_at_once(desk: Desk, ready: Settings) -> None:
    made = await desk.open(opened=True)
    async with desk.database.acting(person_of(made.case)) as db:
        await service.erase_case(db, CONSOLE, made.case)
    assert (await purge_all(ready)).emptied == 1


async def test_the_worker_purges_rows_and_the_files_of_mails(desk: Desk, ready: Settings, superuser: Any) -> None:
    await desk.owner.execute(
        "INSERT INTO journal (acting_as, act, subject_kind, subject_id) VALUES ('system', 'test.done', 'test', '1')"
    )
    await move_clock(superuser, 366)
    folder = ready.mail_folder
    for moment in (datetime(2020, 1, 1, tzinfo=UTC), now()):
        mail = EmailMessage()
        mail["Message-ID"], mail["Date"] = f"<{new_id()}@relais>", format_datetime(moment)
        mail["To"], mail["Subject"] = "a@exemple.fr", "Relais"
        mail.set_content("x")
        await FolderMailer(folder).send(mail)
    async with connected(desk, "relais_worker") as db:
        await purge_rows(db, desk.vault, ready)
        assert await db.fetchval("SELECT count(*) FROM journal") == 0
    assert len(kept_mails(folder)) == 1
    assert forget_mails(folder / "nowhere", datetime(2020, 1, 1, tzinfo=UTC)) == 0
