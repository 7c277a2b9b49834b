"""`/rapport`: the year in figures, and those that the signatories enter; `/appel`: the end of a call."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest
from relais.accounts.gates import COORDINATOR, EVERYONE, LISTENER, SIGNATORY, through
from relais.reports.calls import DONE, Calls, Counted
from relais.reports.calls import HERE as CALL
from relais.reports.figures import COORDINATED, HERE, Figures
from relais.reports.public import PublicReports
from relais.reports.published import read_published
from relais.sheets.workplace import Workplace


def report_year_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    public = PublicReports(place=place, published=read_published(place.settings.data_dir))
    return [*_public(public), *_calls(Calls(place=place, counted=Counted())), *_figures(Figures(place=place))]


def _public(public: PublicReports) -> list[HTTPRouteHandler]:
    @get("/rapport", opt=through(EVERYONE), include_in_schema=False)
    async def years() -> Response[str]:
        return await public.years()

    @get("/rapport/{name:str}", opt=through(EVERYONE), include_in_schema=False)
    async def year(name: FromPath[str]) -> Response[Any]:
        return await public.year(name)

    return [years, year]


def _calls(calls: Calls) -> list[HTTPRouteHandler]:
    @get(CALL, opt=through(LISTENER), sync_to_thread=False, include_in_schema=False)
    def end_of_call(request: AnyRequest) -> Response[str]:
        return calls.page(request)

    @get(DONE, opt=through(LISTENER), sync_to_thread=False, include_in_schema=False)
    def call_counted(request: AnyRequest) -> Response[str]:
        return calls.page(request, done=True)

    @post(CALL, opt=through(LISTENER), status_code=303, include_in_schema=False)
    async def count_call(request: AnyRequest) -> Response[Any]:
        return await calls.count(request)

    return [end_of_call, call_counted, count_call]


def _figures(figures: Figures) -> list[HTTPRouteHandler]:
    gate = through(SIGNATORY)

    @get(HERE, opt=gate, include_in_schema=False)
    async def last_year(request: AnyRequest) -> Response[str]:
        return await figures.page(request)

    @get(HERE + "/{name:str}", opt=gate, include_in_schema=False)
    async def figures_of_year(request: AnyRequest, name: FromPath[str]) -> Response[str]:
        return await figures.page(request, name)

    @post(HERE + "/{name:str}", opt=gate, status_code=303, include_in_schema=False)
    async def enter_figure(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        return await figures.enter(request, name)

    @post(HERE + "/{name:str}/confirmer", opt=gate, status_code=303, include_in_schema=False)
    async def confirm_figure(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        return await figures.confirm(request, name)

    @post(HERE + "/{name:str}/retirer", opt=gate, status_code=303, include_in_schema=False)
    async def withdraw_figure(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        return await figures.withdraw(request, name)

    @post(HERE + "/{name:str}/publier", opt=gate, status_code=303, include_in_schema=False)
    async def agree(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        return await figures.agree(request, name)

    @get(COORDINATED, opt=through(COORDINATOR), include_in_schema=False)
    async def waiting(request: AnyRequest) -> Response[str]:
        return await figures.coordinated(request)

    @post(COORDINATED, opt=through(COORDINATOR), status_code=303, include_in_schema=False)
    async def confirm_coordinated(request: AnyRequest) -> Response[Any]:
        return await figures.confirm_coordinated(request)

    return [
        *(last_year, figures_of_year, enter_figure, confirm_figure, withdraw_figure, agree),
        *(waiting, confirm_coordinated),
    ]
