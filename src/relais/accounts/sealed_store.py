"""SQL of what the vault seals about accounts."""

from relais.core.sealed import SealedColumn, SealedRow
from relais.core.sql import Query

EMAIL = SealedColumn(
    name="account.email_sealed",
    purpose="account.email:{}".format,
    list_others=Query(
        "accounts.list_email_sealed_by_others",
        """
        SELECT id AS id, email_sealed AS sealed FROM account
        WHERE length(email_sealed) > 2 AND get_byte(email_sealed, 0) * 256 + get_byte(email_sealed, 1) <> $1
        ORDER BY id
        LIMIT $2
        """,
        SealedRow,
    ),
    set_one=Query(
        "accounts.set_email_sealed_anew", "UPDATE account SET email_sealed = $3 WHERE id = $1 AND email_sealed = $2"
    ),
    count=Query(
        "accounts.count_email_sealed_by",
        """
        SELECT count(*) FROM account
        WHERE length(email_sealed) > 2 AND get_byte(email_sealed, 0) * 256 + get_byte(email_sealed, 1) = $1
        """,
    ),
)

NAME = SealedColumn(
    name="account.name_sealed",
    purpose="account.name:{}".format,
    list_others=Query(
        "accounts.list_name_sealed_by_others",
        """
        SELECT id AS id, name_sealed AS sealed FROM account
        WHERE length(name_sealed) > 2 AND get_byte(name_sealed, 0) * 256 + get_byte(name_sealed, 1) <> $1
        ORDER BY id
        LIMIT $2
        """,
        SealedRow,
    ),
    set_one=Query(
        "accounts.set_name_sealed_anew", "UPDATE account SET name_sealed = $3 WHERE id = $1 AND name_sealed = $2"
    ),
    count=Query(
        "accounts.count_name_sealed_by",
        """
        SELECT count(*) FROM account
        WHERE length(name_sealed) > 2 AND get_byte(name_sealed, 0) * 256 + get_byte(name_sealed, 1) = $1
        """,
    ),
)

TOTP = SealedColumn(
    name="totp.secret_sealed",
    purpose="totp.secret:{}".format,
    list_others=Query(
        "accounts.list_totp_sealed_by_others",
        """
        SELECT account AS id, secret_sealed AS sealed FROM totp
        WHERE length(secret_sealed) > 2 AND get_byte(secret_sealed, 0) * 256 + get_byte(secret_sealed, 1) <> $1
        ORDER BY account
        LIMIT $2
        """,
        SealedRow,
    ),
    set_one=Query(
        "accounts.set_totp_sealed_anew", "UPDATE totp SET secret_sealed = $3 WHERE account = $1 AND secret_sealed = $2"
    ),
    count=Query(
        "accounts.count_totp_sealed_by",
        """
        SELECT count(*) FROM totp
        WHERE length(secret_sealed) > 2 AND get_byte(secret_sealed, 0) * 256 + get_byte(secret_sealed, 1) = $1
        """,
    ),
)

SEALED = (EMAIL, NAME, TOTP)
