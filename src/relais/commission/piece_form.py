"""The checklist as it is posted: one choice per piece by the person or their council, or what is asked again."""

from msgspec import Struct

from relais.accounts.entrance import last
from relais.commission import piece_store
from relais.commission.file_model import NationalFile
from relais.commission.file_service import mark_piece
from relais.commission.piece_list import MISSING, SAYABLE, every_piece, pieces_for, section_pieces
from relais.commission.piece_store import Missing, PieceState
from relais.core.db import Db
from relais.web.forms import Sent

FIELD = "piece_"  # before the code of a piece


class Asked(Struct, frozen=True, kw_only=True):
    """What the national service says of one piece."""

    code: str
    state: PieceState
    reason: Missing | None


async def mark_pieces(db: Db, file: NationalFile, sent: Sent) -> None:
    """What is said of each piece of the list; what is unknown, or as it was, is passed over. Raises Refused, late."""
    rows = await piece_store.LIST_PIECES.all(db, file.id)
    for line in pieces_for(file.practice, rows):
        wanted = last(sent, FIELD + line.code)
        for state in SAYABLE:
            if state == wanted and state != line.state:
                await mark_piece(db, file.id, line.code, state)


def pieces_typed(sent: Sent) -> dict[str, str]:
    """What was chosen of each piece and section, by its code, to be shown again."""
    codes = [piece.code for piece in (*every_piece(), *section_pieces())]
    return {code: chosen for code in codes if (chosen := last(sent, FIELD + code))}


def asked_again(sent: Sent) -> tuple[Asked, ...]:
    """What the national service posted: `received`, or why a piece or a section is asked again; else left out."""
    found: list[Asked] = []
    for piece in (*every_piece(), *section_pieces()):
        wanted = last(sent, FIELD + piece.code)
        if wanted == "received":
            found.append(Asked(code=piece.code, state="received", reason=None))
        found += [Asked(code=piece.code, state="missing", reason=why) for why in MISSING if why == wanted]
    return tuple(found)
