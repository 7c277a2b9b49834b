"""SQL of the outbox."""

from typing import Any

from relais.core.sql import Query

ADD_MAIL: Query[Any] = Query(
    "notifications.add_mail",
    """
    INSERT INTO outbox (id, kind, account, message_sealed, due_at)
    VALUES ($1, $2, $3, $4, coalesce($5, now()))
    """,
)
