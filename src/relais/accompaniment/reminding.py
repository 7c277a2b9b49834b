"""Reminders, for the worker: on the eve of a step, to who accompanies, only where the doctor chose it. Once a step.

What could be told to nobody is tried again; nobody else is ever written to, the doctor least of all.
"""

import logging

from relais.accompaniment import store
from relais.accompaniment.handing import tell_body
from relais.accompaniment.store import DueRow
from relais.core.context import KEY_USE, WORKER, pads_of
from relais.core.db import Db, Unavailable, act_as, transaction_on
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications import letters
from relais.notifications.service import public_address

log = logging.getLogger(__name__)

PATHWAYS = "/ouvrir/parcours"
AT_ONCE = 500


class _NobodyError(Exception):
    """Nobody could be written to: what was begun is undone, so that it is due again."""


async def remind_steps(db: Db, vault: Vault, settings: Settings) -> int:
    """Write to who accompanies about each step whose eve has come; how many were told."""
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        due = await store.LIST_DUE.all(db, AT_ONCE)
        return sum([await _told_once(db, vault, settings, one) for one in due])


async def _told_once(db: Db, vault: Vault, settings: Settings, due: DueRow) -> bool:
    letter = letters.step_coming(f"{public_address(settings)}{PATHWAYS}")
    try:
        async with transaction_on(db):
            if not await store.SET_REMINDED.value(db, due.step):
                return False
            if not await tell_body(db, vault, due.council, settings.national_body, letter, due.officer):
                raise _NobodyError
    except Unavailable:
        raise
    except (Refused, _NobodyError):
        return False
    except Exception:  # a fault of ours about one holds none of the others up
        log.exception("a step was not reminded")
        return False
    return True
