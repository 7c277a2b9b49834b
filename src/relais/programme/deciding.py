"""`/coordination/agenda`: proposals read by a second person, then published or refused."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from relais.accounts.bureau import me, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.core.db import Db
from relais.core.errors import Refused
from relais.notifications.letters import ActionEnd
from relais.programme import service, store
from relais.programme.model import Kept
from relais.programme.place import WAITING, Agenda, AnyRequest, AnyResponse
from relais.programme.proposing import CancelForm
from relais.programme.telling import tell_proposer
from relais.programme.words import REASONS


class RefusalForm(Struct, frozen=True, kw_only=True):
    """Why it is refused; whoever proposed it reads it."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class Deciding(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    agenda: Agenda

    async def waiting(self, request: AnyRequest) -> AnyResponse:
        """What waits, the soonest first; and what is announced, which a coordinator may cancel."""
        async with self.agenda.database.acting(service.coordinating(visitor_of(request))) as db:
            found = await store.LIST_WAITING.all(db)
        announced = [one for one in self.agenda.keeper.current.actions if one.state == "published"]
        return self.agenda.office(
            request,
            "programme/waiting.html",
            rows=[(self.agenda.shown(one), one.proposed_by == me(request)) for one in found],
            announced=[self.agenda.shown(one) for one in announced],
        )

    async def one(self, request: AnyRequest, code: str, *, told: str = "", status: int = 200) -> AnyResponse:
        """One action, as it would be published."""
        kept = await self._kept(request, uuid_of(code))
        return self.agenda.office(
            request,
            "programme/decide.html",
            status=status,
            shown=self.agenda.shown(kept),
            mine=kept.proposed_by == me(request),
            reasons=list(REASONS.items()),
            told=told,
        )

    async def accept(self, request: AnyRequest, code: str) -> AnyResponse:
        """Publish it: seen everywhere within two seconds."""
        return await self._decide(request, uuid_of(code), "published")

    async def refuse(self, request: AnyRequest, code: str) -> AnyResponse:
        """Refuse it, with a reason."""
        reason = " ".join((await posted(request, RefusalForm, {"reason": "Raison"})).value.reason.split())
        if len(reason) < 3:
            return await self.one(request, code, told="Dites pourquoi : qui l'a proposée le lira.", status=422)
        return await self._decide(request, uuid_of(code), "refused", reason)

    async def cancel(self, request: AnyRequest, code: str) -> AnyResponse:
        """Say that it will not take place, for an organiser who cannot."""
        visitor = visitor_of(request)
        kept = await self._kept(request, uuid_of(code))
        reason = (await posted(request, CancelForm, {"reason": "Raison"})).value.reason
        if not reason:
            return await self.one(request, code, told="Choisissez la raison : elle est affichée.", status=422)
        if kept.state == "proposed":
            return await self.one(request, code, told="Cette action n'est pas encore publiée : refusez-la.", status=409)
        try:
            async with self.agenda.database.acting(service.coordinating(visitor)) as db:
                await service.cancel(db, visitor.acting("coordinator"), kept, reason)
                await self._tell(db, kept, "cancelled")
        except Refused as fault:
            return await self._told(request, code, fault)
        await self.agenda.keeper.look()
        return see(f"{WAITING}/{kept.id}")

    async def _decide(
        self, request: AnyRequest, action: UUID, verdict: service.Verdict, reason: str = ""
    ) -> AnyResponse:
        visitor = visitor_of(request)
        kept = await self._kept(request, action)
        try:
            async with self.agenda.database.acting(service.coordinating(visitor)) as db:
                await service.decide(db, visitor.acting("coordinator"), kept, verdict, reason)
                await self._tell(db, kept, verdict)
        except Refused as fault:
            return await self._told(request, str(action), fault)
        await self.agenda.keeper.look()
        return see(f"{WAITING}/{action}")

    async def _tell(self, db: Db, kept: Kept, ending: ActionEnd) -> None:
        await tell_proposer(db, self.agenda.vault, self.agenda.settings, kept.proposed_by, ending)

    async def _told(self, request: AnyRequest, code: str, fault: Refused) -> AnyResponse:
        if fault.status != 409:
            raise fault
        return await self.one(request, code, told=fault.sentence, status=409)

    async def _kept(self, request: AnyRequest, action: UUID) -> Kept:
        async with self.agenda.database.acting(service.coordinating(visitor_of(request))) as db:
            return await service.to_decide(db, action)
