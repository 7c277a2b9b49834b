"""SQL of the counters of attempts."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.sql import Query


class CountRow(Struct, frozen=True, kw_only=True):
    """How many attempts a window holds, and when its oldest part leaves it."""

    count: int
    until: datetime | None


# A window is counted in four parts, so that it slides instead of starting again all at once.
ADD_ATTEMPT: Query[Any] = Query(
    "accounts.add_attempt",
    """
    INSERT INTO attempt (bucket, since, count)
    VALUES ($1, date_bin($2::interval / 4, now(), timestamptz '2000-01-01 00:00:00+00'), 1)
    ON CONFLICT (bucket, since) DO UPDATE SET count = attempt.count + 1
    """,
)
COUNT_ATTEMPTS = Query(
    "accounts.count_attempts",
    """
    SELECT coalesce(sum(count), 0)::integer AS count, min(since) + $2::interval AS until
    FROM attempt
    WHERE bucket = $1 AND since > now() - $2::interval
    """,
    CountRow,
)
END_ATTEMPTS: Query[Any] = Query("accounts.end_attempts", "DELETE FROM attempt WHERE bucket = $1")
END_ONE_ATTEMPT: Query[Any] = Query(
    "accounts.end_one_attempt",
    """
    UPDATE attempt SET count = count - 1
    WHERE bucket = $1 AND count > 0 AND since = (SELECT max(since) FROM attempt WHERE bucket = $1)
    """,
)
END_OLD_ATTEMPTS: Query[Any] = Query(
    "accounts.end_old_attempts", "DELETE FROM attempt WHERE since < now() - interval '2 days'"
)
