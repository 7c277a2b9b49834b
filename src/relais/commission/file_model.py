"""A national file: where it stands, who may move it, and its rows. The moves are those of migration 0012."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

State = Literal[
    "draft",
    "submitted",
    "opinion_given",
    "complete",
    "incomplete",
    "scheduled",
    "decided",
    "paid",
    "closed",
    "withdrawn",
]
Role = Literal["person", "council", "national", "commissioner", "chair", "worker"]
BegunAs = Literal["doctor", "family", "council"]
Practice = Literal["liberal", "hospitalier", "salarie", "remplacant", "interne", "etudiant", "retraite", "famille"]
OpinionCode = Literal["favourable", "reserved", "unfavourable"]
Reason = Literal[
    "to_complete", "mistake", "postponed", "no_quorum", "nothing_to_pay", "refused", "elsewhere", "untouched"
]

ENDED: frozenset[State] = frozenset({"paid", "closed", "withdrawn"})
WRITABLE: frozenset[State] = frozenset({"draft", "incomplete"})  # its sections, by the person and their council
PIECES_WRITABLE: frozenset[State] = frozenset({"draft", "submitted", "incomplete"})
EXAMINED: frozenset[State] = frozenset({"opinion_given", "complete"})  # by the national service, before a session
WITH_THE_COMMISSION: frozenset[State] = frozenset({"complete", "scheduled", "decided"})

_OURS: tuple[Role, ...] = ("person", "council")
_MOVES: tuple[tuple[str, tuple[State, ...], tuple[Role, ...]], ...] = (
    ("", ("draft",), _OURS),
    ("draft", ("submitted", "withdrawn"), _OURS),
    ("draft", ("withdrawn",), ("worker",)),  # one that nobody touches any more
    ("submitted", ("draft", "withdrawn"), _OURS),
    ("submitted", ("opinion_given",), ("council",)),
    ("opinion_given", ("complete", "incomplete"), ("national",)),
    ("opinion_given", ("withdrawn",), _OURS),
    ("incomplete", ("submitted", "withdrawn"), _OURS),
    ("incomplete", ("withdrawn",), ("worker",)),
    ("complete", ("incomplete", "scheduled"), ("national",)),
    ("complete", ("decided",), ("chair",)),
    ("complete", ("withdrawn",), _OURS),
    ("scheduled", ("complete",), ("national",)),
    ("scheduled", ("decided",), ("national", "commissioner", "chair")),
    ("scheduled", ("withdrawn",), _OURS),
    ("decided", ("paid", "closed"), ("national",)),
    ("decided", ("draft", "withdrawn"), _OURS),
    ("paid", ("draft",), _OURS),
    ("closed", ("draft",), _OURS),
)
# Every move there is: from, to, as whom. From "" is the beginning; back to draft after a decision is an appeal.
LEGAL: frozenset[tuple[str, State, Role]] = frozenset(
    (before, after, who) for before, tos, roles in _MOVES for after in tos for who in roles
)


class NationalFile(Struct, frozen=True, kw_only=True):
    """One file as it stands. `council`: who gives the opinion; `body`: whose commission decides; slugs both.

    `asked_cents`: what is asked in this round, in cents of euro.
    """

    id: UUID
    case_id: UUID
    reference: str
    council: str
    body: str
    begun_as: BegunAs
    on_paper: bool
    practice: Practice
    urgent: bool
    state: State
    version: int
    round: int
    asked_cents: int
    shared_at: datetime | None
    submitted_at: datetime | None
    made_at: datetime
    state_at: datetime

    @property
    def live(self) -> bool:
        """Whether something is still to come of it."""
        return self.state not in ENDED

    @property
    def opinion_of_body(self) -> bool:
        """Whether the national service gives the opinion: the doctor goes round their council."""
        return self.council == self.body

    @property
    def ends_untouched(self) -> bool:
        """Whether six months without anything new end it, as `file_is_untouched` of 0012 says."""
        return self.state in WRITABLE and self.round == 1

    @property
    def writable(self) -> bool:
        """Whether its sections may be written now."""
        return self.state in WRITABLE

    @property
    def appealable(self) -> bool:
        """Whether the person may ask for another round."""
        return self.state in ("decided", "paid", "closed")


class FileEvent(Struct, frozen=True, kw_only=True):
    """One move. `actor` is None for the person."""

    expected: int
    from_state: str
    to_state: State
    acted_as: Role
    reason: Reason | None
    round: int
    org: str
    actor: UUID | None
    at: datetime


class Moved(Struct, frozen=True, kw_only=True):
    """A move that is asked for: `version` is the one that was read, `request` that of the page."""

    to: State
    version: int
    request: UUID
    reason: Reason | None = None


class NewFile(Struct, frozen=True, kw_only=True):
    """What a file begins with. `key`: the same when it is posted again; `body`: slug of the national service."""

    key: UUID
    body: str
    begun_as: BegunAs
    practice: Practice
    on_paper: bool = False
    urgent: bool = False


def may_move(file: NationalFile, to: State, who: Role) -> bool:
    """Whether that move is one there is; PostgreSQL asks for more than that."""
    return (file.state, to, who) in LEGAL
