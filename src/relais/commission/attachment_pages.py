"""The page of the documents of a file, the person's and that of a body, and a document as it is given back."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.response import Stream

from relais.commission import attachment_content as content
from relais.commission.attachment_access import Holder, safe_of
from relais.commission.attachment_store import ADD_ATTACHMENT_READING
from relais.commission.attachments import Kept, list_kept
from relais.commission.file_model import PIECES_WRITABLE
from relais.commission.file_service import find_file
from relais.commission.piece_list import every_piece, pieces_for
from relais.commission.piece_store import LIST_PIECES
from relais.core.db import Unavailable
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

# Whatever it holds, a browser saves it: it is never shown inside Relais, nor run. The shield adds `nosniff` and
# `no-store`; of two policies a browser holds to both.
HEADERS = {"content-security-policy": "sandbox; default-src 'none'"}


async def documents_page(
    place: Workplace, holder: Holder, file: UUID, *, said: str = "", fault: str = "", status: int = 200
) -> Response[Any]:
    """What is joined, and the form that joins. Raises NotFound."""
    async with place.database.acting(holder.context) as db:
        held = await find_file(db, file)
        kept = await list_kept(db, place.vault, file)
        marked = await LIST_PIECES.all(db, file)
    labels = {piece.code: piece.label for piece in every_piece()}
    own = bool(holder.passage)
    context: dict[str, Any] = {"passage": holder.passage} if own else {"visitor": holder.visitor}
    return place.pages.response(
        "commission/documents_own.html" if own else "commission/documents.html",
        status=status,
        file=held,
        kept=kept,
        labels=labels,
        pieces=pieces_for(held.practice, marked),
        kinds=content.KINDS,
        writable=held.state in PIECES_WRITABLE and (own or held.council == holder.context.org),
        most=content.MOST_PER_FILE,
        request=new_id(),
        new_request=new_id,
        size=size_words,
        said=said,
        fault=fault,
        **context,
    )


def away_page(place: Workplace, passage: str, file: UUID, away: Unavailable) -> Response[Any]:
    """The database did not answer: no document can be kept in a page, so the way back to choosing it again is."""
    return place.pages.response(
        "commission/documents_away.html", status=away.status, passage=passage, file=file, fault=away.sentence
    )


async def given_back(place: Workplace, holder: Holder, kept: Kept) -> Response[Any]:
    """The document to save, whole or not at all; a body that reads it is told to the person. Raises Refused."""
    safe = safe_of(place, holder.context)
    await safe.check(kept)
    if holder.context.kind == "staff":
        async with place.database.acting(holder.context) as db:
            await ADD_ATTACHMENT_READING.value(db, kept.row.id)
    headers = {
        **HEADERS,
        "content-disposition": disposition(kept.name, content.SUFFIX[kept.row.kind]),
        "content-length": str(kept.row.bytes),
    }
    blocks: AsyncIterator[bytes] = safe.bytes_of(kept)
    return Stream(blocks, media_type="application/octet-stream", headers=headers, status_code=200)


def disposition(name: str, suffix: str) -> str:
    """`attachment`, a name of ASCII letters for every browser, and the true one as RFC 5987 writes it."""
    return f"attachment; filename=\"document{suffix}\"; filename*=UTF-8''{quote(name, safe='')}"


def size_words(size: int) -> str:
    """`840 Ko`, `3,2 Mo`."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}\u202fKo"
    return f"{size / (1024 * 1024):.1f}".replace(".", ",") + "\u202fMo"
