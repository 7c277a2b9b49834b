"""What the inbox shows and what its forms post. No field takes a sentence about a person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.inbox.store import CountRow, WaitingRow
from relais.referrals.model import Category, Referral, State, ToClose
from relais.referrals.moves import actions_possible
from relais.referrals.words import OUTCOMES, OUTCOMES_FOR_RECIPIENT

Day = Annotated[str, Meta(max_length=10)]
CALLS = 3  # boxes for the dates of calls
Act = Literal["accepted", "declined", "contact_made", "unreachable", "closed", "withdrawn"]
NAMES = {"reason": "Motif", "outcome": "Issue", "attempts": "Dates des appels", "to": "Action"}


class OpenForm(Struct, frozen=True, kw_only=True):
    """Why the person's words are opened."""

    reason: Annotated[str, Meta(max_length=40)] = ""
    request: UUID | None = None


class ActForm(Struct, frozen=True, kw_only=True):
    """One act on a referral as it was shown (`version`). `request`: the same when a page is posted again."""

    to: Act | None = None
    version: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    request: UUID | None = None
    reason: Annotated[str, Meta(max_length=40)] = ""
    outcome: Annotated[str, Meta(max_length=40)] = ""
    attempts: Annotated[list[Day], Meta(max_length=10)] = []


class Box(Struct, frozen=True, kw_only=True):
    """The inbox of one organisation. `to_close`: what can no longer be read, and may only be closed."""

    organization: str
    name: str
    rows: Sequence[WaitingRow]
    to_close: Sequence[ToClose]
    count: CountRow


class Sheet(Struct, frozen=True, kw_only=True):
    """One referral as its recipient may see it now.

    `opened`: the reason was given in this session, so `parts` are there. `lapsed`: nothing to read, only to close.
    """

    id: UUID
    state: State
    version: int
    until: datetime
    today: date
    referral: Referral | None = None
    answer_by: datetime | None = None
    opened: bool = False
    parts: Sequence[tuple[Category, Sequence[str]]] = ()

    @property
    def lapsed(self) -> bool:
        """Whether the consent's day passed."""
        return self.referral is None

    @property
    def possible(self) -> tuple[State, ...]:
        """What may be asked now."""
        return ("closed",) if self.referral is None else actions_possible(self.referral, "recipient")

    @property
    def outcomes(self) -> dict[str, str]:
        """What may be said at the end, in words."""
        return {code: OUTCOMES[code] for code in OUTCOMES_FOR_RECIPIENT.get(self.state, ())}
