"""SQL of what was ever published of a service, when, and as what it was decided."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.sql import Query
from relais.directory.model import State


class FactVersionRow(Struct, frozen=True, kw_only=True):
    """One value with the versions, the moments and the causes between which it was shown."""

    subject_kind: str
    subject_id: str
    field: str
    value: Any
    origin: str
    state: State
    source_label: str
    source_url: str | None
    source_date_text: str
    note: str | None
    confirmed_how: str | None
    confirmed_at: datetime | None
    doubted_at: datetime | None
    version_from: int
    shown_from: datetime
    cause: str
    version_to: int | None
    shown_until: datetime | None


class DecidedRow(Struct, frozen=True, kw_only=True):
    """Under which function the value of a version was published."""

    subject_kind: str
    subject_id: str
    field: str
    version: int
    acting_as: str


class FormerRow(Struct, frozen=True, kw_only=True):
    """An address that leads here."""

    old_slug: str
    cause: str


LIST_VERSIONS = Query(
    "directory.list_fact_versions",
    """
    WITH own AS (
        SELECT * FROM fact WHERE subject_kind = 'service' AND subject_id = $1
        UNION ALL
        SELECT * FROM fact WHERE subject_kind = 'contact' AND slug = $1
        UNION ALL
        -- of the organisation it belonged to last
        SELECT o.* FROM fact AS o
        WHERE o.subject_kind = 'organization' AND o.subject_id = (
            SELECT f.value #>> '{}' FROM fact AS f
            WHERE f.subject_kind = 'service' AND f.subject_id = $1 AND f.field = 'organization'
            ORDER BY f.version_from DESC LIMIT 1
        )
    )
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.origin, f.state, f.source_label, f.source_url,
        f.source_date_text, f.note, f.confirmed_how, f.confirmed_at, f.doubted_at, f.version_from,
        b.published_at AS shown_from, b.cause, f.version_to, e.published_at AS shown_until
    FROM own AS f
    JOIN publication AS b ON b.number = f.version_from
    LEFT JOIN publication AS e ON e.number = f.version_to
    ORDER BY f.field, f.subject_id, f.version_from DESC
    """,
    FactVersionRow,
)
# Every decision is journalled with the version it led to.
LIST_DECIDED = Query(
    "directory.list_journalled_decisions",
    """
    SELECT j.subject_kind, j.subject_id, j.field, (j.detail ->> 'version')::bigint AS version, j.acting_as
    FROM journal AS j
    WHERE j.organization = ANY ($1::text[]) AND j.detail ->> 'version' ~ '^[0-9]{1,18}$'
    ORDER BY j.id
    """,
    DecidedRow,
)
LIST_FORMER = Query(
    "directory.list_former_slugs",
    """
    WITH RECURSIVE step AS (
        SELECT old_slug, cause FROM slug_history WHERE slug = $1
        UNION
        SELECT h.old_slug, h.cause FROM step JOIN slug_history AS h ON h.slug = step.old_slug
    )
    SELECT old_slug, cause FROM step ORDER BY old_slug
    """,
    FormerRow,
)
