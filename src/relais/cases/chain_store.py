"""SQL of the chains: read whole, to be checked outside PostgreSQL, and their ends, to be kept outside it."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query


class LinkRow(Struct, frozen=True, kw_only=True):
    """One event as it was hashed."""

    case_id: UUID
    seq: int
    message: str
    previous_hash: bytes
    hash: bytes


class CountRow(Struct, frozen=True, kw_only=True):
    """How many events a case says it has."""

    id: UUID
    seq: int


class HeadRow(Struct, frozen=True, kw_only=True):
    """The last event of a case."""

    case_id: UUID
    seq: int
    hash: bytes


class PurgedRow(Struct, frozen=True, kw_only=True):
    """A case that went, or whose content did, and the end of its chain."""

    case_id: UUID
    seq: int
    hash: bytes


ONE_MOMENT: Query[Any] = Query("cases.hold_one_moment", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
# The message is built here, not by the function of the table: whoever could replace it would be believed.
LIST_LINKS = Query(
    "cases.list_links",
    """
    SELECT case_id, seq, previous_hash, hash,
        jsonb_build_array(
            case_id, seq, (extract(epoch FROM at) * 1000000)::bigint, actor_kind, org, act, detail
        )::text AS message
    FROM case_event WHERE (case_id, seq) > ($1, $2)
    ORDER BY case_id, seq
    LIMIT $3
    """,
    LinkRow,
)
LIST_COUNTS = Query("cases.list_counts", "SELECT id, seq FROM aid_case ORDER BY id", CountRow)
LIST_HEADS = Query(
    "cases.list_heads",
    """
    SELECT e.case_id, e.seq, e.hash FROM aid_case AS c
    JOIN case_event AS e ON e.case_id = c.id AND e.seq = c.seq
    ORDER BY e.case_id
    """,
    HeadRow,
)
GET_DAY: Query[Any] = Query("cases.get_day", "SELECT CURRENT_DATE::text")
PURGE_CASES = Query("cases.end_due_cases", "SELECT case_id, seq, hash FROM purge_due()", PurgedRow)
EMPTY_CASES = Query("cases.end_due_contents", "SELECT case_id, seq, hash FROM empty_due()", PurgedRow)
THIN_CASES = Query("cases.end_due_steps", "SELECT case_id, seq, hash FROM thin_due()", PurgedRow)
