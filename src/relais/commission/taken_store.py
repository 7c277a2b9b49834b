"""SQL of all that is held of a national file, every round of it, for its person: only accounts are left out."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from relais.commission.decision_store import DecisionKind, Ratified
from relais.commission.section_model import SectionName
from relais.commission.session_store import Outcome, Place, Purpose, SessionState
from relais.core.sql import Query


class SectionRow(Struct, frozen=True, kw_only=True):
    """One section of one round, still sealed."""

    round: int
    section: SectionName
    sealed: bytes
    asked_cents: int | None
    version: int
    saved_as: str
    saved_at: datetime


class AttachmentRow(Struct, frozen=True, kw_only=True):
    """One document; `words`: the name it had, still sealed. Its content is downloaded from the page of the file."""

    id: UUID
    round: int
    slot: int
    kind: str
    piece: str
    words: bytes
    added_as: str
    begun_at: datetime
    bytes: int
    added_at: datetime


class AgendaRow(Struct, frozen=True, kw_only=True):
    """One session that had the file before it."""

    session: UUID
    round: int
    purpose: Purpose
    outcome: Outcome | None
    added_at: datetime
    held_at: datetime
    place: Place
    state: SessionState


class DecisionRow(Struct, frozen=True, kw_only=True):
    """One decision in force, in cents of euro."""

    id: UUID
    round: int
    session: UUID | None
    kind: DecisionKind
    amount_cents: int
    elsewhere: str | None
    reason: str | None
    recorded_at: datetime
    confirmed_at: datetime | None
    ratified_in: UUID | None
    ratified_at: datetime | None
    ratified: Ratified | None
    in_force_at: datetime | None


class PaymentRow(Struct, frozen=True, kw_only=True):
    """One line of the ledger, in cents of euro."""

    decision: UUID
    number: int
    follows: int | None
    decided_cents: int
    before_cents: int
    amount_cents: int
    after_cents: int
    paid_on: date
    recorded_at: datetime


LIST_SECTIONS = Query(
    "commission.list_sections_of_every_round",
    """
    SELECT round, section, sealed, asked_cents, version, saved_as, saved_at
    FROM file_section WHERE file = $1
    ORDER BY round, section
    """,
    SectionRow,
)
LIST_ATTACHMENTS = Query(
    "commission.list_attachments_whole",
    """
    SELECT id, round, slot, kind, piece, words, added_as, begun_at, bytes, added_at
    FROM attachment WHERE file = $1
    ORDER BY slot
    """,
    AttachmentRow,
)
LIST_AGENDAS = Query(
    "commission.list_agendas_of_file",
    """
    SELECT a.session, a.round, a.purpose, a.outcome, a.added_at, s.held_at, s.place, s.state
    FROM session_file AS a
    JOIN commission_session AS s ON s.id = a.session
    WHERE a.file = $1
    ORDER BY s.held_at, a.round
    """,
    AgendaRow,
)
LIST_DECISIONS = Query(
    "commission.list_decisions_whole",
    """
    SELECT id, round, session, kind, amount_cents, elsewhere, reason, recorded_at, confirmed_at, ratified_in,
        ratified_at, ratified, in_force_at
    FROM decision WHERE file = $1
    ORDER BY round
    """,
    DecisionRow,
)
LIST_PAYMENTS = Query(
    "commission.list_payments_whole",
    """
    SELECT decision, number, follows, decided_cents, before_cents, amount_cents, after_cents, paid_on, recorded_at
    FROM payment WHERE file = $1
    ORDER BY recorded_at, number
    """,
    PaymentRow,
)
