"""`/espace`: the pages a person keeps, one of them, what is confirmed, taken back, asked for."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from relais.accounts.doors import visitor_of
from relais.accounts.gates import OWN_PAGE, through
from relais.accounts.model import Visitor
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory.changes import Outcome, confirm, waiting_for, withdraw_request
from relais.directory.history import history_of
from relais.directory.pages import PLUMBING
from relais.directory.value_words import value_words
from relais.profiles.access import page_for, pages_for
from relais.profiles.asking import asking_routes
from relais.profiles.edit_routes import edit_routes
from relais.profiles.model import OwnPage, Slot, slot_of
from relais.profiles.space import Space
from relais.profiles.view import own_page
from relais.profiles.words import label_of
from relais.web.forms import decode_form, parse_form

AnyRequest = Request[Any, Any, Any]
HOW = {"member": "par l'organisme, dans son espace", "officer": "par le conseil, dans son espace"}


class ExactForm(Struct, frozen=True, kw_only=True):
    """What is said to be exact: `hours@34`, a field and the version that was read."""

    act: Annotated[str, Meta(max_length=10)] = "confirm"
    exact: Annotated[list[Annotated[str, Meta(max_length=60)]], Meta(max_length=100)] = []


class TakeBackForm(Struct, frozen=True, kw_only=True):
    """Which request is taken back."""

    request: UUID | None = None


def space_routes(space: Space) -> Sequence[HTTPRouteHandler]:
    """The routes of the space."""

    @get("/espace", opt=through(OWN_PAGE), include_in_schema=False)
    async def own_pages(request: AnyRequest) -> Response[Any]:
        visitor = visitor_of(request)
        async with space.database.reading() as db:
            pages = await pages_for(db, visitor)
        if len(pages) == 1:
            return Redirect(f"/espace/{pages[0].slug}", status_code=303)
        return space.pages.response("profiles/choose.html", visitor=visitor, pages=pages)

    @get("/espace/{slug:str}", opt=through(OWN_PAGE), include_in_schema=False)
    async def page(slug: FromPath[str], request: AnyRequest) -> Response[str]:
        visitor = visitor_of(request)
        async with space.database.reading() as db:
            return await _shown(space, db, visitor, await page_for(db, visitor, slug))

    @post("/espace/{slug:str}/exact", status_code=200, opt=through(OWN_PAGE), include_in_schema=False)
    async def exact(slug: FromPath[str], request: AnyRequest) -> Response[str]:
        form = decode_form(ExactForm, await sent_of(request), {}).value
        visitor = visitor_of(request)
        async with space.database.writing() as db:
            more = await _confirmed(db, visitor, await page_for(db, visitor, slug), form)
        async with space.database.reading() as db:  # writers queue: nothing is rendered while they wait
            return await _shown(space, db, visitor, await page_for(db, visitor, slug), **more)

    @post("/espace/{slug:str}/retirer", opt=through(OWN_PAGE), include_in_schema=False)
    async def take_back(slug: FromPath[str], request: AnyRequest) -> Redirect:
        form = decode_form(TakeBackForm, await sent_of(request), {}).value
        visitor = visitor_of(request)
        async with space.database.writing() as db:
            own = await page_for(db, visitor, slug)
            mine = {line.request for line in await waiting_for(db, slug) if line.made_by == visitor.account}
            if form.request not in mine or form.request is None:
                raise NotFound
            await withdraw_request(db, visitor.acting(own.role), form.request)
        return Redirect(f"/espace/{slug}", status_code=303)

    @get("/espace/{slug:str}/historique", opt=through(OWN_PAGE), include_in_schema=False)
    async def history(slug: FromPath[str], request: AnyRequest) -> Response[str]:
        visitor = visitor_of(request)
        async with space.database.reading() as db:
            own = await page_for(db, visitor, slug)
            told = await history_of(db, slug)
        return space.pages.response(
            "profiles/history.html",
            visitor=visitor,
            page=own,
            fields=[field for field in told.fields if field.field not in PLUMBING],
            words=space.gazetteer,
            value_words=value_words,
            label_of=label_of,
        )

    return [own_pages, page, exact, take_back, history, *edit_routes(space), *asking_routes(space)]


async def sent_of(request: AnyRequest) -> dict[str, list[str]]:
    """The posted boxes."""
    return parse_form(await request.body(), request.headers.get("content-type", ""))


async def _shown(space: Space, db: Db, visitor: Visitor, page: OwnPage, **more: Any) -> Response[str]:
    status = 422 if more.get("faults") else 200
    return space.pages.response("profiles/page.html", status=status, **await own_page(space, db, visitor, page, **more))


async def _confirmed(db: Db, visitor: Visitor, page: OwnPage, form: ExactForm) -> dict[str, Any]:
    """Renew what was ticked; what the page then says besides."""
    if form.act == "all":
        return {"tick_all": True}
    fields, outdated = _chosen(page, form.exact)
    if outdated or not fields:
        faults = [f"{label} : cela vient de changer. Relisez avant de confirmer." for label in outdated]
        keys = [text.partition("@")[0] for text in form.exact]
        return {"faults": faults or ["Cochez d'abord ce que vous avez relu."], "ticked": keys}
    outcome = await confirm(db, visitor.acting(page.role), page.row.slug, fields, how=HOW[page.role])
    return {"notice": _thanks(outcome)}


def _chosen(page: OwnPage, texts: Sequence[str]) -> tuple[list[Slot], list[str]]:
    """The fields ticked, and the labels of those that are no longer what was read."""
    fields: list[Slot] = []
    outdated: list[str] = []
    for text in texts:
        key, _, version = text.partition("@")
        slot = slot_of(key)
        if slot is None or slot not in page.facts:
            continue
        if version == str(page.version(slot)):
            fields.append(slot)
        else:
            outdated.append(label_of(*slot))
    return fields, outdated


def _thanks(outcome: Outcome) -> str:
    said = []
    if outcome.published:
        said.append(f"Confirmé : {', '.join(dict.fromkeys(map(label_of, outcome.published)))}.")
    if outcome.waiting:
        labels = ", ".join(dict.fromkeys(map(label_of, outcome.waiting)))
        said.append(f"Attend une seconde personne, car jamais confirmé encore : {labels}.")
    return " ".join(["Merci.", *said])
