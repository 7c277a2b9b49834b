"""SQL of sessions."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.accounts.model import Grant
from relais.core.sql import Query

Stage = Literal["password", "entering", "full"]


class SessionRow(Struct, frozen=True, kw_only=True):
    """A session that still lives, or one that ended of itself (`alive` false)."""

    account: UUID
    stage: Stage
    name_sealed: bytes
    ends_at: datetime
    alive: bool


class ChallengeRow(Struct, frozen=True, kw_only=True):
    """What a passkey was asked to sign."""

    challenge: bytes | None


class OwnSessionRow(Struct, frozen=True, kw_only=True):
    """One line of "mes connexions"."""

    id_key: bytes
    made_at: datetime
    seen_at: datetime
    device: str


ADD_SESSION: Query[Any] = Query(
    "accounts.add_session",
    """
    INSERT INTO session (id_key, account, stage, device, ends_at)
    VALUES ($1, $2, $3, $4, now() + $5::interval)
    """,
)
FIND_SESSION = Query(
    "accounts.find_session",
    """
    SELECT
        s.account, s.stage, a.name_sealed, s.ends_at,
        s.ends_at > now() AND s.seen_at > now() - interval '30 minutes' AND a.closed_at IS NULL AS alive
    FROM session AS s
    JOIN account AS a ON a.id = s.account
    WHERE s.id_key = $1
    """,
    SessionRow,
)
LIST_GRANTS_HELD = Query(
    "accounts.list_grants_held",
    """
    SELECT id, role, organization, council, function, deputy
    FROM role_grant
    WHERE account = $1 AND approved_at IS NOT NULL AND ended_at IS NULL
    ORDER BY role, organization, council, function
    """,
    Grant,
)
SET_SEEN: Query[Any] = Query(
    "accounts.set_session_seen",
    "UPDATE session SET seen_at = now() WHERE id_key = $1 AND seen_at < now() - interval '20 seconds'",
)
LIST_OWN_SESSIONS = Query(
    "accounts.list_own_sessions",
    """
    SELECT id_key, made_at, seen_at, device FROM session
    WHERE account = $1 AND stage = 'full' AND ends_at > now() AND seen_at > now() - interval '30 minutes'
    ORDER BY seen_at DESC
    """,
    OwnSessionRow,
)
END_SESSION: Query[Any] = Query("accounts.end_session", "DELETE FROM session WHERE id_key = $1")
END_OWN_SESSION: Query[Any] = Query(
    "accounts.end_own_session", "DELETE FROM session WHERE id_key = $1 AND account = $2"
)
END_SESSIONS_OF: Query[Any] = Query("accounts.end_sessions_of", "DELETE FROM session WHERE account = $1")
END_OTHER_SESSIONS: Query[Any] = Query(
    "accounts.end_other_sessions", "DELETE FROM session WHERE account = $1 AND id_key <> $2"
)
SET_CHALLENGE: Query[Any] = Query("accounts.set_challenge", "UPDATE session SET challenge = $2 WHERE id_key = $1")
FIND_CHALLENGE = Query(
    "accounts.find_challenge", "SELECT challenge FROM session WHERE id_key = $1 FOR UPDATE", ChallengeRow
)
END_OLD_SESSIONS: Query[Any] = Query(
    "accounts.end_old_sessions",
    "DELETE FROM session WHERE least(ends_at, seen_at + interval '30 minutes') < now() - interval '1 day'",
)
