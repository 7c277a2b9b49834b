"""Beginning, reading, sending, examining and withdrawing a national file. Each function runs inside `acting(...)`.

The rules are PostgreSQL's (migration 0012): nothing here could let through what it refuses.
"""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.cases.sealing import CaseKey
from relais.commission import file_store as store
from relais.commission import opinion_store, piece_store, section_store
from relais.commission.file_model import FileEvent, Moved, NationalFile, NewFile, OpinionCode, Practice, Role
from relais.commission.opinion_store import OpinionRow
from relais.commission.piece_store import Missing, PieceRow, PieceState
from relais.commission.section_model import ORDER, SectionName
from relais.commission.section_reading import Said, asked_cents
from relais.commission.section_store import SectionRow
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.ids import new_id
from relais.core.vault import Vault

OPINION_CATEGORY = "file_opinion"


class SavedSection(Struct, frozen=True, kw_only=True):
    """A section as it was last saved, opened."""

    row: SectionRow
    said: Said

    @property
    def true_sum(self) -> bool:
        """Whether the sum kept in clear is the one that the sealed lines make."""
        return self.row.asked_cents is None or self.row.asked_cents == asked_cents(self.said)


class Opinion(Struct, frozen=True, kw_only=True):
    """What the council said of the file, opened."""

    row: OpinionRow
    words: str


class WholeFile(Struct, frozen=True, kw_only=True):
    """A file and everything of it that this context may read; `sections` are those of its round."""

    file: NationalFile
    sections: Mapping[SectionName, SavedSection]
    pieces: tuple[PieceRow, ...]
    opinions: tuple[Opinion, ...]
    events: tuple[FileEvent, ...]

    @property
    def to_say(self) -> tuple[SectionName, ...]:
        """The sections that were not saved yet."""
        return tuple(name for name in ORDER if name not in self.sections)

    @property
    def missing(self) -> tuple[PieceRow, ...]:
        """What the national service asks again."""
        return tuple(row for row in self.pieces if row.state == "missing")

    @property
    def ended_untouched(self) -> bool:
        """Whether it ended because nobody touched it any more."""
        return self.file.state == "withdrawn" and bool(self.events) and self.events[-1].reason == "untouched"

    @property
    def opinion(self) -> Opinion | None:
        """The last one of this round."""
        return next((one for one in reversed(self.opinions) if one.row.round == self.file.round), None)


def category_of(section: SectionName) -> str:
    """Under what a section is sealed, bound to its case."""
    return f"file_{section}"


async def begin_file(db: Db, case: UUID, wanted: NewFile) -> NationalFile:
    """A draft. The same key gives the same file. Raises Refused when another one is already open."""
    known = await store.FIND_FILE_BY_KEY.one(db, wanted.key)
    if known is None:
        made = new_id()
        await store.ADD_FILE.run(
            db, made, case, wanted.key, wanted.body, wanted.begun_as, wanted.on_paper, wanted.practice, wanted.urgent
        )
        known = await find_file(db, made)
    return known


async def find_file(db: Db, file: UUID) -> NationalFile:
    """The file. Raises NotFound when there is none, or none for whoever asks: both look the same."""
    found = await store.FIND_FILE.one(db, file)
    if found is None:
        raise NotFound
    return found


async def file_of_case(db: Db, case: UUID) -> NationalFile | None:
    """The file of a case that lives, else the last one that ended."""
    return next(iter(await store.LIST_FILES_OF_CASE.all(db, case)), None)


async def files_of_case(db: Db, case: UUID) -> list[NationalFile]:
    """Every file of a case: the one that lives, then those that ended, the last first."""
    return list(await store.LIST_FILES_OF_CASE.all(db, case))


async def roles_on(db: Db, file: UUID) -> frozenset[Role]:
    """As what this context may act on the file; empty for whoever may not."""
    return frozenset(await store.LIST_FILE_ROLES.value(db, file) or ())


async def open_for_commission(db: Db, file: UUID, reason: str, function: str, session: str) -> bool:
    """Write in the chain of the case who opens the file for the national body, and why; whether it is open now."""
    return bool(await store.ADD_FILE_OPENING.value(db, file, reason, function, session))


async def read_file(db: Db, vault: Vault, file: NationalFile) -> WholeFile:
    """Everything of it. What this context may not open is left out."""
    sections = await section_store.LIST_SECTIONS.all(db, file.id, file.round)
    opinions = await opinion_store.LIST_OPINIONS.all(db, file.id)
    key = await _key_of(db, vault, file) if sections or opinions else None
    return WholeFile(
        file=file,
        sections={row.section: _opened(key, row) for row in sections} if key else {},
        pieces=tuple(await piece_store.LIST_PIECES.all(db, file.id)),
        opinions=tuple(_opinion(key, row) for row in opinions) if key else (),
        events=tuple(await store.LIST_FILE_EVENTS.all(db, file.id)),
    )


def _opened(key: CaseKey, row: SectionRow) -> SavedSection:
    return SavedSection(row=row, said=msgspec.json.decode(key.open(row.sealed, category_of(row.section))))


def _opinion(key: CaseKey, row: OpinionRow) -> Opinion:
    return Opinion(row=row, words=key.open(row.sealed, OPINION_CATEGORY).decode() if row.sealed else "")


async def save_section(
    db: Db, vault: Vault, file: NationalFile, section: SectionName, said: Said, *, expected: int, request: UUID
) -> int:
    """Seal what was said in place of what was; its new version. Raises Refused when someone else saved it meanwhile."""
    key = await _key_of(db, vault, file)
    if key is None:
        raise NotFound
    sealed = key.seal(msgspec.json.encode(said), category_of(section))
    asked = asked_cents(said) if section == "asked" else None
    return int(await section_store.SET_SECTION.value(db, file.id, section, sealed, asked, request, expected))


async def mark_piece(db: Db, file: UUID, piece: str, state: PieceState, reason: Missing | None = None) -> None:
    """Where a piece stands, said by whoever this context is. Raises Refused once it is too late."""
    await piece_store.SET_PIECE.value(db, file, piece, state, reason)


async def describe(db: Db, file: UUID, practice: Practice, *, urgent: bool) -> None:
    """Practice mode and urgency. Raises Refused once it is too late."""
    await store.SET_FILE_DESCRIBED.value(db, file, practice, urgent)


async def share(db: Db, file: UUID) -> None:
    """From now on the council reads this round and helps to fill it in."""
    await store.SET_FILE_SHARED.value(db, file)


async def move_file(db: Db, file: NationalFile, asked: Moved, who: Role) -> bool:
    """Ask for one move; false when this very post had done it. Raises NotFound, or Refused as the guard says."""
    if who not in await roles_on(db, file.id):
        raise NotFound
    if await was_done(db, file.id, asked.request):
        return False
    await store.ADD_FILE_EVENT.run(db, file.id, asked.version, asked.request, file.state, asked.to, who, asked.reason)
    return True


async def was_done(db: Db, file: UUID, request: UUID) -> bool:
    """Whether this very post moved the file already."""
    return bool(await store.HAS_FILE_EVENT.value(db, file, request))


async def withdraw_file(db: Db, file: UUID, who: Role) -> None:
    """Stop it, whatever its state and whatever the page showed: what is sealed is read by no body any more."""
    if who not in await roles_on(db, file):
        raise NotFound
    await store.ADD_FILE_EVENT.run(db, file, 0, new_id(), "", "withdrawn", who, None)


async def give_opinion(
    db: Db, vault: Vault, file: NationalFile, opinion: OpinionCode, words: str, *, version: int, request: UUID
) -> bool:
    """The council's opinion, and the move that tells it; false when this very post had done it. Raises Refused."""
    if await was_done(db, file.id, request):
        return False
    key = await _key_of(db, vault, file)
    if key is None:
        raise NotFound
    sealed = key.seal(words.encode(), OPINION_CATEGORY)
    await opinion_store.ADD_OPINION.value(db, file.id, version, request, opinion, sealed)
    return True


async def _key_of(db: Db, vault: Vault, file: NationalFile) -> CaseKey | None:
    wrapped = await store.GET_FILE_KEY.value(db, file.id)
    return None if wrapped is None else CaseKey(vault, file.case_id, wrapped)
