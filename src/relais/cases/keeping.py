"""Until when what is held of a case is kept, as the database counts it."""

from uuid import UUID

from relais.cases import store
from relais.cases.store import KeepingRow
from relais.core.db import Db


async def keeping_of(db: Db, case: UUID) -> KeepingRow | None:
    """For the person, and for who follows the case; None for the others."""
    return await store.GET_KEEPING.one(db, case)
