"""`/espace/{slug}/nouvelle-fiche`: asking the coordination for another service of one's organisation."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.doors import visitor_of
from relais.accounts.gates import OWN_PAGE, through
from relais.accounts.model import Visitor
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory.reports import report
from relais.profiles.access import page_for
from relais.profiles.model import OwnPage
from relais.profiles.space import Space
from relais.web.forms import Filled, decode_form, parse_form

AnyRequest = Request[Any, Any, Any]
LABELS: Final = {"title": "Nom", "what": "Ce qu'elle fait"}


class AskForm(Struct, frozen=True, kw_only=True):
    """Which service is missing. Both texts and the words around them fit in a report."""

    title: Annotated[str, Meta(max_length=60)] = ""
    what: Annotated[str, Meta(max_length=100)] = ""


def asking_routes(space: Space) -> Sequence[HTTPRouteHandler]:
    """The page that asks, and its answer."""

    @get("/espace/{slug:str}/nouvelle-fiche", opt=through(OWN_PAGE), include_in_schema=False)
    async def ask(slug: FromPath[str], request: AnyRequest) -> Response[str]:
        visitor = visitor_of(request)
        async with space.database.reading() as db:
            page = await _member_page(db, visitor, slug)
        return _shown(space, visitor, page, Filled(value=AskForm(), faults={}))

    @post("/espace/{slug:str}/nouvelle-fiche", status_code=200, opt=through(OWN_PAGE), include_in_schema=False)
    async def asked(slug: FromPath[str], request: AnyRequest) -> Response[str]:
        visitor = visitor_of(request)
        filled = decode_form(AskForm, parse_form(await request.body(), request.headers.get("content-type", "")), LABELS)
        async with space.database.writing() as db:
            page = await _member_page(db, visitor, slug)
            faults = {**_missing(filled.value), **filled.faults}
            if faults:
                return _shown(space, visitor, page, Filled(value=filled.value, faults=faults))
            said = f"Nouvelle fiche demandée : {filled.value.title.strip()}. {filled.value.what.strip()}"
            await report(db, visitor.acting("member"), slug, position=None, motive="other", comment=said)
        return _shown(space, visitor, page, Filled(value=AskForm(), faults={}), sent=True)

    return [ask, asked]


async def _member_page(db: Db, visitor: Visitor, slug: str) -> OwnPage:
    """A council has one page: only associations ask for others."""
    page = await page_for(db, visitor, slug)
    if page.role != "member":
        raise NotFound
    return page


def _missing(form: AskForm) -> dict[str, str]:
    return {name: f"« {label} » est à remplir." for name, label in LABELS.items() if not getattr(form, name).strip()}


def _shown(
    space: Space, visitor: Visitor, page: OwnPage, filled: Filled[AskForm], *, sent: bool = False
) -> Response[str]:
    return space.pages.response(
        "profiles/ask.html",
        status=422 if filled.faults else 200,
        visitor=visitor,
        page=page,
        form=filled.value,
        faults=filled.faults,
        sent=sent,
    )
