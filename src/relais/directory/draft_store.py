"""SQL of drafts."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.sql import Query


class Draft(Struct, frozen=True, kw_only=True):
    """The fields of a form as typed. `base_version`: of the fact the person started from, 0 = none."""

    field: str
    position: int
    typed: dict[str, Any]
    base_version: int
    saved_at: datetime


SET_DRAFT: Query[Any] = Query(
    "directory.set_draft",
    """
    INSERT INTO draft (account, service, field, position, typed, base_version)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (account, service, field, position) DO UPDATE SET
        typed = excluded.typed,
        base_version = excluded.base_version,
        saved_at = now()
    """,
)
LIST_DRAFTS = Query(
    "directory.list_drafts",
    """
    SELECT field, position, typed, base_version, saved_at FROM draft
    WHERE account = $1 AND service = $2 ORDER BY field, position
    """,
    Draft,
)
END_DRAFT: Query[Any] = Query(
    "directory.end_draft",
    "DELETE FROM draft WHERE account = $1 AND service = $2 AND field = $3 AND position = $4",
)
