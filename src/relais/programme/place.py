"""All that the pages of the agenda need, made once by the application; an action as they show it."""

from collections.abc import Iterable, Sequence
from typing import Any

from anyio import CapacityLimiter
from litestar import Request, Response
from msgspec import Struct, field

from relais.accounts.bureau import Place
from relais.accounts.doors import visitor_of
from relais.accounts.passwords import Passwords
from relais.core import clock
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.pages import Directory
from relais.notifications.service import public_address
from relais.programme.booking import AT_ONCE, Counter
from relais.programme.keeper import CatalogueKeeper
from relais.programme.model import Action
from relais.programme.words import KINDS, REASONS, STATES, audience_words, free_words, when, where
from relais.web.pages import Pages

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any]
WAITING = "/coordination/agenda"


class Agenda(Struct, frozen=True, kw_only=True):
    """Made once by the application. `sections`: the places of the coordination, which stand above its pages."""

    pages: Pages
    directory: Directory
    database: Database
    vault: Vault
    passwords: Passwords
    settings: Settings
    keeper: CatalogueKeeper
    sections: Sequence[Place]
    turns: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    frame: str = "moderation/frame.html"

    @property
    def counter(self) -> Counter:
        """Where places are booked and given back."""
        return Counter(database=self.database, vault=self.vault, passwords=self.passwords, turns=self.turns)

    @property
    def origin(self) -> str:
        """What the addresses in a calendar begin with."""
        return public_address(self.settings)

    def name_of(self, slug: str) -> str:
        """The name of an organisation as it is published, else its short name."""
        service = self.directory.find(slug)
        return (service.acronym or service.name) if service else slug

    def names(self, actions: Iterable[Action]) -> dict[str, str]:
        """The names of their organisers."""
        return {action.organiser: self.name_of(action.organiser) for action in actions}

    def shown(self, action: Action) -> "Shown":
        """An action in words."""
        now = clock.now()
        return Shown(
            action=action,
            kind=KINDS[action.kind],
            when=when(action),
            where=where(action, self.directory.gazetteer),
            organiser=self.name_of(action.organiser),
            has_page=self.directory.find(action.organiser) is not None,
            audiences=audience_words(action),
            places=free_words(action),
            state=STATES["past"] if action.is_over(now) and action.state == "published" else STATES[action.state],
            reason=REASONS[action.reason] if action.state == "cancelled" else action.reason,  # type: ignore[index]
            over=action.is_over(now),
            bookable=action.is_bookable(now),
        )

    def open(self, template: str, *, status: int = 200, **context: Any) -> AnyResponse:
        """A page for everyone, which says when what it shows may have changed since."""
        keeper = self.keeper
        return self.pages.response(template, status=status, stale=keeper.stale, stale_since=keeper.as_of, **context)

    def own(self, request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> AnyResponse:
        """A page of a person signed in."""
        return self.pages.response(template, status=status, visitor=visitor_of(request), **context)

    def office(self, request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> AnyResponse:
        """A page of the coordination."""
        return self.own(
            request, template, status=status, frame=self.frame, sections=self.sections, section=WAITING, **context
        )


class Shown(Struct, frozen=True, kw_only=True):
    """An action as pages write it. `has_page`: its organiser is in the directory."""

    action: Action
    kind: str
    when: str
    where: str
    organiser: str
    has_page: bool
    audiences: str
    places: str
    state: str
    reason: str
    over: bool
    bookable: bool
