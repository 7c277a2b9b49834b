"""The copy of the actions on disk: shown by a start without the database."""

import asyncio
import contextlib
import hashlib
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from relais.programme.model import Action

DIGEST: Final = hashlib.sha256().digest_size

_log = logging.getLogger(__name__)


class Copy(Struct, frozen=True, kw_only=True):
    """What was announced at `as_of`, by the clock of this machine."""

    as_of: datetime
    actions: list[Action]


def write_copy(path: Path, copy: Copy) -> None:
    """Put it on disk at once, behind a checksum. Raises OSError; `path` then stays as it was."""
    body = msgspec.msgpack.encode(copy)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(hashlib.sha256(body).digest() + body)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read_copy(path: Path) -> Copy | None:
    """What is on disk; None when it is missing, cut or altered."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        kept = path.read_bytes()
        if hashlib.sha256(kept[DIGEST:]).digest() == kept[:DIGEST]:
            return msgspec.msgpack.decode(kept[DIGEST:], type=Copy)
    return None


class CopyWriter:
    """Writes the last copy offered, off the event loop, one at a time: a slow disk delays no page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offered: Copy | None = None
        self._writing: asyncio.Task[None] | None = None

    def offer(self, copy: Copy) -> None:
        """Write this one next, in place of any that still waits."""
        self._offered = copy
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Wait until what was offered is written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._offered is not None:
            copy, self._offered = self._offered, None
            try:
                await asyncio.to_thread(write_copy, self._path, copy)
            except OSError:  # a full or read-only disk: readers have the memory
                _log.warning("the copy of the programme cannot be written")
