"""Confirmations end by themselves: a job on the database's clock publishes them as "à reconfirmer"."""

from typing import Final

from relais.audit.model import SYSTEM
from relais.audit.service import record
from relais.core.db import Db
from relais.directory import store
from relais.directory import upkeep_store as upkeep
from relais.directory.facts import FIELDS

BATCH: Final = 500  # facts in one publication: readers take up a change of this size in some milliseconds
FIELD_CODES: Final = list(FIELDS)
BUDGETS: Final = [field.budget_days for field in FIELDS.values()]  # days, in the order of FIELD_CODES


async def expire(db: Db, *, batch: int = BATCH) -> int:
    """Publish as stale every confirmed fact whose budget has passed; returns how many. Nothing to do, nothing done.

    The value, its source and who confirmed it when stay. One publication and one transaction per batch, unless the
    caller holds a transaction already. `effective_state` says the same of a fact before this has run.
    """
    total = 0
    while await upkeep.COUNT_ENDED.value(db, FIELD_CODES, BUDGETS):
        done = await _expire_some(db, batch)
        total += done
        if not done:
            break
    return total


class _NothingLeftError(Exception):
    """Someone renewed or ended them meanwhile: no empty publication is made."""


async def _expire_some(db: Db, batch: int) -> int:
    try:
        async with db.transaction():
            # The version is taken first: every writer of facts queues there, so that none changes below our eyes.
            version: int = await store.TAKE_VERSION.value(db, "expiry")
            done = await upkeep.SET_STALE.run(db, FIELD_CODES, BUDGETS, version, batch)
            if not done:
                raise _NothingLeftError
            await store.PROJECT.run(db, version)
            detail = {"version": version, "facts": done}
            await record(db, SYSTEM, "directory.expire", "publication", str(version), detail=detail)
    except _NothingLeftError:
        return 0
    return done
