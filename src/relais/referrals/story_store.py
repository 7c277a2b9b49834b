"""SQL that tells a referral whole, to the council that accompanies and to the person; to nobody else."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query
from relais.referrals.model import (
    Answer,
    Category,
    Evidence,
    Grantor,
    How,
    Medium,
    Mode,
    State,
    Who,
)


class OptionRow(Struct, frozen=True, kw_only=True):
    """One option of a round. `rank` 0: left out, by the rule that `excluded` says."""

    id: UUID
    round: int
    rank: int
    service: str
    organization: str
    seed: int
    directory_version: int
    why: tuple[str, ...]
    excluded: str


class ChoiceRow(Struct, frozen=True, kw_only=True):
    """The choice of a round. `option` None: the person named the service themselves."""

    round: int
    option: UUID | None
    service: str
    organization: str
    how: How
    chosen_at: datetime


class ConsentRow(Struct, frozen=True, kw_only=True):
    """An answer to the notice; a refusal too. `ended_how` None while it lives or lapsed unnoticed."""

    id: UUID
    round: int
    answer: Answer
    grantor: Grantor
    controller_org: str
    recipient_org: str
    recipient_function: str
    categories: tuple[Category, ...]
    purpose: str
    medium: Medium
    notice: int
    notice_sha256: bytes
    mode: Mode
    evidence: Evidence
    days: int
    given_at: datetime
    valid_until: datetime
    ended_at: datetime | None
    ended_how: str | None
    alive: bool


class DisclosureRow(Struct, frozen=True, kw_only=True):
    """What left, to whom, when."""

    round: int
    recipient_org: str
    recipient_function: str
    categories: tuple[Category, ...]
    medium: Medium
    disclosed_at: datetime


class MoveRow(Struct, frozen=True, kw_only=True):
    """One move that was made."""

    from_state: State
    to_state: State
    acted_as: Who
    reason: str | None
    outcome: str | None
    attempts: tuple[date, ...]
    round: int
    org: str
    at: datetime


LIST_OPTIONS = Query(
    "referrals.list_options",
    """
    SELECT id, round, rank, service, organization, seed, directory_version, why, excluded
    FROM option_shown WHERE referral = $1
    ORDER BY round, rank = 0, rank, service
    """,
    OptionRow,
)
LIST_CHOICES = Query(
    "referrals.list_choices",
    "SELECT round, option, service, organization, how, chosen_at FROM choice WHERE referral = $1 ORDER BY round",
    ChoiceRow,
)
LIST_CONSENTS = Query(
    "referrals.list_consents",
    """
    SELECT
        id, round, answer, grantor, controller_org, recipient_org, recipient_function, categories, purpose, medium,
        notice, notice_sha256, mode, evidence, days, given_at, valid_until, ended_at, ended_how,
        answer = 'given' AND ended_at IS NULL AND valid_until > statement_timestamp() AS alive
    FROM consent WHERE referral = $1
    ORDER BY given_at
    """,
    ConsentRow,
)
LIST_DISCLOSURES = Query(
    "referrals.list_disclosures",
    """
    SELECT round, recipient_org, recipient_function, categories, medium, disclosed_at
    FROM disclosure WHERE referral = $1 ORDER BY disclosed_at
    """,
    DisclosureRow,
)
LIST_MOVES = Query(
    "referrals.list_moves",
    """
    SELECT from_state, to_state, acted_as, reason, outcome, attempts, round, org, at
    FROM referral_event WHERE referral = $1 ORDER BY expected
    """,
    MoveRow,
)
