"""SQL of reports of errors, and of the mark that a reported number bears."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query


class NumberRow(Struct, frozen=True, kw_only=True):
    """A published number of a service."""

    id: str
    position: int
    e164: str
    state: str


class ReportRow(Struct, frozen=True, kw_only=True):
    """What a report is about, to decide it."""

    service: str
    contact: str
    motive: str
    organization: str
    e164: str


class ReportLine(Struct, frozen=True, kw_only=True):
    """One report that waits. It never tells who made it, only whether they were signed in.

    `number` as it is shown now, "" when the report is about none; `marked`: it bears the mark; `alike`: other reports
    that wait about the same thing.
    """

    id: UUID
    service: str
    service_name: str
    organization: str
    organization_name: str
    number: str
    motive: str
    comment: str
    known: bool
    made_at: datetime
    marked: bool
    alike: int


GET_NUMBER = Query(
    "directory.get_number",
    """
    SELECT id, position, e164, state FROM contact
    WHERE service = $1 AND kind = 'phone' AND position = $2 AND state <> 'suspended'
    """,
    NumberRow,
)
FIND_NUMBER = Query(
    "directory.find_number",
    """
    SELECT id, position, e164, state FROM contact
    WHERE service = $1 AND kind = 'phone' AND e164 = $2 AND state <> 'suspended'
    ORDER BY position
    LIMIT 1
    """,
    NumberRow,
)
# One person marks at most so many numbers per hour, whatever they do at once.
LOCK_REPORTER: Query[Any] = Query(
    "directory.lock_reporter", "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7240032))"
)
COUNT_MARKS: Query[Any] = Query(
    "directory.count_marks",
    """
    SELECT count(DISTINCT contact) FROM error_report
    WHERE made_by = $1 AND contact <> '' AND contact <> $2 AND motive = ANY ($3::text[])
        AND made_at > now() - interval '1 hour'
    """,
)
# Said twice by the same person, it counts once.
ADD_REPORT: Query[Any] = Query(
    "directory.add_report",
    """
    INSERT INTO error_report (id, service, contact, motive, comment, made_by, made_as)
    SELECT $1, $2, $3, $4, $5, $6, $7
    WHERE NOT EXISTS (
        SELECT FROM error_report AS r
        WHERE r.made_by = $6 AND r.service = $2 AND r.contact = $3 AND r.motive = $4 AND r.outcome IS NULL
    )
    """,
)
IS_PROTECTED: Query[Any] = Query(
    "directory.is_protected_number",
    "SELECT EXISTS (SELECT FROM contact WHERE e164 = $1 AND service = ANY ($2::text[]))",
)
COUNT_UNDOUBTED: Query[Any] = Query(
    "directory.count_undoubted",
    """
    SELECT count(*) FROM contact
    WHERE kind = 'phone' AND e164 = $1 AND state NOT IN ('doubtful', 'suspended')
    """,
)
# The number is as wrong wherever it stands.
END_UNDOUBTED: Query[Any] = Query(
    "directory.end_undoubted",
    """
    UPDATE fact AS f SET version_to = $2
    FROM contact AS c
    WHERE c.kind = 'phone' AND c.e164 = $1 AND c.state NOT IN ('doubtful', 'suspended')
        AND f.subject_kind = 'contact' AND f.subject_id = c.id AND f.field = 'phone' AND f.version_to IS NULL
    """,
)
# Made in the product, so that no import takes the mark away.
ADD_DOUBTS: Query[Any] = Query(
    "directory.add_doubts",
    """
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, doubted_at, version_from
    )
    SELECT
        subject_kind, subject_id, field, value, 'product', source_label, source_url, source_date_text, source_from,
        source_to, note, 'doubtful', confirmed_by, confirmed_how, confirmed_at, now(), $1
    FROM fact
    WHERE subject_kind = 'contact' AND field = 'phone' AND version_to = $1
    """,
)
COUNT_DOUBTS: Query[Any] = Query(
    "directory.count_doubts",
    """
    SELECT count(*)
    FROM contact AS c
    JOIN fact AS f
        ON f.subject_kind = 'contact' AND f.subject_id = c.id AND f.field = 'phone' AND f.version_to IS NULL
    WHERE c.e164 = $1 AND f.state = 'doubtful' AND f.doubted_at IS NOT NULL
    """,
)
END_DOUBTS: Query[Any] = Query(
    "directory.end_doubts",
    """
    UPDATE fact AS f SET version_to = $2
    FROM contact AS c
    WHERE c.e164 = $1 AND f.subject_kind = 'contact' AND f.subject_id = c.id AND f.field = 'phone'
        AND f.version_to IS NULL AND f.state = 'doubtful' AND f.doubted_at IS NOT NULL
    """,
)
# As it was before the mark; a number that was moved meanwhile has no former state of its own.
ADD_RESTORED: Query[Any] = Query(
    "directory.add_restored_numbers",
    """
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, version_from
    )
    SELECT
        d.subject_kind, d.subject_id, d.field, d.value, coalesce(p.origin, d.origin), d.source_label, d.source_url,
        d.source_date_text, d.source_from, d.source_to, d.note, coalesce(p.state, 'to_verify'), d.confirmed_by,
        d.confirmed_how, d.confirmed_at, $1
    FROM fact AS d
    LEFT JOIN LATERAL (
        SELECT f.origin, f.state FROM fact AS f
        WHERE (f.subject_kind, f.subject_id, f.field) = (d.subject_kind, d.subject_id, d.field)
            AND f.version_from < d.version_from AND f.doubted_at IS NULL AND f.value = d.value
        ORDER BY f.version_from DESC
        LIMIT 1
    ) AS p ON true
    WHERE d.subject_kind = 'contact' AND d.field = 'phone' AND d.version_to = $1
    """,
)
GET_OPEN_REPORT = Query(
    "directory.get_open_report",
    """
    SELECT
        r.service, r.contact, r.motive, coalesce(s.organization, '') AS organization, coalesce(c.e164, '') AS e164
    FROM error_report AS r
    LEFT JOIN service AS s ON s.slug = r.service
    LEFT JOIN contact AS c ON c.id = r.contact
    WHERE r.id = $1 AND r.outcome IS NULL
    """,
    ReportRow,
)
COUNT_HOLDING: Query[Any] = Query(
    "directory.count_reports_holding",
    """
    SELECT count(*)
    FROM error_report AS r
    JOIN contact AS c ON c.id = r.contact
    WHERE c.e164 = $1 AND r.id <> $2 AND r.outcome IS NULL AND r.made_by IS NOT NULL AND r.motive = ANY ($3::text[])
    """,
)
COUNT_ALIKE: Query[Any] = Query(
    "directory.count_reports_alike",
    """
    SELECT count(*) FROM error_report
    WHERE service = $1 AND contact = $2 AND id <> $3 AND outcome IS NULL
    """,
)
DECIDE_REPORT: Query[Any] = Query(
    "directory.decide_report",
    """
    UPDATE error_report SET outcome = $2, decided_by = $3, decided_at = now()
    WHERE id = $1 AND outcome IS NULL
    """,
)
LIST_REPORTS = Query(
    "directory.list_reports",
    """
    SELECT
        r.id, r.service, coalesce(s.name, r.service) AS service_name, coalesce(s.organization, '') AS organization,
        coalesce(o.name, '') AS organization_name, coalesce(c.value, '') AS number, r.motive, r.comment,
        r.made_by IS NOT NULL AS known, r.made_at, coalesce(c.state = 'doubtful', false) AS marked,
        (
            SELECT count(*) FROM error_report AS a
            WHERE a.service = r.service AND a.contact = r.contact AND a.id <> r.id AND a.outcome IS NULL
        ) AS alike
    FROM error_report AS r
    LEFT JOIN service AS s ON s.slug = r.service
    LEFT JOIN organization AS o ON o.slug = s.organization
    LEFT JOIN contact AS c ON c.id = r.contact
    WHERE r.outcome IS NULL
    ORDER BY
        array_position(ARRAY['phone_wrong', 'phone_dead', 'closed'], r.motive) NULLS LAST, r.made_by IS NULL, r.made_at,
        r.id
    LIMIT $1
    """,
    ReportLine,
)
