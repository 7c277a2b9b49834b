"""From a sheet to a request of one's own: a case under a code that the doctor makes, and the options of the sheet.

Nothing links the case to the sheet, but that it comes from one. The case that a page may begin is sealed in the page:
pressed twice it begins one, and the code that was not seen is replaced.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.accounts.entrance import last, read_form
from relais.accounts.limiter import Limit, client_address
from relais.audit.model import ANONYMOUS
from relais.cases.code import spoken
from relais.cases.entering import Entered
from relais.cases.passage import issue
from relais.cases.service import MadeCode, NewCase, make_code, open_case, replace_code
from relais.core.context import Context
from relais.core.db import Db
from relais.core.errors import Refused
from relais.directory.model import Service
from relais.referrals.acts import begin_with_options
from relais.referrals.model import Option
from relais.referrals.telling import tell_answer
from relais.sheets import door
from relais.sheets.model import Sheet
from relais.sheets.opening import Opening
from relais.sheets.person import AnyRequest, AnyResponse
from relais.sheets.view import still_there
from relais.sheets.workplace import Workplace
from relais.web.forms import decode_form

WHY = "sur votre fiche"
BEGUN = Limit(use="request begun", most=30, window=timedelta(hours=1))  # by address: a hospital may sit behind one
NAMES = {"council": "Accompagnement", "departement": "Département"}


class StartForm(Struct, frozen=True, kw_only=True):
    """`council`: alone, or with the one of `departement`; neither at first."""

    act: Literal["", "begin"] = ""
    council: Literal["", "alone", "with"] = ""
    departement: Annotated[str, Meta(max_length=3)] = ""


class Starting(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace
    opening: Opening

    async def start(self, request: AnyRequest) -> AnyResponse:
        """What a request is and who may accompany it; then the code, once."""
        sent = await read_form(request)
        carried = last(sent, door.FIELD)
        try:
            entered, case = await door.follow(self.place, carried)
        except Refused as refused:
            if refused.status >= 500:
                raise
            return self.opening.box(fault=refused.sentence, status=refused.status)
        sheet = await self.opening.sheet(entered)
        services = list(still_there(self.place, sheet))
        filled = decode_form(StartForm, sent, NAMES)
        form = filled.value
        faults = {**self._faults(form), **filled.faults} if form.act == "begin" else {}
        if not services or form.act != "begin" or faults:
            return self._question(carried, services, form, faults)
        async with self.place.database.reading() as db:
            await BEGUN.enter(db, self.place.vault, client_address(request))
        return await self._begin(case, sheet, services, form)

    def _faults(self, form: StartForm) -> dict[str, str]:
        if not form.council:
            return {"council": "Choisissez : seul, ou avec un conseil."}
        if form.council == "with" and not self._council_of(form):
            return {"departement": "Choisissez le département du conseil."}
        return {}

    def _council_of(self, form: StartForm) -> str:
        """The slug of the council that accompanies, "" for none."""
        council = self.place.directory.find(f"cdom-{form.departement.lower()}")
        return council.slug if form.council == "with" and council and council.council_of else ""

    def _question(
        self, carried: str, services: Sequence[Service], form: StartForm, faults: dict[str, str]
    ) -> AnyResponse:
        departements = self.place.directory.gazetteer.departements
        return self.place.pages.response(
            "followup/start.html",
            status=422 if faults else 200,
            carried=carried,
            names=[service.acronym or service.name for service in services],
            departements={code: one.name for code, one in departements.items()},
            form=form,
            faults=faults,
        )

    async def _begin(self, case: UUID, sheet: Sheet, services: Sequence[Service], form: StartForm) -> AnyResponse:
        made = await make_code(self.place.vault, self.place.passwords)
        context = Context(kind="person", case=case)
        again = False
        try:
            async with self.place.database.acting(context) as db:
                await self._open(db, case, sheet, services, self._council_of(form), made)
        except Refused as fault:
            if fault.code != "case_begun":
                raise
            again = True
            async with self.place.database.acting(context) as db:
                await replace_code(db, ANONYMOUS, case, made, "person")
        entered = Entered(case=case, code_by="person", lookup=made.lookup)
        return self.place.pages.response(
            "followup/start_code.html",
            code=spoken(made.code),
            passage=issue(self.place.vault, entered),
            again=again,
            followed=bool(self._council_of(form)),
        )

    async def _open(
        self, db: Db, case: UUID, sheet: Sheet, services: Sequence[Service], council: str, made: MadeCode
    ) -> None:
        """The case, and the options of the sheet shown as its first round; a council that accompanies is told."""
        wanted = NewCase(id=case, origin="sheet", code_by="person", council=council)
        await open_case(db, self.place.vault, ANONYMOUS, wanted, made)
        version = self.place.directory.keeper.current.version
        options = [
            Option(service=one.slug, rank=rank, seed=sheet.row.seed, directory_version=version, why=(WHY,))
            for rank, one in enumerate(services, 1)
        ]
        reason = None if len({one.organization for one in services}) > 1 else "others_closed"
        begun = await begin_with_options(db, case, case, options, "person", origin_org=council, reason=reason)
        if council:
            await tell_answer(db, self.place.vault, begun, self.place.origin)
