"""The pieces that are expected, by practice mode: a working list, for the commission to confirm (data/pieces.csv).

It is not ours to fix, so it is a file, and every page says what it is worth.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from relais.commission.file_model import NationalFile
from relais.commission.file_words import PRACTICES
from relais.commission.piece_store import Missing, PieceRow, PieceState
from relais.commission.section_model import ORDER, SECTIONS
from relais.core.settings import PROJECT

PIECES_FILE: Final = "pieces.csv"
WORKING_LIST: Final = "Liste de travail, à confirmer par la commission nationale."
SECTION_PIECE: Final = "section_"  # before the name of a section that is to be said again
SAYABLE: Mapping[PieceState, str] = {
    "expected": "Pas encore",
    "paper": "Envoyée ou remise sur papier",
    "unavailable": "Je ne peux pas la fournir",
    "not_concerned": "Ne me concerne pas",
}
STATES: Mapping[PieceState, str] = {
    "expected": "attendue",
    "joined": "jointe",
    "paper": "sur papier",
    "unavailable": "ne peut être fournie",
    "not_concerned": "sans objet",
    "missing": "redemandée",
    "received": "reçue",
}
MISSING: Mapping[Missing, str] = {
    "absent": "elle n'est pas dans le dossier",
    "unreadable": "elle ne se lit pas",
    "outdated": "elle est trop ancienne",
    "incomplete": "il en manque une partie",
}


class Piece(Struct, frozen=True, kw_only=True):
    """One line of the list. `practices` empty: expected of everyone."""

    code: str
    practices: frozenset[str]
    label: str
    hint: str


class PieceLine(Struct, frozen=True, kw_only=True):
    """One piece of one file: what it is, and where it stands."""

    code: str
    label: str
    hint: str
    state: PieceState
    reason: Missing | None

    @property
    def settled(self) -> bool:
        """Whether nothing more is expected of the person."""
        return self.state not in ("expected", "missing")


@cache
def every_piece(folder: Path = PROJECT / "data") -> tuple[Piece, ...]:
    """The whole list, in its order. Raises ValueError on a practice mode that is none."""
    with (folder / PIECES_FILE).open(encoding="utf-8", newline="") as file:
        return tuple(_piece(row) for row in csv.DictReader(file))


def _piece(row: Mapping[str, str]) -> Piece:
    practices = frozenset(row["practices"].split("|")) - {""}
    if unknown := practices - PRACTICES.keys():
        raise ValueError(f"{PIECES_FILE}: {row['code']}: {sorted(unknown)}")
    return Piece(code=row["code"], practices=practices, label=row["label"], hint=row["hint"])


def pieces_for(practice: str, marked: Iterable[PieceRow]) -> tuple[PieceLine, ...]:
    """What is expected of this practice mode, and what was marked though it is not expected any more."""
    rows = {row.piece: row for row in marked}
    every = {piece.code: piece for piece in every_piece()}
    expected = [one.code for one in every.values() if not one.practices or practice in one.practices]
    extra = [code for code, row in rows.items() if code in every and code not in expected and row.state != "expected"]
    return tuple(_line(every[code], rows.get(code)) for code in (*expected, *extra))


def _line(piece: Piece, row: PieceRow | None) -> PieceLine:
    return PieceLine(
        code=piece.code,
        label=piece.label,
        hint=piece.hint,
        state=row.state if row else "expected",
        reason=row.reason if row else None,
    )


def sections_to_say_again(marked: Iterable[PieceRow]) -> tuple[PieceLine, ...]:
    """The sections that the national service asks to be said again."""
    rows = {row.piece: row for row in marked if row.state == "missing"}
    return tuple(
        PieceLine(code=code, label=f"Rubrique « {SECTIONS[name]} »", hint="", state="missing", reason=rows[code].reason)
        for name in ORDER
        if (code := SECTION_PIECE + name) in rows
    )


def section_pieces() -> tuple[Piece, ...]:
    """The sections as they can be marked by the national service."""
    return tuple(
        Piece(code=SECTION_PIECE + name, practices=frozenset(), label=f"Rubrique « {SECTIONS[name]} »", hint="")
        for name in ORDER
    )


def all_settled(file: NationalFile, marked: Iterable[PieceRow]) -> bool:
    """Whether the person has said where each expected piece stands."""
    return all(one.settled for one in pieces_for(file.practice, marked))
