"""Sending what waits: claimed in one short transaction, sent outside any, its end written in another.

At least once: a mail leaves twice only when its worker dies between the server's answer and that last transaction. The
second copy bears the same Message-ID and is counted in `taken_over`.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import msgspec

from relais.audit.model import SYSTEM
from relais.audit.service import record
from relais.core.db import Database, Db
from relais.core.ids import new_id
from relais.core.vault import Vault, VaultError
from relais.notifications import store
from relais.notifications.mailer import Mailer
from relais.notifications.model import Claimed, GivenUp, Message, Verdict
from relais.notifications.service import purpose_of
from relais.notifications.smtp import ServerAwayError
from relais.notifications.writing import Sender, write_mail

LEASE = timedelta(minutes=2)  # after which a claim is thought a dead worker's
SEND_SECONDS = 60.0  # well within the lease: a worker that slept through it sends nothing any more
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)

log = logging.getLogger(__name__)


class Attempt(NamedTuple):
    """A mail and what became of it, until it is written."""

    mail: Claimed
    verdict: Verdict


class Delivery:
    """One worker's way through the outbox. Not to be run twice at once: one connection, one mail at a time."""

    def __init__(self, database: Database, vault: Vault, mailer: Mailer | None, sender: Sender) -> None:
        self._database = database
        self._vault = vault
        self._mailer = mailer
        self._sender = sender
        self._me = new_id()
        self._unwritten: Attempt | None = None  # what the server said while the database was away

    async def deliver_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send every mail that is due; returns how many the server accepted. Raises Unavailable."""
        accepted = 0
        if self._mailer is not None:
            try:
                accepted = await self._deliver(self._mailer, stopping)
            finally:
                await self._mailer.close()
        await self._give_up_old()
        return accepted

    async def _deliver(self, mailer: Mailer, stopping: Callable[[], bool]) -> int:
        accepted = 0
        await self._write_down()
        while not stopping():
            until = asyncio.get_running_loop().time() + SEND_SECONDS  # counted from before the claim
            mail = await self._claim()
            if mail is None:
                break
            try:
                async with asyncio.timeout_at(until):
                    self._unwritten = Attempt(mail, await self._send(mailer, mail))
            except (ServerAwayError, TimeoutError) as away:
                code = away.code if isinstance(away, ServerAwayError) else "timeout"
                self._unwritten = Attempt(mail, Verdict(end="later", code=code))
                log.warning("the mail server is away", extra={"code": code, "attempt": mail.attempts})
                await self._write_down()
                break
            accepted += self._unwritten.verdict.end == "sent"
            await self._write_down()
        return accepted

    async def _claim(self) -> Claimed | None:
        async with self._database.writing() as db:
            return await store.CLAIM_MAIL.one(db, self._me, LEASE)

    async def _send(self, mailer: Mailer, mail: Claimed) -> Verdict:
        try:
            message = msgspec.json.decode(self._vault.open(mail.message_sealed, purpose_of(mail.id)), type=Message)
        except VaultError:  # the wrong keys, perhaps: the right ones may come back
            log.error("a mail does not open with these keys", extra={"attempt": mail.attempts})
            return Verdict(end="later", code="keys")
        try:
            written = write_mail(message, mail.id, mail.made_at, self._sender)
        except ValueError:
            return Verdict(end="never", code="unwritable")
        return await mailer.send(written)

    async def _write_down(self) -> None:
        """Keep what became of the last mail; raises Unavailable, and will be tried before any other mail is sent."""
        if self._unwritten is None:
            return
        mail, verdict = self._unwritten
        async with self._database.writing() as db:
            await self._end(db, mail, verdict)
        self._unwritten = None

    async def _end(self, db: Db, mail: Claimed, verdict: Verdict) -> None:
        match verdict.end:
            case "sent":
                await store.SET_SENT.run(db, mail.id, verdict.code)
            case "later":
                await store.SET_LATER.run(db, mail.id, self._me, verdict.code, delay(mail.attempts))
            case "never":
                await _tell(db, await store.GIVE_UP.all(db, mail.id, self._me, verdict.code))

    async def _give_up_old(self) -> None:
        async with self._database.writing() as db:
            await _tell(db, await store.GIVE_UP_OLD.all(db, LEASE, self._mailer is None))


async def _tell(db: Db, given_up: list[GivenUp]) -> None:
    """The trace of a mail that never left: in the journal, in the log, and in `list_given_up`."""
    for mail in given_up:
        detail = {"kind": mail.kind, "code": mail.last_code, "attempts": mail.attempts}
        await record(db, SYSTEM, "notifications.give_up", "mail", str(mail.id), detail=detail)
        log.warning("a mail was given up", extra={"code": mail.last_code, "attempt": mail.attempts})


def delay(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 1 minute, 2, 4… 6 hours at most, less up to a quarter by chance."""
    doubled = FIRST_DELAY * (1 << min(attempts - 1, 10))
    return min(doubled, LONGEST_DELAY) * (1 - secrets.randbelow(251) / 1000)
