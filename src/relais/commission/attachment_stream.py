"""A form that brings a document, read as it comes: its fields, then the document in blocks. Nothing touches a disk.

The framework would read the whole form and lay large parts in a temporary file, in clear: this reads the body itself,
and holds two blocks of it at most.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, Final

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import InternalServerException
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from relais.commission.attachment_content import BLOCK, MOST, refuse_size
from relais.core.errors import Refused

FORM_BYTES: Final = 64 * 1024  # of everything but the document
BODY_LIMIT: Final = MOST + FORM_BYTES
MOST_FIELDS: Final = 8
MOST_FIELD: Final = 4096  # bytes
UNREADABLE: Final = "Le formulaire reçu n'est pas lisible : revenez à la page et joignez de nouveau le document."
NONE_SENT: Final = "Choisissez le document à joindre."
CUT: Final = "L'envoi s'est interrompu : rien n'est gardé. Joignez de nouveau le document."


class Incoming:
    """One form: `fields()` first, then `blocks()` of the document, in order, once. Raises Refused throughout."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        kind, options = request.content_type
        if kind != RequestEncodingType.MULTI_PART or not options.get("boundary"):
            raise Refused("media_type", "Cette page n'attend qu'un formulaire avec un document.", status=415)
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > BODY_LIMIT:  # before anything is read
            refuse_size(int(length))
        self._events = _events(request, options["boundary"])
        self.file_name = ""

    async def fields(self) -> dict[str, str]:
        """The texts that come before the document, by name."""
        found: dict[str, str] = {}
        async for event in self._events:
            if isinstance(event, MultipartSegment):
                if event.filename is not None:
                    self.file_name = event.filename
                    return found
                found[event.name] = await self._text()
        raise Refused("attachment_missing", NONE_SENT, field="piece", status=422)

    async def _text(self) -> str:
        text = bytearray()
        async for event in self._events:
            if event is None:
                break
            text += event
            if len(text) > MOST_FIELD:
                raise Refused("attachment_form", UNREADABLE)
        try:
            return text.decode()
        except UnicodeDecodeError:
            raise Refused("bad_encoding", "Le texte reçu n'est pas de l'UTF-8.") from None

    async def blocks(self) -> AsyncIterator[bytes]:
        """Blocks of a mebibyte, the last one shorter; the form has ended well when the last is given."""
        waiting, size = bytearray(), 0
        async for event in self._events:
            if event is None:
                break
            size += len(event)
            refuse_size(size)
            waiting += event
            while len(waiting) > BLOCK:  # never the last byte: the last block is not empty
                yield bytes(waiting[:BLOCK])
                del waiting[:BLOCK]
        async for _ in self._events:
            raise Refused("attachment_form", UNREADABLE)  # nothing follows the document
        if not size:
            raise Refused("attachment_missing", NONE_SENT, field="piece", status=422)
        yield bytes(waiting)

    async def leave(self) -> None:
        """Stop reading."""
        await self._events.aclose()


async def _events(request: Request[Any, Any, Any], boundary: str) -> AsyncGenerator[Any, None]:
    """A segment, its bytes, None at its end, and so on. Raises Refused when the line is cut or the form is none."""
    try:
        parser = PushMultipartParser(boundary, max_segment_count=MOST_FIELDS + 1, strict=True)
        async with aclosing(request.stream()) as stream:
            async for received in stream:
                for event in parser.parse(received) if received else ():
                    yield event
        parser.close()
    except (MultipartError, LookupError, UnicodeError):
        raise Refused("attachment_form", UNREADABLE) from None
    except InternalServerException:  # the framework's word for a browser that left
        raise Refused("attachment_cut", CUT) from None
