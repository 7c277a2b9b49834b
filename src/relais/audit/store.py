"""SQL of the journal."""

from typing import Any

from relais.audit.model import Entry
from relais.core.sql import Query

ADD_ENTRY: Query[Any] = Query(
    "audit.add_entry",
    """
    INSERT INTO journal (actor, acting_as, act, subject_kind, subject_id, organization, field, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """,
)
LIST_ENTRIES = Query(
    "audit.list_entries",
    """
    SELECT id, at, actor, acting_as, act, subject_kind, subject_id, organization, field, detail
    FROM journal
    WHERE ($1 = '' OR organization = $1) AND id < $2
    ORDER BY id DESC
    LIMIT $3
    """,
    Entry,
)
