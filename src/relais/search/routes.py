"""The desk: `/`, and a service opened from the desk with the way back."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, structs

from relais.core import clock
from relais.core.errors import Refused
from relais.directory import wording
from relais.directory.pages import Directory, Origin
from relais.directory.routes import service_response
from relais.search import desk_view
from relais.search.desk import DeskForm, Posted, read_post, toggled
from relais.search.desk_map import DeskMap
from relais.search.engine import SearchEngine
from relais.search.model import SearchResponse
from relais.web.forms import parse_form
from relais.web.pages import Pages

FRAGMENT = "relais-fragment"
LEVELS = (
    ("own", "son département"),
    ("neighbours", "et les limitrophes"),
    ("region", "et sa région"),
    ("none", "rien"),
)
AnyRequest = Request[Any, Any, Any]


class Desk(Struct, frozen=True, kw_only=True):
    """All that the desk needs to answer; made once by the application."""

    pages: Pages
    engine: SearchEngine
    directory: Directory
    map: DeskMap

    async def page(self, posted: Posted, *, fragment: bool) -> Response[str]:
        """The whole page, or the part of it that a new answer replaces."""
        answer, posted = await answered(self.engine, posted)
        template = "search/desk_form.html" if fragment else "search/desk.html"
        status = 422 if posted.faults else 200
        return self.pages.response(template, status=status, **self._context(posted, answer))

    def _context(self, posted: Posted, answer: SearchResponse) -> dict[str, Any]:
        form = posted.form
        find = self.directory.find
        found = desk_view.rows(answer, form, find, self.directory.desk_line, self.directory.spare_line)
        return {
            "form": form,
            "answer": answer,
            "faults": posted.faults,
            "typed": posted.typed,
            "emptied": posted.emptied,
            "rows": found,
            "excluded": [
                {"slug": left.slug, "name": service.acronym or service.name, "reason": left.reason}
                for left in answer.excluded
                if (service := find(left.slug))
            ],
            "removed": desk_view.removed(form, self._label),
            "panel": desk_view.panel(answer, form, find),
            "announce": desk_view.announcement(answer, found, posted.faults.values()),
            "crisis": self.directory.urgent(answer.banner),
            "sheet": self.directory.services(form.sheet),
            "stale_since": self.directory.stale_since(),
            "departements": [(code, one.name) for code, one in self.directory.gazetteer.departements.items()],
            "map": self.map,
            "toggles": desk_view.TOGGLES,
            "levels": LEVELS,
            "needs": tuple(wording.NEEDS.items()),
        }

    def _label(self, kind: str, code: str) -> str:
        words = {"need": wording.NEEDS, "audience": wording.AUDIENCES, "filter": wording.FILTERS}.get(kind)
        if words is not None:
            return words.get(code, code)
        if kind in ("place", "origin", "unit"):
            return desk_view.place_name(self.directory.gazetteer, code)
        return code.replace("_", " ")

    async def read(self, request: AnyRequest) -> Posted:
        """A post of the desk, with a click on the map turned into its département."""
        posted = read_post(parse_form(await request.body(), request.headers.get("content-type", "")))
        act = posted.act
        code = act.toggle
        if act.map_x and act.map_y:
            code = self.map.departement_at(act.map_x, act.map_y) or ""
        return structs.replace(posted, form=toggled(posted.form, code)) if code else posted


async def answered(engine: SearchEngine, posted: Posted) -> tuple[SearchResponse, Posted]:
    """The answer; a place nobody knows is a fault of its field, and the search goes on without it."""
    try:
        return await engine.answer(posted.form.request(), now=clock.now()), posted
    except Refused as fault:
        if fault.field is None:
            raise
        faults = {**posted.faults, fault.field: fault.sentence}
    request = structs.replace(posted.form.request(), origin=[])
    return await engine.answer(request, now=clock.now()), structs.replace(posted, faults=faults)


async def origins_of(engine: SearchEngine, directory: Directory, form: DeskForm) -> tuple[Origin, ...]:
    """Where the doctor is, as the desk understood it, for the distances of a page."""
    if not (form.origin or form.text):
        return ()
    answer, _ = await answered(engine, Posted(form=form))
    keys = [part.key.partition(":") for part in answer.understood.parts]
    return directory.origins(code for kind, _, code in keys if kind == "origin")


def desk_routes(desk: Desk) -> Sequence[HTTPRouteHandler]:
    """The routes of the desk."""

    @get("/", include_in_schema=False)
    async def empty_desk() -> Response[str]:
        return await desk.page(Posted(), fragment=False)

    @post("/", status_code=200, include_in_schema=False)
    async def answered_desk(request: AnyRequest) -> Response[str]:
        return await desk.page(await desk.read(request), fragment=FRAGMENT in request.headers)

    @post("/structures/{slug:str}", status_code=200, include_in_schema=False)
    async def opened_service(slug: FromPath[str], request: AnyRequest) -> Response[Any]:
        form = (await desk.read(request)).form
        origins = await origins_of(desk.engine, desk.directory, form)
        return service_response(desk.pages, desk.directory, slug, origins=origins, back=form.fields())

    return [empty_desk, answered_desk, opened_service]
