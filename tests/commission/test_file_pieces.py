"""The checklist: a working list, by practice mode, that no page shows as official."""

from datetime import UTC, datetime

from relais.commission.file_words import PRACTICES
from relais.commission.piece_list import WORKING_LIST, every_piece, pieces_for, sections_to_say_again
from relais.commission.piece_store import PieceRow, PieceState
from tests.house.project import ROOT, read

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def row(piece: str, state: PieceState = "paper") -> PieceRow:
    return PieceRow(
        piece=piece,
        state=state,
        reason="absent" if state == "missing" else None,
        marked_as="person",
        marked_at=NOW,
    )


def test_every_line_of_the_list_says_that_nobody_confirmed_it() -> None:
    lines = read(ROOT / "data" / "pieces.csv").splitlines()
    assert all(line.endswith(",working_list") for line in lines[1:])
    assert "à confirmer par la commission" in WORKING_LIST


def test_a_practice_mode_is_asked_for_its_own_pieces() -> None:
    codes = {practice: {one.code for one in pieces_for(practice, ())} for practice in PRACTICES}
    assert "lien_famille" in codes["famille"]
    assert "lien_famille" not in codes["liberal"]
    assert "scolarite" in codes["interne"]
    assert all("rib" in found for found in codes.values())
    assert len(every_piece()) == len({one.code for one in every_piece()})


def test_a_piece_that_was_given_is_shown_though_it_is_not_expected_any_more() -> None:
    shown = {one.code: one.state for one in pieces_for("retraite", [row("scolarite"), row("lien_famille", "expected")])}
    assert shown["scolarite"] == "paper"
    assert "lien_famille" not in shown


def test_a_section_asked_again_is_told_apart_from_the_pieces() -> None:
    marked = [row("section_income", "missing"), row("rib", "missing")]
    assert [one.code for one in sections_to_say_again(marked)] == ["section_income"]
    assert [one.code for one in pieces_for("liberal", marked) if one.state == "missing"] == ["rib"]
