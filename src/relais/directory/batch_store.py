"""SQL of batches: the telephone numbers of one import, published or refused together."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query


class BatchRow(Struct, frozen=True, kw_only=True):
    """Whose batch it is, and how many values of it wait."""

    source: str
    made_by: UUID | None
    made_as: str
    waiting: int


class BatchLine(Struct, frozen=True, kw_only=True):
    """One value of a batch, for the journal."""

    subject_kind: str
    subject_id: str
    field: str
    organization: str
    before: Any
    after: Any


GET_BATCH = Query(
    "directory.get_batch",
    """
    SELECT
        min(r.origin) AS source, (array_agg(r.made_by))[1] AS made_by, min(r.made_as) AS made_as,
        count(*) AS waiting
    FROM change_request AS r
    JOIN change_request_line AS l ON l.request = r.id
    WHERE r.batch = $1 AND l.status = 'open'
    HAVING count(*) > 0
    """,
    BatchRow,
)
# A number that changed meanwhile, or whose service left, is no longer the batch's to publish.
END_OUTDATED: Query[Any] = Query(
    "directory.end_outdated_batch_lines",
    """
    UPDATE change_request_line AS l SET status = 'superseded'
    FROM change_request AS r
    WHERE r.id = l.request AND r.batch = $1 AND l.status = 'open' AND (
        (
            SELECT nullif(f.value, 'null') FROM fact AS f
            WHERE (f.subject_kind, f.subject_id, f.field) = (l.subject_kind, l.subject_id, l.field)
                AND f.version_to IS NULL
        ) IS DISTINCT FROM (
            SELECT nullif(b.value, 'null') FROM fact AS b
            WHERE (b.subject_kind, b.subject_id, b.field, b.version_from)
                = (l.subject_kind, l.subject_id, l.field, l.fact_version)
        )
        OR NOT EXISTS (SELECT FROM service AS s WHERE s.slug = r.service AND NOT s.retired)
    )
    """,
)
END_FACTS: Query[Any] = Query(
    "directory.end_batch_facts",
    """
    UPDATE fact AS f SET version_to = $2
    FROM change_request AS r
    JOIN change_request_line AS l ON l.request = r.id
    WHERE r.batch = $1 AND l.status = 'open' AND f.version_to IS NULL
        AND (f.subject_kind, f.subject_id, f.field) = (l.subject_kind, l.subject_id, l.field)
    """,
)
# They stay the facts of their file: its next edition may change them again, by the same two persons.
ADD_FACTS: Query[Any] = Query(
    "directory.add_batch_facts",
    """
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, note, state,
        version_from
    )
    SELECT
        l.subject_kind, l.subject_id, l.field, l.proposed, r.origin, l.source_label, l.source_url, l.source_date_text,
        l.note, l.state, $2
    FROM change_request AS r
    JOIN change_request_line AS l ON l.request = r.id
    WHERE r.batch = $1 AND l.status = 'open' AND l.proposed <> 'null'
    """,
)
LIST_LINES = Query(
    "directory.list_batch_lines",
    """
    SELECT
        l.subject_kind, l.subject_id, l.field, coalesce(s.organization, '') AS organization,
        nullif(f.value, 'null') AS before, nullif(l.proposed, 'null') AS after
    FROM change_request AS r
    JOIN change_request_line AS l ON l.request = r.id
    LEFT JOIN service AS s ON s.slug = r.service
    LEFT JOIN fact AS f
        ON (f.subject_kind, f.subject_id, f.field) = (l.subject_kind, l.subject_id, l.field)
        AND f.version_to IS NULL
    WHERE r.batch = $1 AND l.status = 'open'
    ORDER BY l.subject_id, l.field
    """,
    BatchLine,
)
DECIDE: Query[Any] = Query(
    "directory.decide_batch",
    """
    UPDATE change_request_line AS l SET status = $2, decided_by = $3, decided_at = now(), decision_reason = $4
    FROM change_request AS r
    WHERE r.id = l.request AND r.batch = $1 AND l.status = 'open'
    """,
)
