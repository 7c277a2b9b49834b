"""SQL of organisations: what belongs to one, moving and merging them, unmaking a publication."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on("slug_history_moves", "slug_taken", "Ce nom court est déjà celui de cette fiche.", field="slug")
refuse_on(
    "service_not_replaced_by_itself",
    "replaced_by_itself",
    "Une fiche ne peut pas être remplacée par elle-même.",
    field="replaced_by",
)


class OwnServiceRow(Struct, frozen=True, kw_only=True):
    """A service that is not withdrawn: its names, its state, where a caller is led once it closed."""

    slug: str
    organization: str
    name: str
    acronym: str
    aliases: tuple[str, ...]
    state: str
    closed_on: date | None
    replaced_by: str
    organization_name: str
    council_of: str


class NumberRow(Struct, frozen=True, kw_only=True):
    """A telephone number as it is shown."""

    value: str


class MovedGrantRow(Struct, frozen=True, kw_only=True):
    """A role held for an organisation."""

    id: UUID
    account: UUID
    role: str


GET_SERVICE = Query(
    "directory.get_own_service",
    """
    SELECT
        s.slug, s.organization, s.name, s.acronym, s.aliases, s.state, s.closed_on, s.replaced_by,
        o.name AS organization_name, o.council_of
    FROM service AS s JOIN organization AS o ON o.slug = s.organization
    WHERE s.slug = $1 AND NOT s.retired
    """,
    OwnServiceRow,
)
# The main service bears the slug of its organisation, or was renamed since.
GET_MAIN_SERVICE = Query(
    "directory.get_main_service",
    """
    SELECT
        s.slug, s.organization, s.name, s.acronym, s.aliases, s.state, s.closed_on, s.replaced_by,
        o.name AS organization_name, o.council_of
    FROM service AS s JOIN organization AS o ON o.slug = s.organization
    WHERE s.organization = $1 AND NOT s.retired AND s.slug IN (
        WITH RECURSIVE known AS (
            SELECT $1::text AS slug
            UNION
            SELECT h.slug FROM slug_history AS h JOIN known ON known.slug = h.old_slug AND h.cause = 'rename'
        )
        SELECT slug FROM known
    )
    """,
    OwnServiceRow,
)
# Numbers that the first service gives and the second does not.
LIST_OWN_NUMBERS = Query(
    "directory.list_own_numbers",
    """
    SELECT c.value FROM contact AS c
    WHERE c.service = $1 AND c.kind = 'phone'
        AND NOT EXISTS (SELECT FROM contact AS o WHERE o.service = $2 AND o.kind = 'phone' AND o.e164 = c.e164)
    ORDER BY c.position
    """,
    NumberRow,
)
HAS_ORGANIZATION: Query[Any] = Query(
    "directory.has_organization",
    """
    SELECT EXISTS (
        SELECT FROM fact WHERE subject_kind = 'organization' AND subject_id = $1 AND version_to IS NULL
    )
    """,
)
# A slug that anything ever bore is not given to something else: history and links would lie.
IS_TAKEN: Query[Any] = Query(
    "directory.is_slug_taken",
    """
    SELECT
        EXISTS (SELECT FROM service WHERE slug = $1)
        OR EXISTS (SELECT FROM organization WHERE slug = $1)
        OR EXISTS (SELECT FROM slug_history WHERE old_slug = $1)
    """,
)
IS_OWN_FORMER: Query[Any] = Query(
    "directory.is_own_former_slug",
    "SELECT EXISTS (SELECT FROM slug_history WHERE old_slug = $1 AND slug = $2 AND cause = 'rename')",
)
# The state before a suspension.
GET_STATE_BEFORE: Query[Any] = Query(
    "directory.get_state_before",
    """
    SELECT value #>> '{}' FROM fact
    WHERE subject_kind = 'service' AND subject_id = $1 AND field = 'state' AND version_to IS NOT NULL
        AND value <> '"suspended"'
    ORDER BY version_from DESC
    LIMIT 1
    """,
)
COUNT_WAITING: Query[Any] = Query(
    "directory.count_waiting_for_service",
    """
    SELECT
        (
            SELECT count(*) FROM change_request_line AS l
            WHERE l.status = 'open' AND l.subject_kind IN ('service', 'contact')
                AND split_part(l.subject_id, '/', 1) = $1
        ) + (SELECT count(*) FROM error_report AS r WHERE r.service = $1 AND r.outcome IS NULL)
    """,
)
ADD_MOVE: Query[Any] = Query(
    "directory.add_move",
    """
    INSERT INTO slug_history AS known (old_slug, slug, cause) VALUES ($1, $2, $3)
    ON CONFLICT (old_slug) DO UPDATE SET slug = excluded.slug, cause = excluded.cause
    """,
)
# What is published under a slug is reached there: no circle can be made.
END_MOVE: Query[Any] = Query("directory.end_move", "DELETE FROM slug_history WHERE old_slug = $1")

END_FACTS_OF: Query[Any] = Query(
    "directory.end_facts_of",
    """
    UPDATE fact SET version_to = $3
    WHERE version_to IS NULL AND (
        (subject_kind = 'organization' AND subject_id = $1)
        OR (subject_kind = 'service' AND subject_id = $2)
        OR (subject_kind = 'contact' AND slug = $2)
    )
    """,
)
# Under the new slug everything goes on: values, sources, confirmations, and the file that owns them.
MOVE_FACTS: Query[Any] = Query(
    "directory.move_facts",
    """
    WITH ended AS (
        UPDATE fact SET version_to = $3
        WHERE version_to IS NULL AND (
            (subject_kind = 'service' AND subject_id = $1) OR (subject_kind = 'contact' AND slug = $1)
        )
        RETURNING
            subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
            source_to, note, state, confirmed_by, confirmed_how, confirmed_at, doubted_at
    )
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, doubted_at, version_from
    )
    SELECT
        subject_kind, $2 || substr(subject_id, length($1) + 1), field, value, origin, source_label, source_url,
        source_date_text, source_from, source_to, note, state, confirmed_by, confirmed_how, confirmed_at, doubted_at,
        $3
    FROM ended
    """,
)
# Services that name $2 in the field $1 name $3 from now on; one that would name itself names nothing.
REDIRECT_FACTS: Query[Any] = Query(
    "directory.redirect_facts",
    """
    WITH ended AS (
        UPDATE fact SET version_to = $4
        WHERE subject_kind = 'service' AND field = $1 AND version_to IS NULL AND value = to_jsonb($2::text)
        RETURNING
            subject_kind, subject_id, field, source_label, source_url, source_date_text, source_from, source_to, note,
            state, confirmed_by, confirmed_how, confirmed_at
    )
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, version_from
    )
    SELECT
        subject_kind, subject_id, field, to_jsonb($3::text), 'product', source_label, source_url, source_date_text,
        source_from, source_to, note, state, confirmed_by, confirmed_how, confirmed_at, $4
    FROM ended
    WHERE subject_id <> $3 OR field = 'organization'
    """,
)
END_OPEN_LINES: Query[Any] = Query(
    "directory.end_open_lines_of",
    """
    UPDATE change_request_line SET status = 'superseded'
    WHERE status = 'open' AND (
        (subject_kind = 'organization' AND subject_id = $1)
        OR (subject_kind IN ('service', 'contact') AND split_part(subject_id, '/', 1) = $2)
    )
    """,
)
# What was reported of a page that is no longer shown is put right by its going.
END_REPORTS: Query[Any] = Query(
    "directory.end_reports_of",
    """
    UPDATE error_report SET outcome = 'corrected', decided_at = now(), decided_by = $2
    WHERE service = $1 AND outcome IS NULL
    """,
)
END_DRAFTS: Query[Any] = Query("directory.end_drafts_of", "DELETE FROM draft WHERE service = $1")
MOVE_DRAFTS: Query[Any] = Query("directory.move_drafts", "UPDATE draft SET service = $2 WHERE service = $1")

LIST_GRANTS_OF = Query(
    "directory.list_grants_of",
    "SELECT id, account, role FROM role_grant WHERE organization = $1 AND ended_at IS NULL ORDER BY account, role",
    MovedGrantRow,
)
# A member goes on in the organisation that takes over. A recipient is only proposed there: two persons decide who opens
# referrals. Whoever already has it keeps it; nobody gives anything to themselves.
MOVE_GRANT: Query[Any] = Query(
    "directory.move_grant",
    """
    INSERT INTO role_grant (id, account, role, organization, function, via, proposed_by, approved_at)
    SELECT
        $2, g.account, g.role, $3, g.function, 'person', $4,
        CASE WHEN g.role = 'member' AND g.approved_at IS NOT NULL THEN now() END
    FROM role_grant AS g
    WHERE g.id = $1 AND g.account <> $4
    ON CONFLICT (account, role, organization, council, function) WHERE ended_at IS NULL DO NOTHING
    """,
)
END_GRANT: Query[Any] = Query(
    "directory.end_moved_grant", "UPDATE role_grant SET ended_by = $2, ended_at = now() WHERE id = $1"
)

GET_MERGE: Query[Any] = Query(
    "directory.get_merge",
    """
    SELECT max(f.version_to)
    FROM fact AS f JOIN publication AS p ON p.number = f.version_to
    WHERE f.slug = $1 AND p.cause = 'merge'
        AND EXISTS (SELECT FROM slug_history AS h WHERE h.old_slug = f.slug AND h.cause = 'merge')
    """,
)
# Unmaking publication $1 at version $2: what it published and still stands ends…
END_PUBLISHED_AT: Query[Any] = Query(
    "directory.end_published_at", "UPDATE fact SET version_to = $2 WHERE version_from = $1 AND version_to IS NULL"
)
# …and what it had ended comes back: what it replaced, where nobody changed it since, and all that it took from $3.
RESTORE_ENDED_AT: Query[Any] = Query(
    "directory.restore_ended_at",
    """
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, confirmed_by, confirmed_how, confirmed_at, doubted_at, version_from
    )
    SELECT
        f.subject_kind, f.subject_id, f.field, f.value, f.origin, f.source_label, f.source_url, f.source_date_text,
        f.source_from, f.source_to, f.note, f.state, f.confirmed_by, f.confirmed_how, f.confirmed_at, f.doubted_at, $2
    FROM fact AS f
    LEFT JOIN fact AS n
        ON (n.subject_kind, n.subject_id, n.field, n.version_from) = (f.subject_kind, f.subject_id, f.field, $1)
    WHERE f.version_to = $1
        AND CASE
            WHEN n.version_from IS NOT NULL THEN n.version_to = $2
            WHEN f.subject_kind = 'organization' THEN NOT EXISTS (
                SELECT FROM fact AS o
                WHERE o.subject_kind = 'organization' AND o.subject_id = f.subject_id AND o.version_to IS NULL
            )
            ELSE f.slug = $3 OR EXISTS (SELECT FROM service AS s WHERE s.slug = f.slug AND NOT s.retired)
        END
        AND NOT EXISTS (
            SELECT FROM fact AS c
            WHERE (c.subject_kind, c.subject_id, c.field) = (f.subject_kind, f.subject_id, f.field)
                AND c.version_to IS NULL
        )
    """,
)
