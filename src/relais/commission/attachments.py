"""A document joined to a file: kept as it arrives, given back whole, taken away. 1 MiB at a time, each sealed.

A chunk is sealed for its case, its document, its number and whether it is the last: moved, dropped, or put in the
place of another, it does not open. Each chunk has a transaction of its own, since an upload may last; a document is
there once it is whole, and what was cut is taken away.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from anyio import CancelScope
from msgspec import Struct

from relais.cases.code import refuse_codes
from relais.cases.sealing import CaseKey
from relais.commission import attachment_store as store
from relais.commission.attachment_content import SUFFIX, Kind, kind_of, refuse_half
from relais.commission.attachment_store import AttachmentRow
from relais.commission.attachment_stream import Incoming
from relais.commission.file_model import PIECES_WRITABLE, NationalFile
from relais.commission.file_service import find_file, roles_on
from relais.commission.file_store import GET_FILE_KEY
from relais.core.context import Context
from relais.core.db import Database, Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.vault import Vault, VaultError

NAME_SIGNS: Final = 120
ALTERED: Final = (
    "Ce document ne peut pas être ouvert : ce qui en est gardé a été altéré ou déplacé. Rien n'en est donné. "
    "Signalez-le à qui tient le service."
)


class Kept(Struct, frozen=True, kw_only=True):
    """One document as it is listed."""

    row: AttachmentRow
    name: str


class Wanted(Struct, frozen=True, kw_only=True):
    """Where a document goes. `piece`: of the checklist, "" for none; `request`: the same when it is posted again."""

    file: UUID
    piece: str
    request: UUID


class Safe(Struct, frozen=True, kw_only=True):
    """The database and the keys, for one context."""

    database: Database
    vault: Vault
    context: Context

    async def keep(self, wanted: Wanted, incoming: Incoming) -> UUID | None:
        """Keep what arrives; None when the same post kept it already. Raises Refused, NotFound."""
        async with self.database.acting(self.context) as db:
            file = await writable_file(db, wanted.file)
            if await store.HAS_ATTACHMENT.value(db, wanted.file, wanted.request):
                return None
            key = await _key_of(db, self.vault, file.id, file.case_id)
        made, kind, tail, number = new_id(), None, b"", 0
        try:
            async for block, last in _marked(incoming.blocks()):
                if kind is None:
                    kind = kind_of(block)
                    await self._begin(made, wanted, kind, key, incoming.file_name)
                tail = (tail + block)[-4096:]
                if last:
                    refuse_half(kind, tail)
                sealed = key.seal_block(block, place_of(made, number, last=last))
                async with self.database.acting(self.context) as db:
                    await store.ADD_CHUNK.value(db, made, number, last, sealed)
                number += 1
            async with self.database.acting(self.context) as db:
                await store.SET_ATTACHMENT_WHOLE.value(db, made)
        except Unavailable:  # asked again it would be waited for again: the worker ends what is left
            raise
        except BaseException:
            if kind is not None:
                await self._leave_nothing(made)
            raise
        return made

    async def _begin(self, made: UUID, wanted: Wanted, kind: Kind, key: CaseKey, file_name: str) -> None:
        words = key.seal(shown_name(file_name, kind).encode(), f"attachment:{made}:name")
        async with self.database.acting(self.context) as db:
            await store.ADD_ATTACHMENT.value(db, made, wanted.file, wanted.request, kind, wanted.piece, words)

    async def _leave_nothing(self, made: UUID) -> None:
        """Whatever stopped the upload, the browser that left included. The worker does it for a process that died."""
        with CancelScope(shield=True), contextlib.suppress(Exception):
            async with self.database.acting(self.context) as db:
                await store.END_ATTACHMENT.value(db, made)

    async def find(self, attachment: UUID) -> Kept:
        """The document. Raises NotFound."""
        async with self.database.acting(self.context) as db:
            row = await store.FIND_ATTACHMENT.one(db, attachment)
            if row is None:
                raise NotFound
            return _named(await _key_of(db, self.vault, row.file, row.case_id), row)

    async def remove(self, attachment: UUID) -> None:
        """Take it away. Raises NotFound, Refused once the file is on its way."""
        kept = await self.find(attachment)
        async with self.database.acting(self.context) as db:
            await writable_file(db, kept.row.file)
            await store.END_ATTACHMENT.value(db, attachment)

    async def check(self, kept: Kept) -> None:
        """Open every chunk, so that what was altered is refused before the first byte leaves. Raises Refused."""
        try:
            async for _ in self.bytes_of(kept):
                pass
        except VaultError:
            raise Refused("attachment_altered", ALTERED, status=409) from None

    async def bytes_of(self, kept: Kept) -> AsyncIterator[bytes]:
        """Its blocks, in order, to the last. Raises VaultError when one is missing, moved or altered."""
        row, number, last = kept.row, 0, False
        while not last:
            async with self.database.acting(self.context) as db:
                key = await _key_of(db, self.vault, row.file, row.case_id)
                chunk = await store.GET_CHUNK.one(db, row.id, number)
            if chunk is None:
                raise VaultError("Un document n'est plus entier.")
            last = chunk.last
            yield key.open_block(chunk.sealed, place_of(row.id, number, last=last))
            number += 1


async def writable_file(db: Db, file: UUID) -> NationalFile:
    """The file, when this context may join documents to it now. Raises NotFound, Refused."""
    found = await find_file(db, file)
    roles = await roles_on(db, file)
    if "person" not in roles and not ("council" in roles and found.shared_at is not None):
        raise NotFound
    if found.state not in PIECES_WRITABLE:
        raise Refused("attachment_shut", store.SHUT, field="piece", status=409)
    return found


async def list_kept(db: Db, vault: Vault, file: UUID) -> list[Kept]:
    """The documents of a file that this context may read, by their place."""
    rows = await store.LIST_ATTACHMENTS.all(db, file)
    if not rows:
        return []
    key = await _key_of(db, vault, file, rows[0].case_id)
    return [_named(key, row) for row in rows]


def place_of(attachment: UUID, number: int, *, last: bool) -> str:
    """For which place a chunk is sealed, besides its case."""
    return f"attachment:{attachment}:{number}:{'last' if last else 'more'}"


def shown_name(file_name: str, kind: Kind) -> str:
    """The name that is kept: its last part, no sign that hides, the ending of what it is. Raises Refused for a code."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign if sign.isprintable() else " " * sign.isspace() for sign in last)
    stem = plain.rpartition(".")[0] if "." in plain else plain
    refuse_codes(stem)
    cleaned = " ".join(stem.replace('"', " ").split())[: NAME_SIGNS - 5].strip(" .")
    return f"{cleaned or 'document'}{SUFFIX[kind]}"


def _named(key: CaseKey, row: AttachmentRow) -> Kept:
    try:
        name = key.open(row.words, f"attachment:{row.id}:name").decode()
    except VaultError:  # said when it is opened: the others are still there
        name = f"document illisible{SUFFIX[row.kind]}"
    return Kept(row=row, name=name)


async def _marked(blocks: AsyncIterator[bytes]) -> AsyncIterator[tuple[bytes, bool]]:
    """Each block with whether it is the last one, which is known only when no other follows."""
    held: bytes | None = None
    async for block in blocks:
        if held is not None:
            yield held, False
        held = block
    if held is not None:
        yield held, True


async def _key_of(db: Db, vault: Vault, file: UUID, case: UUID) -> CaseKey:
    wrapped = await GET_FILE_KEY.value(db, file)
    if wrapped is None:
        raise NotFound
    return CaseKey(vault, case, wrapped)
