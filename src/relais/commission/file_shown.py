"""A file ready to be read, by anyone who may: its sections in lines with their sums, its pieces, its steps in words."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from relais.commission.file_model import ENDED, FileEvent, NationalFile
from relais.commission.file_service import WholeFile
from relais.commission.file_words import (
    OPINIONS,
    PRACTICES,
    PREPARED_TOGETHER,
    REASONS,
    ROLES,
    STATES,
    STATES_FOR_PERSON,
    UNTOUCHED,
)
from relais.commission.piece_list import MISSING, PieceLine, pieces_for, sections_to_say_again
from relais.commission.piece_list import STATES as PIECE_STATES
from relais.commission.section_model import ORDER, SECTIONS, SectionName
from relais.commission.section_money import euros
from relais.commission.section_reading import Said, ShownLine, SumLine, lines_of, sums_of
from relais.sheets.workplace import Workplace


class ShownSection(Struct, frozen=True, kw_only=True):
    """One section. `saved_at` is None when it was never saved; `again`: asked to be said again, and why."""

    name: SectionName
    title: str
    lines: tuple[ShownLine, ...]
    sums: tuple[SumLine, ...]
    saved_at: datetime | None
    saved_by_council: bool
    again: str


class ShownPiece(Struct, frozen=True, kw_only=True):
    """One piece, with its state in words. `why`: why it is asked again."""

    line: PieceLine
    state: str
    why: str


class ShownStep(Struct, frozen=True, kw_only=True):
    """One move, in words."""

    at: datetime
    words: str


class ShownFile(Struct, frozen=True, kw_only=True):
    """The whole of a file as pages read it. `council`: its name; `wrong_sum`: the clear sum is not the sealed one."""

    file: NationalFile
    state: str
    state_for_person: str
    practice: str
    council: str
    asked: str
    sections: tuple[ShownSection, ...]
    pieces: tuple[ShownPiece, ...]
    to_say_again: tuple[ShownPiece, ...]
    opinion: str
    opinion_words: str
    opinion_at: datetime | None
    steps: tuple[ShownStep, ...]
    wrong_sum: bool

    @property
    def to_say(self) -> tuple[ShownSection, ...]:
        """The sections that were not saved yet."""
        return tuple(one for one in self.sections if one.saved_at is None)

    @property
    def to_settle(self) -> tuple[ShownPiece, ...]:
        """The pieces of which nothing was said yet, or that are asked again."""
        return tuple(one for one in self.pieces if not one.line.settled)


def giver_of(place: Workplace, file: NationalFile) -> str:
    """The full name of whoever gives the opinion: a council, or the national service in its place."""
    if file.opinion_of_body:
        return "Service national d'entraide"
    service = place.directory.find(file.council)
    return service.name if service else file.council


def shown(whole: WholeFile, council: str) -> ShownFile:
    """The file in words. `council`: the name of whoever gives the opinion."""
    file, opinion = whole.file, whole.opinion
    again = sections_to_say_again(whole.pieces)
    return ShownFile(
        file=file,
        state=STATES[file.state],
        state_for_person=_for_person(whole),
        practice=PRACTICES[file.practice],
        council=council,
        asked=euros(file.asked_cents),
        sections=tuple(_section(whole, name, again) for name in ORDER),
        pieces=tuple(_piece(line) for line in pieces_for(file.practice, whole.pieces)),
        to_say_again=tuple(_piece(line) for line in again),
        opinion=OPINIONS[opinion.row.opinion] if opinion else "",
        opinion_words=opinion.words if opinion else "",
        opinion_at=opinion.row.given_at if opinion else None,
        steps=tuple(_step(event) for event in whole.events),
        wrong_sum=any(not one.true_sum for one in whole.sections.values()),
    )


def said_before(sections: Iterable[tuple[SectionName, Said]]) -> tuple[ShownSection, ...]:
    """The sections of a round that is over, in their order."""
    said = dict(sections)
    return tuple(
        ShownSection(
            name=name,
            title=SECTIONS[name],
            lines=lines_of(name, said[name]),
            sums=sums_of(name, said[name]),
            saved_at=None,
            saved_by_council=False,
            again="",
        )
        for name in ORDER
        if name in said
    )


def _for_person(whole: WholeFile) -> str:
    file = whole.file
    if whole.ended_untouched:
        return UNTOUCHED
    together = file.state == "draft" and file.shared_at is not None
    giver = "le service national" if file.opinion_of_body else "votre conseil"
    return (PREPARED_TOGETHER if together else STATES_FOR_PERSON[file.state]).format(giver=giver)


def _section(whole: WholeFile, name: SectionName, again: tuple[PieceLine, ...]) -> ShownSection:
    saved = whole.sections.get(name)
    asked = next((line for line in again if line.code == f"section_{name}"), None)
    return ShownSection(
        name=name,
        title=SECTIONS[name],
        lines=lines_of(name, saved.said) if saved else (),
        sums=sums_of(name, saved.said) if saved else (),
        saved_at=saved.row.saved_at if saved else None,
        saved_by_council=bool(saved and saved.row.saved_as == "council"),
        again=MISSING[asked.reason] if asked and asked.reason else "",
    )


def _piece(line: PieceLine) -> ShownPiece:
    return ShownPiece(line=line, state=PIECE_STATES[line.state], why=MISSING[line.reason] if line.reason else "")


def _step(event: FileEvent) -> ShownStep:
    if event.to_state == "draft" and event.from_state in {*ENDED, "decided"}:
        return ShownStep(at=event.at, words="recours : un nouvel examen commence")
    reason = f" ({REASONS[event.reason]})" if event.reason else ""
    return ShownStep(at=event.at, words=f"{STATES[event.to_state]}{reason}, par {ROLES[event.acted_as]}")
