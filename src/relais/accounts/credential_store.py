"""SQL of what proves who a person is."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query

Purpose = Literal["enter", "reset"]


class CredentialRow(Struct, frozen=True, kw_only=True):
    """An account that is not closed, found by its address. `verifier` None: no password yet."""

    id: UUID
    entered: bool  # once, and with a second factor still there
    verifier: str | None


class PersonRow(Struct, frozen=True, kw_only=True):
    """A person as sealed, and what she has to prove who she is."""

    id: UUID
    email_sealed: bytes
    name_sealed: bytes
    verifier: str | None
    has_totp: bool
    passkeys: int
    recovery_left: int


class TotpRow(Struct, frozen=True, kw_only=True):
    """A secret, the last step used, and the present step by the clock of the database."""

    secret_sealed: bytes
    last_step: int
    now_step: int


class PasskeyRow(Struct, frozen=True, kw_only=True):
    """A passkey."""

    credential: bytes
    public_key: bytes
    sign_count: int
    label: str
    added_at: datetime
    used_at: datetime | None


class InvitationRow(Struct, frozen=True, kw_only=True):
    """A link that still opens."""

    account: UUID
    purpose: Purpose
    expires_at: datetime
    name_sealed: bytes
    email_sealed: bytes


FIND_CREDENTIAL = Query(
    "accounts.find_credential",
    """
    SELECT
        a.id, p.verifier,
        a.entered_at IS NOT NULL AND (
            EXISTS (SELECT FROM totp AS t WHERE t.account = a.id)
            OR EXISTS (SELECT FROM passkey AS k WHERE k.account = a.id)
        ) AS entered
    FROM account AS a
    LEFT JOIN password AS p ON p.account = a.id
    WHERE a.email_key = $1 AND a.closed_at IS NULL
    """,
    CredentialRow,
)
GET_PERSON = Query(
    "accounts.get_person",
    """
    SELECT
        a.id, a.email_sealed, a.name_sealed, p.verifier,
        EXISTS (SELECT FROM totp AS t WHERE t.account = a.id) AS has_totp,
        (SELECT count(*) FROM passkey AS k WHERE k.account = a.id) AS passkeys,
        (SELECT count(*) FROM recovery_code AS r WHERE r.account = a.id AND r.used_at IS NULL) AS recovery_left
    FROM account AS a
    LEFT JOIN password AS p ON p.account = a.id
    WHERE a.id = $1 AND a.closed_at IS NULL
    """,
    PersonRow,
)
SET_PASSWORD: Query[Any] = Query(
    "accounts.set_password",
    """
    INSERT INTO password (account, verifier) VALUES ($1, $2)
    ON CONFLICT (account) DO UPDATE SET verifier = excluded.verifier, set_at = now()
    """,
)
SET_VERIFIER: Query[Any] = Query(
    "accounts.set_verifier", "UPDATE password SET verifier = $2 WHERE account = $1 AND verifier = $3"
)
SET_ENTERED: Query[Any] = Query("accounts.set_entered", "UPDATE account SET entered_at = now() WHERE id = $1")
SET_NOT_ENTERED: Query[Any] = Query("accounts.set_not_entered", "UPDATE account SET entered_at = NULL WHERE id = $1")

GET_TOTP = Query(
    "accounts.get_totp",
    """
    SELECT secret_sealed, last_step, floor(extract(epoch FROM clock_timestamp()) / 30)::bigint AS now_step
    FROM totp WHERE account = $1 FOR UPDATE
    """,
    TotpRow,
)
GET_STEP: Query[Any] = Query(
    "accounts.get_step", "SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint AS now_step"
)
SET_TOTP: Query[Any] = Query(
    "accounts.set_totp",
    """
    INSERT INTO totp (account, secret_sealed, last_step, confirmed_at) VALUES ($1, $2, $3, now())
    ON CONFLICT (account) DO UPDATE
    SET secret_sealed = excluded.secret_sealed, last_step = excluded.last_step, confirmed_at = now()
    """,
)
SET_LAST_STEP: Query[Any] = Query("accounts.set_last_step", "UPDATE totp SET last_step = $2 WHERE account = $1")
END_TOTP: Query[Any] = Query("accounts.end_totp", "DELETE FROM totp WHERE account = $1")

ADD_RECOVERY_CODE: Query[Any] = Query(
    "accounts.add_recovery_code", "INSERT INTO recovery_code (account, code_key) VALUES ($1, $2)"
)
USE_RECOVERY_CODE: Query[Any] = Query(
    "accounts.use_recovery_code",
    "UPDATE recovery_code SET used_at = now() WHERE account = $1 AND code_key = $2 AND used_at IS NULL",
)
END_RECOVERY_CODES: Query[Any] = Query("accounts.end_recovery_codes", "DELETE FROM recovery_code WHERE account = $1")

LIST_PASSKEYS = Query(
    "accounts.list_passkeys",
    """
    SELECT credential, public_key, sign_count, label, added_at, used_at
    FROM passkey WHERE account = $1 ORDER BY added_at, credential
    """,
    PasskeyRow,
)
GET_PASSKEY = Query(
    "accounts.get_passkey",
    """
    SELECT credential, public_key, sign_count, label, added_at, used_at
    FROM passkey WHERE credential = $1 AND account = $2 FOR UPDATE
    """,
    PasskeyRow,
)
ADD_PASSKEY: Query[Any] = Query(
    "accounts.add_passkey",
    """
    INSERT INTO passkey (credential, account, public_key, sign_count, label) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (credential) DO NOTHING
    """,
)
SET_PASSKEY_USED: Query[Any] = Query(
    "accounts.set_passkey_used", "UPDATE passkey SET sign_count = $2, used_at = now() WHERE credential = $1"
)
END_PASSKEY: Query[Any] = Query("accounts.end_passkey", "DELETE FROM passkey WHERE credential = $1 AND account = $2")
END_PASSKEYS: Query[Any] = Query("accounts.end_passkeys", "DELETE FROM passkey WHERE account = $1")

FIND_LIVING_INVITATION = Query(
    "accounts.find_living_invitation",
    """
    SELECT i.account, i.purpose, i.expires_at, a.name_sealed, a.email_sealed
    FROM invitation AS i
    JOIN account AS a ON a.id = i.account
    WHERE i.token_key = $1 AND i.used_at IS NULL AND i.expires_at > now() AND a.closed_at IS NULL
        AND (i.purpose = 'reset' OR a.entered_at IS NULL)
    """,
    InvitationRow,
)
USE_INVITATION: Query[Any] = Query(
    "accounts.use_invitation",
    "UPDATE invitation SET used_at = now() WHERE token_key = $1 AND used_at IS NULL AND expires_at > now()",
)
