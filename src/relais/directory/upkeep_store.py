"""SQL of what is due: confirmations and their budgets, counted per organisation; confirmations that ended."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.sql import Query


class DueRow(Struct, frozen=True, kw_only=True):
    """What an organisation has to look after. `states` counts current facts by state."""

    organization: str
    name: str
    council_of: str
    services: int
    due_at: datetime | None
    overdue: int
    soon: int
    states: dict[str, int]
    never_confirmed: int
    last_confirmed_at: datetime | None
    open_reports: int
    open_changes: int
    members: int


# $1, $2: codes of the fields and their budgets in days; $3: fields that nobody confirms.
LIST_DUE = Query(
    "directory.list_due",
    """
    WITH budget AS (
        SELECT field, make_interval(days => days) AS life
        FROM unnest($1::text[], $2::integer[]) AS given (field, days)
    ), shown AS (
        SELECT slug, organization FROM service
        WHERE NOT retired AND state NOT IN ('draft', 'suspended') AND closed_on IS NULL
    ), held AS (
        SELECT s.organization, f.state, f.confirmed_at, f.field
        FROM fact AS f
        JOIN shown AS s ON s.slug = f.slug
        WHERE f.subject_kind IN ('service', 'contact') AND f.version_to IS NULL AND f.value <> 'null'
        UNION ALL
        SELECT f.subject_id, f.state, f.confirmed_at, f.field
        FROM fact AS f
        WHERE f.subject_kind = 'organization' AND f.version_to IS NULL AND f.value <> 'null'
    ), by_state AS (
        SELECT
            h.organization, h.state, count(*) AS facts,
            min(h.confirmed_at + b.life) FILTER (WHERE h.state IN ('confirmed', 'stale')) AS due_at,
            max(h.confirmed_at) AS confirmed_at,
            count(*) FILTER (
                WHERE h.state IN ('confirmed', 'stale') AND h.confirmed_at + b.life <= now()
            ) AS overdue,
            count(*) FILTER (
                WHERE h.state IN ('confirmed', 'stale') AND h.confirmed_at + b.life > now()
                    AND h.confirmed_at + b.life <= now() + interval '14 days'
            ) AS soon,
            count(*) FILTER (WHERE h.confirmed_at IS NULL) AS never
        FROM held AS h
        JOIN budget AS b USING (field)
        WHERE h.field <> ALL ($3::text[])
        GROUP BY h.organization, h.state
    ), counted AS (
        SELECT
            organization, jsonb_object_agg(state, facts) AS states, min(due_at) AS due_at,
            max(confirmed_at) AS last_confirmed_at, sum(overdue)::integer AS overdue, sum(soon)::integer AS soon,
            sum(never)::integer AS never_confirmed
        FROM by_state GROUP BY organization
    ), services AS (
        SELECT organization, count(*) AS services FROM shown GROUP BY organization
    ), reports AS (
        SELECT s.organization, count(*) AS reports
        FROM error_report AS r JOIN service AS s ON s.slug = r.service
        WHERE r.outcome IS NULL GROUP BY s.organization
    ), changes AS (
        SELECT s.organization, count(*) AS changes
        FROM change_request_line AS l
        JOIN change_request AS r ON r.id = l.request
        JOIN service AS s ON s.slug = r.service
        WHERE l.status = 'open' GROUP BY s.organization
    ), members AS (
        SELECT g.organization, g.council, count(DISTINCT g.account) AS members
        FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.role IN ('member', 'officer') AND g.approved_at IS NOT NULL AND g.ended_at IS NULL
            AND a.closed_at IS NULL
        GROUP BY g.organization, g.council
    )
    SELECT
        o.slug AS organization, o.name, o.council_of, s.services, c.due_at, coalesce(c.overdue, 0) AS overdue,
        coalesce(c.soon, 0) AS soon, coalesce(c.states, '{}') AS states,
        coalesce(c.never_confirmed, 0) AS never_confirmed, c.last_confirmed_at,
        coalesce(r.reports, 0) AS open_reports, coalesce(w.changes, 0) AS open_changes,
        (
            coalesce(own.members, 0) + CASE WHEN o.council_of <> '' THEN coalesce(serving.members, 0) ELSE 0 END
        )::integer AS members
    FROM services AS s
    JOIN organization AS o ON o.slug = s.organization
    LEFT JOIN counted AS c ON c.organization = o.slug
    LEFT JOIN reports AS r ON r.organization = o.slug
    LEFT JOIN changes AS w ON w.organization = o.slug
    LEFT JOIN members AS own ON own.organization = o.slug AND own.organization <> ''
    LEFT JOIN members AS serving ON serving.council = o.council_of AND serving.council <> ''
    ORDER BY c.due_at NULLS LAST, never_confirmed DESC, o.slug
    """,
    DueRow,
)
# Where nothing has ended there is nothing to publish. A field without a budget cannot be relied upon.
COUNT_ENDED: Query[Any] = Query(
    "directory.count_ended_confirmations",
    """
    SELECT count(*)
    FROM fact AS f
    LEFT JOIN unnest($1::text[], $2::integer[]) AS b (field, days) USING (field)
    WHERE f.version_to IS NULL AND f.state = 'confirmed'
        AND (b.days IS NULL OR now() - f.confirmed_at > make_interval(days => b.days))
    """,
)
# The value, its source and its confirmation stay; only the state says that it is time to ask again.
SET_STALE: Query[Any] = Query(
    "directory.set_stale",
    """
    WITH due AS (
        SELECT f.subject_kind, f.subject_id, f.field, f.version_from
        FROM fact AS f
        LEFT JOIN unnest($1::text[], $2::integer[]) AS b (field, days) USING (field)
        WHERE f.version_to IS NULL AND f.state = 'confirmed'
            AND (b.days IS NULL OR now() - f.confirmed_at > make_interval(days => b.days))
        ORDER BY f.confirmed_at
        LIMIT $4
    ), ended AS (
        UPDATE fact AS f SET version_to = $3
        FROM due
        WHERE (f.subject_kind, f.subject_id, f.field, f.version_from)
            = (due.subject_kind, due.subject_id, due.field, due.version_from)
        RETURNING
            f.subject_kind, f.subject_id, f.field, f.value, f.origin, f.source_label, f.source_url, f.source_date_text,
            f.source_from, f.source_to, f.note, f.confirmed_by, f.confirmed_how, f.confirmed_at, f.doubted_at
    )
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, doubted_at, version_from
    )
    SELECT
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, 'stale', confirmed_by, confirmed_how, confirmed_at, doubted_at, $3
    FROM ended
    """,
)
