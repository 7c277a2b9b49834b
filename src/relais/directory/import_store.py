"""SQL of an import's publication: facts, proposals, the record of the run, and the staging emptied."""

from typing import Any

from relais.core.sql import Query

END_CHANGED_FACTS: Query[Any] = Query(
    "directory.end_changed_facts",
    """
    UPDATE fact AS f SET version_to = $2
    FROM import_change AS c
    WHERE c.import = $1 AND c.verdict IN ('change', 'drop', 'retire')
        AND (f.subject_kind, f.subject_id, f.field) = (c.subject_kind, c.subject_id, c.field)
        AND f.version_to IS NULL
    """,
)
ADD_CHANGED_FACTS: Query[Any] = Query(
    "directory.add_changed_facts",
    """
    INSERT INTO fact (
        subject_kind, subject_id, field, value, origin, source_label, source_url, source_date_text, source_from,
        source_to, note, state, version_from
    )
    SELECT
        l.subject_kind, l.subject_id, l.field, l.value::jsonb, $3, l.source_label, l.source_url, l.source_date_text,
        l.source_from, l.source_to, l.note, l.state, $2
    FROM import_line AS l
    JOIN import_change AS c
        ON (c.subject_kind, c.subject_id, c.field) = (l.subject_kind, l.subject_id, l.field)
    WHERE l.import = $1 AND c.import = $1 AND c.verdict IN ('add', 'change')
    """,
)
# What this source proposed before and no longer says, or what has been done meanwhile, no longer waits.
END_OUTDATED_PROPOSALS: Query[Any] = Query(
    "directory.end_outdated_proposals",
    """
    UPDATE change_request_line AS p
    SET status = CASE
        WHEN EXISTS (
            SELECT FROM fact AS f
            WHERE (f.subject_kind, f.subject_id, f.field) = (p.subject_kind, p.subject_id, p.field)
                AND f.version_to IS NULL AND f.value = p.proposed
        ) THEN 'withdrawn'
        ELSE 'superseded'
    END
    FROM change_request AS r
    WHERE r.id = p.request AND r.origin = $2 AND r.made_as = 'import' AND p.status = 'open'
        AND NOT EXISTS (SELECT FROM import_reject AS k WHERE k.import = $1 AND k.service IN (r.service, ''))
        AND (
            CASE
                WHEN p.proposed = 'null' THEN
                    EXISTS (
                        SELECT FROM import_line AS l
                        WHERE l.import = $1
                            AND (l.subject_kind, l.subject_id, l.field) = (p.subject_kind, p.subject_id, p.field)
                    )
                    OR NOT EXISTS (
                        SELECT FROM fact AS f
                        WHERE (f.subject_kind, f.subject_id, f.field) = (p.subject_kind, p.subject_id, p.field)
                            AND f.version_to IS NULL
                    )
                ELSE NOT EXISTS (
                    SELECT FROM import_line AS l
                    WHERE l.import = $1 AND l.value::jsonb = p.proposed
                        AND (l.subject_kind, l.subject_id, l.field) = (p.subject_kind, p.subject_id, p.field)
                )
            END
            OR EXISTS (
                SELECT FROM fact AS f
                WHERE (f.subject_kind, f.subject_id, f.field) = (p.subject_kind, p.subject_id, p.field)
                    AND f.version_to IS NULL AND f.value = p.proposed
            )
        )
    """,
)
ADD_PROPOSALS: Query[Any] = Query(
    "directory.add_proposals",
    """
    WITH request AS (
        INSERT INTO change_request (id, service, origin)
        SELECT gen_random_uuid(), service, $2
        FROM (SELECT DISTINCT service FROM import_change WHERE import = $1 AND verdict = 'propose') AS proposing
        RETURNING id, service
    )
    INSERT INTO change_request_line (
        request, subject_kind, subject_id, field, fact_version, proposed, state, source_label, source_url,
        source_date_text, note
    )
    SELECT
        request.id, l.subject_kind, l.subject_id, l.field, c.version_from, l.value::jsonb, l.state, l.source_label,
        l.source_url, l.source_date_text, l.note
    FROM import_change AS c
    JOIN import_line AS l
        ON l.import = $1 AND (l.subject_kind, l.subject_id, l.field) = (c.subject_kind, c.subject_id, c.field)
    JOIN request ON request.service = c.service
    WHERE c.import = $1 AND c.verdict = 'propose'
    """,
)
# The numbers that wait: one request for each service, all of one batch.
ADD_BATCH: Query[Any] = Query(
    "directory.add_batch",
    """
    WITH request AS (
        INSERT INTO change_request (id, service, origin, made_by, made_as, batch)
        SELECT gen_random_uuid(), service, $2, $3, 'import', $1
        FROM (SELECT DISTINCT service FROM import_change WHERE import = $1 AND verdict = 'wait') AS waiting
        RETURNING id, service
    )
    INSERT INTO change_request_line (
        request, subject_kind, subject_id, field, fact_version, proposed, state, source_label, source_url,
        source_date_text, note, made_by
    )
    SELECT
        request.id, c.subject_kind, c.subject_id, c.field, c.version_from, coalesce(l.value::jsonb, 'null'),
        coalesce(l.state, 'sourced'), coalesce(l.source_label, $4), l.source_url,
        coalesce(l.source_date_text, 'non datée'), l.note, $3
    FROM import_change AS c
    LEFT JOIN import_line AS l
        ON l.import = $1 AND (l.subject_kind, l.subject_id, l.field) = (c.subject_kind, c.subject_id, c.field)
    JOIN request ON request.service = c.service
    WHERE c.import = $1 AND c.verdict = 'wait'
    """,
)
ADD_RUN: Query[Any] = Query(
    "directory.add_import_run",
    """
    INSERT INTO import_run (
        id, source, digest, version, added, changed, retired, unchanged, proposed, rejected
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    """,
)
GET_LAST_DIGEST: Query[Any] = Query(
    "directory.get_last_digest",
    "SELECT digest FROM import_run WHERE source = $1 ORDER BY finished_at DESC LIMIT 1",
)
END_LINES: Query[Any] = Query("directory.end_import_lines", "DELETE FROM import_line WHERE import = $1")
END_REJECTS: Query[Any] = Query("directory.end_import_rejects", "DELETE FROM import_reject WHERE import = $1")
END_SUBJECTS: Query[Any] = Query("directory.end_import_subjects", "DELETE FROM import_subject WHERE import = $1")
END_CHANGES: Query[Any] = Query("directory.end_import_changes", "DELETE FROM import_change WHERE import = $1")
