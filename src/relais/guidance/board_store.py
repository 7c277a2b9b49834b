"""SQL of the board: live cases of a council with the referral that asks most of it, one statement for each list."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query
from relais.referrals.model import State


class BoardRow(Struct, frozen=True, kw_only=True):
    """A case and one of its referrals, if it has one. `data_key` opens the alias, when there is one.

    `filed`: it holds a file of the national commission.
    """

    case: UUID
    reference: str
    made_at: datetime
    alias_sealed: bytes | None
    data_key: bytes | None
    state: State | None
    state_at: datetime | None
    sent_at: datetime | None
    service: str | None
    filed: bool


class Asked(Struct, frozen=True, kw_only=True):
    """Requests that nobody took yet, and those of them to be read first."""

    waiting: int
    urgent: int


# Refused, expired, unreachable, or without an answer for a day: longest waiting first.
LIST_WAITING = Query(
    "guidance.list_waiting",
    """
    SELECT
        w.case AS case, w.reference AS reference, w.made_at AS made_at, w.alias_sealed AS alias_sealed,
        CASE WHEN w.alias_sealed IS NOT NULL THEN data_key_of(w.case) END AS data_key, w.state AS state,
        w.state_at AS state_at, w.sent_at AS sent_at, w.service AS service, false AS filed
    FROM (
        SELECT
            c.id AS case, c.reference, c.made_at, c.alias_sealed, r.state, r.state_at, r.sent_at, r.service
        FROM referral AS r
        JOIN aid_case AS c ON c.id = r.case_id
        WHERE r.origin_org = $1 AND c.council = $1 AND c.closed_at IS NULL AND c.erased_at IS NULL
            AND (
                r.state IN ('declined', 'expired', 'unreachable')
                OR (r.state IN ('sent', 'received') AND r.sent_at < statement_timestamp() - interval '24 hours')
            )
        ORDER BY r.state_at, r.id
        LIMIT $2
    ) AS w
    ORDER BY w.state_at, w.case
    """,
    BoardRow,
)
# The others, newest first, after the case $2 (from the first when it is null). Cases are cut to a page before their
# referrals are looked at, and those that wait are left out as one list: a council may have ten thousand.
LIST_OTHERS = Query(
    "guidance.list_others",
    """
    SELECT
        o.case AS case, o.reference AS reference, o.made_at AS made_at, o.alias_sealed AS alias_sealed,
        CASE WHEN o.alias_sealed IS NOT NULL THEN data_key_of(o.case) END AS data_key, r.state AS state,
        r.state_at AS state_at, r.sent_at AS sent_at, r.service AS service,
        EXISTS (SELECT FROM national_file AS n WHERE n.case_id = o.case AND n.state <> 'withdrawn') AS filed
    FROM (
        SELECT c.id AS case, c.reference, c.made_at, c.alias_sealed
        FROM aid_case AS c
        WHERE c.council = $1 AND c.closed_at IS NULL AND c.erased_at IS NULL AND c.origin <> 'colleague'
            AND c.id NOT IN (
                SELECT w.case_id FROM referral AS w
                WHERE w.origin_org = $1 AND (
                    w.state IN ('declined', 'expired', 'unreachable')
                    OR (w.state IN ('sent', 'received') AND w.sent_at < statement_timestamp() - interval '24 hours')
                )
            )
            -- A request that is not turned yet is on its own board.
            AND NOT EXISTS (SELECT FROM aid_request AS q WHERE q.case_id = c.id AND q.turned_at IS NULL)
            AND (
                $2::uuid IS NULL
                OR (c.made_at, c.id) < (SELECT b.made_at, b.id FROM aid_case AS b WHERE b.id = $2::uuid)
            )
        ORDER BY c.made_at DESC, c.id DESC
        LIMIT $3
    ) AS o
    LEFT JOIN LATERAL (
        SELECT q.state, q.state_at, q.sent_at, q.service
        FROM referral AS q
        WHERE q.case_id = o.case AND q.origin_org = $1
        ORDER BY q.state IN ('closed', 'withdrawn', 'cancelled', 'self_contact'), q.state_at DESC
        LIMIT 1
    ) AS r ON true
    ORDER BY o.made_at DESC, o.case DESC
    """,
    BoardRow,
)
COUNT_ASKED = Query(
    "guidance.count_asked",
    """
    SELECT count(*) AS waiting, count(*) FILTER (WHERE urgent) AS urgent
    FROM aid_request WHERE council = $1 AND state = 'received'
    """,
    Asked,
)
