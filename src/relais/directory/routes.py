"""The pages a doctor opens: `/structures/{slug}`, `/aide`, `/departement/{code}`."""

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from relais.core import clock
from relais.core.errors import NotFound
from relais.directory import hours
from relais.directory.departement import departement_view, open_lines
from relais.directory.pages import Directory, Origin, fact_rows
from relais.geo.places import PlaceIndex
from relais.web.forms import decode_form, parse_form
from relais.web.pages import Pages

AnyRequest = Request[Any, Any, Any]
HERE = {"place": "Ville, code postal ou département"}


class HereForm(Struct, frozen=True, kw_only=True):
    """Where the person looks for help."""

    place: Annotated[str, Meta(max_length=120)] = ""


def directory_routes(pages: Pages, directory: Directory, places: PlaceIndex) -> Sequence[HTTPRouteHandler]:
    """The routes of the doctor's pages."""

    @get("/structures/{slug:str}", include_in_schema=False, sync_to_thread=False)
    def service_page(slug: FromPath[str]) -> Response[Any]:
        return service_response(pages, directory, slug)

    @get("/aide", include_in_schema=False, sync_to_thread=False)
    def help_page() -> Response[str]:
        return _help(pages, directory)

    @post("/aide", status_code=200, include_in_schema=False)
    async def help_near(request: AnyRequest) -> Response[str]:
        filled = decode_form(HereForm, parse_form(await request.body(), request.headers.get("content-type", "")), HERE)
        return _near(pages, directory, places, filled.value.place.strip(), filled.faults.get("place", ""))

    @get("/departement/{code:str}", include_in_schema=False, sync_to_thread=False)
    def departement_page(code: FromPath[str]) -> Response[str]:
        return departement_response(pages, directory, code.upper())

    return [service_page, help_page, help_near, departement_page]


def service_response(
    pages: Pages,
    directory: Directory,
    slug: str,
    *,
    origins: Sequence[Origin] = (),
    back: Sequence[tuple[str, str]] | None = None,
) -> Response[Any]:
    """The page of one service; `back` carries the desk's state when it is opened from there. Raises NotFound."""
    service = directory.find(slug)
    if service is None:
        if now_at := directory.moved(slug):
            return Redirect(f"/structures/{now_at}", status_code=301)
        raise NotFound("Cette structure n'est pas, ou plus, dans l'annuaire.")
    return pages.response(
        "directory/service.html",
        card=directory.card(service, origins=origins),
        week=hours.week(service.hours),
        facts=fact_rows(service),
        neighbours=[directory.card(one) for one in directory.neighbours(service)],
        replaced_by=directory.find(service.replaced_by) if service.replaced_by else None,
        desk_line=directory.find(directory.desk_line),
        origins=origins,
        back=back,
        today=clock.now().date(),
        stale_since=directory.stale_since(),
    )


def departement_response(pages: Pages, directory: Directory, code: str) -> Response[str]:
    """The page of one département. Raises NotFound."""
    departement = directory.gazetteer.departements.get(code)
    if departement is None:
        raise NotFound("Ce département n'existe pas : cherchez par son numéro, par exemple 69, 2A ou 974.")
    view = departement_view(directory, departement)
    return pages.response("directory/departement.html", view=view, stale_since=directory.stale_since())


def _help(
    pages: Pages, directory: Directory, *, place: str = "", fault: str = "", choices: Sequence[tuple[str, str]] = ()
) -> Response[str]:
    lines = open_lines(directory)
    return pages.response(
        "directory/help.html",
        status=422 if fault else 200,
        open_lines=[card for card in lines if card.open == "open"],
        other_lines=[card for card in lines if card.open != "open"],
        place=place,
        fault=fault,
        choices=choices,
        stale_since=directory.stale_since(),
    )


def _near(pages: Pages, directory: Directory, places: PlaceIndex, typed: str, fault: str) -> Response[str]:
    """The département of a place; a choice when there are several, the same page with a sentence when none."""
    if fault or not typed:
        return _help(
            pages, directory, place=typed, fault=fault or "Écrivez une ville, un code postal ou un département."
        )
    found = places.find(typed) or places.correct(typed)
    codes = list(dict.fromkeys(code for place in found[:8] for code in place.departements))
    known = [(code, one.name) for code in codes if (one := directory.gazetteer.departements.get(code))]
    if not known:
        sentence = f"« {typed} » : lieu inconnu. Écrivez une ville, un code postal ou un département."
        return _help(pages, directory, place=typed, fault=sentence)
    if len(known) == 1:
        return departement_response(pages, directory, known[0][0])
    return _help(pages, directory, place=typed, choices=known)
