"""SQL of what the vault seals of mails not sent yet."""

from relais.core.sealed import SealedColumn, SealedRow
from relais.core.sql import Query

MESSAGE = SealedColumn(
    name="outbox.message_sealed",
    purpose="outbox.message:{}".format,
    list_others=Query(
        "notifications.list_message_sealed_by_others",
        """
        SELECT id AS id, message_sealed AS sealed FROM outbox
        WHERE length(message_sealed) > 2 AND get_byte(message_sealed, 0) * 256 + get_byte(message_sealed, 1) <> $1
        ORDER BY id
        LIMIT $2
        """,
        SealedRow,
    ),
    set_one=Query(
        "notifications.set_message_sealed_anew",
        "UPDATE outbox SET message_sealed = $3 WHERE id = $1 AND message_sealed = $2",
    ),
    count=Query(
        "notifications.count_message_sealed_by",
        """
        SELECT count(*) FROM outbox
        WHERE length(message_sealed) > 2 AND get_byte(message_sealed, 0) * 256 + get_byte(message_sealed, 1) = $1
        """,
    ),
)

SEALED = (MESSAGE,)
