"""SQL of the board: what a body received, urgent first, what may be spam last, then the oldest."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.aid_requests.model import Mark, State
from relais.core.sql import Query


class BoardRow(Struct, frozen=True, kw_only=True):
    """A request as it is listed: nothing of what was asked. `data_key` opens the alias, when there is one."""

    id: UUID
    case: UUID
    reference: str
    alias_sealed: bytes | None
    data_key: bytes | None
    council: str
    state: State
    version: int
    urgent: bool
    marks: tuple[Mark, ...]
    opened_at: datetime | None
    relief_org: str
    contacted_on: date | None
    made_at: datetime
    state_at: datetime


# Those that wait for an act, after the request $2 (from the first when it is null).
LIST_WAITING = Query(
    "aid_requests.list_waiting",
    """
    SELECT
        r.id, r.case_id AS case, c.reference, c.alias_sealed,
        CASE WHEN c.alias_sealed IS NOT NULL THEN data_key_of(c.id) END AS data_key,
        r.council, r.state, r.version, r.urgent, r.marks, r.opened_at, r.relief_org, r.contacted_on, r.made_at,
        r.state_at
    FROM (
        SELECT
            q.id, q.case_id, q.council, q.state, q.version, q.urgent, q.marks, q.opened_at, q.relief_org,
            q.contacted_on, q.made_at, q.state_at
        FROM aid_request AS q
        WHERE q.council = $1 AND q.state IN ('received', 'taken_up', 'contacted')
            AND (
                $2::uuid IS NULL
                OR (NOT q.urgent, q.marks <> '{}', q.made_at, q.id) > (
                    SELECT NOT b.urgent, b.marks <> '{}', b.made_at, b.id FROM aid_request AS b WHERE b.id = $2::uuid
                )
            )
        ORDER BY NOT q.urgent, q.marks <> '{}', q.made_at, q.id
        LIMIT $3
    ) AS r
    JOIN aid_case AS c ON c.id = r.case_id
    ORDER BY NOT r.urgent, r.marks <> '{}', r.made_at, r.id
    """,
    BoardRow,
)
# Those that another council did not open in time.
LIST_RELIEVED = Query(
    "aid_requests.list_relieved",
    """
    SELECT
        r.id, r.case_id AS case, c.reference, c.alias_sealed,
        CASE WHEN c.alias_sealed IS NOT NULL THEN data_key_of(c.id) END AS data_key,
        r.council, r.state, r.version, r.urgent, r.marks, r.opened_at, r.relief_org, r.contacted_on, r.made_at,
        r.state_at
    FROM aid_request AS r
    JOIN aid_case AS c ON c.id = r.case_id
    WHERE r.relief_org = $1 AND r.state IN ('received', 'taken_up', 'contacted')
    ORDER BY r.made_at, r.id
    LIMIT $2
    """,
    BoardRow,
)
# Those that became a referral and are not closed, the latest first.
LIST_TURNED = Query(
    "aid_requests.list_turned",
    """
    SELECT
        r.id, r.case_id AS case, c.reference, c.alias_sealed,
        CASE WHEN c.alias_sealed IS NOT NULL THEN data_key_of(c.id) END AS data_key,
        r.council, r.state, r.version, r.urgent, r.marks, r.opened_at, r.relief_org, r.contacted_on, r.made_at,
        r.state_at
    FROM aid_request AS r
    JOIN aid_case AS c ON c.id = r.case_id
    WHERE r.council = $1 AND r.state = 'turned'
    ORDER BY r.turned_at DESC, r.id
    LIMIT $2
    """,
    BoardRow,
)
# People of whom this council was told by others, and who do not know it yet.
COUNT_TO_INFORM: Query[Any] = Query(
    "aid_requests.count_to_inform", "SELECT count(*) FROM note WHERE council = $1 AND state = 'received'"
)
COUNT_WAITING: Query[Any] = Query(
    "aid_requests.count_waiting",
    "SELECT count(*) FROM aid_request WHERE council = $1 AND state IN ('received', 'taken_up', 'contacted')",
)
