"""The ends of the chains, written every day in a file outside the database.

A chain alone does not see that its end was cut, nor that a whole case went; with these lines it is seen. Each line
also names the hash of the line before, so that none is taken out unseen. No line names a case, but by its hash.
"""

import fcntl
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Literal
from uuid import UUID

import msgspec
from anyio import to_thread
from msgspec import Struct

from relais.cases import chain_store as store
from relais.core.context import KEY_USE, WORKER, pads_of
from relais.core.db import Db, act_as
from relais.core.settings import Settings
from relais.core.vault import Vault


class Anchor(Struct, frozen=True, kw_only=True):
    """The end of one chain on one day, or when it, or its content, was purged. `case`: SHA-256 of its identifier."""

    day: str
    case: str
    seq: int
    hash: str
    what: Literal["end", "purged", "emptied"] = "end"
    before: str = ""  # SHA-256 of the line before


class AnchorFault(Exception):  # noqa: N818 it is found, not raised by mistake
    """A line of the file was altered or taken out. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__("anchors")
        self.line = line


class Anchors(Struct, frozen=True, kw_only=True):
    """What the file says: the last line about each case, how many bytes are whole lines, the hash of the last."""

    last: dict[str, Anchor]
    size: int
    before: str


def name_of(case: UUID) -> str:
    """How a line names a case."""
    return hashlib.sha256(case.bytes).hexdigest()


def read_anchors(path: Path, *, before_day: str | None = None) -> Anchors:
    """Read and check the file; empty when there is none. A last line that a power cut left unfinished does not count.

    `before_day` leaves out of `last` what was written that day or later, which an old copy cannot know. Raises
    AnchorFault.
    """
    content = path.read_bytes() if path.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    last: dict[str, Anchor] = {}
    before = ""
    decoder = msgspec.json.Decoder(Anchor)
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            anchor = decoder.decode(line)
        except msgspec.DecodeError:
            raise AnchorFault(number) from None
        if anchor.before != before:
            raise AnchorFault(number)
        before = hashlib.sha256(line).hexdigest()
        if before_day is None or anchor.day < before_day:
            last[anchor.case] = anchor
    return Anchors(last=last, size=len(whole), before=before)


def add_anchors(path: Path, kept: Anchors, fresh: list[Anchor]) -> None:
    """Append lines after what `kept` read; they are on the disk when this returns."""
    before, lines = kept.before, []
    for anchor in fresh:
        line = msgspec.json.encode(msgspec.structs.replace(anchor, before=before))
        before = hashlib.sha256(line).hexdigest()
        lines.append(line + b"\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(kept.size)
        file.truncate()
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())


@asynccontextmanager
async def alone_with(path: Path) -> AsyncIterator[None]:
    """Nobody else adds lines meanwhile, in this process or another: two writers would lose some of them."""
    lock = await to_thread.run_sync(_take, path.with_suffix(".lock"))
    try:
        yield
    finally:
        lock.close()


def _take(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
    except BaseException:
        lock.close()
        raise
    return lock


async def write_anchors(db: Db, path: Path) -> int:
    """Add a line for every chain that grew since its last one; returns how many. In a context of the worker."""
    async with alone_with(path):
        kept = await to_thread.run_sync(read_anchors, path)
        day: str = await store.GET_DAY.value(db)
        fresh = [
            Anchor(day=day, case=name, seq=head.seq, hash=head.hash.hex())
            for head in await store.LIST_HEADS.all(db)
            if (known := kept.last.get(name := name_of(head.case_id))) is None or known.seq < head.seq
        ]
        if fresh:
            await to_thread.run_sync(add_anchors, path, kept, fresh)
    return len(fresh)


async def anchor_chains(db: Db, vault: Vault, settings: Settings) -> int:
    """The job of the worker, once a day."""
    await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
    return await write_anchors(db, settings.anchors_file)
