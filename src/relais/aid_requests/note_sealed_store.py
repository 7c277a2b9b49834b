"""SQL of the addresses of who wrote a note, which the vault seals."""

from relais.aid_requests.note_model import contact_purpose
from relais.core.sealed import SealedColumn, SealedRow
from relais.core.sql import Query

CONTACT = SealedColumn(
    name="note_author.contact_sealed",
    purpose=contact_purpose,
    list_others=Query(
        "aid_requests.list_contact_sealed_by_others",
        """
        SELECT id AS id, contact_sealed AS sealed FROM note_author
        WHERE length(contact_sealed) > 2 AND get_byte(contact_sealed, 0) * 256 + get_byte(contact_sealed, 1) <> $1
        ORDER BY id
        LIMIT $2
        """,
        SealedRow,
    ),
    set_one=Query(
        "aid_requests.set_contact_sealed_anew",
        "UPDATE note_author SET contact_sealed = $3 WHERE id = $1 AND contact_sealed = $2",
    ),
    count=Query(
        "aid_requests.count_contact_sealed_by",
        """
        SELECT count(*) FROM note_author
        WHERE length(contact_sealed) > 2 AND get_byte(contact_sealed, 0) * 256 + get_byte(contact_sealed, 1) = $1
        """,
    ),
)

SEALED = (CONTACT,)
