"""SQL of the inbox. What a recipient may read is PostgreSQL's to say; an organisation that also is a council sees here
only what was sent to it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query
from relais.referrals.model import Category, Referral, State


class WaitingRow(Struct, frozen=True, kw_only=True):
    """One referral of the list. `answer_by`: without an answer it ends then."""

    id: UUID
    reference: str
    state: State
    sent_at: datetime
    readable_until: datetime
    answer_by: datetime


class CountRow(Struct, frozen=True, kw_only=True):
    """How many may be read, and how many of them wait for an answer."""

    readable: int
    waiting: int


class DisclosedRow(Struct, frozen=True, kw_only=True):
    """What was sent, in this round."""

    categories: tuple[Category, ...]
    disclosed_at: datetime


# Those that wait for an answer first, the oldest first.
LIST_READABLE = Query(
    "inbox.list_readable",
    """
    SELECT
        id, reference, state, sent_at, readable_until,
        least(readable_until, sent_at + interval '14 days') AS answer_by
    FROM referral
    WHERE recipient_org = $1 AND readable_until IS NOT NULL AND readable_until > statement_timestamp()
    ORDER BY state NOT IN ('sent', 'received'), sent_at, id
    LIMIT $2 OFFSET $3
    """,
    WaitingRow,
)
COUNT_READABLE = Query(
    "inbox.count_readable",
    """
    SELECT count(*) AS readable, count(*) FILTER (WHERE state IN ('sent', 'received')) AS waiting
    FROM referral
    WHERE recipient_org = $1 AND readable_until IS NOT NULL AND readable_until > statement_timestamp()
    """,
    CountRow,
)
FIND_READABLE = Query(
    "inbox.find_readable",
    """
    SELECT
        id, case_id, reference, origin_org, concerns, state, version, round, service, recipient_org, readable_until,
        state_at, sent_at
    FROM referral
    WHERE id = $1 AND recipient_org = $2 AND readable_until > statement_timestamp()
    """,
    Referral,
)
GET_DISCLOSED = Query(
    "inbox.get_disclosed",
    "SELECT categories, disclosed_at FROM disclosure WHERE referral = $1 AND round = $2 AND recipient_org = $3",
    DisclosedRow,
)
