"""SQL of the pieces of a file: where each one stands."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

PieceState = Literal["expected", "joined", "paper", "unavailable", "not_concerned", "missing", "received"]
Missing = Literal["absent", "unreadable", "outdated", "incomplete"]

refuse_on(
    "file_piece_while_open",
    "piece_shut",
    "La liste des pièces ne se change pas à cette étape du dossier.",
)
refuse_on("file_piece_missing_says_why", "piece_reason", "Dites pourquoi la pièce est redemandée.", field="reason")


class PieceRow(Struct, frozen=True, kw_only=True):
    """One piece that was marked, by whom and when. `reason`: why it is asked again."""

    piece: str
    state: PieceState
    reason: Missing | None
    marked_as: str
    marked_at: datetime


LIST_PIECES = Query(
    "commission.list_pieces",
    "SELECT piece, state, reason, marked_as, marked_at FROM file_piece WHERE file = $1 ORDER BY piece",
    PieceRow,
)
SET_PIECE: Query[Any] = Query("commission.set_piece", "SELECT mark_file_piece($1, $2, $3, $4)")
