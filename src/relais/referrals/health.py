"""`/sante/consentements`: has anything left outside a live consent? Two counts, for a monitor that wakes someone.

Everyone may ask, so the database is asked once every few seconds, by one at a time, whoever asks and however often.
"""

import asyncio
from datetime import datetime
from typing import Literal

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from relais.core import clock
from relais.core.db import Database, Db, Unavailable
from relais.referrals.health_model import ConsentFaults
from relais.referrals.health_store import COUNT_FAULTS

SECONDS = 10.0  # an answer is given again this long
DEADLINE = 2.0  # seconds left to the database


class ConsentHealth(Struct, frozen=True, kw_only=True):
    """What a monitor reads: counts, never which. They are absent when the database does not answer."""

    status: Literal["ok", "fault", "away"]
    asked_at: datetime
    disclosures_outside_consent: int | None = None
    referrals_out_of_step: int | None = None


class ConsentProbe:
    """Keeps the last answer `seconds` long; those who ask meanwhile wait for the same question."""

    def __init__(self, database: Database, *, seconds: float = SECONDS, deadline: float = DEADLINE) -> None:
        self._database = database
        self._seconds = seconds
        self._deadline = deadline
        self._asking = asyncio.Lock()
        self._last: ConsentHealth | None = None
        self._until = 0.0

    async def look(self) -> ConsentHealth:
        """The answer of now, or of less than `seconds` ago."""
        async with self._asking:
            time = asyncio.get_running_loop().time
            if self._last is None or time() >= self._until:
                self._last = await self._ask()
                self._until = time() + self._seconds
            return self._last

    async def _ask(self) -> ConsentHealth:
        try:
            async with asyncio.timeout(self._deadline), self._database.reading() as db:
                found = await consent_faults(db)
        except (Unavailable, TimeoutError):
            return ConsentHealth(status="away", asked_at=clock.now())
        return ConsentHealth(
            status="ok" if found.none else "fault",
            asked_at=clock.now(),
            disclosures_outside_consent=found.disclosures_outside_consent,
            referrals_out_of_step=found.referrals_out_of_step,
        )


async def consent_faults(db: Db) -> ConsentFaults:
    """Count what should not be. Needs no context: the views are the owner's."""
    found = await COUNT_FAULTS.one(db)
    assert found is not None  # noqa: S101 a count always has a row
    return found


def consent_health_route(database: Database) -> HTTPRouteHandler:
    """200 when both counts are 0; 503 when one is not, and when the database cannot say."""
    probe = ConsentProbe(database)

    @get("/sante/consentements", include_in_schema=False)
    async def consent_health() -> Response[bytes]:
        found = await probe.look()
        status = 200 if found.status == "ok" else 503
        return Response(msgspec.json.encode(found), status_code=status, media_type=MediaType.JSON)

    return consent_health
