"""`/espace/agenda`: what one's organisations announce; proposing, taking back, cancelling, opening bookings."""

from typing import Any, Literal
from uuid import UUID

from msgspec import Struct, structs

from relais.accounts.bureau import blamed, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.core import clock
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.directory.wording import AUDIENCES
from relais.geo.places import load_places
from relais.programme import service, store
from relais.programme.model import CancelReason, Kept
from relais.programme.place import Agenda, AnyRequest, AnyResponse
from relais.programme.proposal import MOST_PLACES, NAMES, ActionForm, Reading, again
from relais.programme.words import KINDS, PLACES, REASONS
from relais.web.forms import Filled

OWN = "/espace/agenda"


class CancelForm(Struct, frozen=True, kw_only=True):
    """Why it will not take place."""

    reason: CancelReason | Literal[""] = ""


class BookingForm(Struct, frozen=True, kw_only=True):
    """What bookings become."""

    booking: Literal["open", "closed"] = "closed"


class Proposing(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    agenda: Agenda

    async def listed(self, request: AnyRequest) -> AnyResponse:
        """The actions of every organisation this person speaks for."""
        visitor = visitor_of(request)
        groups = []
        for organiser in service.organisers_of(visitor):
            async with self.agenda.database.acting(service.speaking(visitor, organiser)) as db:
                actions = await store.LIST_OF_ORGANISER.all(db, organiser)
            groups.append((self.agenda.name_of(organiser), [self.agenda.shown(one) for one in actions]))
        return self.agenda.own(request, "programme/own_list.html", groups=groups)

    def blank(self, request: AnyRequest) -> AnyResponse:
        """The form, empty."""
        return self._form(request, Filled(value=ActionForm(request=new_id()), faults={}))

    async def blank_from(self, request: AnyRequest, code: str) -> AnyResponse:
        """The form, filled from a former action."""
        kept = await self._kept(request, code)
        known = self.agenda.directory.gazetteer.communes.get(kept.commune)
        former = again(kept, list(service.organisers_of(visitor_of(request))), known.name if known else "")
        return self._form(request, Filled(value=structs.replace(former, request=new_id()), faults={}))

    async def propose(self, request: AnyRequest) -> AnyResponse:
        """Keep the proposal, and show it; or the form again with its faults. Sent twice it is one."""
        visitor = visitor_of(request)
        filled = await posted(request, ActionForm, NAMES)
        reading = Reading(
            form=filled.value,
            faults=filled.faults,
            organisers=service.organisers_of(visitor),
            gazetteer=self.agenda.directory.gazetteer,
            index=load_places(self.agenda.settings.data_dir),
            retired=[number.digits for number in self.agenda.directory.keeper.current.retired_numbers],
        )
        new = reading.action(clock.now())
        if new is None:
            kept = structs.replace(filled.value, request=filled.value.request or new_id())
            return self._form(request, Filled(value=kept, faults=reading.faults))
        try:
            async with self.agenda.database.acting(service.speaking(visitor, new.organiser)) as db:
                await service.propose(db, visitor.acting(new.proposed_as), new)
        except Refused as fault:
            if fault.code != "action_proposed":
                return self._form(request, blamed(filled, fault))
        return see(f"{OWN}/{new.id}")

    async def one(self, request: AnyRequest, code: str, *, told: str = "", status: int = 200) -> AnyResponse:
        """One action: where it stands, its places, and what may be done."""
        visitor = visitor_of(request)
        kept = await self._kept(request, code)
        async with self.agenda.database.acting(service.speaking(visitor, kept.organiser)) as db:
            numbers: list[int] = await store.LIST_BOOKED.value(db, kept.id)
        return self.agenda.own(
            request,
            "programme/own_action.html",
            status=status,
            shown=self.agenda.shown(kept),
            numbers=numbers,
            reasons=list(REASONS.items()),
            told=told,
        )

    async def withdraw(self, request: AnyRequest, code: str) -> AnyResponse:
        """Take a proposal back."""
        kept = await self._kept(request, code)
        return await self._act(request, kept, service.withdraw)

    async def cancel(self, request: AnyRequest, code: str) -> AnyResponse:
        """Say that it will not take place."""
        kept = await self._kept(request, code)
        reason = (await posted(request, CancelForm, {"reason": "Raison"})).value.reason
        if not reason:
            return await self.one(request, code, told="Choisissez la raison : elle est affichée.", status=422)
        return await self._act(request, kept, service.cancel, reason)

    async def booking(self, request: AnyRequest, code: str) -> AnyResponse:
        """Open or close bookings."""
        kept = await self._kept(request, code)
        wanted = (await posted(request, BookingForm, {})).value.booking
        return await self._act(request, kept, service.set_booking, wanted)

    async def _act(self, request: AnyRequest, kept: Kept, act: Any, *said: str) -> AnyResponse:
        visitor = visitor_of(request)
        context = service.speaking(visitor, kept.organiser)
        actor = visitor.acting(service.organisers_of(visitor)[kept.organiser])
        try:
            async with self.agenda.database.acting(context) as db:
                await act(db, actor, kept, *said)
        except Refused as fault:
            if fault.status != 409:
                raise
            return await self.one(request, str(kept.id), told=fault.sentence, status=409)
        await self.agenda.keeper.look()
        return see(f"{OWN}/{kept.id}")

    async def _kept(self, request: AnyRequest, code: str) -> Kept:
        action: UUID = uuid_of(code)
        return await service.kept_by(self.agenda.database, visitor_of(request), action)

    def _form(self, request: AnyRequest, form: Filled[ActionForm]) -> AnyResponse:
        gazetteer = self.agenda.directory.gazetteer
        organisers = service.organisers_of(visitor_of(request))
        return self.agenda.own(
            request,
            "programme/propose.html",
            status=422 if form.faults else 200,
            form=form,
            names=NAMES,
            organisers=[(slug, self.agenda.name_of(slug)) for slug in organisers],
            kinds=[("", "choisissez"), *KINDS.items()],
            place_choices=list(PLACES.items()),
            audiences=list(AUDIENCES.items()),
            departements=[
                ("", "choisissez"),
                *((one.code, f"{one.name} ({one.code})") for one in gazetteer.departements.values()),
            ],
            most=MOST_PLACES,
        )
