"""What is done beside answering: mail, reminders, the end of confirmations, the edition without a server.

The same worker lives inside `relais serve` or in a process of its own; several may live at once.
"""

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct

from relais.accompaniment.reminding import remind_steps
from relais.accounts import sessions
from relais.aid_requests import deadlines as requests
from relais.aid_requests.note_service import purge_notes
from relais.cases.anchors import anchor_chains
from relais.cases.purging import purge_each_day
from relais.commission.attachment_store import PURGE_CUT
from relais.commission.file_store import END_UNTOUCHED
from relais.core import clock
from relais.core.context import KEY_USE, WORKER, pads_of
from relais.core.db import Database, Db, Unavailable, act_as, listen
from relais.core.jobs import Job, run_if_due
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.expiry import expire
from relais.directory.reminders import send_reminders
from relais.moderation.alerts import tell_waiting
from relais.moderation.filing import forget_uploads
from relais.notifications import service
from relais.notifications.delivery import Delivery
from relais.notifications.mailer import mailer_of, sender_of
from relais.notifications.service import public_address
from relais.programme.service import end_due
from relais.programme.telling import tell_waiting as tell_waiting_actions
from relais.referrals.deadlines import move_due, tell_silence
from relais.reports.reading import keep_years
from relais.retention.purging import purge_rows
from relais.sheets.purge_store import PURGE as PURGE_SHEETS

POLL_SECONDS = 5.0  # a hint of the database may be lost
TICK_SECONDS = 30.0
GRACE_SECONDS = 3.0  # left to the mail that is being sent when we stop
EDITION_SECONDS = 3600.0
EDITION_DEADLINE = 300.0
MINUTES = timedelta(minutes=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

log = logging.getLogger(__name__)


class Task(Struct, frozen=True, kw_only=True):
    """A periodic job before it knows the keys and the settings."""

    name: str
    every: timedelta
    run: Callable[[Db, Vault, Settings], Awaitable[object]]


async def _expire(db: Db, _vault: Vault, _settings: Settings) -> None:
    await expire(db)


async def _forget_mail(db: Db, _vault: Vault, _settings: Settings) -> None:
    await service.forget_old(db)


async def _forget_sessions(db: Db, _vault: Vault, _settings: Settings) -> None:
    await sessions.forget_old(db)


async def _forget_uploads(db: Db, _vault: Vault, _settings: Settings) -> None:
    await forget_uploads(db)


async def _purge_sheets(db: Db, _vault: Vault, _settings: Settings) -> None:
    await PURGE_SHEETS.value(db)


async def _purge_cut(db: Db, _vault: Vault, _settings: Settings) -> None:
    await PURGE_CUT.value(db)


async def _end_untouched(db: Db, vault: Vault, _settings: Settings) -> None:
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        await END_UNTOUCHED.value(db)


async def _end_programme(db: Db, _vault: Vault, _settings: Settings) -> None:
    await end_due(db)


async def _remind(db: Db, vault: Vault, settings: Settings) -> None:
    await send_reminders(db, vault, public_address(settings))


TASKS: tuple[Task, ...] = (
    Task(name="directory.expire", every=HOUR, run=_expire),
    Task(name="directory.remind", every=HOUR, run=_remind),
    Task(name="accounts.forget_old", every=HOUR, run=_forget_sessions),
    Task(name="notifications.forget_old", every=DAY, run=_forget_mail),
    Task(name="moderation.tell_waiting", every=HOUR, run=tell_waiting),
    Task(name="moderation.forget_uploads", every=DAY, run=_forget_uploads),
    Task(name="cases.anchor_chains", every=DAY, run=anchor_chains),
    Task(name="referrals.due", every=MINUTES, run=move_due),
    Task(name="referrals.tell", every=MINUTES, run=tell_silence),
    Task(name="accompaniment.remind", every=HOUR, run=remind_steps),
    Task(name="aid_requests.due", every=MINUTES, run=requests.move_due),
    Task(name="aid_requests.tell", every=MINUTES, run=requests.tell_silence),
    Task(name="reports.keep", every=HOUR, run=keep_years),
    Task(name="cases.purge", every=DAY, run=purge_each_day),
    Task(name="sheets.purge", every=DAY, run=_purge_sheets),
    Task(name="retention.purge", every=DAY, run=purge_rows),
    Task(name="aid_requests.purge_notes", every=HOUR, run=purge_notes),
    Task(name="commission.purge_cut", every=HOUR, run=_purge_cut),
    Task(name="commission.end_untouched", every=DAY, run=_end_untouched),
    Task(name="programme.end_due", every=HOUR, run=_end_programme),
    Task(name="programme.tell_waiting", every=HOUR, run=tell_waiting_actions),
)


class Worker:
    """Its life is a block: `async with worker.life():`. It needs no database to begin, and waits for one."""

    def __init__(
        self, settings: Settings, vault: Vault, *, edition: Path | None = None, tasks: Sequence[Task] = TASKS
    ) -> None:
        self._settings = settings
        self._edition = edition
        self._database = Database(settings.worker_url, max_size=3, pads=pads_of(vault.key(KEY_USE)))
        self._delivery = Delivery(self._database, vault, mailer_of(settings), sender_of(settings))
        self._jobs = [
            Job(name=task.name, every=task.every, run=partial(_given, task, vault, settings)) for task in tasks
        ]
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()

    @asynccontextmanager
    async def life(self, _app: object = None) -> AsyncIterator[None]:
        """Work while the block runs. At its end the mail being sent is finished, within `GRACE_SECONDS`."""
        self._stopping.clear()
        works = [self._deliver(), self._keep_time()]
        if self._edition is not None:
            works.append(self._keep_edition(self._edition))
        async with listen(
            self._settings.worker_url, "outbox", lambda _payload: self._wake.set(), on_connect=self._wake.set
        ):
            tasks = [asyncio.create_task(work) for work in works]
            try:
                yield
            finally:
                self._stopping.set()
                self._wake.set()
                await _end(tasks)
                await self._database.close()

    async def _deliver(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            await self._surviving("notifications.deliver", self._delivery.deliver_due(self._stopping.is_set))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)

    async def _keep_time(self) -> None:
        while not self._stopping.is_set():
            for job in self._jobs:
                await self._surviving(job.name, run_if_due(self._database, job))
            await self._pause(TICK_SECONDS)

    async def _keep_edition(self, folder: Path) -> None:
        """Every hour, in a process of its own: making it would hold up who answers. Works without the database."""
        while not self._stopping.is_set():
            if _age(folder / "index.html") >= EDITION_SECONDS:
                await self._surviving("edition", _write_edition(folder))
            await self._pause(TICK_SECONDS)

    async def _surviving(self, name: str, work: Awaitable[object]) -> None:
        """What fails is told by its kind and where, and done again later; nothing ends because of it."""
        try:
            await work
        except Unavailable:
            log.info("the database is away", extra={"code": name})
        except Exception:
            log.exception("a job failed", extra={"code": name})

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def _given(task: Task, vault: Vault, settings: Settings, db: Db) -> object:
    return await task.run(db, vault, settings)


async def _end(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Let what is under way finish, then cut it: a claimed mail comes back by itself."""
    _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _age(page: Path) -> float:
    """Seconds since the edition was written; endless when there is none."""
    try:
        return clock.now().timestamp() - page.stat().st_mtime
    except OSError:
        return float("inf")


async def _write_edition(folder: Path) -> None:
    """Raises RuntimeError when the command fails: it has said why by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "relais", "export-static", str(folder), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        code = await asyncio.wait_for(process.wait(), EDITION_DEADLINE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code != 0:
        raise RuntimeError("the edition was not written")
