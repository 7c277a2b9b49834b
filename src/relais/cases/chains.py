"""Checking every chain of events, outside PostgreSQL: the first row that does not hold is named."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal
from uuid import UUID

from msgspec import Struct

from relais.cases import chain_store as store
from relais.cases.anchors import Anchor, AnchorFault, name_of, read_anchors
from relais.cases.chain_store import LinkRow
from relais.core.db import Db

AT_ONCE = 20_000  # rows
NOBODY = UUID(int=0)

FaultKind = Literal["altered", "missing", "cut", "gone", "anchors"]


class ChainFault(Struct, frozen=True, kw_only=True):
    """The first thing that does not hold.

    altered: the event was rewritten. missing: it was taken out. cut: the last events are gone. gone: a whole case that
    the file of anchors knows. anchors: a line (`seq`) of that file.
    """

    kind: FaultKind
    case: str = ""
    seq: int = 0


class Checked(Struct, frozen=True, kw_only=True):
    """How much was read, and the first fault."""

    cases: int
    events: int
    anchors: int
    fault: ChainFault | None = None


async def verify(db: Db, anchors_file: Path, *, copied_on: str | None = None) -> Checked:
    """Read every chain at one moment and check it against itself, its count and the anchors. In a transaction.

    `copied_on`: the day of an old copy, which is held to the anchors written before that day alone.
    """
    try:
        # Before the moment: an anchor never runs ahead of what is read.
        anchors = read_anchors(anchors_file, before_day=copied_on).last
    except AnchorFault as broken:
        return Checked(cases=0, events=0, anchors=0, fault=ChainFault(kind="anchors", seq=broken.line))
    await store.ONE_MOMENT.run(db)
    counts = {row.id: row.seq for row in await store.LIST_COUNTS.all(db)}
    events = 0
    ends: dict[UUID, int] = {}
    fault: ChainFault | None = None
    previous: LinkRow | None = None
    async for link in _links(db):
        fault = _fault_of(link, previous if previous and previous.case_id == link.case_id else None, anchors)
        if fault:
            break
        events += 1
        ends[link.case_id] = link.seq
        previous = link
    fault = fault or _counted(counts, ends) or _anchored(anchors, ends)
    if fault and fault.kind == "gone":
        fault = _anchored(_but_purged(anchors, anchors_file), ends)
    return Checked(cases=len(counts), events=events, anchors=len(anchors), fault=fault)


async def _links(db: Db) -> AsyncIterator[LinkRow]:
    case, seq = NOBODY, 0
    while rows := await store.LIST_LINKS.all(db, case, seq, AT_ONCE):
        for row in rows:
            yield row
        case, seq = rows[-1].case_id, rows[-1].seq


def _fault_of(link: LinkRow, previous: LinkRow | None, anchors: dict[str, Anchor]) -> ChainFault | None:
    expected, before = (previous.seq + 1, previous.hash) if previous else (1, b"")
    if link.seq != expected:
        return ChainFault(kind="missing", case=str(link.case_id), seq=expected)
    altered = ChainFault(kind="altered", case=str(link.case_id), seq=link.seq)
    if link.previous_hash != before or link.hash != hashlib.sha256(before + link.message.encode()).digest():
        return altered
    anchor = anchors.get(name_of(link.case_id))
    if anchor and anchor.seq == link.seq and anchor.hash != link.hash.hex():
        return altered  # the whole chain was made again, hashes included
    return None


def _counted(counts: dict[UUID, int], ends: dict[UUID, int]) -> ChainFault | None:
    """A case counts its events: its end cannot go without it."""
    for case in sorted(counts.keys() | ends.keys()):
        found = ends.get(case, 0)
        if counts.get(case, 0) != found or found == 0:
            return ChainFault(kind="cut", case=str(case), seq=found + 1)
    return None


def _but_purged(anchors: dict[str, Anchor], anchors_file: Path) -> dict[str, Anchor]:
    """Without the cases purged between the reading of the file and the moment of the database, or of the copy."""
    purged = {name for name, anchor in read_anchors(anchors_file).last.items() if anchor.what == "purged"}
    return {name: anchor for name, anchor in anchors.items() if name not in purged}


def _anchored(anchors: dict[str, Anchor], ends: dict[UUID, int]) -> ChainFault | None:
    """What the file knows is there, at least as long, unless it was purged at its end date."""
    lengths = {name_of(case): (str(case), seq) for case, seq in ends.items()}
    for name, anchor in sorted(anchors.items()):
        case, seq = lengths.get(name, ("", 0))
        if not case:
            if anchor.what == "purged":
                continue
            return ChainFault(kind="gone", case=name, seq=anchor.seq)
        if seq < anchor.seq:
            return ChainFault(kind="cut", case=case, seq=seq + 1)
    return None
