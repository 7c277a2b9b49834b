"""`/demandes/notes`: what a council has to do with the notes it received, and until when. No name before a reason."""

from datetime import datetime
from typing import Any

from litestar import Response
from msgspec import Struct

from relais.accounts.bureau import AnyRequest, blamed, see, sent
from relais.accounts.doors import visitor_of
from relais.accounts.model import Visitor
from relais.aid_requests import note_service as rules
from relais.aid_requests.access import Post, context_of, council_name, posts_of
from relais.aid_requests.note_desk import BOARD, REASONS, AtNote, note_at, say_why
from relais.aid_requests.note_model import HOW, INFORM_NAMES, InformForm
from relais.aid_requests.note_store import NoteRow
from relais.audit.service import record
from relais.cases.code import spoken
from relais.cases.service import MadeCode, make_code, replace_code
from relais.core import clock
from relais.core.db import Db
from relais.core.errors import Refused
from relais.sheets.person import AnyResponse
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled, decode_form

SOON = 7  # days before the end: said in another tone
SURE = "sur"
NEEDED = "Dites pourquoi vous ouvrez cette note : choisissez dans la liste."
DAY_AND_WAY = {
    "informed_on": "Donnez le jour où vous avez informé la personne.",
    "how": "Dites comment vous avez informé la personne.",
}


class Line(Struct, frozen=True, kw_only=True):
    """A note as it is listed. `days`: left in Paris, 0 on the last."""

    row: NoteRow
    days: int

    @property
    def soon(self) -> bool:
        """Whether it is said in another tone."""
        return self.row.state == "received" and self.days <= SOON


class Council(Struct, frozen=True, kw_only=True):
    """The notes of one council: those of which the person is to be informed, then those of which they were."""

    name: str
    waiting: tuple[Line, ...]
    informed: tuple[Line, ...]


class NoteBoard(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    async def board(self, request: AnyRequest) -> AnyResponse:
        """Every council served, each by its own."""
        visitor = visitor_of(request)
        councils = [await self._council(visitor, post) for post in posts_of(visitor)]
        return self._page(request, "aid_requests/note_board.html", councils=councils)

    async def _council(self, visitor: Visitor, post: Post) -> Council:
        async with self.place.database.acting(context_of(visitor, post)) as db:
            rows = await rules.notes_of(db, post.council)
        lines = [line_of(row) for row in rows]
        return Council(
            name=council_name(self.place, post),
            waiting=tuple(line for line in lines if line.row.state == "received"),
            informed=tuple(line for line in lines if line.row.state == "informed"),
        )

    async def note(self, request: AnyRequest, code: str) -> AnyResponse:
        """The note, once its opener said why; else the page that asks."""
        at = await note_at(self.place, request, code)
        return await self._shown(request, at) if at.opened else self._asked(request, at)

    async def open(self, request: AnyRequest, code: str) -> AnyResponse:
        """Say why one opens it."""
        at = await note_at(self.place, request, code)
        if await say_why(self.place, at, (await sent(request)).get("motif", [""])[-1]):
            return see(at.path)
        return self._asked(request, at, fault=NEEDED)

    async def inform(self, request: AnyRequest, code: str) -> AnyResponse:
        """Keep on which day and how the person was informed; the code to give them is shown, once."""
        at = await note_at(self.place, request, code)
        filled = decode_form(InformForm, await sent(request), INFORM_NAMES)
        if not at.opened:
            return self._asked(request, at, fault=NEEDED)
        if faults := {**_missing(filled.value), **filled.faults}:
            return await self._shown(request, at, Filled(value=filled.value, faults=faults))
        made = await make_code(self.place.vault, self.place.passwords)
        try:
            async with self.place.database.acting(at.context) as db:
                await rules.inform(db, at.row.id, filled.value.informed_on, filled.value.how)
                await self._replace(db, at, made, "note.inform")
        except Refused as fault:
            if fault.code == "note_moved":
                return await self._shown(request, await note_at(self.place, request, code), said=fault.sentence)
            return await self._shown(request, at, blamed(filled, fault))
        return await self._given(request, await note_at(self.place, request, code), made)

    async def code(self, request: AnyRequest, code: str) -> AnyResponse:
        """Another code for a person who was informed: the former dies."""
        at = await note_at(self.place, request, code)
        if not at.opened or at.row.state != "informed":
            return see(at.path)
        made = await make_code(self.place.vault, self.place.passwords)
        async with self.place.database.acting(at.context) as db:
            await self._replace(db, at, made, "note.code")
        return await self._given(request, at, made)

    async def _replace(self, db: Db, at: AtNote, made: MadeCode, act: str) -> None:
        actor = at.visitor.acting("officer")
        await replace_code(db, actor, at.row.case_id, made, "officer")
        await record(db, actor, act, "note", str(at.row.id))

    async def discard(self, request: AnyRequest, code: str) -> AnyResponse:
        """Put it aside without reading it, in two steps; nothing of what it said is left."""
        at = await note_at(self.place, request, code)
        if not (await sent(request)).get(SURE):
            return self._page(request, "aid_requests/note_discard.html", at=at)
        try:
            async with self.place.database.acting(at.context) as db:
                await rules.discard(db, at.row.id)
                await record(db, at.visitor.acting("officer"), "note.discard", "note", str(at.row.id))
        except Refused as fault:
            if fault.code != "note_moved":
                raise
            return see(at.path)  # the person was informed meanwhile
        return see(BOARD)

    def _asked(self, request: AnyRequest, at: AtNote, *, fault: str = "") -> Response[str]:
        return self._page(
            request,
            "aid_requests/note_opening.html",
            status=422 if fault else 200,
            at=at,
            line=line_of(at.row),
            reasons=REASONS,
            fault=fault,
        )

    async def _shown(
        self, request: AnyRequest, at: AtNote, filled: Filled[InformForm] | None = None, *, said: str = ""
    ) -> Response[str]:
        async with self.place.database.acting(at.context) as db:
            note = await rules.read_note(db, self.place.vault, at.row)
        filled = filled or Filled(value=InformForm(), faults={})
        return self._page(
            request,
            "aid_requests/note_page.html",
            status=422 if filled.faults else 409 if said else 200,
            at=at,
            note=note,
            line=line_of(at.row),
            departement=self.place.directory.gazetteer.territory_name(note.departement) if note.departement else "",
            ways=HOW,
            form=filled.value,
            faults=filled.faults,
            said=said,
            today=clock.now(),
        )

    async def _given(self, request: AnyRequest, at: AtNote, made: MadeCode) -> Response[str]:
        return self._page(
            request,
            "aid_requests/note_code.html",
            at=at,
            code=spoken(made.code),
            council=council_name(self.place, at.post),
            address=f"{self.place.origin}/demande/note",
        )

    def _page(self, request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        return self.place.pages.response(template, status=status, visitor=visitor_of(request), **context)


def line_of(row: NoteRow, *, at: datetime | None = None) -> Line:
    """A note and the days that are left, at the given moment or now."""
    today = (at or clock.now()).astimezone(clock.PARIS).date()
    return Line(row=row, days=max(0, (row.due_at.astimezone(clock.PARIS).date() - today).days))


def _missing(form: InformForm) -> dict[str, str]:
    faults = {} if form.informed_on else {"informed_on": DAY_AND_WAY["informed_on"]}
    return faults if form.how in HOW else {**faults, "how": DAY_AND_WAY["how"]}
