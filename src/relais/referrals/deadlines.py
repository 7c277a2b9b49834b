"""What time does to a referral, on the database's clock: moves that are due, and silence that is told.

For the worker; several may live at once. Each act is a savepoint: one that was overtaken, by an answer or a withdrawal,
is passed over and holds nothing else up. What could be told to nobody is tried again.
"""

import logging

from relais.core.context import KEY_USE, WORKER, pads_of
from relais.core.db import Db, Unavailable, act_as, transaction_on
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.service import public_address
from relais.referrals import telling_store as store
from relais.referrals.service import make_due_moves
from relais.referrals.telling import tell_escalation, tell_handed_back, tell_reminder
from relais.referrals.telling_store import SilenceRow

log = logging.getLogger(__name__)

AT_ONCE = 500  # acts of one run: its context lasts a minute


class _NobodyError(Exception):
    """Nobody could be written to: what was begun is undone, so that it is due again."""


async def move_due(db: Db, vault: Vault, _settings: Settings) -> int:
    """Expire, cancel and close what time has ended; how many moved."""
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        return len(await make_due_moves(db, at_most=AT_ONCE))


async def tell_silence(db: Db, vault: Vault, settings: Settings) -> int:
    """Remind the recipient after 24 hours, tell who sent it after 72 and when it expired: how many were told.

    Once a round each.
    """
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        silences = await store.LIST_SILENCES.all(db, AT_ONCE)
        origin = public_address(settings)
        return sum([await _told_once(db, vault, one, origin) for one in silences])


async def _told_once(db: Db, vault: Vault, silence: SilenceRow, origin: str) -> bool:
    try:
        async with transaction_on(db):
            if not await store.ADD_TOLD.run(db, silence.referral, silence.version, silence.what):
                return False
            if not await _write(db, vault, silence, origin):
                raise _NobodyError
    except Unavailable:
        raise
    except (Refused, _NobodyError):
        return False
    except Exception:  # a fault of ours about one holds none of the others up
        log.exception("a silence was not told")
        return False
    return True


async def _write(db: Db, vault: Vault, silence: SilenceRow, origin: str) -> int:
    if silence.what == "reminded":
        return await tell_reminder(db, vault, silence.recipient_org, origin)
    if silence.what == "handed_back":
        return await tell_handed_back(db, vault, silence.origin_org, origin)
    return await tell_escalation(
        db, vault, origin_org=silence.origin_org, recipient_org=silence.recipient_org, origin=origin
    )
