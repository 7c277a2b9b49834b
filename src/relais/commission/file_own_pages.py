"""The doctor's own pages of a national file, behind their code: each method answers one post."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accounts.limiter import client_address
from relais.cases.code import spoken
from relais.cases.entering import Entered
from relais.cases.passage import issue
from relais.commission import file_begin, piece_list
from relais.commission.decision_section import decisions_on
from relais.commission.file_begin import BeginForm
from relais.commission.file_model import ENDED, Moved, NationalFile, State
from relais.commission.file_service import (
    file_of_case,
    move_file,
    read_file,
    save_section,
    share,
    withdraw_file,
)
from relais.commission.file_shown import ShownFile, giver_of, shown
from relais.commission.file_telling import tell_file_moved
from relais.commission.file_words import PRACTICES
from relais.commission.piece_form import mark_pieces
from relais.commission.section_model import ORDER, SectionName
from relais.commission.section_page import section_context, section_of
from relais.commission.section_reading import Typed, read_section
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory.model import Service
from relais.sheets.person import AnyRequest, AnyResponse, Posted, own_page, person_of
from relais.sheets.workplace import Workplace
from relais.web.forms import decode_form

SURE = "sur"  # the second step says it
COMMISSION = "cnom-commission"  # whose page says how to ask on paper
SAVED = "Enregistré. Vous pouvez vous arrêter ici et revenir avec votre code."
SENT = "Votre dossier est envoyé. Gardez votre code : c'est ici que vous suivrez la suite."
SHARED = "C'est fait : on peut maintenant lire avec vous ce que vous remplissez, et le compléter."
APPEALED = "Un nouvel examen commence. Vos rubriques sont reprises : changez ce qui doit l'être, puis envoyez."


class OwnFilePages(Struct, frozen=True, kw_only=True):
    """Each method raises CodeNeededError when the passage is over."""

    place: Workplace

    def start(self, form: BeginForm | None = None, faults: Mapping[str, str] | None = None) -> AnyResponse:
        """The public page: what the file is, the ways to ask, and its beginning."""
        return self.place.pages.response(
            "commission/file_start.html",
            status=422 if faults else 200,
            **self._beginning(form or BeginForm(), faults or {}),
            paper=self._commission(),
            begin=file_begin.sealed_beginning(self.place),
        )

    def _beginning(self, form: BeginForm, faults: Mapping[str, str]) -> dict[str, Any]:
        return {
            "form": form,
            "faults": faults,
            "who": file_begin.WHO,
            "practices": PRACTICES,
            "departements": self.place.directory.gazetteer.departements,
        }

    def _commission(self) -> Service | None:
        return self.place.directory.find(COMMISSION)

    async def begin(self, request: AnyRequest, posted: Posted) -> AnyResponse:
        """A case of one's own and its code, shown once."""
        filled = decode_form(BeginForm, posted.sent, file_begin.NAMES)
        faults = {**await file_begin.faults_of(self.place, filled.value, on_case=False), **filled.faults}
        if faults:
            return self.start(filled.value, faults)
        begun = await file_begin.begin_with_code(self.place, filled.value, client_address(request))
        return self.place.pages.response(
            "commission/file_code.html",
            code=spoken(begun.code),
            passage=issue(self.place.vault, begun.entered),
            again=begun.again,
        )

    async def open(self, posted: Posted) -> AnyResponse:
        """The file of this code, or what begins one on the same case."""
        entered, passage = await person_of(self.place, posted)
        return await self._hub(entered, passage)

    async def begin_here(self, posted: Posted) -> AnyResponse:
        """A file on the case whose code was given."""
        entered, passage = await person_of(self.place, posted)
        filled = decode_form(BeginForm, posted.sent, file_begin.NAMES)
        faults = {**await file_begin.faults_of(self.place, filled.value, on_case=True), **filled.faults}
        if faults:
            return await self._hub(entered, passage, form=filled.value, faults=faults)
        await file_begin.begin_on_case(self.place, entered, filled.value, request_of(posted))
        return await self._hub(entered, passage)

    async def section(self, posted: Posted) -> AnyResponse:
        """The boxes of one section; saved, the next one."""
        entered, passage = await person_of(self.place, posted)
        name = section_of(posted.last("rubrique"))
        if not posted.last("act"):
            return await self._section(entered, passage, name)
        typed = read_section(name, posted.sent)
        if typed.faults or posted.last("act") == "check":
            return await self._section(entered, passage, name, typed=typed)
        try:
            await self._save(entered, typed, posted)
        except Refused as refused:
            if refused.code not in ("section_moved", "section_shut"):
                raise
            return await self._section(entered, passage, name, typed=typed, refused=refused.sentence)
        after = ORDER.index(name) + 1
        if posted.last("act") == "next" and after < len(ORDER):
            return await self._section(entered, passage, ORDER[after], said=SAVED)
        return await self._hub(entered, passage, said=SAVED)

    async def _save(self, entered: Entered, typed: Typed, posted: Posted) -> None:
        async with self.place.database.acting(entered.context) as db:
            file = await self._file(db, entered)
            await save_section(
                db, self.place.vault, file, typed.section, typed.said,
                expected=number_of(posted.last("version")), request=request_of(posted),
            )  # fmt: skip

    async def pieces(self, posted: Posted) -> AnyResponse:
        """Where each piece stands, said by the person."""
        entered, passage = await person_of(self.place, posted)
        if not posted.last("act"):
            return await self._page(entered, passage, "commission/file_pieces.html", **_piece_words())
        try:
            async with self.place.database.acting(entered.context) as db:
                await mark_pieces(db, await self._file(db, entered), posted.sent)
        except Refused as refused:
            if refused.code != "piece_shut":
                raise
            return await self._hub(entered, passage, refused=refused.sentence)
        return await self._hub(entered, passage, said=SAVED)

    async def share(self, posted: Posted) -> AnyResponse:
        """The council helps to fill it in."""
        entered, passage = await person_of(self.place, posted)
        if not posted.last(SURE):
            return await self._page(entered, passage, "commission/file_share.html")
        async with self.place.database.acting(entered.context) as db:
            await share(db, (await self._file(db, entered)).id)
        return await self._hub(entered, passage, said=SHARED)

    async def send(self, posted: Posted) -> AnyResponse:
        """What will be read and by whom; then it is sent to the council."""
        return await self._move(posted, "submitted", "commission/file_send.html", SENT)

    async def take_back(self, posted: Posted) -> AnyResponse:
        """Back to preparing, before the council has given its opinion."""
        return await self._move(posted, "draft", "", "Votre dossier est repris : il n'est plus chez le conseil.")

    async def appeal(self, posted: Posted) -> AnyResponse:
        """Another round of the same file, after a decision."""
        return await self._move(posted, "draft", "commission/file_appeal.html", APPEALED)

    async def withdraw(self, posted: Posted) -> AnyResponse:
        """Stop it: two steps at most, no reason asked."""
        entered, passage = await person_of(self.place, posted)
        if not posted.last(SURE):
            return await self._page(entered, passage, "commission/file_withdraw.html")
        async with self.place.database.acting(entered.context) as db:
            file = await self._file(db, entered)
            if file.state not in ENDED:
                await withdraw_file(db, file.id, "person")
                if file.submitted_at:
                    await tell_file_moved(db, self.place.vault, file, "withdrawn", self.place.origin)
        return await self._hub(entered, passage, said="Votre dossier est retiré.")

    async def print(self, posted: Posted) -> AnyResponse:
        """The whole of it, to read and print."""
        entered, passage = await person_of(self.place, posted)
        return await self._page(entered, passage, "commission/file_print_own.html")

    async def _move(self, posted: Posted, to: State, template: str, said: str) -> AnyResponse:
        entered, passage = await person_of(self.place, posted)
        if template and not posted.last(SURE):
            return await self._page(entered, passage, template)
        try:
            async with self.place.database.acting(entered.context) as db:
                file = await self._file(db, entered)
                asked = Moved(to=to, version=number_of(posted.last("file_version")), request=request_of(posted))
                if await move_file(db, file, asked, "person"):
                    await tell_file_moved(db, self.place.vault, file, to, self.place.origin)
        except Refused as refused:
            if refused.status >= 500 or isinstance(refused, NotFound):
                raise
            return await self._hub(entered, passage, refused=refused.sentence)
        return await self._hub(entered, passage, said=said)

    async def _hub(
        self,
        entered: Entered,
        passage: str,
        *,
        said: str = "",
        refused: str = "",
        form: BeginForm | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> AnyResponse:
        """Everything of the file in one page; without one, what begins it."""
        async with self.place.database.acting(entered.context) as db:
            file = await file_of_case(db, entered.case)
            view = await self._shown(db, file) if file else None
            decided = await decisions_on(db, [file]) if file else None
        if view is None or faults:
            return own_page(
                self.place,
                "commission/file_here.html",
                passage,
                status=422 if faults else 200,
                request=new_id(),
                **self._beginning(form or BeginForm(), faults or {}),
            )
        return own_page(
            self.place,
            "commission/file_own.html",
            passage,
            status=409 if refused else 200,
            view=view,
            decided=decided,
            said=said,
            refused=refused,
            request=new_id(),
            note=piece_list.WORKING_LIST,
            **self._beginning(BeginForm(), {}),
        )

    async def _section(
        self,
        entered: Entered,
        passage: str,
        name: SectionName,
        *,
        typed: Typed | None = None,
        said: str = "",
        refused: str = "",
    ) -> AnyResponse:
        async with self.place.database.acting(entered.context) as db:
            whole = await read_file(db, self.place.vault, await self._file(db, entered))
        return own_page(
            self.place,
            "commission/section_own.html",
            passage,
            status=422 if typed and typed.faults else 409 if refused else 200,
            **section_context(whole, name, typed),
            said=said,
            refused=refused,
        )

    async def _page(self, entered: Entered, passage: str, template: str, **more: Any) -> Response[Any]:
        async with self.place.database.acting(entered.context) as db:
            file = await self._file(db, entered)
            view, decided = await self._shown(db, file), await decisions_on(db, [file])
        return own_page(self.place, template, passage, view=view, decided=decided, request=new_id(), **more)

    async def _file(self, db: Db, entered: Entered) -> NationalFile:
        file = await file_of_case(db, entered.case)
        if file is None:
            raise NotFound
        return file

    async def _shown(self, db: Db, file: NationalFile) -> ShownFile:
        return shown(await read_file(db, self.place.vault, file), giver_of(self.place, file))


def request_of(posted: Posted) -> UUID:
    """The identifier of the act, made with the page. Raises Refused."""
    try:
        return UUID(posted.last("request"))
    except ValueError:
        raise Refused("form_incomplete", "Ce formulaire est incomplet : rouvrez la page et recommencez.") from None


def number_of(text: str) -> int:
    """A version that a page carries; -1 for what is none, which is never the present one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _piece_words() -> dict[str, Any]:
    return {"choices": piece_list.SAYABLE, "note": piece_list.WORKING_LIST}
