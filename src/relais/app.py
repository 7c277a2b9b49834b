"""The application: slices wired together, one layer of protection around, a life that follows the directory's."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import msgspec
from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup
from msgspec import Struct

import relais.directory.api
import relais.geo.api
import relais.search.api
from relais.accounts.access import Access
from relais.accounts.bureau import Bureau
from relais.accounts.doors import TOKEN_FIELD, Doors, SignInNeededError, check_gates
from relais.accounts.entrance import Entrance
from relais.accounts.gates import COORDINATOR, EVERYONE, OWN_PAGE, Gate
from relais.accounts.limiter import BEHIND_PROXY
from relais.accounts.model import Visitor
from relais.accounts.passwords import Passwords
from relais.accounts.people_routes import people_routes
from relais.accounts.routes import account_routes
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault, open_vault
from relais.directory.emergency import EMERGENCY
from relais.directory.pages import Directory
from relais.directory.reminder_routes import reminder_routes
from relais.directory.report_routes import Reporting, report_routes
from relais.directory.routes import directory_routes
from relais.directory.snapshot import Changes, Snapshot, SnapshotKeeper
from relais.directory.strip import STRIP
from relais.geo.gazetteer import load_gazetteer
from relais.moderation.office import SECTIONS, Office
from relais.moderation.routes import moderation_routes
from relais.notifications.routes import demo_mail_routes, opening_routes
from relais.profiles.routes import space_routes
from relais.profiles.space import Space
from relais.profiles.words import words_of
from relais.search.desk import DeskForm
from relais.search.desk_map import france_map
from relais.search.engine import SearchEngine, load_engine
from relais.search.meilisearch.adapter import MeilisearchIndex
from relais.search.routes import Desk, desk_routes
from relais.web.openapi import document
from relais.web.pages import Link, Pages
from relais.web.problems import Problems
from relais.web.shield import Shield
from relais.web.static_files import StaticFiles

PACKAGE = Path(__file__).parent
BODY_LIMIT = 64 * 1024  # bytes; a full desk form is under 8 kB
Life = Callable[[Litestar], AbstractAsyncContextManager[None]]
QUICK_EXIT = "https://www.meteofrance.com"
LINKS = (
    Link(href="/aide", words="Trouver de l'aide", invitation="trouver de l'aide"),
    Link(href="/", words="Poste d'écoute", invitation="revenir au poste d'écoute"),
)
# Where a signed-in person may go, by the gate of the place.
PLACES: tuple[tuple[Gate, Link], ...] = (
    (OWN_PAGE, Link(href="/espace", words="Votre page", invitation="ouvrir votre page")),
    (COORDINATOR, Link(href="/coordination", words="Coordination", invitation="ouvrir la coordination")),
)
# What changes nothing and carries no session: a post that names no origin is welcome there.
READING = frozenset({"/", "/aide", "/fiche", "/structures/", "/api/v1/search", "/api/v1/places", "/api/v1/services/"})


class Keeper(Protocol):
    """Who holds the directory: a SnapshotKeeper, or a fixed snapshot."""

    @property
    def current(self) -> Snapshot: ...

    @property
    def stale(self) -> bool: ...

    @property
    def as_of(self) -> datetime: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Health(Struct, frozen=True, kw_only=True):
    """What a monitor reads."""

    status: str
    database: str
    version: int
    services: int
    as_of: str


def create_app(
    settings: Settings,
    *,
    keeper: Keeper | None = None,
    vault: Vault | None = None,
    demo: bool = False,
    beside: Sequence[Life] = (),
) -> Litestar:
    """The whole application. `keeper` replaces the one that follows the database at `settings.app_url`.

    `beside`: what lives as long as the application, the worker for instance.
    `demo`: this machine's demonstration, whose mails can be read on a page.
    Raises VaultError when the keys are missing: in production they are made beforehand.
    """
    following = Following(settings, keeper)
    doors = Doors(
        database=Database(settings.app_url),
        vault=vault or open_vault(settings.keys_folder, create=settings.env == "development"),
    )
    files = StaticFiles()
    france = france_map(settings.data_dir)
    files.add("france.svg", france.drawing)
    slices = ("accounts", "directory", "moderation", "notifications", "profiles", "search")
    folders = {name: PACKAGE / name / "templates" for name in slices}
    pages = Pages(folders, STRIP, files, quick_exit=QUICK_EXIT, links=LINKS)
    pages.environment.globals["service_url"] = "/structures/{}".format
    pages.environment.globals.update(places=places, form_token=form_token)
    problems = Problems(pages)
    directory = Directory(
        keeper=following.keeper,
        gazetteer=following.engine.gazetteer,
        desk_line=settings.desk_line,
        urgences={service.slug: service for service in EMERGENCY},
        strip=STRIP,
    )
    desk = Desk(pages=pages, engine=following.engine, directory=directory, map=france)
    public = [
        *desk_routes(desk),
        *directory_routes(pages, directory, following.engine.places),
        *relais.directory.api.directory_api(directory),
        *relais.geo.api.places_api(following.engine.places),
        *relais.search.api.search_api(following.engine),
        files.handler(),
        openapi_route(),
        health_route(following.keeper),
        *opening_routes(pages),
    ]
    if demo:
        public += demo_mail_routes(pages, settings.mail_folder)
    for handler in public:
        handler.opt["gate"] = EVERYONE
    access = Access(database=doors.database, vault=doors.vault, passwords=Passwords())
    entrance = Entrance(pages=pages, access=access, public_origin=settings.public_origin)
    handlers: list[HTTPRouteHandler] = [*public, *account_routes(entrance)]
    own = Space(pages=pages, directory=directory, engine=following.engine, database=doors.database, map=france)
    handlers += space_routes(own)
    handlers += reminder_routes(pages, doors.database, partial(words_of, gazetteer=directory.gazetteer))
    office = Office(
        pages=pages, database=doors.database, directory=directory, vault=doors.vault, settings=settings, map=france
    )
    handlers += moderation_routes(office)
    carried = frozenset(DeskForm.__struct_fields__)
    handlers += report_routes(
        Reporting(pages=pages, directory=directory, database=doors.database, vault=doors.vault, carried=carried)
    )
    at = Bureau(pages=pages, database=doors.database, vault=doors.vault, settings=settings, sections=SECTIONS)
    handlers += people_routes(at)
    check_gates(handlers)
    app = Litestar(
        route_handlers=handlers,
        guards=[doors.guard],
        exception_handlers={**problems.handlers(), SignInNeededError: entrance.sign_in_needed},
        state=State({BEHIND_PROXY: settings.behind_proxy}),
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
        logging_config=None,
        lifespan=[following.life, closing(doors.database), *beside],
    )
    app.asgi_handler = Shield(
        app.asgi_handler, public_origin=settings.public_origin, reading=READING, refuse=problems.foreign
    )
    return app


def closing(database: Database) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Leaves the database with the application."""

    @asynccontextmanager
    async def life(_app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await database.close()

    return life


def places(visitor: Visitor) -> list[Link]:
    """Where this person may go, besides what is open to all."""
    return [link for gate, link in PLACES if gate.roles & visitor.roles]


def form_token(visitor: Visitor) -> Markup:
    """The hidden field that every form of a signed-in person carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, visitor.form_token)


class Following:
    """The engine and what keeps it up to date."""

    def __init__(self, settings: Settings, keeper: Keeper | None) -> None:
        self.keeper: Keeper = keeper or SnapshotKeeper(settings, settings.app_url, self._take, self._change)
        self.text_index = (
            MeilisearchIndex(settings, lambda: self.keeper.current) if settings.engine == "meilisearch" else None
        )
        self.engine: SearchEngine = load_engine(
            load_gazetteer(settings.data_dir),
            self.keeper.current,
            settings.data_dir,
            settings.search_index_dir,
            desk_line=settings.desk_line,
            text_index=self.text_index,
        )

    def _take(self, snapshot: Snapshot) -> None:
        self.engine.load(snapshot)
        if self.text_index:
            self.text_index.load()

    def _change(self, changes: Changes, snapshot: Snapshot) -> None:
        self.engine.apply(changes, snapshot)
        if self.text_index:
            self.text_index.apply(changes)

    @asynccontextmanager
    async def life(self, _app: Litestar) -> AsyncIterator[None]:
        """Start following the directory; stop with the application."""
        await self.keeper.start()
        if self.text_index:
            await self.text_index.start()
        try:
            yield
        finally:
            if self.text_index:
                await self.text_index.stop()
            await self.keeper.stop()


def openapi_document() -> bytes:
    """The OpenAPI document, the same bytes for the same code."""
    operations = (relais.search.api.OPERATION, relais.geo.api.OPERATION, relais.directory.api.OPERATION)
    return document("Relais", version("relais"), operations)


def openapi_route() -> HTTPRouteHandler:
    """The description of the API, the same for everyone until the next version."""
    body = openapi_document()

    @get("/openapi.json", sync_to_thread=False, include_in_schema=False)
    def openapi() -> Response[bytes]:
        return Response(body, media_type=MediaType.JSON)

    return openapi


def health_route(keeper: Keeper) -> HTTPRouteHandler:
    """`/sante`: 200 as long as searches are answered, which does not need the database."""

    @get("/sante", sync_to_thread=False, include_in_schema=False)
    def health() -> Response[bytes]:
        now = keeper.current
        health = Health(
            status="ok",
            database="away" if keeper.stale else "reachable",
            version=now.version,
            services=len(now.services),
            as_of=now.as_of.isoformat(),
        )
        return Response(msgspec.json.encode(health), media_type=MediaType.JSON)

    return health
