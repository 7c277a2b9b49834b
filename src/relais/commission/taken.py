"""All that is held of a national file, for the person to read, print and take away: every round, every document.

Owed to them whole (GDPR articles 15 and 20). Accounts stand as the function and the body that the events tell.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from relais.cases.sealing import CaseKey
from relais.commission import taken_store as store
from relais.commission.attachments import Kept, list_kept
from relais.commission.file_model import NationalFile
from relais.commission.file_service import WholeFile, category_of, read_file
from relais.commission.file_shown import ShownFile, ShownSection, giver_of, said_before, shown
from relais.commission.file_store import GET_FILE_KEY
from relais.commission.section_reading import Said, lines_of
from relais.core.db import Db
from relais.sheets.workplace import Workplace


class Round(Struct, frozen=True, kw_only=True):
    """What was said for a decision that was appealed against."""

    number: int
    sections: tuple[ShownSection, ...]


class Taken(Struct, frozen=True, kw_only=True):
    """One file: as it is read, the rounds before, its documents, and everything for a program."""

    view: ShownFile
    before: tuple[Round, ...]
    documents: tuple[Kept, ...]
    export: Mapping[str, Any]


async def take(place: Workplace, db: Db, file: NationalFile) -> Taken:
    """Everything of one file, in the context of its person."""
    whole = await read_file(db, place.vault, file)
    view = shown(whole, giver_of(place, file))
    sections = await _opened(place, db, file)
    documents = tuple(await list_kept(db, place.vault, file.id))
    names = {one.row.id: one.name for one in documents}
    return Taken(
        view=view,
        before=tuple(_rounds(sections, file.round)),
        documents=documents,
        export={
            "dossier": structs.asdict(file),
            "etapes": [_without(event, "actor") for event in whole.events],
            "rubriques": [_section(row, said) for row, said in sections],
            "pieces": [structs.asdict(row) for row in whole.pieces],
            "documents": [_document(row, names) for row in await store.LIST_ATTACHMENTS.all(db, file.id)],
            "avis": _opinions(whole),
            "seances": [structs.asdict(row) for row in await store.LIST_AGENDAS.all(db, file.id)],
            "decisions": [structs.asdict(row) for row in await store.LIST_DECISIONS.all(db, file.id)],
            "versements": [structs.asdict(row) for row in await store.LIST_PAYMENTS.all(db, file.id)],
        },
    )


async def _opened(place: Workplace, db: Db, file: NationalFile) -> list[tuple[store.SectionRow, Said]]:
    rows = await store.LIST_SECTIONS.all(db, file.id)
    wrapped = await GET_FILE_KEY.value(db, file.id) if rows else None
    if wrapped is None:
        return []
    key = CaseKey(place.vault, file.case_id, wrapped)
    return [(row, msgspec.json.decode(key.open(row.sealed, category_of(row.section)))) for row in rows]


def _rounds(sections: Iterable[tuple[store.SectionRow, Said]], present: int) -> Iterable[Round]:
    for number, rows in groupby(sections, key=lambda one: one[0].round):
        if number < present:
            yield Round(number=number, sections=said_before([(row.section, said) for row, said in rows]))


def _section(row: store.SectionRow, said: Said) -> dict[str, Any]:
    lines = [structs.asdict(line) for line in lines_of(row.section, said)]
    return _without(row, "sealed") | {"dit": dict(said), "lignes": lines}


def _document(row: store.AttachmentRow, names: Mapping[UUID, str]) -> dict[str, Any]:
    return _without(row, "words") | {"nom": names.get(row.id, "")}


def _opinions(whole: WholeFile) -> list[dict[str, Any]]:
    return [_without(one.row, "sealed") | {"texte": one.words} for one in whole.opinions]


def _without(row: Struct, hidden: str) -> dict[str, Any]:
    return {name: value for name, value in structs.asdict(row).items() if name != hidden}
