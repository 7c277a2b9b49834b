"""What time does to a request, on the database's clock: moves that are due, and silence that is told.

For the worker; several may live at once. Each act is a savepoint: one that was overtaken is passed over and holds
nothing else up. What could be told to nobody is tried again.
"""

import logging

from relais.aid_requests import store
from relais.aid_requests.model import Due
from relais.aid_requests.store import SilenceRow
from relais.aid_requests.telling import tell_escalation, tell_relief, tell_reminder, tell_returned, tell_unanswered
from relais.core.context import KEY_USE, WORKER, pads_of
from relais.core.db import Db, Unavailable, act_as, transaction_on
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.service import public_address

log = logging.getLogger(__name__)

AT_ONCE = 500  # acts of one run: its context lasts a minute


class _NobodyError(Exception):
    """Nobody could be written to: what was begun is undone, so that it is due again."""


async def move_due(db: Db, vault: Vault, settings: Settings) -> int:
    """Give back what was taken up without a contact, end what was left open; how many moved."""
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        due = await store.LIST_DUE.all(db, AT_ONCE)
        origin = public_address(settings)
        return sum([await _moved(db, vault, one, origin) for one in due])


async def tell_silence(db: Db, vault: Vault, settings: Settings) -> int:
    """Remind after 24 hours, escalate after 72 and after 14 days, relieve an urgent one after 4; how many."""
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        silences = await store.LIST_SILENCES.all(db, AT_ONCE)
        return sum([await _told_once(db, vault, one, settings) for one in silences])


async def _moved(db: Db, vault: Vault, one: Due, origin: str) -> bool:
    outcome = "no_outcome" if one.due == "closed" else None
    try:
        async with transaction_on(db):
            await store.ADD_EVENT.run(
                db, one.id, one.version, new_id(), one.state, one.due, "worker", None, outcome
            )  # fmt: skip
            if one.due == "received":
                await tell_returned(db, vault, one.council, origin)
    except Unavailable:
        raise
    except Refused:
        return False
    except Exception:  # a fault of ours about one holds none of the others up
        log.exception("a due move failed")
        return False
    return True


async def _told_once(db: Db, vault: Vault, silence: SilenceRow, settings: Settings) -> bool:
    relief = settings.national_body if silence.what == "relieved" else ""
    if relief == silence.council:
        return False  # it is theirs already: reminded and escalated like any other
    try:
        async with transaction_on(db):
            if not await store.ADD_TOLD.run(db, silence.request, silence.version, silence.what, relief):
                return False
            if not await _write(db, vault, silence, settings):
                raise _NobodyError
    except Unavailable:
        raise
    except (Refused, _NobodyError):
        return False
    except Exception:  # a fault of ours about one holds none of the others up
        log.exception("a silence was not told")
        return False
    return True


async def _write(db: Db, vault: Vault, silence: SilenceRow, settings: Settings) -> int:
    origin = public_address(settings)
    if silence.what == "reminded":
        return await tell_reminder(db, vault, silence.council, origin)
    if silence.what == "relieved":
        return await tell_relief(db, vault, origin)
    if silence.what == "unanswered" and silence.council != settings.national_body:
        return await tell_unanswered(db, vault, silence.council, origin)
    return await tell_escalation(db, vault, silence.council, origin)
