"""Booking a place without a name, its code shown once, and giving the place back."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from relais.accounts.bureau import posted
from relais.accounts.limiter import client_address
from relais.cases.code import spoken
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.programme.calendar import Calendar
from relais.programme.model import Action
from relais.programme.place import Agenda, AnyRequest, AnyResponse

STALE = "Cette page était incomplète. Relisez, puis réservez."


class BookForm(Struct, frozen=True, kw_only=True):
    """`request`: made with the page; posted twice it is one place."""

    request: UUID | None = None


class BackForm(Struct, frozen=True, kw_only=True):
    """The code, as it was noted."""

    code: Annotated[str, Meta(max_length=60)] = ""


class BookingPages(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    agenda: Agenda
    calendar: Calendar

    def offer(self, slug: str) -> AnyResponse:
        """What booking means, and the button. Raises NotFound where no place is booked."""
        return self._offer(self._bookable(slug), new_id())

    async def book(self, slug: str, request: AnyRequest) -> AnyResponse:
        """The place and its code, once; or, on the same page, why there is none."""
        action = self._bookable(slug)
        page = (await posted(request, BookForm, {})).value.request
        if page is None:
            return self._offer(action, new_id(), fault=STALE, status=422)
        try:
            booked = await self.agenda.counter.book(action.id, page, client_address(request))
        except Refused as fault:
            if fault.status >= 500:
                raise
            await self.agenda.keeper.look()
            return self._offer(self._bookable(slug), page, fault=fault.sentence, status=fault.status)
        await self.agenda.keeper.look()
        return self.agenda.open(
            "programme/booked.html", shown=self.agenda.shown(action), number=booked.number, code=spoken(booked.code)
        )

    def back(self, slug: str, *, fault: str = "", status: int = 200) -> AnyResponse:
        """The box for the code. Raises NotFound where no place is booked."""
        shown = self.agenda.shown(self._bookable(slug))
        return self.agenda.open("programme/give_back.html", status=status, shown=shown, fault=fault)

    async def give_back(self, slug: str, request: AnyRequest) -> AnyResponse:
        """The place is free again."""
        action = self._bookable(slug)
        code = (await posted(request, BackForm, {"code": "Code"})).value.code
        try:
            number = await self.agenda.counter.give_back(action.id, code, client_address(request))
        except Refused as fault:
            if fault.status >= 500:
                raise
            return self.back(slug, fault=fault.sentence, status=fault.status)
        await self.agenda.keeper.look()
        return self.agenda.open(
            "programme/given_back.html", shown=self.agenda.shown(self._bookable(slug)), number=number
        )

    def _bookable(self, slug: str) -> Action:
        action = self.calendar.action(slug)
        if action.booking == "none":
            raise NotFound
        return action

    def _offer(self, action: Action, page: UUID, *, fault: str = "", status: int = 200) -> AnyResponse:
        shown = self.agenda.shown(action)
        return self.agenda.open("programme/book.html", status=status, shown=shown, request=page, fault=fault)
