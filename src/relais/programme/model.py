"""Actions of the programme: what is announced, what is proposed, and what may become of either."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from relais.directory.model import Audience

ActionKind = Literal[
    "prevention_education", "screening_day", "passerelle_within_health", "passerelle_outside_health", "training"
]
PlaceKind = Literal["commune", "departement", "online", "anywhere"]
State = Literal["proposed", "published", "refused", "withdrawn", "cancelled", "past"]
Booking = Literal["none", "open", "closed"]
CancelReason = Literal["organiser", "postponed", "too_few", "place", "mistake"]
ProposedAs = Literal["member", "officer", "signatory"]
SPEAKERS: Final[tuple[ProposedAs, ...]] = ("member", "officer", "signatory")


class Action(Struct, frozen=True, kw_only=True):
    """One action as everyone may read it.

    Without `starts_at` it is open all year round. `zone` is the IANA time zone in which its times are said; `places` 0
    means not limited; `taken` counts places booked here; `reason` is a code once cancelled.
    """

    id: UUID
    slug: str
    kind: ActionKind
    title: str
    description: str
    audiences: tuple[Audience, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    place: PlaceKind
    departement: str
    commune: str
    address: str
    zone: str
    contact: str
    places: int
    booking: Booking
    taken: int
    organiser: str
    source_label: str
    source_date: str
    state: State
    state_at: datetime
    version: int
    reason: str

    @property
    def free(self) -> int | None:
        """How many places are left; None where none is booked here."""
        return None if self.booking == "none" else self.places - self.taken

    def is_over(self, now: datetime) -> bool:
        """Whether it has taken place, or was announced too long ago to be true still."""
        return self.state == "past" or (self.ends_at is not None and self.ends_at <= now)

    def is_bookable(self, now: datetime) -> bool:
        """Whether a place may be asked for now. PostgreSQL says the last word."""
        begun = self.starts_at is None or self.starts_at <= now
        return self.state == "published" and self.booking == "open" and not begun


class Kept(Action, frozen=True, kw_only=True):
    """The same, as who keeps or decides it reads it."""

    proposed_by: UUID | None
    proposed_as: ProposedAs
    decided_by: UUID | None


class NewAction(Struct, frozen=True, kw_only=True):
    """What is proposed. `id` is made with the page: sent twice, it is one action."""

    id: UUID
    slug: str
    kind: ActionKind
    title: str
    description: str
    audiences: tuple[Audience, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    place: PlaceKind
    departement: str
    commune: str
    address: str
    zone: str
    contact: str
    places: int
    booking: Booking
    organiser: str
    source_label: str
    source_date: str
    proposed_as: ProposedAs
