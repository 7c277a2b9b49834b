"""A request for help as its reader may see it. Codes are those of migration 0010."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

State = Literal["received", "taken_up", "contacted", "turned", "closed", "withdrawn"]
TERMINAL: frozenset[State] = frozenset({"closed", "withdrawn"})
Who = Literal["person", "council", "worker"]
Reach = Literal["phone", "mail", "calls_back"]
Mark = Literal["honeypot", "quick", "rate"]
Silence = Literal["reminded", "escalated", "unanswered", "relieved"]
SaidOutcome = Literal["helped", "follow_up", "directed_elsewhere", "person_stopped", "not_reached", "no_other_option"]


class AidRequest(Struct, frozen=True, kw_only=True):
    """Where a request stands: nothing of what was asked. `relief_org`: who was told instead of the council."""

    id: UUID
    case_id: UUID
    council: str
    state: State
    version: int
    urgent: bool
    urgent_at: datetime | None
    marks: tuple[Mark, ...]
    opened_at: datetime | None
    relief_org: str
    contacted_on: date | None
    turned_at: datetime | None
    outcome: str | None
    made_at: datetime
    state_at: datetime

    @property
    def waits(self) -> bool:
        """Nobody made contact yet: it may still be put first."""
        return self.state in ("received", "taken_up")


class Content(Struct, frozen=True, kw_only=True):
    """What was asked, in codes, and who reaches whom; `reach` is "" once it was erased."""

    needs: tuple[str, ...]
    practice: str
    reach: Reach | Literal[""]


class NewRequest(Struct, frozen=True, kw_only=True):
    """What is kept in clear of a request. `fingerprint`: keyed, of what it says; None when that could be anybody's."""

    id: UUID
    case: UUID
    council: str
    needs: tuple[str, ...]
    practice: str
    reach: Reach
    urgent: bool = False
    marks: tuple[Mark, ...] = ()
    fingerprint: bytes | None = None


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A move asked of a version: `post` is the same when a page is posted again."""

    to: State
    version: Annotated[int, Meta(ge=1)]
    post: UUID
    contacted_on: date | None = None
    outcome: Annotated[str, Meta(max_length=40)] | None = None


class Due(Struct, frozen=True, kw_only=True):
    """A move that the system has to make, on the database's clock."""

    id: UUID
    state: State
    version: int
    due: State
    council: str


class Move(Struct, frozen=True, kw_only=True):
    """One step of a request, as it was made."""

    from_state: State
    to_state: State
    acted_as: Who
    contacted_on: date | None
    outcome: str | None
    org: str
    at: datetime
