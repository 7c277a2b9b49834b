"""SQL of the coordination's own pages: organisations by name, the sheet of a service, counts, files sent."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query
from relais.directory.model import State


class OrganizationRow(Struct, frozen=True, kw_only=True):
    """An organisation, and how many services it has that are not retired."""

    slug: str
    name: str
    council_of: str
    services: int


class ServiceRow(Struct, frozen=True, kw_only=True):
    """A service, shown to listeners or not."""

    slug: str
    organization: str
    name: str
    acronym: str
    kind: str
    state: State
    retired: bool
    closed_on: date | None


class UploadRow(Struct, frozen=True, kw_only=True):
    """A file that a coordinator sent."""

    id: UUID
    name: str
    made_at: datetime
    applied_at: datetime | None
    size: int


class UploadedFile(Struct, frozen=True, kw_only=True):
    """The file itself."""

    name: str
    content: bytes
    made_by: UUID
    applied_at: datetime | None


class RunRow(Struct, frozen=True, kw_only=True):
    """An import that was applied, whoever did it."""

    source: str
    finished_at: datetime
    version: int
    added: int
    changed: int
    retired: int
    proposed: int
    rejected: int


FIND_ORGANIZATIONS = Query(
    "moderation.find_organizations",
    """
    WITH named AS (
        SELECT
            o.slug, o.name, o.council_of, count(s.slug) FILTER (WHERE NOT s.retired) AS services,
            regexp_replace(
                translate(
                    lower(concat_ws(' ', o.slug, o.name, string_agg(concat_ws(' ', s.slug, s.acronym, s.name), ' '))),
                    'àâäáãéèêëíîïìóôöòõúùûüçñœ', 'aaaaaeeeeiiiiooooouuuucno'
                ),
                '[^0-9a-z]+', ' ', 'g'
            ) AS said
        FROM organization AS o
        LEFT JOIN service AS s ON s.organization = o.slug
        GROUP BY o.slug
    )
    SELECT n.slug, n.name, n.council_of, n.services
    FROM named AS n
    WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS word WHERE n.said NOT LIKE '%' || word || '%')
    ORDER BY n.services = 0, n.name, n.slug
    LIMIT $2 OFFSET $3
    """,
    OrganizationRow,
)
GET_ORGANIZATION = Query(
    "moderation.get_organization",
    """
    SELECT o.slug, o.name, o.council_of,
        (SELECT count(*) FROM service AS s WHERE s.organization = o.slug AND NOT s.retired) AS services
    FROM organization AS o
    WHERE o.slug = $1
    """,
    OrganizationRow,
)
LIST_SERVICES_OF = Query(
    "moderation.list_services_of",
    """
    SELECT s.slug, s.organization, s.name, s.acronym, s.kind, s.state, s.retired, s.closed_on
    FROM service AS s
    WHERE s.organization = $1
    ORDER BY s.retired, s.slug <> $1, s.slug
    """,
    ServiceRow,
)
GET_SERVICE = Query(
    "moderation.get_service",
    """
    SELECT s.slug, s.organization, s.name, s.acronym, s.kind, s.state, s.retired, s.closed_on
    FROM service AS s
    WHERE s.slug = $1
    """,
    ServiceRow,
)
GET_MOVED: Query[Any] = Query("moderation.get_moved", "SELECT slug FROM slug_history WHERE old_slug = $1")
COUNT_OPEN_REPORTS: Query[Any] = Query(
    "moderation.count_open_reports", "SELECT count(*) FROM error_report WHERE outcome IS NULL"
)
COUNT_REPORTS_OF: Query[Any] = Query(
    "moderation.count_reports_of",
    """
    SELECT count(*)
    FROM error_report AS r
    JOIN service AS s ON s.slug = r.service
    WHERE s.organization = $1 AND r.outcome IS NULL
    """,
)
ADD_UPLOAD: Query[Any] = Query(
    "moderation.add_upload", "INSERT INTO import_upload (id, made_by, name, content) VALUES ($1, $2, $3, $4)"
)
GET_UPLOAD = Query(
    "moderation.get_upload",
    "SELECT name, content, made_by, applied_at FROM import_upload WHERE id = $1",
    UploadedFile,
)
LIST_UPLOADS = Query(
    "moderation.list_uploads",
    """
    SELECT id, name, made_at, applied_at, length(content) AS size
    FROM import_upload
    WHERE applied_at IS NULL
    ORDER BY made_at DESC
    LIMIT 20
    """,
    UploadRow,
)
SET_UPLOAD_APPLIED: Query[Any] = Query(
    "moderation.set_upload_applied", "UPDATE import_upload SET applied_at = now() WHERE id = $1 AND applied_at IS NULL"
)
# Kept from the plan to the decision, and a little longer to understand what was done.
END_OLD_UPLOADS: Query[Any] = Query(
    "moderation.end_old_uploads", "DELETE FROM import_upload WHERE made_at < now() - interval '7 days'"
)
LIST_RUNS = Query(
    "moderation.list_import_runs",
    """
    SELECT source, finished_at, version, added, changed, retired, proposed, rejected
    FROM import_run
    ORDER BY finished_at DESC
    LIMIT 20
    """,
    RunRow,
)
