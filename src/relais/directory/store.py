"""SQL of the published directory: reading it whole, reading what changed, publishing one fact."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query
from relais.directory.model import RetiredNumber, State
from relais.directory.published import PublishedFact

CHANNEL = "directory_version"

refuse_on(
    "fact_one_current",
    "fact_changed_meanwhile",
    "Cette information vient d'être changée par quelqu'un d'autre : relisez-la avant de recommencer.",
)
refuse_on("service_of_organization", "organization_unknown", "Cet organisme n'est pas dans l'annuaire.")


class VersionRow(Struct, frozen=True, kw_only=True):
    """Where the directory is. `epoch` tells databases apart."""

    number: int
    published_at: datetime
    epoch: UUID


class ServiceRow(Struct, frozen=True, kw_only=True):
    """A published service with what its organisation, schedule and area say."""

    slug: str
    organization: str
    organization_name: str
    name: str
    acronym: str
    aliases: tuple[str, ...]
    kind: str
    description: str
    needs: tuple[str, ...]
    audiences: tuple[str, ...]
    audience_note: str
    coverage: tuple[str, ...]
    coverage_note: str
    hours: str
    hours_note: str
    anonymous: str
    free: str
    independent: str
    dedicated: str
    charter: str
    convention: str
    council_of: str
    street: str
    postcode: str
    city: str
    commune: str
    departement: str
    lat: float | None
    lon: float | None
    location_precision: str
    admission: tuple[str, ...]
    admission_note: str
    last_seen_open: str
    capacity_note: str
    languages: str
    accessibility: str
    message: str
    closure_from: date | None
    closure_to: date | None
    closed_on: date | None
    replaced_by: str
    state: str


class ContactRow(Struct, frozen=True, kw_only=True):
    """A published contact of a service."""

    service: str
    kind: str
    value: str
    e164: str
    toll: str
    purpose: str
    state: str
    doubted_at: datetime | None


class ProvenanceRow(Struct, frozen=True, kw_only=True):
    """One provenance and all the fields of a service that have it."""

    service: str
    fields: tuple[str, ...]
    state: State
    source_label: str
    source_url: str | None
    source_date_text: str
    note: str | None
    confirmed_how: str | None
    confirmed_at: datetime | None
    doubted_at: datetime | None


class SlugRow(Struct, frozen=True, kw_only=True):
    """A slug alone."""

    slug: str


class MovedRow(Struct, frozen=True, kw_only=True):
    """A slug that was, and the one that is."""

    old_slug: str
    slug: str


GET_VERSION = Query("directory.get_version", "SELECT number, published_at, epoch FROM directory_version", VersionRow)
LIST_SERVICES = Query(
    "directory.list_services",
    """
    WITH page AS MATERIALIZED (
        SELECT * FROM service
        WHERE version > $1 AND slug > $2 AND NOT retired AND state NOT IN ('draft', 'suspended')
        ORDER BY slug
        LIMIT $3
    )
    SELECT
        s.slug, s.organization, o.name AS organization_name, s.name, s.acronym, s.aliases, s.kind, s.description,
        s.needs, s.audiences, s.audience_note,
        ARRAY(SELECT a.departement FROM service_area AS a WHERE a.service = s.slug ORDER BY 1) AS coverage,
        s.coverage_note, coalesce(h.hours, '') AS hours, coalesce(h.hours_note, '') AS hours_note, s.anonymous, s.free,
        o.independent, s.dedicated, o.charter, o.convention, o.council_of, s.address AS street, s.postcode, s.city,
        s.commune, s.departement, s.lat, s.lon, s.location_precision, s.admission, s.admission_note, s.last_seen_open,
        s.capacity_note, s.languages, s.accessibility, s.message, s.closure_from, s.closure_to, s.closed_on,
        s.replaced_by, s.state
    FROM page AS s
    JOIN organization AS o ON o.slug = s.organization
    LEFT JOIN schedule AS h ON h.service = s.slug
    ORDER BY s.slug
    """,
    ServiceRow,
)
LIST_HIDDEN = Query(
    "directory.list_hidden",
    """
    SELECT slug FROM service
    WHERE version > $1 AND (retired OR state IN ('draft', 'suspended'))
    ORDER BY slug
    """,
    SlugRow,
)
LIST_CONTACTS = Query(
    "directory.list_contacts",
    """
    SELECT c.service, c.kind, c.value, c.e164, c.toll, c.purpose, c.state, f.doubted_at
    FROM contact AS c
    LEFT JOIN fact AS f
        ON f.subject_kind = 'contact' AND f.subject_id = c.id AND f.field = c.kind AND f.version_to IS NULL
    WHERE c.service = ANY ($1::text[]) AND c.state <> 'suspended'
    ORDER BY c.service, array_position(ARRAY['phone', 'email', 'website'], c.kind), c.position
    """,
    ContactRow,
)
LIST_PROVENANCES = Query(
    "directory.list_provenances",
    """
    WITH shown AS (
        SELECT s.slug AS service, 'service' AS subject_kind, s.slug AS subject_id
        FROM service AS s WHERE s.slug = ANY ($1::text[])
        UNION ALL
        SELECT s.slug, 'organization', s.organization FROM service AS s WHERE s.slug = ANY ($1::text[])
        UNION ALL
        SELECT c.service, 'contact', c.id FROM contact AS c
        WHERE c.service = ANY ($1::text[]) AND c.state <> 'suspended'
    )
    SELECT
        shown.service, array_agg(f.field) AS fields, f.state, f.source_label, f.source_url, f.source_date_text,
        f.note, f.confirmed_how, f.confirmed_at, f.doubted_at
    FROM shown
    JOIN fact AS f USING (subject_kind, subject_id)
    WHERE f.version_to IS NULL AND f.value <> 'null'
    GROUP BY
        shown.service, f.state, f.source_label, f.source_url, f.source_date_text, f.note, f.confirmed_how,
        f.confirmed_at, f.doubted_at
    """,
    ProvenanceRow,
)
LIST_RETIRED_NUMBERS = Query(
    "directory.list_retired_numbers",
    """
    SELECT digits, display, never, replaced_by, was, source_label, source_date_text
    FROM retired_number ORDER BY digits
    """,
    RetiredNumber,
)
# Each move is kept as it was made, so that it can be unmade; readers go to the end of the chain at once.
LIST_MOVED = Query(
    "directory.list_moved",
    """
    WITH RECURSIVE step AS (
        SELECT old_slug, slug FROM slug_history
        UNION
        SELECT step.old_slug, h.slug FROM step JOIN slug_history AS h ON h.old_slug = step.slug
    )
    SELECT old_slug, slug FROM step
    WHERE NOT EXISTS (SELECT FROM slug_history AS h WHERE h.old_slug = step.slug)
    ORDER BY old_slug
    """,
    MovedRow,
)

LIST_FACTS_AT = Query(
    "directory.list_facts_at",
    """
    WITH own AS (
        SELECT * FROM fact
        WHERE version_from <= $2 AND (version_to IS NULL OR version_to > $2) AND (
            (subject_kind = 'service' AND subject_id = $1)
            OR (subject_kind = 'contact' AND slug = $1)
        )
    ), whole AS (
        SELECT * FROM own
        UNION ALL
        SELECT o.* FROM fact AS o
        JOIN own ON own.field = 'organization' AND o.subject_kind = 'organization'
            AND o.subject_id = own.value #>> '{}'
        WHERE o.version_from <= $2 AND (o.version_to IS NULL OR o.version_to > $2)
    )
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.state, f.source_label, f.source_url, f.source_date_text,
        f.note, f.confirmed_how, f.confirmed_at, f.doubted_at
    FROM whole AS f ORDER BY f.subject_kind, f.subject_id, f.field
    """,
    PublishedFact,
)


class PublicationRow(Struct, frozen=True, kw_only=True):
    """A version and when it was published."""

    number: int
    published_at: datetime


GET_PUBLICATION_AT = Query(
    "directory.get_publication_at",
    "SELECT number, published_at FROM publication WHERE published_at <= $1 ORDER BY number DESC LIMIT 1",
    PublicationRow,
)
TAKE_VERSION: Query[Any] = Query("directory.take_version", "SELECT take_directory_version($1)")
PROJECT: Query[Any] = Query("directory.project", "SELECT project_directory($1)")
GET_ORGANIZATION_OF: Query[Any] = Query(
    "directory.get_organization_of", "SELECT organization FROM service WHERE slug = $1 AND NOT retired"
)
IS_PUBLISHED: Query[Any] = Query(
    "directory.is_published",
    """
    SELECT EXISTS (SELECT FROM fact WHERE subject_kind = $1 AND subject_id = $2 AND version_to IS NULL)
    """,
)
GET_CURRENT_FACT = Query(
    "directory.get_current_fact",
    """
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.state, f.source_label, f.source_url, f.source_date_text,
        f.note, f.confirmed_how, f.confirmed_at, f.doubted_at
    FROM fact AS f
    WHERE f.subject_kind = $1 AND f.subject_id = $2 AND f.field = $3 AND f.version_to IS NULL
    """,
    PublishedFact,
)
END_FACT: Query[Any] = Query(
    "directory.end_fact",
    """
    UPDATE fact SET version_to = $4
    WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND version_to IS NULL
    """,
)
ADD_FACT: Query[Any] = Query(
    "directory.add_fact",
    """
    INSERT INTO fact (
        subject_kind, subject_id, field, version_from, value, origin, source_label, source_url, source_date_text,
        source_from, source_to, note, state, confirmed_by, confirmed_how, confirmed_at
    ) VALUES ($1, $2, $3, $4, coalesce($5, 'null'::jsonb), 'product', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    """,
)
END_RETIRED_NUMBERS: Query[Any] = Query(
    "directory.end_retired_numbers", "DELETE FROM retired_number WHERE NOT digits = ANY ($1::text[])"
)
SET_RETIRED_NUMBER: Query[Any] = Query(
    "directory.set_retired_number",
    """
    INSERT INTO retired_number AS known (digits, display, never, replaced_by, was, source_label, source_date_text)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (digits) DO UPDATE SET
        display = excluded.display,
        never = excluded.never,
        replaced_by = excluded.replaced_by,
        was = excluded.was,
        source_label = excluded.source_label,
        source_date_text = excluded.source_date_text
    WHERE (known.*) IS DISTINCT FROM (excluded.*)
    """,
)
ADD_MOVED: Query[Any] = Query("directory.add_moved", "INSERT INTO slug_history (old_slug, slug) VALUES ($1, $2)")
