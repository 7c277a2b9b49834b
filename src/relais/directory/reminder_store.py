"""SQL of reminders: what is due, who was told, and the confirmations that a mailed link renews."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query

Step = Literal["before", "due", "after"]
FactKey = tuple[str, str, str, int]  # kind, subject, field, version


class DueServiceRow(Struct, frozen=True, kw_only=True):
    """A service whose first confirmation ends within 14 days, or has; `fields` are those due by then."""

    service: str
    name: str
    organization: str
    organization_name: str
    council_of: str
    due_on: date
    step: Step
    fields: tuple[FactKey, ...]


class ReminderRow(Struct, frozen=True, kw_only=True):
    """A reminder whose link can still be used by the person it was sent to."""

    id: UUID
    service: str
    service_name: str
    organization: str
    account: UUID
    fields: tuple[FactKey, ...]


class RenewableRow(Struct, frozen=True, kw_only=True):
    """A fact listed by a reminder, still shown with the same value."""

    subject_kind: str
    subject_id: str
    field: str
    value: Any
    confirmed_at: datetime


class RenewedRow(Struct, frozen=True, kw_only=True):
    """A fact that was just published again as confirmed."""

    subject_kind: str
    subject_id: str
    field: str


# $1, $2: fields and their budgets in days; $3: fields that nobody confirms. A number reported wrong is not renewed.
LIST_DUE_SERVICES = Query(
    "directory.list_due_services",
    """
    WITH budget AS (
        SELECT field, days FROM unnest($1::text[], $2::integer[]) AS given (field, days)
        WHERE field <> ALL ($3::text[])
    ), shown AS (
        SELECT
            s.slug, s.name, s.organization, o.name AS organization_name, o.council_of,
            row_number() OVER (PARTITION BY s.organization ORDER BY s.slug <> s.organization, s.slug) = 1 AS main
        FROM service AS s JOIN organization AS o ON o.slug = s.organization
        WHERE NOT s.retired AND s.state NOT IN ('draft', 'suspended') AND s.closed_on IS NULL
    ), confirmed AS (
        SELECT * FROM fact AS f
        WHERE f.version_to IS NULL AND f.state IN ('confirmed', 'stale') AND f.value <> 'null'
            AND f.doubted_at IS NULL
    ), held AS (
        SELECT s.slug, f.subject_kind, f.subject_id, f.field, f.version_from, f.confirmed_at
        FROM confirmed AS f
        JOIN shown AS s ON s.slug = f.slug
        WHERE f.subject_kind IN ('service', 'contact')
        UNION ALL
        -- what is said of the organisation is confirmed with its main service
        SELECT s.slug, f.subject_kind, f.subject_id, f.field, f.version_from, f.confirmed_at
        FROM confirmed AS f
        JOIN shown AS s ON s.organization = f.subject_id AND s.main
        WHERE f.subject_kind = 'organization'
    ), dated AS (
        SELECT h.*, ((h.confirmed_at + make_interval(days => b.days)) AT TIME ZONE 'Europe/Paris')::date AS due_on
        FROM held AS h JOIN budget AS b USING (field)
    ), today AS (
        SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS day
    ), earliest AS (
        SELECT d.slug, min(d.due_on) AS due_on
        FROM dated AS d CROSS JOIN today AS t
        GROUP BY d.slug, t.day
        HAVING min(d.due_on) <= t.day + 14
    )
    SELECT
        s.slug AS service, s.name, s.organization, s.organization_name, s.council_of, e.due_on,
        CASE WHEN t.day < e.due_on THEN 'before' WHEN t.day < e.due_on + 14 THEN 'due' ELSE 'after' END AS step,
        jsonb_agg(
            jsonb_build_array(d.subject_kind, d.subject_id, d.field, d.version_from) ORDER BY d.due_on, d.field
        ) AS fields
    FROM earliest AS e
    CROSS JOIN today AS t
    JOIN shown AS s ON s.slug = e.slug
    JOIN dated AS d ON d.slug = e.slug AND d.due_on <= greatest(t.day, e.due_on) + 14
    GROUP BY s.slug, s.name, s.organization, s.organization_name, s.council_of, e.due_on, t.day
    ORDER BY e.due_on, s.slug
    """,
    DueServiceRow,
)
ADD_REMINDER: Query[Any] = Query(
    "directory.add_reminder",
    """
    INSERT INTO reminder (id, token_key, service, account, step, due_on, fields, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '30 days')
    ON CONFLICT (service, account, step, due_on) DO NOTHING
    """,
)
# The link works for the one it was sent to, as long as they keep this page: their account was entered, so the address
# is theirs, and the role is still held.
GET_REMINDER = Query(
    "directory.get_reminder",
    """
    SELECT r.id, r.service, s.name AS service_name, s.organization, r.account, r.fields
    FROM reminder AS r
    JOIN account AS a ON a.id = r.account AND a.entered_at IS NOT NULL AND a.closed_at IS NULL
    JOIN service AS s ON s.slug = r.service AND NOT s.retired
    JOIN organization AS o ON o.slug = s.organization
    WHERE r.token_key = $1 AND r.used_at IS NULL AND r.expires_at > now()
        AND EXISTS (
            SELECT FROM role_grant AS g
            WHERE g.account = r.account AND g.approved_at IS NOT NULL AND g.ended_at IS NULL
                AND (
                    (g.role = 'member' AND g.organization = s.organization)
                    OR (g.role = 'officer' AND g.council = o.council_of)
                )
        )
    """,
    ReminderRow,
)
SET_USED: Query[Any] = Query(
    "directory.set_reminder_used", "UPDATE reminder SET used_at = now() WHERE id = $1 AND used_at IS NULL"
)
# What the reminder listed and nothing changed since: a renewal or the end of the confirmation kept the value.
LIST_RENEWABLE = Query(
    "directory.list_renewable",
    """
    SELECT f.subject_kind, f.subject_id, f.field, f.value, f.confirmed_at
    FROM jsonb_array_elements($1::jsonb) AS l
    JOIN fact AS listed
        ON (listed.subject_kind, listed.subject_id, listed.field, listed.version_from)
        = (l ->> 0, l ->> 1, l ->> 2, (l ->> 3)::bigint)
    JOIN fact AS f
        ON (f.subject_kind, f.subject_id, f.field) = (listed.subject_kind, listed.subject_id, listed.field)
        AND f.version_to IS NULL AND f.value = listed.value
    WHERE f.state IN ('confirmed', 'stale') AND f.doubted_at IS NULL AND f.value <> 'null'
    ORDER BY f.field <> 'phone', f.field, f.subject_id
    """,
    RenewableRow,
)
# A first confirmation is never given here: only what was confirmed, or was and went stale, is renewed.
RENEW = Query(
    "directory.renew_facts",
    """
    WITH due AS (
        SELECT f.subject_kind, f.subject_id, f.field, f.version_from
        FROM jsonb_array_elements($1::jsonb) AS l
        JOIN fact AS listed
            ON (listed.subject_kind, listed.subject_id, listed.field, listed.version_from)
            = (l ->> 0, l ->> 1, l ->> 2, (l ->> 3)::bigint)
        JOIN fact AS f
            ON (f.subject_kind, f.subject_id, f.field) = (listed.subject_kind, listed.subject_id, listed.field)
            AND f.version_to IS NULL AND f.value = listed.value
        WHERE f.state IN ('confirmed', 'stale') AND f.doubted_at IS NULL AND f.value <> 'null'
    ), ended AS (
        UPDATE fact AS f SET version_to = $2
        FROM due
        WHERE (f.subject_kind, f.subject_id, f.field, f.version_from)
            = (due.subject_kind, due.subject_id, due.field, due.version_from)
        RETURNING
            f.subject_kind, f.subject_id, f.field, f.value, f.origin, f.source_label, f.source_url,
            f.source_date_text, f.source_from, f.source_to, f.note
    )
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, version_from
    )
    SELECT
        subject_kind, subject_id, field, value, 'product', source_label, source_url, source_date_text, source_from,
        source_to, note, 'confirmed', $3, $4, now(), $2
    FROM ended
    RETURNING subject_kind, subject_id, field
    """,
    RenewedRow,
)
