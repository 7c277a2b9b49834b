"""`/demande`: to whom, then what; then a code, once. Words of crisis show the numbers first and hold nothing back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from relais.accounts.entrance import read_form
from relais.accounts.limiter import client_address
from relais.aid_requests import service, store
from relais.aid_requests.alarm import numbers_for
from relais.aid_requests.form import NAMES, RequestForm, Ticket, faults_of, fingerprint_of, new_ticket, said, ticket_in
from relais.aid_requests.model import AidRequest, Mark, NewRequest
from relais.aid_requests.pace import wait_for_turn
from relais.aid_requests.reading import Reader, answering, reader_in, reader_of
from relais.aid_requests.telling import may_tell, tell_first, tell_received
from relais.aid_requests.words import PRACTICE, REACH, days_words
from relais.audit.model import ANONYMOUS
from relais.cases.code import spoken
from relais.cases.entering import Entered
from relais.cases.passage import issue
from relais.cases.service import MadeCode, NewCase, case_for, make_code, open_case, replace_code, write_part
from relais.core.context import Context
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import wording
from relais.directory.departement import open_lines
from relais.sheets.person import AnyRequest, AnyResponse, own_page
from relais.sheets.workplace import Workplace
from relais.web.forms import decode_form

LINES = 4  # listening lines shown beside the form
ARRIVED = (
    "Cette demande est déjà arrivée : le code qui a été montré alors l'ouvre toujours. Pour en faire une autre, "
    "remplissez cette page."
)
READ_AGAIN = "Relisez, puis envoyez : cette page était restée ouverte trop longtemps, ou venait d'ailleurs."


class Offered(Struct, frozen=True, kw_only=True):
    """Who may be written to. `councils`: départements where somebody reads; None when that is not known."""

    councils: frozenset[str] | None = None
    national: bool = True


class Asking(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    async def start(self) -> AnyResponse:
        """To whom."""
        return await self._choose(RequestForm(), {})

    async def answer(self, request: AnyRequest) -> AnyResponse:
        """The page after the one that was posted."""
        filled = decode_form(RequestForm, await read_form(request), NAMES)
        form = filled.value
        if form.act in ("", "change"):
            return await self._choose(form, {})
        faults = {name: text for name, text in filled.faults.items() if name in ("where", "departement")}
        reader = None if faults else await reader_of(self.place, form.where, form.departement)
        if reader is None:
            return await self._choose(form, faults or _where_faults(form))
        if not reader.answers:
            return await self._choose(form, {}, unread=reader)
        if form.act == "choose":
            return self._ask(form, reader, {})
        ticket = ticket_in(self.place.vault, form.request)
        faults = {**faults_of(form), **filled.faults}
        if faults or ticket is None:
            return self._ask(form, reader, faults, said="" if faults else READ_AGAIN)
        return await self._send(form, reader, ticket, client_address(request))

    def _alarm(self, form: RequestForm) -> tuple[str, ...]:
        return numbers_for(self.place.engine, form.texts, form.needs)

    async def _send(self, form: RequestForm, reader: Reader, ticket: Ticket, source: str) -> AnyResponse:
        marks: tuple[Mark, ...] = (*ticket.marks(form), *await wait_for_turn(self.place, source))
        alarm = self._alarm(form)
        first = bool(form.first and alarm)
        made = await make_code(self.place.vault, self.place.passwords)
        tells = "honeypot" not in marks and (first or not marks)
        tells = tells and await may_tell(self.place.database, self.place.vault, reader.slug, first=first)
        wanted = NewRequest(
            id=new_id(),
            case=ticket.case,
            council=reader.slug,
            needs=tuple(form.needs),
            practice=form.practice,
            reach=form.reach or "calls_back",
            urgent=first,
            marks=marks,
            fingerprint=fingerprint_of(self.place.vault, form, reader.slug),
        )
        context = Context(kind="person", case=ticket.case)
        again = False
        try:
            async with self.place.database.acting(context) as db:
                held = await self._keep(db, form, wanted, made, tells=tells)
        except Refused as fault:
            if fault.code == "request_unread":
                return await self._choose(form, {}, unread=structs.replace(reader, answers=False))
            if fault.code != "case_begun":
                raise
            again = True
            found = await self._another_code(context, ticket.case, made)
            if found is None:
                return self._ask(RequestForm(where=form.where, departement=form.departement), reader, {}, said=ARRIVED)
            held = found
        return await self._given(form, reader, held, made, context, alarm=alarm, again=again)

    async def _keep(self, db: Db, form: RequestForm, wanted: NewRequest, made: MadeCode, *, tells: bool) -> AidRequest:
        """The case, the request and what is sealed, in one transaction; who reads is told in the same one."""
        vault, origin = self.place.vault, self.place.origin
        case = NewCase(id=wanted.case, origin="person", code_by="person", council=wanted.council, alias=form.called)
        await open_case(db, vault, ANONYMOUS, case, made)
        held = await service.make(db, wanted)
        if held.outcome == "duplicate":
            if wanted.urgent and tells:  # the first one is now on top
                await tell_first(db, vault, wanted.council, origin)
            return held
        for category, words in said(form).items():
            await write_part(db, vault, wanted.case, category, words)
        if tells:
            await (tell_first if wanted.urgent else tell_received)(db, vault, wanted.council, origin)
        return held

    async def _another_code(self, context: Context, case: UUID, made: MadeCode) -> AidRequest | None:
        """Posted again: the request is there already, and the code that was perhaps never seen is replaced.

        None for one that arrived more than half an hour ago, or was erased: its code stays as it is.
        """
        async with self.place.database.acting(context) as db:
            if not await store.IS_NEW.value(db, case):
                return None
            await replace_code(db, ANONYMOUS, case, made, "person")
            return await service.find_of(db, case)

    # Pages --------------------------------------------------------------------------------------------------------

    async def _choose(self, form: RequestForm, faults: dict[str, str], *, unread: Reader | None = None) -> AnyResponse:
        """`unread`: the body that was chosen, where nobody reads."""
        departements = self.place.directory.gazetteer.departements
        offered = await _offered(self.place)
        return self._page(
            "aid_requests/choose.html",
            status=422 if faults else 200,
            form=form,
            carried=list(form.carried()),
            faults=faults,
            unread=unread,
            alarm=self._alarm(form),
            departements={code: one.name for code, one in departements.items()},
            offered=offered,
        )

    def _ask(self, form: RequestForm, reader: Reader, faults: dict[str, str], *, said: str = "") -> AnyResponse:
        ticket = ticket_in(self.place.vault, form.request)
        return self._page(
            "aid_requests/ask.html",
            status=422 if faults or said else 200,
            form=form,
            reader=reader,
            days=days_words(reader.days),
            faults=faults,
            said=said,
            alarm=self._alarm(form),
            request=form.request if ticket else new_ticket(self.place.vault),
            needs=wording.NEEDS,
            practices=PRACTICE,
            reaches=REACH,
        )

    async def _given(
        self,
        form: RequestForm,
        reader: Reader,
        held: AidRequest,
        made: MadeCode,
        context: Context,
        *,
        alarm: Sequence[str],
        again: bool,
    ) -> AnyResponse:
        """The code, once; for who calls back, whom to call and what to quote."""
        async with self.place.database.acting(context) as db:
            case = await case_for(db, self.place.vault, held.case_id)
        service = self.place.directory.find(reader.slug)
        entered = Entered(case=case.id, code_by="person", lookup=made.lookup)
        return self._page(
            "aid_requests/asked.html",
            code=spoken(made.code),
            reference=case.reference,
            passage=issue(self.place.vault, entered),
            reader=reader,
            days=days_words(reader.days),
            held=held,
            again=again,
            calls_back=form.reach == "calls_back",
            phones=self.place.directory.card(service).phones if service else (),
            alarm=tuple(alarm),
        )

    def _page(self, template: str, *, status: int = 200, alarm: Sequence[str], **context: Any) -> AnyResponse:
        directory = self.place.directory
        lines = [card for card in open_lines(directory) if card.open == "open"]
        return self.place.pages.response(
            template, status=status, urgent=directory.urgent(alarm), lines=lines[:LINES], **context
        )


async def _offered(place: Workplace) -> Offered:
    """Everything when the database is away: it is asked again before anything is written."""
    try:
        national = await reader_of(place, "national", "")
        return Offered(councils=await answering(place), national=bool(national and national.answers))
    except Unavailable:
        return Offered()


async def put_first(place: Workplace, entered: Entered, passage: str, *, sure: bool) -> AnyResponse:
    """The answer to the offer made beside the numbers: nothing changes unless the box is ticked."""
    async with place.database.acting(entered.context) as db:
        held = await service.find_of(db, entered.case)
    if held is None:
        raise NotFound
    if sure and held.waits and not held.urgent:
        tells = await may_tell(place.database, place.vault, held.council, first=True)
        async with place.database.acting(entered.context) as db:
            if await service.put_first(db, entered.case) and tells:
                await tell_first(db, place.vault, held.council, place.origin)
            held = await service.find_of(db, entered.case) or held
    async with place.database.reading() as db:
        reader = await reader_in(db, place, held.council)
    urgent = place.directory.urgent(("15", "3114"))
    return own_page(place, "aid_requests/put_first.html", passage, sure=sure, held=held, reader=reader, urgent=urgent)


def _where_faults(form: RequestForm) -> dict[str, str]:
    if not form.where:
        return {"where": "Choisissez à qui votre demande est adressée."}
    return {"departement": "Choisissez le département de votre tableau."}
