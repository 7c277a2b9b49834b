"""The calendar of the commission and its agendas. Each function runs inside `acting(...)`, for the national body."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from relais.commission import payment_store
from relais.commission import session_store as store
from relais.commission.payment_store import DueRow
from relais.commission.session_store import AgendaRow, Place, ReadyRow, SessionRow
from relais.core.clock import PARIS, now
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.web.forms import Filled

MANY = 100
HELD = 20
EARLY = timedelta(hours=1)  # a session may begin before its hour, as PostgreSQL lets it
NAMES = {"day": "Jour", "hour": "Heure", "place": "Où elle se tient", "session": "Séance"}


class PlanForm(Struct, frozen=True, kw_only=True):
    """`request` is the identifier of the session: posted twice, it is planned once."""

    day: Annotated[str, Meta(max_length=10)] = ""
    hour: Annotated[str, Meta(max_length=5)] = ""
    place: Place = "both"
    request: UUID | None = None


class AgendaForm(Struct, frozen=True, kw_only=True):
    """A file put on an agenda, or taken off it: as it was read."""

    file: UUID | None = None
    session: UUID | None = None
    version: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    request: UUID | None = None


class Calendar(Struct, frozen=True, kw_only=True):
    """What the commission has before it."""

    planned: Sequence[SessionRow]
    held: Sequence[SessionRow]
    ready: Sequence[ReadyRow]
    due: Sequence[DueRow]

    @property
    def urgent(self) -> list[ReadyRow]:
        """What cannot wait for a session."""
        return [row for row in self.ready if row.urgent]


class Agenda(Struct, frozen=True, kw_only=True):
    """One session and what is before it."""

    session: SessionRow
    rows: Sequence[AgendaRow]


async def calendar_of(db: Db, body: str) -> Calendar:
    """Sessions to come and held, complete files that wait for one, what is decided and not paid."""
    return Calendar(
        planned=await store.LIST_SESSIONS.all(db, body, True, MANY),
        held=await store.LIST_SESSIONS.all(db, body, False, HELD),
        ready=await store.LIST_READY.all(db, body, MANY),
        due=await payment_store.LIST_DUE.all(db, body, MANY),
    )


async def agenda_of(db: Db, body: str, session: UUID) -> Agenda:
    """The agenda as this context sees it: nothing of a file from which one is recused. Raises NotFound."""
    found = await store.FIND_SESSION.one(db, session, body)
    if found is None:
        raise NotFound
    return Agenda(session=found, rows=await store.LIST_AGENDA.all(db, session))


def has_begun(session: SessionRow) -> bool:
    """Whether what is decided in it may be recorded."""
    return session.held_at <= now() + EARLY


def moment_of(filled: Filled[PlanForm]) -> tuple[datetime | None, dict[str, str]]:
    """When the session sits, in Paris time, or a sentence beside each field at fault."""
    faults = dict(filled.faults)
    try:
        day = date.fromisoformat(filled.value.day)
    except ValueError:
        faults.setdefault("day", "Choisissez un jour dans le calendrier.")
    try:
        hour = time.fromisoformat(filled.value.hour)
    except ValueError:
        faults.setdefault("hour", "Donnez une heure, par exemple 14:00.")
    if faults:
        return None, faults
    return datetime.combine(day, hour.replace(tzinfo=None), PARIS), {}
