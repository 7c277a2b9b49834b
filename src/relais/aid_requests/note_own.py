"""The note as the person it is about sees it, with the code they were given: all that is held, and erasing it."""

from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from relais.aid_requests import note_store as store
from relais.aid_requests.note_model import HOW
from relais.aid_requests.note_service import Note, name_of_council, read_note
from relais.audit.model import ANONYMOUS
from relais.cases.entering import Entered
from relais.cases.openings import FUNCTIONS
from relais.cases.service import erase_case, events_of
from relais.core.db import Db
from relais.sheets.person import AnyRequest, AnyResponse, own_page, person_of, read_post
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace

BOX = "/demande/note"
SURE = "sur"
# The reasons of `note_desk.REASONS`, said to the person.
BECAUSE = {
    "call": "pour vous joindre et vous informer",
    "handover": "pour remplacer un collègue",
    "correction": "à votre demande",
}


class Opening(Struct, frozen=True, kw_only=True):
    """Who opened the note, as function and council, when and why."""

    at: datetime
    who: str
    why: str


class OwnNote(Struct, frozen=True, kw_only=True):
    """All that is held of the person by a note."""

    note: Note
    council: str
    departement: str
    openings: tuple[Opening, ...]

    @property
    def how(self) -> str:
        """How the council says that it informed the person, "" when it did not."""
        return HOW[self.note.row.informed_how] if self.note.row.informed_how else ""


class OwnNotePages(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    def box(self) -> AnyResponse:
        """The box for the code that the council gave."""
        return self.place.pages.response("aid_requests/note_box.html")

    async def see(self, request: AnyRequest) -> AnyResponse:
        """The note; the way to `/suivi` for the code of another thing."""
        entered, passage = await person_of(self.place, await read_post(request))
        async with self.place.database.acting(entered.context) as db:
            own = await own_note(self.place, db, entered)
        if own is None:
            return self.place.pages.response("sheets/of_a_case.html", passage=passage)
        return own_page(self.place, "aid_requests/note_own.html", passage, own=own)

    async def erase(self, request: AnyRequest) -> AnyResponse:
        """In two steps: what it means, then it is done, and the code opens nothing any more."""
        posted = await read_post(request)
        entered, passage = await person_of(self.place, posted)
        async with self.place.database.acting(entered.context) as db:
            own = await own_note(self.place, db, entered)
            if own is not None and posted.last(SURE):
                await erase_case(db, ANONYMOUS, entered.case)
        if own is None:
            return self.place.pages.response("sheets/of_a_case.html", passage=passage)
        if posted.last(SURE):
            return self.place.pages.response("aid_requests/note_erased.html")
        return own_page(self.place, "aid_requests/note_erase.html", passage, own=own)


async def own_note(place: Workplace, db: Db, entered: Entered) -> OwnNote | None:
    """The note of this case, read by its person; None when the case is of something else."""
    row = await store.GET_NOTE_OF_CASE.one(db, entered.case)
    if row is None:
        return None
    note = await read_note(db, place.vault, row)
    return OwnNote(
        note=note,
        council=name_of_council(place, row.council),
        departement=place.directory.gazetteer.territory_name(note.departement) if note.departement else "",
        openings=tuple([
            Opening(
                at=event.at,
                who=FUNCTIONS.get(event.detail.get("function", ""), "une personne"),
                why=BECAUSE.get(event.detail.get("reason", ""), ""),
            )
            for event in await events_of(db, entered.case)
            if event.act == "case.opened_by"
        ]),
    )  # fmt: skip


async def note_section(place: Workplace, db: Db, entered: Entered) -> Section | None:
    """What `/suivi` shows of it."""
    own = await own_note(place, db, entered)
    if own is None or own.note.row.state == "withdrawn":
        return None
    return Section(
        title="Une note à votre sujet",
        template="aid_requests/note_section.html",
        data=own,
        living=True,
        stopping="La note à votre sujet est arrêtée : le conseil ne la lit plus.",
        export={"note": _exported(own)},
    )


def _exported(own: OwnNote) -> dict[str, Any]:
    """The rows as they are, but for what finds or reaches who wrote."""
    return {**structs.asdict(own.note.row), "authors": [structs.asdict(one) for one in own.note.authors]}


async def stop_note(_place: Workplace, db: Db, entered: Entered) -> int:
    """When the person stops everything: the council reads nothing more from then on."""
    row = await store.GET_NOTE_OF_CASE.one(db, entered.case)
    if row is None or row.state == "withdrawn":
        return 0
    await store.SET_WITHDRAWN.value(db, row.id)
    return 1
