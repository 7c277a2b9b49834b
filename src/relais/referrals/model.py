"""A referral as its reader may see it, and what a person of the network enters. Codes are those of migration 0007."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

State = Literal[
    "draft",
    "options_shown",
    "chosen",
    "consented",
    "sent",
    "received",
    "accepted",
    "contact_made",
    "unreachable",
    "declined",
    "expired",
    "closed",
    "withdrawn",
    "cancelled",
    "self_contact",
]
TERMINAL: frozenset[State] = frozenset({"closed", "withdrawn", "cancelled", "self_contact"})
Who = Literal["origin", "person", "recipient", "caller", "worker"]
Concerns = Literal["self", "colleague"]
Category = Literal["identity", "contact", "need", "availability", "context"]
Medium = Literal["inbox", "telephone"]
Mode = Literal["oral_phone", "oral_present", "written", "online"]
Evidence = Literal["read_back", "signature", "code"]
Answer = Literal["given", "refused"]
Grantor = Literal["self", "legal_representative"]
How = Literal["own_session", "spoken"]
Code = Annotated[str, Meta(max_length=40)]
Slug = Annotated[str, Meta(max_length=80)]


class Referral(Struct, frozen=True, kw_only=True):
    """One referral: no personal data, only where it stands. `reference` is quoted by telephone and opens nothing."""

    id: UUID
    case_id: UUID
    reference: str
    origin_org: str
    concerns: Concerns
    state: State
    version: int
    round: int
    service: str
    recipient_org: str
    readable_until: datetime | None
    state_at: datetime
    sent_at: datetime | None


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service as it was shown (rank from 1), or left out (rank 0) with the rule that did it."""

    service: Slug
    rank: Annotated[int, Meta(ge=0, le=500)]
    seed: Annotated[int, Meta(ge=0, le=999_999)]
    directory_version: Annotated[int, Meta(ge=0)]
    why: Annotated[tuple[Annotated[str, Meta(max_length=300)], ...], Meta(max_length=20)] = ()
    excluded: Annotated[str, Meta(max_length=300)] = ""


class Agreement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the person answered to the notice read. There is no yes/no box: a mode and a notice, or nothing."""

    answer: Answer
    grantor: Grantor
    recipient_org: Slug
    recipient_function: Annotated[str, Meta(min_length=1, max_length=80)]
    categories: Annotated[tuple[Category, ...], Meta(max_length=5)]
    medium: Medium
    notice: Annotated[int, Meta(ge=1)]
    notice_sha256: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")]
    mode: Mode
    evidence: Evidence
    days: Annotated[int, Meta(ge=1, le=90)] = 30


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A move asked of a version: `request` is the same when a page is posted again."""

    to: State
    version: Annotated[int, Meta(ge=1)]
    request: UUID
    reason: Code | None = None
    outcome: Code | None = None
    attempts: Annotated[tuple[date, ...], Meta(max_length=10)] = ()


class Notice(Struct, frozen=True, kw_only=True):
    """The text read before a consent, four paragraphs (D.1110-3-1 CSP), and its SHA-256."""

    number: int
    body: str
    sha256: bytes


class Due(Struct, frozen=True, kw_only=True):
    """A move that the system has to make, on the database's clock."""

    id: UUID
    state: State
    version: int
    due: State


class ToClose(Struct, frozen=True, kw_only=True):
    """What a recipient may still close although the consent lapsed; nothing in it can be read any more."""

    id: UUID
    state: State
    version: int
    until: datetime
