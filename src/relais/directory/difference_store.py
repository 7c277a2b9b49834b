"""SQL of an import's plan: a file is staged, then compared with what is published."""

from typing import Any

from msgspec import Struct

from relais.core.sql import Query
from relais.directory.store import SlugRow

LINE_COLUMNS = (
    "import", "line", "service", "subject_kind", "subject_id", "field", "value", "state", "source_label",
    "source_url", "source_date_text", "source_from", "source_to", "note", "borrowed",
)  # fmt: skip
REJECT_COLUMNS = ("import", "service")


class ContradictionRow(Struct, frozen=True, kw_only=True):
    """Two lines of one file that say different things of one organisation."""

    line: int
    field: str
    value: Any
    main: Any
    main_service: str


class MissingRow(Struct, frozen=True, kw_only=True):
    """A slug that a line leads to and that does not exist."""

    line: int
    slug: str


class PlanRow(Struct, frozen=True, kw_only=True):
    """How many services a plan touches, and how many values it proposes or changes."""

    added: int
    changed: int
    retired: int
    unchanged: int
    proposed: int
    waiting: int
    facts: int


class PlanLine(Struct, frozen=True, kw_only=True):
    """One value that would be published or proposed. `before` or `after` is None where there is none."""

    service: str
    verdict: str
    field: str
    before: Any
    after: Any


class MoveRow(Struct, frozen=True, kw_only=True):
    """A slug that was renamed or merged, where that leads now, and the organisation there."""

    old_slug: str
    slug: str
    merged: bool
    organization: str
    organization_gone: bool


LIST_MOVES = Query(
    "directory.list_moves",
    """
    WITH RECURSIVE step AS (
        SELECT old_slug, slug, cause = 'merge' AS merged FROM slug_history WHERE cause <> 'successor'
        UNION
        SELECT step.old_slug, h.slug, step.merged OR h.cause = 'merge'
        FROM step JOIN slug_history AS h ON h.old_slug = step.slug AND h.cause <> 'successor'
    )
    SELECT
        step.old_slug, step.slug, step.merged, s.organization,
        step.merged AND NOT EXISTS (
            SELECT FROM fact AS f
            WHERE f.subject_kind = 'organization' AND f.subject_id = step.old_slug AND f.version_to IS NULL
        ) AS organization_gone
    FROM step
    JOIN service AS s ON s.slug = step.slug
    WHERE NOT EXISTS (SELECT FROM slug_history AS h WHERE h.old_slug = step.slug AND h.cause <> 'successor')
    ORDER BY step.old_slug
    """,
    MoveRow,
)
# Comparing a whole extract with the whole history by hashing, not by sorting on disk; for this transaction only.
SET_MEMORY: Query[Any] = Query("directory.set_import_memory", "SELECT set_config('work_mem', '64MB', true)")
ANALYZE: Query[Any] = Query("directory.analyze_import", "SELECT analyze_import($1)")
LIST_CONTRADICTIONS = Query(
    "directory.list_contradictions",
    """
    SELECT b.line, b.field, b.value::jsonb AS value, m.value::jsonb AS main, m.service AS main_service
    FROM import_line AS b
    JOIN import_line AS m USING (import, subject_kind, subject_id, field)
    WHERE b.import = $1 AND b.borrowed AND NOT m.borrowed AND b.value <> m.value
    ORDER BY b.line, b.field
    """,
    ContradictionRow,
)
LIST_MISSING_REPLACEMENTS = Query(
    "directory.list_missing_replacements",
    """
    SELECT l.line, l.value::jsonb #>> '{}' AS slug
    FROM import_line AS l
    WHERE l.import = $1 AND l.field = 'replaced_by'
        AND NOT EXISTS (SELECT FROM service AS s WHERE s.slug = l.value::jsonb #>> '{}' AND NOT s.retired)
        AND NOT EXISTS (
            SELECT FROM import_line AS o WHERE o.import = $1 AND o.service = l.value::jsonb #>> '{}'
        )
    ORDER BY l.line
    """,
    MissingRow,
)
LIST_MISSING_ORGANIZATIONS = Query(
    "directory.list_missing_organizations",
    """
    SELECT l.line, l.value::jsonb #>> '{}' AS slug
    FROM import_line AS l
    WHERE l.import = $1 AND l.field = 'organization'
        AND NOT EXISTS (
            SELECT FROM fact AS f
            WHERE f.subject_kind = 'organization' AND f.subject_id = l.value::jsonb #>> '{}' AND f.version_to IS NULL
        )
        AND NOT EXISTS (
            SELECT FROM import_line AS o
            WHERE o.import = $1 AND o.subject_kind = 'organization' AND o.subject_id = l.value::jsonb #>> '{}'
        )
    ORDER BY l.line
    """,
    MissingRow,
)
# An organisation is described by the line of its main service. Another line may only introduce one that nobody knows.
END_BORROWED: Query[Any] = Query(
    "directory.end_borrowed",
    """
    DELETE FROM import_line AS b
    WHERE b.import = $1 AND b.borrowed AND (
        EXISTS (
            SELECT FROM fact AS f
            WHERE f.subject_kind = 'organization' AND f.subject_id = b.subject_id AND f.version_to IS NULL
                AND f.origin <> $2
        )
        OR EXISTS (
            SELECT FROM import_line AS m
            WHERE m.import = $1 AND m.subject_kind = 'organization' AND m.subject_id = b.subject_id
                AND (NOT m.borrowed OR (m.field = b.field AND m.line < b.line))
        )
    )
    """,
)
ADD_SUBJECTS: Query[Any] = Query(
    "directory.add_import_subjects",
    """
    INSERT INTO import_subject (import, of_organization, slug, mine, shared, present, kept)
    SELECT
        $1, found.of_organization, found.slug, bool_or(found.mine), bool_or(found.shared), bool_or(found.present),
        EXISTS (SELECT FROM import_reject AS r WHERE r.import = $1 AND r.service IN (found.slug, ''))
    FROM (
        SELECT subject_kind = 'organization' AS of_organization, slug, origin = $2 AS mine, origin <> $2 AS shared,
            false AS present
        FROM fact WHERE version_to IS NULL
        UNION ALL
        SELECT subject_kind = 'organization', slug, false, false, true FROM import_line WHERE import = $1
    ) AS found
    GROUP BY found.of_organization, found.slug
    HAVING bool_or(found.mine) OR bool_or(found.present)
    """,
)
# A service that left its file but holds facts made in the product stays: its suspension is proposed (as line 0).
ADD_ABSENT: Query[Any] = Query(
    "directory.add_absent_lines",
    """
    INSERT INTO import_line (
        import, line, service, subject_kind, subject_id, field, value, state, source_label, source_date_text, note,
        borrowed
    )
    SELECT
        $1, 0, slug, 'service', slug, 'state', '"suspended"', 'suspended', $2, 'non datée',
        'La fiche n''est plus dans sa source.', false
    FROM import_subject
    WHERE import = $1 AND NOT of_organization AND mine AND shared AND NOT present AND NOT kept
    """,
)
ADD_CHANGES: Query[Any] = Query(
    "directory.add_import_changes",
    """
    INSERT INTO import_change (import, service, subject_kind, subject_id, field, verdict, version_from)
    WITH compared AS (
        SELECT
            coalesce(s.service, k.slug) AS service,
            coalesce(s.subject_kind, k.subject_kind) AS subject_kind,
            coalesce(s.subject_id, k.subject_id) AS subject_id,
            coalesce(s.field, k.field) AS field,
            k.version_from,
            CASE
                WHEN s.line = 0 THEN CASE WHEN k.value IS DISTINCT FROM s.value::jsonb THEN 'propose' END
                WHEN s.field IS NULL THEN
                    CASE
                        WHEN k.origin <> $2 THEN NULL
                        WHEN h.present THEN 'drop'
                        WHEN h.shared OR h.kept THEN NULL
                        WHEN h.of_organization AND h.slug IN (
                            -- organisations of a service that stays
                            SELECT o.value #>> '{}'
                            FROM fact AS o
                            LEFT JOIN import_subject AS own
                                ON own.import = $1 AND NOT own.of_organization AND own.slug = o.slug
                            WHERE o.subject_kind = 'service' AND o.field = 'organization' AND o.version_to IS NULL
                                AND (own.slug IS NULL OR NOT own.mine OR own.shared OR own.kept OR own.present)
                            UNION ALL
                            SELECT n.value::jsonb #>> '{}' FROM import_line AS n
                            WHERE n.import = $1 AND n.field = 'organization'
                        ) THEN NULL
                        ELSE 'retire'
                    END
                WHEN k.field IS NULL THEN CASE WHEN h.mine OR NOT h.shared THEN 'add' ELSE 'propose' END
                WHEN k.origin <> $2 THEN CASE WHEN k.value IS DISTINCT FROM s.value::jsonb THEN 'propose' END
                WHEN k.value IS DISTINCT FROM s.value::jsonb
                    OR (k.state, k.source_label, k.source_date_text)
                        IS DISTINCT FROM (s.state, s.source_label, s.source_date_text)
                    OR (k.source_url, k.note) IS DISTINCT FROM (s.source_url, s.note)
                    THEN 'change'
            END AS verdict
        FROM (SELECT * FROM import_line WHERE import = $1) AS s
        FULL JOIN (
            SELECT f.*
            FROM fact AS f
            JOIN import_subject AS scope
                ON scope.slug = f.slug AND scope.of_organization = (f.subject_kind = 'organization')
            WHERE scope.import = $1 AND f.version_to IS NULL
        ) AS k USING (subject_kind, subject_id, field)
        JOIN import_subject AS h
            ON h.import = $1 AND h.slug = coalesce(s.slug, k.slug)
            AND h.of_organization = (coalesce(s.subject_kind, k.subject_kind) = 'organization')
    )
    SELECT $1, service, subject_kind, subject_id, field, verdict, version_from FROM compared WHERE verdict IS NOT NULL
    """,
)
# A telephone number that is added or changed, and what is said of it, waits for a second person.
HOLD_NUMBERS: Query[Any] = Query(
    "directory.hold_numbers",
    """
    UPDATE import_change AS c SET verdict = 'wait'
    FROM import_line AS l
    WHERE c.import = $1 AND c.verdict IN ('add', 'change')
        AND c.subject_kind = 'contact' AND c.field IN ('phone', 'phone_toll', 'phone_purpose')
        AND l.import = $1 AND (l.subject_kind, l.subject_id, l.field) = (c.subject_kind, c.subject_id, c.field)
        AND NOT EXISTS (
            SELECT FROM fact AS f
            WHERE (f.subject_kind, f.subject_id, f.field) = (c.subject_kind, c.subject_id, c.field)
                AND f.version_to IS NULL AND f.value = l.value::jsonb
        )
    """,
)
# Removing a number is part of the same change where others of the service wait: what moves up must not be lost.
HOLD_REMOVALS: Query[Any] = Query(
    "directory.hold_removals",
    """
    UPDATE import_change AS c SET verdict = 'wait'
    WHERE c.import = $1 AND c.verdict = 'drop'
        AND c.subject_kind = 'contact' AND c.field IN ('phone', 'phone_toll', 'phone_purpose')
        AND (
            c.service = ANY ($2::text[])
            OR EXISTS (
                SELECT FROM import_change AS w
                WHERE w.import = $1 AND w.verdict = 'wait' AND w.service = c.service AND w.field = 'phone'
            )
        )
    """,
)
# No file withdraws the helpline: that takes two coordinators.
END_PROTECTED: Query[Any] = Query(
    "directory.end_protected_changes",
    "DELETE FROM import_change WHERE import = $1 AND verdict = 'retire' AND service = ANY ($2::text[])",
)
# A number that waits already, or was refused, is not asked for twice.
END_KNOWN_NUMBERS: Query[Any] = Query(
    "directory.end_known_numbers",
    """
    DELETE FROM import_change AS c
    USING (
        SELECT w.subject_kind, w.subject_id, w.field, l.value
        FROM import_change AS w
        LEFT JOIN import_line AS l
            ON l.import = $1 AND (l.subject_kind, l.subject_id, l.field) = (w.subject_kind, w.subject_id, w.field)
        WHERE w.import = $1 AND w.verdict = 'wait'
        OFFSET 0
    ) AS waiting
    WHERE c.import = $1 AND c.verdict = 'wait'
        AND (c.subject_kind, c.subject_id, c.field) = (waiting.subject_kind, waiting.subject_id, waiting.field)
        AND (
            SELECT count(*)
            FROM change_request_line AS p
            JOIN change_request AS r ON r.id = p.request
            WHERE p.subject_kind = c.subject_kind AND p.subject_id = c.subject_id AND p.field = c.field
                AND p.status IN ('open', 'refused') AND p.proposed = coalesce(waiting.value::jsonb, 'null'::jsonb)
                AND r.origin = $2 AND r.made_as = 'import'
        ) > 0
    """,
)
HAS_FACTS: Query[Any] = Query("directory.has_facts", "SELECT EXISTS (SELECT FROM fact)")
# The same proposal, waiting or already decided, is not made twice.
END_KNOWN_PROPOSALS: Query[Any] = Query(
    "directory.end_known_proposals",
    """
    DELETE FROM import_change AS c
    USING import_line AS l, change_request_line AS p, change_request AS r
    WHERE c.import = $1 AND c.verdict = 'propose'
        AND l.import = $1 AND (l.subject_kind, l.subject_id, l.field) = (c.subject_kind, c.subject_id, c.field)
        AND (p.subject_kind, p.subject_id, p.field) = (c.subject_kind, c.subject_id, c.field)
        AND p.proposed = l.value::jsonb AND p.status IN ('open', 'accepted', 'refused')
        AND r.id = p.request AND r.origin = $2
    """,
)
COUNT_PLAN = Query(
    "directory.count_plan",
    """
    WITH touched AS (
        SELECT
            service,
            bool_or(verdict = 'add' AND subject_kind = 'service' AND field = 'state') AS is_new,
            bool_or(verdict = 'retire' AND subject_kind = 'service') AS is_retired,
            bool_or(verdict IN ('add', 'change', 'drop')) AS is_changed
        FROM import_change WHERE import = $1 GROUP BY service
    ), totals AS (
        SELECT
            count(*) FILTER (WHERE is_new) AS added,
            count(*) FILTER (WHERE is_changed AND NOT is_new) AS changed,
            count(*) FILTER (WHERE is_retired) AS retired
        FROM touched
    )
    SELECT
        added, changed, retired,
        greatest(
            (SELECT count(DISTINCT service) FROM import_line WHERE import = $1 AND line > 0) - added - changed, 0
        ) AS unchanged,
        (SELECT count(*) FROM import_change WHERE import = $1 AND verdict = 'propose') AS proposed,
        (SELECT count(DISTINCT subject_id) FROM import_change WHERE import = $1 AND verdict = 'wait') AS waiting,
        (SELECT count(*) FROM import_change WHERE import = $1 AND verdict NOT IN ('propose', 'wait')) AS facts
    FROM totals
    """,
    PlanRow,
)
LIST_PLAN = Query(
    "directory.list_plan",
    """
    SELECT c.service, c.verdict, c.field, f.value AS before, l.value::jsonb AS after
    FROM (
        SELECT * FROM import_change WHERE import = $1 ORDER BY service, field, subject_id LIMIT $2
    ) AS c
    LEFT JOIN import_line AS l
        ON l.import = $1 AND (l.subject_kind, l.subject_id, l.field) = (c.subject_kind, c.subject_id, c.field)
        AND c.verdict <> 'retire'
    LEFT JOIN fact AS f
        ON (f.subject_kind, f.subject_id, f.field, f.version_from)
        = (c.subject_kind, c.subject_id, c.field, c.version_from)
    ORDER BY c.service, c.field, c.subject_id
    """,
    PlanLine,
)
LIST_LINE_SERVICES = Query(
    "directory.list_line_services",
    "SELECT DISTINCT service AS slug FROM import_line WHERE import = $1 AND line = ANY ($2::integer[])",
    SlugRow,
)
END_LINES_AT: Query[Any] = Query(
    "directory.end_import_lines_at", "DELETE FROM import_line WHERE import = $1 AND line = ANY ($2::integer[])"
)
