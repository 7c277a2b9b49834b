"""SQL of the space: which services are whose, and their current facts."""

from datetime import datetime

from msgspec import Struct

from relais.audit.model import ActingAs
from relais.core.sql import Query
from relais.profiles.model import FactNow, OwnRow


class AuthorRow(Struct, frozen=True, kw_only=True):
    """Under which function a fact was last changed, and when."""

    acting_as: ActingAs
    at: datetime


LIST_OWN = Query(
    "profiles.list_own",
    """
    SELECT
        s.slug, s.organization, o.name AS organization_name, s.name, s.acronym, s.kind, s.state, s.departement,
        o.council_of
    FROM service AS s
    JOIN organization AS o ON o.slug = s.organization
    WHERE NOT s.retired
        AND (s.organization = ANY ($1::text[]) OR (o.council_of <> '' AND o.council_of = ANY ($2::text[])))
    ORDER BY o.name, s.slug <> s.organization, s.name, s.slug
    """,
    OwnRow,
)
LIST_FACTS = Query(
    "profiles.list_facts",
    """
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.state, f.source_label, f.source_date_text, f.confirmed_how,
        f.confirmed_at, f.version_from, p.published_at
    FROM fact AS f
    LEFT JOIN publication AS p ON p.number = f.version_from
    WHERE f.version_to IS NULL AND (
        (f.subject_kind = 'service' AND f.subject_id = $1)
        OR (f.subject_kind = 'contact' AND f.slug = $1)
        OR (f.subject_kind = 'organization' AND f.subject_id = $2)
    )
    ORDER BY f.subject_kind, f.subject_id, f.field
    """,
    FactNow,
)
GET_FORMER_FACT = Query(
    "profiles.get_former_fact",
    """
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.state, f.source_label, f.source_date_text, f.confirmed_how,
        f.confirmed_at, f.version_from, p.published_at
    FROM fact AS f
    LEFT JOIN publication AS p ON p.number = f.version_from
    WHERE f.subject_kind = $1 AND f.subject_id = $2 AND f.field = $3 AND f.version_from = $4
    """,
    FactNow,
)
GET_LAST_AUTHOR = Query(
    "profiles.get_last_author",
    """
    SELECT acting_as, at FROM journal
    WHERE organization = $1 AND subject_kind = $2 AND subject_id = $3 AND field = $4
        AND act IN ('directory.publish', 'directory.accept', 'directory.undo')
    ORDER BY id DESC LIMIT 1
    """,
    AuthorRow,
)
