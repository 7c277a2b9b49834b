"""Removing what has reached its end date, and writing it outside the database: a purge is told from a cut.

The database chooses what is due, on its own clock; nothing here can ask for another case.
"""

from pathlib import Path

from anyio import to_thread

from relais.cases import chain_store as store
from relais.cases.anchors import Anchor, Anchors, add_anchors, alone_with, name_of, read_anchors
from relais.cases.chain_store import PurgedRow
from relais.core.db import Db, connect, transaction_on
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.core.vault import Vault


async def purge_due(url: str, anchors_file: Path) -> int:
    """Delete every case whose day has passed; how many. `url`: the account of purges. Raises Refused, AnchorFault.

    The lines are on the disk before the deletion lasts: cut in between, the case is still there, and is purged again.
    """
    db = await connect(url, command_seconds=None)
    gone = 0
    try:
        async with alone_with(anchors_file):
            while some := await _purge_some(db, anchors_file):
                gone += some
    finally:
        await db.close()
    return gone


async def _purge_some(db: Db, anchors_file: Path) -> int:
    async with transaction_on(db):
        rows = await store.PURGE_CASES.all(db)
        if rows:
            kept = await to_thread.run_sync(read_anchors, anchors_file)
            day: str = await store.GET_DAY.value(db)
            lines = [_line(kept, row, day) for row in rows]
            await to_thread.run_sync(add_anchors, anchors_file, kept, lines)
    return len(rows)


def _line(kept: Anchors, row: PurgedRow, day: str) -> Anchor:
    """What stays of a case. A chain that is not as it was anchored would be covered up by its purge."""
    name, end = name_of(row.case_id), row.hash.hex()
    known = kept.last.get(name)
    if known and (known.seq > row.seq or (known.seq == row.seq and known.hash != end)):
        raise Refused(
            "purge_of_a_broken_chain",
            f"Rien n'a été purgé : la chaîne du dossier {row.case_id} n'est plus celle que disent les ancres. "
            "« relais audit verify » d'abord.",
            status=409,
        )
    return Anchor(day=day, case=name, seq=row.seq, hash=end, what="purged")


async def purge_each_day(_db: Db, _vault: Vault, settings: Settings) -> None:
    """The job of the worker, where it was given the account that may."""
    if settings.purge_url:
        await purge_due(settings.purge_url, settings.anchors_file)
