"""SQL of proposed changes: what is held, what is asked, what waits and who decided."""

from typing import Any

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query
from relais.directory.change_model import Batch, ChangeLine, HeldFact, ToConfirm

refuse_on(
    "change_request_line_decided_by_another",
    "own_change",
    "Vous avez proposé ce changement : une autre personne le décide.",
)
refuse_on(
    "change_request_line_decided_once",
    "change_decided",
    "Quelqu'un vient de décider de ce changement : rien n'a été fait une seconde fois.",
)
refuse_on("call_back_in_the_past", "call_back_ahead", "Cet appel aurait lieu plus tard : vérifiez le jour et l'heure.")


class OwnLine(Struct, frozen=True, kw_only=True):
    """What a person already proposes."""

    subject_kind: str
    subject_id: str
    field: str
    proposed: Any


class PositionRow(Struct, frozen=True, kw_only=True):
    """The last position ever given to a kind of contact of a service."""

    kind: str
    last: int


class CompanionRow(Struct, frozen=True, kw_only=True):
    """A proposed value that goes with another."""

    field: str
    proposed: Any
    fact_version: int | None


LIST_HELD = Query(
    "directory.list_held_facts",
    """
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.state, f.source_label, f.source_url, f.source_date_text,
        f.note, f.confirmed_by, f.confirmed_how, f.confirmed_at, f.version_from
    FROM fact AS f
    WHERE f.version_to IS NULL AND (
        (f.subject_kind = 'service' AND f.subject_id = $1)
        OR (f.subject_kind = 'contact' AND f.slug = $1)
        OR (f.subject_kind = 'organization' AND f.subject_id = $2)
    )
    """,
    HeldFact,
)
GET_HELD = Query(
    "directory.get_held_fact",
    """
    SELECT
        subject_kind, subject_id, field, value, state, source_label, source_url, source_date_text, note, confirmed_by,
        confirmed_how, confirmed_at, version_from
    FROM fact
    WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND version_to IS NULL
    """,
    HeldFact,
)
GET_FACT_FROM = Query(
    "directory.get_fact_from",
    """
    SELECT
        subject_kind, subject_id, field, value, state, source_label, source_url, source_date_text, note, confirmed_by,
        confirmed_how, confirmed_at, version_from
    FROM fact
    WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND version_from = $4
    """,
    HeldFact,
)
GET_FACT_BEFORE = Query(
    "directory.get_fact_before",
    """
    SELECT
        subject_kind, subject_id, field, value, state, source_label, source_url, source_date_text, note, confirmed_by,
        confirmed_how, confirmed_at, version_from
    FROM fact
    WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND version_to = $4
    """,
    HeldFact,
)
LIST_POSITIONS = Query(
    "directory.list_contact_positions",
    """
    SELECT split_part(subject_id, '/', 2) AS kind, max(split_part(subject_id, '/', 3)::integer) AS last
    FROM (
        SELECT subject_id FROM fact WHERE subject_kind = 'contact' AND slug = $1
        UNION ALL
        SELECT l.subject_id
        FROM change_request AS r
        JOIN change_request_line AS l ON l.request = r.id
        WHERE r.service = $1 AND l.subject_kind = 'contact'
    ) AS given
    GROUP BY 1
    """,
    PositionRow,
)
LIST_OWN = Query(
    "directory.list_own_lines",
    """
    SELECT l.subject_kind, l.subject_id, l.field, l.proposed
    FROM change_request AS r
    JOIN change_request_line AS l ON l.request = r.id
    WHERE r.service = $1 AND l.made_by = $2 AND l.status = 'open'
    """,
    OwnLine,
)
ADD_REQUEST: Query[Any] = Query(
    "directory.add_change_request",
    """
    INSERT INTO change_request (id, service, origin, made_by, made_as, why) VALUES ($1, $2, 'product', $3, $4, $5)
    """,
)
ADD_LINE: Query[Any] = Query(
    "directory.add_change_line",
    """
    INSERT INTO change_request_line (
        request, subject_kind, subject_id, field, fact_version, proposed, state, source_label, source_date_text,
        made_by, purpose
    ) VALUES ($1, $2, $3, $4, $5, coalesce($6, 'null'::jsonb), $7, $8, $9, $10, $11)
    """,
)
END_OWN: Query[Any] = Query(
    "directory.end_own_line",
    """
    UPDATE change_request_line SET status = 'superseded'
    WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND made_by = $4 AND status = 'open'
        AND purpose <> 'withdrawal'
    """,
)
END_REQUEST: Query[Any] = Query(
    "directory.end_change_request",
    """
    UPDATE change_request_line SET status = 'withdrawn'
    WHERE request = $1 AND made_by = $2 AND status = 'open' AND purpose <> 'withdrawal'
    """,
)
# What someone else proposed and is now published waits no longer.
END_SAME: Query[Any] = Query(
    "directory.end_same_lines",
    """
    UPDATE change_request_line SET status = 'superseded'
    WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND proposed = coalesce($4, 'null'::jsonb)
        AND request <> $5 AND status = 'open' AND purpose = 'change'
    """,
)
LOCK_LINE: Query[Any] = Query(
    "directory.lock_change_line",
    """
    SELECT status FROM change_request_line
    WHERE request = $1 AND subject_kind = $2 AND subject_id = $3 AND field = $4
    FOR UPDATE
    """,
)
LIST_COMPANIONS = Query(
    "directory.list_companion_lines",
    """
    SELECT field, proposed, fact_version FROM change_request_line
    WHERE request = $1 AND subject_id = $2 AND field = ANY ($3::text[]) AND status = 'open'
    FOR UPDATE
    """,
    CompanionRow,
)
DECIDE_LINE: Query[Any] = Query(
    "directory.decide_change_line",
    """
    UPDATE change_request_line SET status = $5, decided_by = $6, decided_at = now(), decision_reason = $7
    WHERE request = $1 AND subject_kind = $2 AND subject_id = $3 AND field = $4
    """,
)
ADD_CALL_BACK: Query[Any] = Query(
    "directory.add_call_back",
    """
    INSERT INTO call_back (
        id, service, subject_kind, subject_id, field, made_by, reached, reached_at, read_back, request, version
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    """,
)
# The page first, then what is told of each of its lines.
LIST_QUEUE = Query(
    "directory.list_queue",
    """
    WITH page AS MATERIALIZED (
        SELECT l.request, l.subject_kind, l.subject_id, l.field
        FROM change_request_line AS l
        CROSS JOIN LATERAL (
            SELECT made_at FROM change_request WHERE id = l.request AND batch IS NULL OFFSET 0
        ) AS r
        WHERE l.status = 'open'
        ORDER BY array_position($1::text[], l.field) NULLS LAST, r.made_at, l.request, l.subject_id
        LIMIT $2 OFFSET $3
    )
    SELECT
        c.request, c.subject_kind, c.subject_id, c.field, c.service, c.service_name, c.organization,
        c.organization_name, c.purpose, c.status, c.made_by, c.made_as, c.made_at, c.why, c.origin, c.batch, c.before,
        c.before_state, c.after, c.state, c.source_label, c.source_url, c.source_date_text, c.note, c.fact_version,
        c.outdated, c.others, c.decided_by, c.decided_at, c.decision_reason
    FROM page
    CROSS JOIN LATERAL (
        SELECT * FROM change_line AS d
        WHERE d.request = page.request AND d.subject_kind = page.subject_kind AND d.subject_id = page.subject_id
            AND d.field = page.field
        OFFSET 0
    ) AS c
    ORDER BY array_position($1::text[], c.field) NULLS LAST, c.made_at, c.request, c.subject_id
    """,
    ChangeLine,
)
COUNT_QUEUE: Query[Any] = Query(
    "directory.count_queue",
    """
    SELECT count(*)
    FROM change_request_line AS l
    JOIN change_request AS r ON r.id = l.request
    WHERE l.status = 'open' AND r.batch IS NULL
    """,
)
GET_LINE = Query(
    "directory.get_change_line",
    """
    SELECT
        request, subject_kind, subject_id, field, service, service_name, organization, organization_name, purpose,
        status, made_by, made_as, made_at, why, origin, batch, before, before_state, after, state, source_label,
        source_url, source_date_text, note, fact_version, outdated, others, decided_by, decided_at, decision_reason
    FROM change_line
    WHERE request = $1 AND subject_kind = $2 AND subject_id = $3 AND field = $4
    """,
    ChangeLine,
)
LIST_WAITING = Query(
    "directory.list_waiting",
    """
    SELECT
        request, subject_kind, subject_id, field, service, service_name, organization, organization_name, purpose,
        status, made_by, made_as, made_at, why, origin, batch, before, before_state, after, state, source_label,
        source_url, source_date_text, note, fact_version, outdated, others, decided_by, decided_at, decision_reason
    FROM change_line
    WHERE service = $1 AND status = 'open'
    ORDER BY array_position($2::text[], field) NULLS LAST, made_at, request, subject_id
    """,
    ChangeLine,
)
LIST_DECIDED = Query(
    "directory.list_decided",
    """
    SELECT
        request, subject_kind, subject_id, field, service, service_name, organization, organization_name, purpose,
        status, made_by, made_as, made_at, why, origin, batch, before, before_state, after, state, source_label,
        source_url, source_date_text, note, fact_version, outdated, others, decided_by, decided_at, decision_reason
    FROM change_line
    WHERE service = $1 AND status IN ('accepted', 'refused')
    ORDER BY decided_at DESC, request, subject_id, field
    LIMIT $2
    """,
    ChangeLine,
)
LIST_BATCH = Query(
    "directory.list_batch",
    """
    SELECT
        request, subject_kind, subject_id, field, service, service_name, organization, organization_name, purpose,
        status, made_by, made_as, made_at, why, origin, batch, before, before_state, after, state, source_label,
        source_url, source_date_text, note, fact_version, outdated, others, decided_by, decided_at, decision_reason
    FROM change_line
    WHERE batch = $1 AND status = 'open'
    ORDER BY service, subject_id, field
    LIMIT $2 OFFSET $3
    """,
    ChangeLine,
)
LIST_BATCHES = Query(
    "directory.list_batches",
    """
    SELECT
        r.batch, min(r.origin) AS source, (array_agg(r.made_by))[1] AS made_by, min(r.made_at) AS made_at,
        count(DISTINCT l.subject_id) AS numbers, count(DISTINCT r.service) AS services
    FROM change_request AS r
    JOIN change_request_line AS l ON l.request = r.id
    WHERE r.batch IS NOT NULL AND l.status = 'open'
    GROUP BY r.batch
    ORDER BY min(r.made_at)
    """,
    Batch,
)
# A fact of an organisation is asked of its main service, else of its first one.
LIST_NEVER_CONFIRMED = Query(
    "directory.list_never_confirmed",
    """
    WITH shown AS MATERIALIZED (
        SELECT slug, organization FROM service
        WHERE NOT retired AND closed_on IS NULL AND state NOT IN ('draft', 'suspended')
    ), asked AS MATERIALIZED (
        SELECT 'service' AS of_kind, slug AS subject, slug AS service FROM shown
        UNION ALL
        (
            SELECT DISTINCT ON (organization) 'organization', organization, slug
            FROM shown ORDER BY organization, slug <> organization, slug
        )
    ), page AS MATERIALIZED (
        SELECT asked.service, f.subject_kind, f.subject_id, f.field, f.version_from
        FROM fact AS f
        JOIN asked ON asked.subject = f.slug
            AND asked.of_kind = CASE f.subject_kind WHEN 'organization' THEN 'organization' ELSE 'service' END
        WHERE f.version_to IS NULL AND f.value <> 'null' AND f.state IN ('sourced', 'to_verify', 'doubtful')
            AND f.field = ANY ($1::text[])
        ORDER BY array_position($1::text[], f.field), f.slug, f.subject_id
        LIMIT $2 OFFSET $3
    )
    SELECT
        s.slug AS service, s.name AS service_name, s.organization, o.name AS organization_name, f.subject_kind,
        f.subject_id, f.field, f.value, f.state, f.source_label, f.source_date_text, f.version_from
    FROM page
    JOIN fact AS f USING (subject_kind, subject_id, field, version_from)
    JOIN service AS s ON s.slug = page.service
    JOIN organization AS o ON o.slug = s.organization
    ORDER BY array_position($1::text[], f.field), f.slug, f.subject_id
    """,
    ToConfirm,
)
COUNT_NEVER_CONFIRMED: Query[Any] = Query(
    "directory.count_never_confirmed",
    """
    WITH shown AS MATERIALIZED (
        SELECT slug, organization FROM service
        WHERE NOT retired AND closed_on IS NULL AND state NOT IN ('draft', 'suspended')
    ), asked AS MATERIALIZED (
        SELECT 'service' AS of_kind, slug AS subject FROM shown
        UNION
        SELECT 'organization', organization FROM shown
    )
    SELECT count(*)
    FROM fact AS f
    JOIN asked ON asked.subject = f.slug
        AND asked.of_kind = CASE f.subject_kind WHEN 'organization' THEN 'organization' ELSE 'service' END
    WHERE f.version_to IS NULL AND f.value <> 'null' AND f.state IN ('sourced', 'to_verify', 'doubtful')
        AND f.field = ANY ($1::text[])
    """,
)
COUNT_WITHDRAWALS: Query[Any] = Query(
    "directory.count_withdrawals",
    """
    SELECT count(*) FROM change_request_line
    WHERE subject_kind = 'contact' AND subject_id = $1 AND field = 'phone' AND status = 'open'
        AND purpose IN ('withdrawal', 'protected')
    """,
)
