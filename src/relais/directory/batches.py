"""The telephone numbers that an import adds or changes: decided together, by another person than whoever sent it."""

from typing import Any
from uuid import UUID

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.vault import Vault
from relais.directory import batch_store, store
from relais.directory.batch_store import BatchRow
from relais.directory.decision_letters import tell_proposer
from relais.directory.decisions import decider_of, reason_of, refuse_own


async def accept_batch(db: Db, actor: Actor, batch: UUID, *, vault: Vault | None = None, address: str = "") -> int:
    """Publish every number of an import that waits and return the version that shows them.

    They keep the state and the source their file gives: nobody called. A number changed meanwhile is left as it is.
    Raises NotFound, Refused: `own_change`, `change_decided`.
    """
    decider = decider_of(actor)
    async with db.transaction():
        version: int = await store.TAKE_VERSION.value(db, "decision")
        found = await _open(db, actor, batch)
        await batch_store.END_OUTDATED.run(db, batch)
        await _journal(db, actor, batch, "directory.accept", version=version)
        await batch_store.END_FACTS.run(db, batch, version)
        await batch_store.ADD_FACTS.run(db, batch, version)
        await batch_store.DECIDE.run(db, batch, "accepted", decider, "")
        await store.PROJECT.run(db, version)
        await _tell(db, vault, address, found, accepted=True)
    return version


async def refuse_batch(
    db: Db, actor: Actor, batch: UUID, reason: str, *, vault: Vault | None = None, address: str = ""
) -> None:
    """Refuse every number of an import that waits. Raises NotFound, Refused as `accept_batch`, and `reason_missing`."""
    decider = decider_of(actor)
    said = reason_of(reason)
    async with db.transaction():
        found = await _open(db, actor, batch)
        await _journal(db, actor, batch, "directory.refuse")
        if not await batch_store.DECIDE.run(db, batch, "refused", decider, said):
            raise _decided()
        await _tell(db, vault, address, found, accepted=False)


async def _open(db: Db, actor: Actor, batch: UUID) -> BatchRow:
    found = await batch_store.GET_BATCH.one(db, batch)
    if found is None:
        raise _decided()
    refuse_own(actor, found.made_by)
    return found


def _decided() -> Refused:
    return Refused("change_decided", "Ces numéros n'attendent plus : quelqu'un en a décidé.", status=409)


async def _journal(db: Db, actor: Actor, batch: UUID, act: str, **more: Any) -> None:
    for line in await batch_store.LIST_LINES.all(db, batch):
        detail = {"before": line.before, "after": line.after, "batch": str(batch), **more}
        await record(
            db, actor, act, line.subject_kind, line.subject_id, organization=line.organization, field=line.field,
            detail=detail,
        )  # fmt: skip


async def _tell(db: Db, vault: Vault | None, address: str, found: BatchRow, *, accepted: bool) -> None:
    await tell_proposer(
        db,
        vault,
        address,
        made_by=found.made_by,
        made_as=found.made_as,
        organization_name=found.source,
        accepted=accepted,
    )
