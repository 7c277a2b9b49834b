"""SQL of periodic jobs. The period is counted on the database's clock, whichever process asks."""

from typing import Any

from relais.core.sql import Query

TRY_LOCK: Query[Any] = Query("core.try_job", "SELECT pg_try_advisory_xact_lock(7240041, hashtext($1))")
TAKE_PERIOD: Query[Any] = Query(
    "core.take_period",
    """
    INSERT INTO job (name, ran_at) VALUES ($1, now())
    ON CONFLICT ON CONSTRAINT job_pk DO UPDATE SET ran_at = now() WHERE job.ran_at <= now() - $2::interval
    RETURNING name
    """,
)
