"""SQL of the data keys of cases, which the vault wraps. What they seal themselves needs no new key."""

from relais.cases.sealing import purpose_of
from relais.core.sealed import SealedColumn, SealedRow
from relais.core.sql import Query

DATA_KEY = SealedColumn(
    name="aid_case.data_key_wrapped",
    purpose=purpose_of,
    list_others=Query(
        "cases.list_data_key_sealed_by_others",
        """
        SELECT id AS id, data_key_wrapped AS sealed FROM aid_case
        WHERE length(data_key_wrapped) > 2 AND get_byte(data_key_wrapped, 0) * 256 + get_byte(data_key_wrapped, 1) <> $1
        ORDER BY id
        LIMIT $2
        """,
        SealedRow,
    ),
    set_one=Query(
        "cases.set_data_key_sealed_anew",
        "UPDATE aid_case SET data_key_wrapped = $3 WHERE id = $1 AND data_key_wrapped = $2",
    ),
    count=Query(
        "cases.count_data_key_sealed_by",
        """
        SELECT count(*) FROM aid_case
        WHERE length(data_key_wrapped) > 2 AND get_byte(data_key_wrapped, 0) * 256 + get_byte(data_key_wrapped, 1) = $1
        """,
    ),
)

SEALED = (DATA_KEY,)
