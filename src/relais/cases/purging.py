"""Removing what has reached its end date, and writing it outside the database: a purge is told from a cut.

The database chooses what is due, on its own clock; nothing here can ask for another case.
"""

from pathlib import Path
from typing import Literal

from anyio import to_thread
from msgspec import Struct

from relais.cases import chain_store as store
from relais.cases.anchors import Anchor, Anchors, add_anchors, alone_with, name_of, read_anchors
from relais.cases.chain_store import PurgedRow
from relais.core.db import Db, connect, transaction_on
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.core.sql import Query
from relais.core.vault import Vault


class Work(Struct, frozen=True, kw_only=True):
    """One thing that the account of purges does, and what the line of the anchors then says."""

    query: Query[PurgedRow]
    what: Literal["purged", "emptied"]


WHOLE = Work(query=store.PURGE_CASES, what="purged")
CONTENT = Work(query=store.EMPTY_CASES, what="emptied")
STEPS = Work(query=store.THIN_CASES, what="emptied")


async def purge_due(url: str, anchors_file: Path) -> int:
    """Delete every case whose day has passed; how many. `url`: the account of purges. Raises Refused, AnchorFault.

    The lines are on the disk before the deletion lasts: cut in between, the case is still there, and is purged again.
    """
    return await _do_all(url, anchors_file, WHOLE)


async def empty_due(url: str, anchors_file: Path) -> int:
    """Take the content out of every case that ended thirty days ago, and the key that sealed it; how many. Then the
    steps of those that only a national file keeps. Raises Refused, AnchorFault.
    """
    emptied = await _do_all(url, anchors_file, CONTENT)
    await _do_all(url, anchors_file, STEPS)
    return emptied


async def _do_all(url: str, anchors_file: Path, work: Work) -> int:
    db = await connect(url, command_seconds=None)
    done = 0
    try:
        async with alone_with(anchors_file):
            while some := await _do_some(db, anchors_file, work):
                done += some
    finally:
        await db.close()
    return done


async def _do_some(db: Db, anchors_file: Path, work: Work) -> int:
    async with transaction_on(db):
        rows = await work.query.all(db)
        if rows:
            kept = await to_thread.run_sync(read_anchors, anchors_file)
            day: str = await store.GET_DAY.value(db)
            lines = [_line(kept, row, day, work.what) for row in rows]
            await to_thread.run_sync(add_anchors, anchors_file, kept, lines)
    return len(rows)


def _line(kept: Anchors, row: PurgedRow, day: str, what: Literal["purged", "emptied"]) -> Anchor:
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
    return Anchor(day=day, case=name, seq=row.seq, hash=end, what=what)


async def purge_each_day(_db: Db, _vault: Vault, settings: Settings) -> None:
    """The job of the worker, where it was given the account that may."""
    if settings.purge_url:
        await empty_due(settings.purge_url, settings.anchors_file)
        await purge_due(settings.purge_url, settings.anchors_file)
