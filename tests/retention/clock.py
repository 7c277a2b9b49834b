"""A clock moved forward: every moment that the database holds goes back by as much, and its chains are made again."""

from typing import Any

MOVED = """
SELECT format('UPDATE %I SET %s', c.relname, string_agg(
    format('%1$I = %1$I - make_interval(days => $1)', a.attname), ', ' ORDER BY a.attnum
)) AS sql
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND a.atttypid IN ('timestamptz'::regtype, 'date'::regtype) AND c.relname <> 'schema_migration'
GROUP BY c.relname
ORDER BY c.relname
"""
CHAINED = """
DO $$
DECLARE
    link case_event;
    before bytea;
    made bytea;
BEGIN
    FOR link IN SELECT * FROM case_event ORDER BY case_id, seq LOOP
        before := CASE WHEN link.seq = 1 THEN '' ELSE made END;
        made := case_event_hash(
            link.case_id, link.seq, link.at, link.actor_kind, link.org, link.act, link.detail, before
        );
        UPDATE case_event SET previous_hash = before, hash = made
        WHERE case_id = link.case_id AND seq = link.seq;
    END LOOP;
END
$$
"""


async def move_clock(superuser: Any, days: int) -> None:
    """So many days pass. `superuser`: a connection that may put the triggers and the keys aside."""
    statements = [row["sql"] for row in await superuser.fetch(MOVED)]
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute("ALTER TABLE case_event DROP CONSTRAINT case_event_hash_holds")
        for sql in statements:
            await superuser.execute(sql, days)
        await superuser.execute(CHAINED)
        await superuser.execute(
            "ALTER TABLE case_event ADD CONSTRAINT case_event_hash_holds CHECK ("
            "hash = case_event_hash(case_id, seq, at, actor_kind, org, act, detail, previous_hash))"
        )
        await superuser.execute("SET LOCAL session_replication_role = origin")  # of the whole of an outer transaction
