"""What each column that the vault seals must offer, so that a key can be replaced, then destroyed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import Db
from relais.core.sql import Query
from relais.core.vault import Vault

AT_ONCE = 500  # rows


class SealedRow(Struct, frozen=True, kw_only=True):
    """One sealed value and the row it is of."""

    id: UUID
    sealed: bytes


class SealedColumn(Struct, frozen=True, kw_only=True):
    """`name`: table.column. `purpose`: for what the value of a row is sealed.

    `list_others` gives rows sealed by another key than $1, $2 at most; `set_one` replaces $2 by $3 in the row $1, and
    nothing when it changed meanwhile; `count` says how many rows name the key $1.
    """

    name: str
    purpose: Callable[[UUID], str]
    list_others: Query[SealedRow]
    set_one: Query[Any]
    count: Query[Any]


async def reseal_some(db: Db, vault: Vault, column: SealedColumn) -> int:
    """Seal again, under the current key, some values that another key sealed; 0 when none is left."""
    rows = await column.list_others.all(db, vault.current, AT_ONCE)
    for row in rows:
        purpose = column.purpose(row.id)
        await column.set_one.run(db, row.id, row.sealed, vault.seal(vault.open(row.sealed, purpose), purpose))
    return len(rows)
