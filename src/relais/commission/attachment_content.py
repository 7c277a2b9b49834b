"""What a document is, by its own first and last bytes: its name and what a browser says of it are not asked."""

from typing import Final, Literal

from relais.core.errors import Refused

Kind = Literal["pdf", "jpeg", "png"]
BLOCK: Final = 1 << 20  # bytes of one chunk
MOST_BLOCKS: Final = 10
MOST: Final = MOST_BLOCKS * BLOCK  # bytes of one document
MOST_PER_FILE: Final = 20
TAIL: Final = 2048  # bytes: what follows the mark of the end of a PDF is short
KINDS: Final[dict[Kind, str]] = {"pdf": "PDF", "jpeg": "image JPEG", "png": "image PNG"}
SUFFIX: Final[dict[Kind, str]] = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}
_HEADS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"%PDF-1.", "pdf"),
    (b"%PDF-2.", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
)
_END_OF_PNG: Final = b"\0\0\0\0IEND\xaeB`\x82"
NOT_KNOWN: Final = "Ce document n'est ni un PDF, ni une image JPEG ou PNG : enregistrez-le dans un de ces formats."
NOT_WHOLE: Final = "Ce document est incomplet ou abîmé : enregistrez-le de nouveau, puis joignez-le."
TOO_BIG: Final = "Ce document dépasse 10 Mo. Numérisez-le en moins fin, ou joignez-le en plusieurs parties."


def kind_of(head: bytes) -> Kind:
    """What begins so. Raises Refused (415) for anything else, a page that hides a document further on included."""
    for start, kind in _HEADS:
        if head.startswith(start):
            return kind
    raise Refused("attachment_kind", NOT_KNOWN, field="piece", status=415)


def refuse_half(kind: Kind, tail: bytes) -> None:
    """Raise Refused (422) when it does not end as its kind does; `tail`: its last bytes, `TAIL` of them at least.

    A PNG ends with its last part, so nothing hides behind it. Cameras write after the end of a JPEG: not looked at.
    """
    whole = {"pdf": b"%%EOF" in tail[-TAIL:], "png": tail.endswith(_END_OF_PNG), "jpeg": True}[kind]
    if not whole:
        raise Refused("attachment_half", NOT_WHOLE, field="piece", status=422)


def refuse_size(size: int) -> None:
    """Raise Refused (413) above ten mebibytes."""
    if size > MOST:
        raise Refused("attachment_too_big", TOO_BIG, field="piece", status=413)
