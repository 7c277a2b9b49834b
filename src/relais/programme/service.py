"""Proposing an action, deciding of another's, ending one's own. PostgreSQL says who may: here it is said in French."""

from typing import Literal
from uuid import UUID

from relais.accounts.model import Visitor
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.context import Context
from relais.core.db import Database, Db
from relais.core.errors import NotFound
from relais.programme import store
from relais.programme.model import SPEAKERS, Booking, CancelReason, Kept, NewAction, ProposedAs

Verdict = Literal["published", "refused"]


def organisers_of(visitor: Visitor) -> dict[str, ProposedAs]:
    """The organisations this person speaks for, by slug, and as what: an officer for her council."""
    found: dict[str, ProposedAs] = {}
    for grant in visitor.grants:
        if grant.role in SPEAKERS:
            slug = f"cdom-{grant.council.lower()}" if grant.role == "officer" else grant.organization
            found.setdefault(slug, grant.role)
    return found


def speaking(visitor: Visitor, organiser: str) -> Context:
    """On behalf of one of them. Raises NotFound when this person does not speak for it."""
    if organiser not in organisers_of(visitor):
        raise NotFound
    return Context(kind="staff", org=organiser, actor=visitor.account)


def coordinating(visitor: Visitor) -> Context:
    """On behalf of the network."""
    return Context(kind="staff", actor=visitor.account)


async def propose(db: Db, actor: Actor, new: NewAction) -> None:
    """Keep a proposal, which another person will read. Raises Refused when it was sent already, or comes too late."""
    given = [getattr(new, name) for name in NewAction.__struct_fields__]
    await store.ADD_ACTION.run(db, *given)
    await _tell(db, actor, "programme.propose", new.id, new.organiser)


async def kept_by(database: Database, visitor: Visitor, action: UUID) -> Kept:
    """An action of an organisation this person speaks for, whatever its state. Raises NotFound."""
    for organiser in organisers_of(visitor):
        async with database.acting(speaking(visitor, organiser)) as db:
            found = await store.GET_KEPT.one(db, action)
        if found is not None and found.organiser == organiser:
            return found
    raise NotFound


async def count_waiting(database: Database, visitor: Visitor) -> int:
    """How many proposals wait for a second person; 0 for whoever coordinates nothing."""
    async with database.acting(coordinating(visitor)) as db:
        waiting: int = await store.COUNT_WAITING.value(db)
    return waiting


async def to_decide(db: Db, action: UUID) -> Kept:
    """An action as a coordinator reads it. Raises NotFound."""
    found = await store.GET_KEPT.one(db, action)
    if found is None:
        raise NotFound
    return found


async def decide(db: Db, actor: Actor, action: Kept, verdict: Verdict, reason: str = "") -> None:
    """Publish or refuse it. Raises Refused: decided already, begun meanwhile, or proposed by the same person."""
    await store.DECIDE.value(db, action.id, verdict, reason)
    await _tell(
        db, actor, f"programme.{'publish' if verdict == 'published' else 'refuse'}", action.id, action.organiser
    )


async def withdraw(db: Db, actor: Actor, action: Kept) -> None:
    """Take a proposal back before it was read. Raises Refused."""
    await store.END_ACTION.value(db, action.id, "withdrawn", "")
    await _tell(db, actor, "programme.withdraw", action.id, action.organiser)


async def cancel(db: Db, actor: Actor, action: Kept, reason: CancelReason) -> None:
    """Say that it will not take place: shown at once. Raises Refused."""
    await store.END_ACTION.value(db, action.id, "cancelled", reason)
    await _tell(db, actor, "programme.cancel", action.id, action.organiser, reason=reason)


async def set_booking(db: Db, actor: Actor, action: Kept, wanted: Booking) -> None:
    """Open or close its bookings; places already booked stay. Raises Refused."""
    await store.SET_BOOKING.value(db, action.id, wanted)
    await _tell(db, actor, "programme.set_booking", action.id, action.organiser, booking=wanted)


async def _tell(db: Db, actor: Actor, act: str, action: UUID, organiser: str, **detail: str) -> None:
    await record(db, actor, act, "programme_action", str(action), organization=organiser, detail=detail)


async def end_due(db: Db) -> None:
    """What is over becomes past, and what is due is forgotten: for the worker."""
    await store.END_PAST.value(db)
    await store.PURGE.value(db)
