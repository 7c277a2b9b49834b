"""SQL of the outbox. Every moment is the database's."""

from typing import Any

from relais.core.sql import Query
from relais.notifications.model import Claimed, GivenUp, OutboxState

ADD_MAIL: Query[Any] = Query(
    "notifications.add_mail",
    """
    INSERT INTO outbox (id, kind, account, message_sealed, due_at, give_up_at)
    VALUES ($1, $2, $3, $4, coalesce($5, now()), coalesce($5, now()) + interval '5 days')
    """,
)
# One mail at a time, passing over those that another worker is taking. A claim left by a dead worker comes back.
CLAIM_MAIL = Query(
    "notifications.claim_mail",
    """
    WITH due AS MATERIALIZED (
        SELECT id FROM outbox
        WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= now()
            AND (claimed_at IS NULL OR claimed_at <= now() - $2::interval)
        ORDER BY due_at
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox AS o
    SET attempts = o.attempts + 1,
        taken_over = o.taken_over + (o.claimed_at IS NOT NULL)::integer,
        claimed_at = now(),
        claimed_by = $1
    FROM due
    WHERE o.id = due.id
    RETURNING o.id, o.message_sealed, o.made_at, o.attempts
    """,
    Claimed,
)
# Accepted by the server is a fact, whoever holds the claim by now.
SET_SENT: Query[Any] = Query(
    "notifications.set_sent",
    """
    UPDATE outbox
    SET sent_at = now(), message_sealed = '', claimed_at = NULL, claimed_by = NULL, last_code = $2
    WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL
    """,
)
SET_LATER: Query[Any] = Query(
    "notifications.set_later",
    """
    UPDATE outbox
    SET due_at = now() + $4::interval, claimed_at = NULL, claimed_by = NULL, last_code = $3
    WHERE id = $1 AND claimed_by = $2 AND sent_at IS NULL AND given_up_at IS NULL
    """,
)
GIVE_UP = Query(
    "notifications.give_up",
    """
    UPDATE outbox
    SET given_up_at = now(), message_sealed = '', claimed_at = NULL, claimed_by = NULL, last_code = $3
    WHERE id = $1 AND claimed_by = $2 AND sent_at IS NULL AND given_up_at IS NULL
    RETURNING id, kind, account, made_at, given_up_at, attempts, last_code
    """,
    GivenUp,
)
# What was never tried still is, but where no mail server is known.
GIVE_UP_OLD = Query(
    "notifications.give_up_old",
    """
    UPDATE outbox
    SET given_up_at = now(), message_sealed = '', claimed_at = NULL, claimed_by = NULL
    WHERE sent_at IS NULL AND given_up_at IS NULL AND give_up_at <= now()
        AND (attempts > 0 OR $2)
        AND (claimed_at IS NULL OR claimed_at <= now() - $1::interval)
    RETURNING id, kind, account, made_at, given_up_at, attempts, last_code
    """,
    GivenUp,
)
LIST_GIVEN_UP = Query(
    "notifications.list_given_up",
    """
    SELECT id, kind, account, made_at, given_up_at, attempts, last_code
    FROM outbox
    WHERE given_up_at IS NOT NULL
    ORDER BY given_up_at DESC, id
    LIMIT $1
    """,
    GivenUp,
)
GET_STATE = Query(
    "notifications.get_state",
    """
    SELECT
        count(*) FILTER (WHERE sent_at IS NULL AND given_up_at IS NULL) AS waiting,
        min(due_at) FILTER (WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= now()) AS late_since,
        count(*) FILTER (WHERE given_up_at IS NOT NULL) AS given_up,
        coalesce(sum(taken_over), 0)::bigint AS perhaps_twice
    FROM outbox
    """,
    OutboxState,
)
DELETE_OLD: Query[Any] = Query(
    "notifications.delete_old",
    """
    DELETE FROM outbox
    WHERE sent_at < now() - interval '30 days' OR given_up_at < now() - interval '1 year'
    """,
)
