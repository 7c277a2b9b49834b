"""`/agenda`: what is to come, by month, by kind, by département; the same as iCalendar."""

from collections.abc import Sequence
from typing import Annotated

from litestar import Response
from msgspec import Meta, Struct

from relais.accounts.bureau import posted
from relais.core import clock
from relais.core.errors import NotFound
from relais.programme.catalogue import by_month
from relais.programme.ics import MEDIA_TYPE, calendar
from relais.programme.model import Action
from relais.programme.place import Agenda, AnyRequest, AnyResponse
from relais.programme.words import ALL_YEAR, KINDS, month_of, month_words

FRESH = {"cache-control": "public, max-age=300"}
FEED = "/agenda.ics"
NAMES = {"month": "Mois", "kind": "Nature", "departement": "Département"}


class Filters(Struct, frozen=True, kw_only=True):
    """What the reader keeps of the calendar; an unknown code keeps nothing out."""

    month: Annotated[str, Meta(max_length=7, pattern=r"^(\d{4}-\d{2})?$")] = ""
    kind: Annotated[str, Meta(max_length=40)] = ""
    departement: Annotated[str, Meta(max_length=3)] = ""

    def keeps(self, action: Action) -> bool:
        """Whether it is shown. What is online or everywhere is near everyone; what has no date is of every month."""
        return (
            (not self.month or month_of(action) in ("", self.month))
            and (not self.kind or action.kind == self.kind)
            and (not self.departement or action.departement in ("", self.departement))
        )


class Calendar(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    agenda: Agenda

    def whole(self) -> AnyResponse:
        """Everything to come."""
        return self._page(Filters())

    async def filtered(self, request: AnyRequest) -> AnyResponse:
        """What the reader asked for: posted, so that no address tells it."""
        return self._page((await posted(request, Filters, NAMES)).value)

    def action(self, slug: str) -> Action:
        """One action, from memory. Raises NotFound."""
        found = self.agenda.keeper.current.by_slug.get(slug)
        if found is None:
            raise NotFound
        return found

    def page_of(self, slug: str) -> AnyResponse:
        """One action."""
        shown = self.agenda.shown(self.action(slug))
        return self.agenda.open("programme/action.html", shown=shown)

    def feed(self) -> Response[bytes]:
        """Everything that has a date, to subscribe to; what was over recently stays, what was cancelled says so."""
        return self._calendar(self.agenda.keeper.current.actions)

    def feed_of(self, slug: str) -> Response[bytes]:
        """One action, to put into one's own calendar. Raises NotFound when it has no date."""
        action = self.action(slug)
        if action.starts_at is None:
            raise NotFound
        return self._calendar([action])

    def _calendar(self, actions: Sequence[Action]) -> Response[bytes]:
        agenda = self.agenda
        body = calendar(actions, agenda.directory.gazetteer, origin=agenda.origin, names=agenda.names(actions))
        return Response(body, media_type=MEDIA_TYPE, headers=FRESH)

    def _page(self, form: Filters) -> AnyResponse:
        agenda = self.agenda
        every = agenda.keeper.current.upcoming(clock.now())
        kept = by_month([action for action in every if form.keeps(action)])
        return agenda.open(
            "programme/calendar.html",
            form=form,
            months=[
                (month_words(month) if month else ALL_YEAR, [agenda.shown(one) for one in actions])
                for month, actions in kept
            ],
            every=len(every),
            feed=f"{agenda.origin}{FEED}",
            webcal=f"webcal://{agenda.origin.partition('://')[2]}{FEED}",
            month_choices=[(month, month_words(month)) for month, _ in by_month(every) if month],
            kind_choices=list(KINDS.items()),
            departement_choices=self._departements(every),
        )

    def _departements(self, actions: Sequence[Action]) -> list[tuple[str, str]]:
        """Those where something takes place."""
        codes = sorted({action.departement for action in actions} - {""})
        name = self.agenda.directory.gazetteer.territory_name
        return [(code, f"{name(code)} ({code})") for code in codes]
