"""Replacing a key-encryption key and destroying the old one, over every column that the vault seals."""

from typing import Any

from relais.accounts.sealed_store import SEALED as OF_ACCOUNTS
from relais.aid_requests.note_sealed_store import SEALED as OF_NOTES
from relais.cases.sealed_store import SEALED as OF_CASES
from relais.core.db import connect, transaction_on
from relais.core.sealed import SealedColumn, reseal_some
from relais.core.settings import Settings
from relais.core.sql import Query
from relais.core.vault import VaultError, add_key, destroy_key, open_vault
from relais.notifications.sealed_store import SEALED as OF_MAILS

# Every column of the database that is sealed by the vault; a test finds any that would be missing.
REGISTRY: tuple[SealedColumn, ...] = (*OF_ACCOUNTS, *OF_MAILS, *OF_CASES, *OF_NOTES)
# Nobody writes while the last rows are counted; who reads does not wait.
LOCK_ALL: Query[Any] = Query("cli.lock_sealed", "LOCK TABLE account, totp, outbox, aid_case, note_author IN SHARE MODE")


async def rotate(url: str, settings: Settings) -> tuple[int, dict[str, int]]:
    """Make the next key unless the last rotation was not finished, then seal everything under the newest.

    Returns its number, and how many values of each column were sealed again. `url`: the owner of the tables.
    """
    db = await connect(url, command_seconds=None)
    try:
        vault = open_vault(settings.keys_folder, create=False)
        if not await _others(db, vault.current):
            add_key(settings.keys_folder)
        vault = open_vault(settings.keys_folder, create=False)
        done = {column.name: 0 for column in REGISTRY}
        for column in REGISTRY:
            while some := await _reseal(db, vault, column):
                done[column.name] += some
        return vault.current, done
    finally:
        db.terminate()


async def destroy(url: str, settings: Settings, number: int) -> None:
    """Destroy a key that no row names any more. Raises VaultError, naming what still does."""
    db = await connect(url, command_seconds=None)
    try:
        async with transaction_on(db):
            await LOCK_ALL.run(db)
            counts = {column.name: await column.count.value(db, number) for column in REGISTRY}
            if held := [f"{name} ({count})" for name, count in counts.items() if count]:
                raise VaultError(
                    f"La clé {number:04} scelle encore : {', '.join(held)}. « relais keys rotate » d'abord."
                )
            destroy_key(settings.keys_folder, number)
    finally:
        db.terminate()


async def _reseal(db: Any, vault: Any, column: SealedColumn) -> int:
    async with transaction_on(db):
        return await reseal_some(db, vault, column)


async def _others(db: Any, current: int) -> bool:
    """Whether some row is still sealed by an older key."""
    for column in REGISTRY:
        if await column.list_others.one(db, current, 1):
            return True
    return False
