"""Two posts that one kill of the desk interrupts, each with its key, and what each key made."""

import asyncio
import http.client
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from msgspec import Struct

from relais.core.db import connect
from relais.core.ids import new_id
from tests.accounts.people import Person
from tests.faults.desk import Database, Desk, Reply
from tests.faults.forked_desks import ForkedDesk
from tests.faults.referral_office import Office
from tests.faults.referral_work import BOARD, Browser, Told, consent_form, open_one
from tests.profiles.browsing import Fields
from tests.serving import PATIENCE

OPENED = "SELECT count(*) FROM referral AS r JOIN aid_case AS c ON c.id = r.case_id WHERE r.key = $1::text::uuid"
SENT = """
    SELECT count(*)
    FROM referral_event AS e
    JOIN disclosure AS d ON d.referral = e.referral
    JOIN consent AS c ON c.id = d.consent
    WHERE e.request = $1::text::uuid AND e.to_state = 'sent'
"""


class Attempt(Struct, kw_only=True):
    """A post that a kill may interrupt. `made`: counts what its key made. `reply`: None when nothing was said."""

    what: str
    path: str
    fields: Fields
    status: int
    made: str
    person: Person | None = None
    sent: bool = False
    reply: Reply | None = None

    @property
    def key(self) -> str:
        """What names it, however often it is sent."""
        return self.fields["request"][0]

    def reply_of(self, desk: Desk, told: Told, *, until_answered: bool = False) -> Reply:
        browser = Browser(desk=desk, told=told, person=self.person)
        return (browser.post if until_answered else browser.send)(self.path, self.fields)

    def send(self, desk: Desk, told: Told) -> None:
        self.sent = True
        try:
            self.reply = self.reply_of(desk, told)
        except (OSError, http.client.HTTPException):
            self.reply = None

    def send_again(self, desk: Desk, told: Told) -> float:
        """As the page asks, until it is answered; the seconds of the answer."""
        self.reply = self.reply_of(desk, told, until_answered=True)
        assert self.reply.status == self.status, self.reply.text
        return self.reply.seconds


def attempts_at(desk: Desk, office: Office, told: Told, form: Fields) -> list[Attempt]:
    """One officer is about to open a case while another is about to send a referral."""
    first, second = office.officers[:2]
    sending = Browser(desk=desk, told=told, person=second)
    case = open_one(sending, form)
    assert case is not None
    opening = {**form, "request": [str(new_id())]}
    agreed = consent_form(sending, case)
    return [
        Attempt(what="opening", path=f"{BOARD}/ouvrir", fields=opening, person=first, status=200, made=OPENED),
        Attempt(what="sending", path=f"{case.address}/accord", fields=agreed, person=second, status=303, made=SENT),
    ]


def kill_during(desk: ForkedDesk, attempts: Sequence[Attempt], told: Told, delays: Sequence[float]) -> None:
    """Send them so that one kill falls `delays` seconds after each is posted."""
    last = max(delays)
    kill = threading.Timer(last, desk.kill)
    with ThreadPoolExecutor(len(attempts)) as pool:
        kill.start()
        for attempt, delay in zip(attempts, delays, strict=True):
            pool.submit(_send_after, last - delay, attempt, desk, told)
    kill.join()
    desk.wait_gone()


def kill_once_made(database: Database, desk: ForkedDesk, attempt: Attempt, told: Told) -> None:
    """Send it, and kill the desk as soon as its rows can be seen: most often before it could answer."""

    async def watch() -> None:
        owner = await connect(database.server.superuser_url)
        while not await owner.fetchval(attempt.made, attempt.key):
            continue
        desk.kill()
        await owner.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(attempt.send, desk, told)
        asyncio.run(asyncio.wait_for(watch(), PATIENCE))
    desk.wait_gone()


def _send_after(seconds: float, attempt: Attempt, desk: Desk, told: Told) -> None:
    told.over.wait(seconds)
    attempt.send(desk, told)


def made_by(database: Database, attempts: Sequence[Attempt]) -> list[int]:
    """How many rows each key made: cases with their referral, sendings with their disclosure and consent, and so on."""

    async def count() -> list[Any]:
        owner = await connect(database.server.superuser_url)
        counts = [await owner.fetchval(one.made, one.key) for one in attempts]
        await owner.close()
        return counts

    return asyncio.run(count())
