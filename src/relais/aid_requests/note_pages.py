"""The author's pages: the note, the code that was mailed, what happens next. A fear for a life stops the first one."""

from typing import Annotated, Any
from uuid import UUID

from litestar.response import Redirect
from msgspec import Meta, Struct

from relais.accounts.doors import visitor_of
from relais.accounts.entrance import read_form
from relais.accounts.holders import account_addresses
from relais.accounts.limiter import client_address
from relais.aid_requests import note_draft as drafts
from relais.aid_requests.colleague_pace import GUESSES, MAILS, NOTES, WRITTEN, wait_for_turn
from relais.aid_requests.note_model import LIFE, MOTIVES, NAMES, Draft, NoteForm
from relais.aid_requests.note_service import name_of_council, write_note
from relais.aid_requests.reading import answering
from relais.aid_requests.words import PRACTICE
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.notifications.letters import note_code
from relais.notifications.service import enqueue
from relais.sheets.person import AnyRequest, AnyResponse
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled, decode_form

PAGE = "/demande/pour-un-autre/note"


class CodeForm(Struct, frozen=True, kw_only=True):
    """The code that was mailed, typed back. `draft`: the note, sealed; `act`: another code is asked for."""

    draft: Annotated[str, Meta(max_length=4000)] = ""
    code: Annotated[str, Meta(max_length=40)] = ""
    act: Annotated[str, Meta(max_length=10)] = ""


class NotePages(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    async def blank(self, request: AnyRequest) -> AnyResponse:
        """The form, empty."""
        return await self._form(request, Filled(value=NoteForm(), faults={}))

    async def send(self, request: AnyRequest) -> AnyResponse:
        """The note that was typed: refused with its faults, stopped by a fear for a life, or on to its code."""
        filled = decode_form(NoteForm, await read_form(request), NAMES)
        if filled.value.motive == LIFE:
            return self._page(request, "aid_requests/note_stop.html")
        known = visitor_of(request).account
        faults = drafts.faults_of(filled.value, await answering(self.place), known=known is not None)
        if found := {**faults, **filled.faults}:
            return await self._form(request, Filled(value=filled.value, faults=found))
        source = client_address(request)
        await wait_for_turn(self.place, NOTES.use, source)
        async with self.place.database.reading() as db:
            if refusal := await NOTES.refusal(db, self.place.vault, f"hour:{source}"):
                return await self._form(request, filled, refusal)
        email = await self._address_of(known) if known else filled.value.email
        draft = drafts.draft_of(filled.value, filled.value.request or new_id(), email)
        return await (self._write(request, draft) if known else self._mail(request, draft))

    async def confirm(self, request: AnyRequest) -> AnyResponse:
        """The code typed back: then, and only then, the note is kept."""
        typed = decode_form(CodeForm, await read_form(request), {}).value
        draft = drafts.unseal(self.place.vault, typed.draft)
        if draft is None:
            return Redirect(PAGE, status_code=303)
        if drafts.is_over(draft):
            over = Refused("note_page_over", drafts.OVER, status=403)
            return await self._form(request, Filled(value=drafts.form_of(draft), faults={}), over)
        if typed.act == "again":
            return await self._mail(request, drafts.with_new_code(draft))
        async with self.place.database.reading() as db:
            refusal = await GUESSES.refusal(db, self.place.vault, str(draft.id))
        if refusal or not drafts.is_right(draft, typed.code):
            fault = refusal or Refused("note_code", drafts.WRONG_CODE, field="code", status=422)
            return self._code(request, draft, fault=fault.sentence, status=fault.status)
        return await self._write(request, draft)

    async def _mail(self, request: AnyRequest, draft: Draft) -> AnyResponse:
        """Mail the code; a mailbox is never flooded through us, whoever types its address."""
        async with self.place.database.reading() as db:
            refusal = await MAILS.refusal(db, self.place.vault, draft.email.lower())
        if refusal:
            return await self._form(request, Filled(value=drafts.form_of(draft), faults={}), refusal)
        async with self.place.database.writing() as db:
            await enqueue(db, self.place.vault, note_code(draft.code), to=draft.email)
        return self._code(request, draft)

    async def _write(self, request: AnyRequest, draft: Draft) -> AnyResponse:
        """Keep the note. The same page whether it is the first, one more, or the same again."""
        filled = Filled(value=drafts.form_of(draft), faults={})
        async with self.place.database.reading() as db:
            if refusal := await WRITTEN.refusal(db, self.place.vault, draft.email.lower()):
                return await self._form(request, filled, refusal)
        try:
            await write_note(self.place, draft)
        except Refused as fault:
            if fault.field != "departement":
                raise
            return await self._form(request, Filled(value=filled.value, faults={fault.field: fault.sentence}))
        council = name_of_council(self.place, draft.council)
        return self._page(request, "aid_requests/note_sent.html", council=council)

    async def _address_of(self, account: UUID) -> str:
        async with self.place.database.reading() as db:
            addresses = await account_addresses(db, self.place.vault, [account])
        if account not in addresses:
            raise NotFound
        return addresses[account]

    def _code(self, request: AnyRequest, draft: Draft, *, fault: str = "", status: int = 200) -> AnyResponse:
        return self._page(
            request,
            "aid_requests/note_code_mailed.html",
            status=status,
            draft=drafts.seal(self.place.vault, draft),
            email=draft.email,
            fault=fault,
        )

    async def _form(self, request: AnyRequest, filled: Filled[NoteForm], refusal: Refused | None = None) -> AnyResponse:
        councils = await answering(self.place)
        names = self.place.directory.gazetteer.departements
        return self._page(
            request,
            "aid_requests/note_form.html",
            status=refusal.status if refusal else 422 if filled.faults else 200,
            form=filled.value,
            faults=filled.faults,
            names=NAMES,
            said=refusal.sentence if refusal else "",
            motives={LIFE: "Je crains pour sa vie", **MOTIVES},
            departements={code: one.name for code, one in names.items() if code in councils},
            practices=PRACTICE,
            request=filled.value.request or new_id(),
        )

    def _page(self, request: AnyRequest, template: str, /, *, status: int = 200, **context: Any) -> AnyResponse:
        directory = self.place.directory
        return self.place.pages.response(
            template,
            status=status,
            visitor=visitor_of(request),
            urgent=directory.urgent(("15", "3114")),
            desk_line=directory.find(directory.desk_line),
            **context,
        )
