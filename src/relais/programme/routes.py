"""`/agenda`: programme actions, their calendar, and a place booked without a name."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.gates import COORDINATOR, EVERYONE, PROGRAMME, through
from relais.programme.booking_pages import BookingPages
from relais.programme.calendar import Calendar
from relais.programme.deciding import Deciding
from relais.programme.place import WAITING, Agenda, AnyRequest, AnyResponse
from relais.programme.proposing import OWN, Proposing

__all__ = ["Agenda", "programme_routes"]


def programme_routes(agenda: Agenda) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    calendar = Calendar(agenda=agenda)
    return [
        *_calendar_routes(calendar),
        *_booking_routes(BookingPages(agenda=agenda, calendar=calendar)),
        *_proposing_routes(Proposing(agenda=agenda)),
        *_deciding_routes(Deciding(agenda=agenda)),
    ]


def _calendar_routes(calendar: Calendar) -> Sequence[HTTPRouteHandler]:
    @get("/agenda", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def agenda() -> AnyResponse:
        return calendar.whole()

    @post("/agenda", opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def filtered_agenda(request: AnyRequest) -> AnyResponse:
        return await calendar.filtered(request)

    @get("/agenda.ics", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def feed() -> Response[bytes]:
        return calendar.feed()

    @get("/agenda/{slug:str}", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def action(slug: FromPath[str]) -> AnyResponse:
        return calendar.page_of(slug)

    @get("/agenda/{slug:str}/agenda.ics", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def feed_of_action(slug: FromPath[str]) -> Response[bytes]:
        return calendar.feed_of(slug)

    return [agenda, filtered_agenda, feed, action, feed_of_action]


def _booking_routes(pages: BookingPages) -> Sequence[HTTPRouteHandler]:
    @get("/agenda/{slug:str}/reserver", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def offer(slug: FromPath[str]) -> AnyResponse:
        return pages.offer(slug)

    @post("/agenda/{slug:str}/reserver", opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def book(slug: FromPath[str], request: AnyRequest) -> AnyResponse:
        return await pages.book(slug, request)

    @get("/agenda/{slug:str}/annuler", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def box_to_give_back(slug: FromPath[str]) -> AnyResponse:
        return pages.back(slug)

    @post("/agenda/{slug:str}/annuler", opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def give_back(slug: FromPath[str], request: AnyRequest) -> AnyResponse:
        return await pages.give_back(slug, request)

    return [offer, book, box_to_give_back, give_back]


def _proposing_routes(own: Proposing) -> Sequence[HTTPRouteHandler]:
    @get(OWN, opt=through(PROGRAMME), include_in_schema=False)
    async def own_actions(request: AnyRequest) -> AnyResponse:
        return await own.listed(request)

    @get(OWN + "/proposer", opt=through(PROGRAMME), sync_to_thread=False, include_in_schema=False)
    def blank_proposal(request: AnyRequest) -> AnyResponse:
        return own.blank(request)

    @post(OWN + "/proposer", opt=through(PROGRAMME), status_code=200, include_in_schema=False)
    async def propose(request: AnyRequest) -> Response[Any]:
        return await own.propose(request)

    @get(OWN + "/{code:str}", opt=through(PROGRAMME), include_in_schema=False)
    async def own_action(code: FromPath[str], request: AnyRequest) -> AnyResponse:
        return await own.one(request, code)

    @get(OWN + "/{code:str}/reprendre", opt=through(PROGRAMME), include_in_schema=False)
    async def proposal_from(code: FromPath[str], request: AnyRequest) -> AnyResponse:
        return await own.blank_from(request, code)

    @post(OWN + "/{code:str}/retirer", opt=through(PROGRAMME), status_code=200, include_in_schema=False)
    async def withdraw(code: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await own.withdraw(request, code)

    @post(OWN + "/{code:str}/annuler", opt=through(PROGRAMME), status_code=200, include_in_schema=False)
    async def cancel(code: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await own.cancel(request, code)

    @post(OWN + "/{code:str}/reservations", opt=through(PROGRAMME), status_code=200, include_in_schema=False)
    async def bookings(code: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await own.booking(request, code)

    return [own_actions, blank_proposal, propose, own_action, proposal_from, withdraw, cancel, bookings]


def _deciding_routes(office: Deciding) -> Sequence[HTTPRouteHandler]:
    @get(WAITING, opt=through(COORDINATOR), include_in_schema=False)
    async def proposals(request: AnyRequest) -> AnyResponse:
        return await office.waiting(request)

    @get(WAITING + "/{code:str}", opt=through(COORDINATOR), include_in_schema=False)
    async def proposal(code: FromPath[str], request: AnyRequest) -> AnyResponse:
        return await office.one(request, code)

    @post(WAITING + "/{code:str}/accepter", opt=through(COORDINATOR), status_code=200, include_in_schema=False)
    async def accept_action(code: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await office.accept(request, code)

    @post(WAITING + "/{code:str}/refuser", opt=through(COORDINATOR), status_code=200, include_in_schema=False)
    async def refuse_action(code: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await office.refuse(request, code)

    @post(WAITING + "/{code:str}/annuler", opt=through(COORDINATOR), status_code=200, include_in_schema=False)
    async def cancel_action(code: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await office.cancel(request, code)

    return [proposals, proposal, accept_action, refuse_action, cancel_action]
