"""Writing the journal inside the caller's transaction, and reading it."""

from typing import Any

from relais.audit import store
from relais.audit.model import Actor, Entry
from relais.core.db import Db

NEWEST = 2**62


async def record(
    db: Db,
    actor: Actor,
    act: str,
    subject_kind: str,
    subject_id: str,
    *,
    organization: str = "",
    field: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one line, which lasts only if the caller's transaction does.

    `act` is `slice.verb`; `organization` the slug in whose journal it is read; `detail` holds codes and published
    values, never a person, never free text about one.
    """
    await store.ADD_ENTRY.run(
        db, actor.account, actor.acting_as, act, subject_kind, subject_id, organization, field, detail or {}
    )


async def history(db: Db, *, organization: str = "", before: int = NEWEST, limit: int = 100) -> list[Entry]:
    """The last lines before the number `before`, newest first; of one organisation, or of all."""
    return await store.LIST_ENTRIES.all(db, organization, before, limit)
