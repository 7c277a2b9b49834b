"""SQL of the documents joined to a file: they arrive chunk by chunk, and are read so. 0013 says who may."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.commission.attachment_content import Kind
from relais.commission.attachment_stream import CUT
from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on(
    "attachment_twenty_per_file",
    "attachment_too_many",
    "Ce dossier a déjà vingt documents : retirez-en un, ou réunissez-en plusieurs dans un seul PDF.",
    field="piece",
)
SHUT = "À cette étape, les documents ne se changent plus. S'il en manque un, le service national le redemande."
refuse_on("attachment_while_open", "attachment_shut", SHUT, field="piece")
refuse_on("attachment_arriving", "attachment_cut", CUT, field="piece")
refuse_on("attachment_once", "attachment_done", "Ce document est déjà joint.", field="piece")


class AttachmentRow(Struct, frozen=True, kw_only=True):
    """One document; `words`: the name it had, still sealed."""

    id: UUID
    file: UUID
    case_id: UUID
    slot: int
    kind: Kind
    piece: str
    words: bytes
    added_as: str
    bytes: int
    added_at: datetime


class ChunkRow(Struct, frozen=True, kw_only=True):
    """One chunk, still sealed."""

    last: bool
    sealed: bytes


LIST_ATTACHMENTS = Query(
    "commission.list_attachments",
    """
    SELECT id, file, case_id, slot, kind, piece, words, added_as, bytes, added_at
    FROM attachment WHERE file = $1 ORDER BY slot
    """,
    AttachmentRow,
)
FIND_ATTACHMENT = Query(
    "commission.find_attachment",
    """
    SELECT id, file, case_id, slot, kind, piece, words, added_as, bytes, added_at
    FROM attachment WHERE id = $1
    """,
    AttachmentRow,
)
HAS_ATTACHMENT: Query[Any] = Query(
    "commission.has_attachment", "SELECT EXISTS (SELECT FROM attachment WHERE file = $1 AND request = $2)"
)
GET_CHUNK = Query(
    "commission.get_chunk",
    "SELECT last, sealed FROM attachment_chunk WHERE attachment = $1 AND number = $2",
    ChunkRow,
)
ADD_ATTACHMENT: Query[Any] = Query("commission.add_attachment", "SELECT begin_attachment($1, $2, $3, $4, $5, $6)")
ADD_CHUNK: Query[Any] = Query("commission.add_chunk", "SELECT add_attachment_chunk($1, $2, $3, $4)")
SET_ATTACHMENT_WHOLE: Query[Any] = Query("commission.set_attachment_whole", "SELECT finish_attachment($1)")
END_ATTACHMENT: Query[Any] = Query("commission.end_attachment", "SELECT drop_attachment($1)")
ADD_ATTACHMENT_READING: Query[Any] = Query("commission.add_attachment_reading", "SELECT tell_attachment_read($1)")
PURGE_CUT: Query[Any] = Query("commission.end_cut_attachments", "SELECT purge_cut_attachments()")
