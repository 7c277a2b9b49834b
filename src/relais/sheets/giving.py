"""At the desk: the sheet to print, and the code that a listener gives with it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response
from msgspec import Struct

from relais.accounts.doors import TOKEN_FIELD, visitor_of
from relais.accounts.gates import LISTENER
from relais.cases.code import spoken
from relais.cases.service import make_code
from relais.core import clock
from relais.core.context import PUBLIC, Context
from relais.core.errors import Refused
from relais.core.ids import new_id, new_seed
from relais.directory.model import Service
from relais.search.desk import DeskForm, read_post
from relais.search.routes import origins_of
from relais.sheets.model import MadeSheet, NewSheet
from relais.sheets.service import make_sheet, read_sheet
from relais.sheets.workplace import Workplace
from relais.web.forms import decode_form, parse_form

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any]


class CodeForm(Struct, frozen=True, kw_only=True):
    """`request`: made with the page, it becomes the sheet's own; posted twice it makes one."""

    request: UUID | None = None


class Giving(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    async def page(self, request: AnyRequest) -> AnyResponse:
        """The sheet to print. Nothing is kept of it."""
        form = await _form(request)
        directory = self.place.directory
        origins = await origins_of(self.place.engine, directory, form)
        visitor = visitor_of(request)
        return self.place.pages.response(
            "sheets/desk_sheet.html",
            cards=[directory.card(service, origins=origins) for service in self._services(form)],
            desk_line=directory.find(directory.desk_line),
            back=form.fields(),
            now=clock.now(),
            visitor=visitor,
            gives=bool(LISTENER.roles & visitor.roles),
            request=new_id(),
        )

    async def code(self, request: AnyRequest) -> AnyResponse:
        """The code, once. A page posted again after a lost answer makes none: it offers another."""
        form = await _form(request)
        wanted = decode_form(CodeForm, parse_form(await request.body(), ""), {}).value
        services = self._services(form)
        if wanted.request is None or not form.sheet:
            raise Refused("sheet_empty", "Cette fiche est vide : ajoutez des structures depuis les résultats.")
        new = NewSheet(
            id=wanted.request,
            services=tuple(services),
            directory_version=self.place.directory.keeper.current.version,
            seed=new_seed() if form.seed is None else form.seed,
        )
        try:
            made = await self._make(new)
        except Refused as fault:
            if fault.code != "sheet_made":
                raise
            return self._given(request, form, None, fault.sentence)
        return self._given(request, form, made, "")

    async def _make(self, new: NewSheet) -> MadeSheet:
        made = await make_code(self.place.vault, self.place.passwords)
        async with self.place.database.acting(PUBLIC) as db:
            await make_sheet(db, new, made)
        async with self.place.database.acting(Context(kind="person", case=new.id)) as db:
            kept = await read_sheet(db, new.id)
        return MadeSheet(code=made.code, ends_at=kept.row.ends_at)

    def _given(self, request: AnyRequest, form: DeskForm, made: MadeSheet | None, said: str) -> AnyResponse:
        return self.place.pages.response(
            "sheets/code_given.html",
            status=200 if made else 409,
            visitor=visitor_of(request),
            code=spoken(made.code) if made else "",
            ends_at=made.ends_at if made else None,
            names=[service.acronym or service.name for service in self._services(form)],
            said=said,
            back=form.fields(),
            request=new_id(),
        )

    def _services(self, form: DeskForm) -> list[Service]:
        """The helpline first, then in the order in which they were told."""
        directory = self.place.directory
        return directory.services([directory.desk_line, *form.sheet])


async def _form(request: AnyRequest) -> DeskForm:
    """The desk's own fields, whatever else the page carries."""
    sent = parse_form(await request.body(), request.headers.get("content-type", ""))
    return read_post({name: texts for name, texts in sent.items() if name not in ("request", TOKEN_FIELD)}).form
