"""What waits for a second person, most harmful first, and what became of it."""

from uuid import UUID

from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory import change_store
from relais.directory.change_model import Batch, ChangeLine, LineKey
from relais.directory.facts import BY_HARM


async def queue(db: Db, *, limit: int = 50, after: int = 0) -> list[ChangeLine]:
    """Proposed changes that wait, those of import batches apart; `after` of them are skipped."""
    return await change_store.LIST_QUEUE.all(db, list(BY_HARM), limit, after)


async def count_queue(db: Db) -> int:
    """How many wait, those of import batches apart."""
    count: int = await change_store.COUNT_QUEUE.value(db)
    return count


async def get_line(db: Db, line: LineKey) -> ChangeLine:
    """One proposed change, decided or not. Raises NotFound."""
    found = await change_store.GET_LINE.one(db, line.request, line.subject_kind, line.subject_id, line.field)
    if found is None:
        raise NotFound
    return found


async def waiting_for(db: Db, slug: str) -> list[ChangeLine]:
    """What waits for a second person on the page of a service, batches included."""
    return await change_store.LIST_WAITING.all(db, slug, list(BY_HARM))


async def decided_for(db: Db, slug: str, *, limit: int = 20) -> list[ChangeLine]:
    """What was decided on the page of a service, latest first, with the reason of a refusal."""
    return await change_store.LIST_DECIDED.all(db, slug, limit)


async def list_batches(db: Db) -> list[Batch]:
    """The imports whose telephone numbers wait, oldest first."""
    return await change_store.LIST_BATCHES.all(db)


async def batch_lines(db: Db, batch: UUID, *, limit: int = 200, after: int = 0) -> list[ChangeLine]:
    """The values of one batch that wait."""
    return await change_store.LIST_BATCH.all(db, batch, limit, after)
