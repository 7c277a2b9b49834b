"""`/signaler/{slug}`: saying that something is wrong, from a service's page or from the desk, with the way back."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from relais.accounts.doors import TOKEN_FIELD, found_of, visitor_of
from relais.accounts.gates import KNOWN, through
from relais.accounts.limiter import Limit, client_address
from relais.accounts.model import Visitor
from relais.core.clock import now
from relais.core.db import Database
from relais.core.errors import NotFound, Refused
from relais.core.vault import Vault
from relais.directory.model import Service
from relais.directory.pages import Card, Directory
from relais.directory.reports import (
    COMMENT_LIMIT,
    MARKING,
    MOTIVES,
    PHONE_MOTIVES,
    Reported,
    position_of,
    read_comment,
    read_motive,
    report,
)
from relais.web.forms import Sent, decode_form, parse_form
from relais.web.pages import Pages

AnyRequest = Request[Any, Any, Any]
REPORTS = Limit(
    use="report", most=30, window=timedelta(hours=1)
)  # by account or by address; a whole helpline may sit behind one
MOST_CARRIED = 120
NAMES = {"motive": "Ce qui est faux", "number": "Numéro", "comment": "Précision"}
_OWN = frozenset({*NAMES, TOKEN_FIELD})


class ReportForm(Struct, frozen=True, kw_only=True):
    """What is posted. `number` is what the number dials, "" when it is about none or when there is one only."""

    motive: Annotated[str, Meta(max_length=40)] = ""
    number: Annotated[str, Meta(max_length=20)] = ""
    comment: Annotated[str, Meta(max_length=2_000)] = ""


class Reporting(Struct, frozen=True, kw_only=True):
    """Made once by the application. `carried`: names of the desk's fields, which come and go with its posts."""

    pages: Pages
    directory: Directory
    database: Database
    vault: Vault
    carried: frozenset[str]

    def service(self, slug: str) -> Service:
        """Raises NotFound."""
        found = self.directory.find(slug)
        if found is None:
            raise NotFound("Cette structure n'est pas, ou plus, dans l'annuaire.")
        return found

    def page(
        self,
        request: AnyRequest,
        slug: str,
        *,
        form: ReportForm | None = None,
        faults: dict[str, str] | None = None,
        desk: list[tuple[str, str]] | None = None,
    ) -> Response[Any]:
        """The form, with what was typed and what was wrong with it."""
        if now_at := None if self.directory.find(slug) else self.directory.moved(slug):
            return Redirect(f"/signaler/{now_at}", status_code=303)
        card = self.directory.card(self.service(slug))
        visitor = visitor_of(request)
        return self.pages.response(
            "directory/report.html",
            status=422 if faults else 200,
            card=card,
            phones=_phones(card),
            form=form or ReportForm(),
            faults=faults or {},
            desk=desk,
            visitor=visitor,
            marking=_role(visitor) is not None and slug != self.directory.desk_line,
            motives=tuple(MOTIVES.items()),
            limit=COMMENT_LIMIT,
        )

    async def act(self, request: AnyRequest, slug: str) -> Response[Any]:
        """Keep the report; the page that says what becomes of it, or the form again."""
        sent = await _posted(request)
        desk = self.state_of(sent)
        filled = decode_form(ReportForm, sent, NAMES)
        form, faults = filled.value, {**_wrong(filled.value), **filled.faults}
        if not faults and (fault := self._ambiguous(slug, form)):
            faults["number"] = fault
        if faults:
            return self.page(request, slug, form=form, faults=faults, desk=desk)
        done = await self._report(request, slug, form)
        return self.pages.response(
            "directory/report_done.html",
            card=self.directory.card(self.service(slug)),
            marked=done.marked,
            at=now(),
            expired=found_of(request).expired,
            desk=desk,
            visitor=visitor_of(request),
        )

    async def _report(self, request: AnyRequest, slug: str, form: ReportForm) -> Reported:
        visitor = visitor_of(request)
        who = str(visitor.account) if visitor.account else client_address(request)
        async with self.database.reading() as db:
            await REPORTS.enter(db, self.vault, who)
        async with self.database.writing() as db:
            number = self._number(slug, form)
            return await report(
                db,
                visitor.acting("coordinator", "officer", "member", "listener"),
                slug,
                position=await position_of(db, slug, number) if number else None,
                motive=form.motive,
                comment=form.comment,
                desk_line=self.directory.desk_line,
            )

    def _number(self, slug: str, form: ReportForm) -> str:
        """The number meant: the one chosen, or the only one when the motive is about a number."""
        phones = _phones(self.directory.card(self.service(slug)))
        if form.motive not in PHONE_MOTIVES:
            return ""
        return form.number or (phones[0][0] if len(phones) == 1 else "")

    def _ambiguous(self, slug: str, form: ReportForm) -> str:
        phones = _phones(self.directory.card(self.service(slug)))
        known = {e164 for e164, _ in phones}
        if form.motive in PHONE_MOTIVES and len(phones) > 1 and form.number not in known:
            return "Dites lequel de ces numéros est faux."
        return ""

    def state_of(self, sent: Sent) -> list[tuple[str, str]] | None:
        """The desk's fields among those posted; None when the page was not opened from the desk."""
        if not self.carried & set(sent):
            return None
        pairs = [(name, text) for name, texts in sent.items() if name in self.carried for text in texts]
        return [(name, text.replace("\0", "")) for name, text in pairs[:MOST_CARRIED]]


def report_routes(reporting: Reporting) -> list[HTTPRouteHandler]:
    """The form, from a page or from the desk, and what it does."""

    @get("/signaler/{slug:str}", opt=through(KNOWN), sync_to_thread=False, include_in_schema=False)
    def report_form(slug: FromPath[str], request: AnyRequest) -> Response[Any]:
        return reporting.page(request, slug)

    @post("/signaler/{slug:str}", opt=through(KNOWN, reading=True), status_code=200, include_in_schema=False)
    async def report_from_desk(slug: FromPath[str], request: AnyRequest) -> Response[Any]:
        return reporting.page(request, slug, desk=reporting.state_of(await _posted(request)))

    @post("/signaler/{slug:str}/envoi", opt=through(KNOWN), status_code=200, include_in_schema=False)
    async def send_report(slug: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await reporting.act(request, slug)

    return [report_form, report_from_desk, send_report]


async def _posted(request: AnyRequest) -> Sent:
    return parse_form(await request.body(), request.headers.get("content-type", ""))


def _phones(card: Card) -> list[tuple[str, str]]:
    """What each number dials, and how it is said."""
    return [(phone.e164, phone.value) for phone in card.phones if phone.e164]


def _wrong(form: ReportForm) -> dict[str, str]:
    """The refusals that the form itself calls for, beside their fields."""
    faults = {}
    for field, read in (("motive", read_motive), ("comment", read_comment)):
        try:
            read(getattr(form, field))
        except Refused as refused:
            faults[field] = refused.sentence
    return faults


def _role(visitor: Visitor) -> str | None:
    return next((role for role in MARKING if role in visitor.roles), None)
