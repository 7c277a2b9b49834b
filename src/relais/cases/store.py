"""SQL of cases. Each statement runs inside a signed context; the policies decide what it sees."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.cases.model import CaseEvent, Category, CodeBy, Origin
from relais.core.sql import Query


class CaseRow(Struct, frozen=True, kw_only=True):
    """A case, its alias still sealed."""

    id: UUID
    reference: str
    council: str
    origin: Origin
    code_by: CodeBy
    alias_sealed: bytes | None
    made_at: datetime
    ends_on: date
    closed_at: datetime | None
    erased_at: datetime | None


class KeepingRow(Struct, frozen=True, kw_only=True):
    """`content_until`: the words and their key go after it; while `going_on`, that of a silence beginning now.

    `emptied_on`: they went that day. `steps_until`: the steps, in codes. `file_until`: a decided national file.
    """

    going_on: bool
    content_until: date
    emptied_on: date | None
    steps_until: date
    file_until: date | None


class FoundRow(Struct, frozen=True, kw_only=True):
    """The case of a lookup, and what verifies its code."""

    id: UUID
    verifier: str
    code_by: CodeBy


class PartRow(Struct, frozen=True, kw_only=True):
    """One category, sealed."""

    category: Category
    sealed: bytes


# A reference already taken: nothing is written, and another is drawn.
ADD_CASE: Query[Any] = Query(
    "cases.add_case",
    """
    INSERT INTO aid_case (
        id, reference, council, origin, code_lookup, code_verifier, code_by, alias_sealed, data_key_wrapped
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT ON CONSTRAINT aid_case_reference_once DO NOTHING
    """,
)
GET_CASE = Query(
    "cases.get_case",
    """
    SELECT id, reference, council, origin, code_by, alias_sealed, made_at, ends_on, closed_at, erased_at
    FROM aid_case WHERE id = $1
    """,
    CaseRow,
)
LIST_LIVE_CASES = Query(
    "cases.list_live_cases",
    """
    SELECT id, reference, council, origin, code_by, alias_sealed, made_at, ends_on, closed_at, erased_at
    FROM aid_case WHERE council = $1 AND closed_at IS NULL AND erased_at IS NULL
    ORDER BY made_at DESC, id
    LIMIT $2
    """,
    CaseRow,
)
FIND_CASE_BY_REFERENCE: Query[Any] = Query(
    "cases.find_case_by_reference", "SELECT id FROM aid_case WHERE reference = upper($1)"
)
# For the console, which sees every case: a reference, or an identifier.
FIND_LIVE_CASE: Query[Any] = Query(
    "cases.find_live_case",
    "SELECT id FROM aid_case WHERE (reference = upper($1) OR id::text = $1) AND erased_at IS NULL",
)
FIND_CASE_BY_CODE = Query(
    "cases.find_case_by_code", "SELECT id, verifier, code_by FROM find_case_by_code($1)", FoundRow
)
GET_KIND: Query[Any] = Query("cases.get_kind", "SELECT current_kind()")
GET_DATA_KEY: Query[Any] = Query("cases.get_data_key", "SELECT data_key_of($1)")
SET_ALIAS: Query[Any] = Query("cases.set_alias", "UPDATE aid_case SET alias_sealed = $2 WHERE id = $1")
SET_PART: Query[Any] = Query(
    "cases.set_part",
    """
    INSERT INTO case_part (case_id, category, sealed) VALUES ($1, $2, $3)
    ON CONFLICT ON CONSTRAINT case_part_pk DO UPDATE SET sealed = excluded.sealed, written_at = now()
    """,
)
LIST_PARTS = Query(
    "cases.list_parts", "SELECT category, sealed FROM case_part WHERE case_id = $1 ORDER BY category", PartRow
)
ADD_EVENT: Query[Any] = Query("cases.add_event", "SELECT append_case_event($1, $2, $3)")
LIST_EVENTS = Query(
    "cases.list_events",
    "SELECT seq, at, actor_kind, org, act, detail FROM case_event WHERE case_id = $1 ORDER BY seq",
    CaseEvent,
)
SET_CODE: Query[Any] = Query("cases.set_code", "SELECT replace_case_code($1, $2, $3, $4)")
END_CASE: Query[Any] = Query("cases.end_case", "SELECT close_case($1)")
END_DATA: Query[Any] = Query("cases.end_data", "SELECT erase_case($1)")
GET_KEEPING = Query(
    "cases.get_keeping",
    "SELECT going_on, content_until, emptied_on, steps_until, file_until FROM case_keeping($1)",
    KeepingRow,
)
