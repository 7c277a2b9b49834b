"""Removing what is due: rows by the rules of the database, cases by the account of purges, mails kept as files."""

from datetime import timedelta

from anyio import to_thread
from msgspec import Struct

from relais.cases.purging import empty_due, purge_due
from relais.core.db import Db, connect, transaction_on
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.mail_folder import forget_mails
from relais.retention import store

MAIL_FILES = timedelta(days=30)  # as the line of a mail that was sent


class Purged(Struct, frozen=True, kw_only=True):
    """What went: whole cases, contents of cases, rows by table, mails that were files."""

    cases: int
    emptied: int
    rows: dict[str, int]
    mails: int


async def purge_all(settings: Settings) -> Purged:
    """Everything that is due, with the account of purges. Raises Refused, AnchorFault, Unavailable."""
    emptied = await empty_due(settings.purge_url, settings.anchors_file)
    cases = await purge_due(settings.purge_url, settings.anchors_file)
    db = await connect(settings.purge_url, command_seconds=None)
    try:
        async with transaction_on(db):
            rows, mails = await _rows_and_mails(db, settings)
    finally:
        await db.close()
    return Purged(cases=cases, emptied=emptied, rows=rows, mails=mails)


async def purge_rows(db: Db, _vault: Vault, settings: Settings) -> None:
    """The job of the worker, once a day: what needs no line in the anchors."""
    await _rows_and_mails(db, settings)


async def _rows_and_mails(db: Db, settings: Settings) -> tuple[dict[str, int], int]:
    rows: dict[str, int] = {}
    for row in await store.PURGE_ROWS.all(db):
        rows[row.of_table] = rows.get(row.of_table, 0) + row.gone
    present = await store.GET_MOMENT.value(db)
    return rows, await to_thread.run_sync(forget_mails, settings.mail_folder, present - MAIL_FILES)
