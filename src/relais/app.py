"""The application: slices wired together, one layer of protection around, a life that follows the directory's."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

import msgspec
from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup
from msgspec import Struct

import relais.directory.api
import relais.geo.api
import relais.search.api
from relais.accompaniment.routes import accompaniment_routes
from relais.accounts.access import Access
from relais.accounts.bureau import Bureau
from relais.accounts.doors import TOKEN_FIELD, Doors, SignInNeededError, check_gates
from relais.accounts.entrance import Entrance
from relais.accounts.gates import (
    AID_DESK,
    COMMISSION,
    COORDINATOR,
    EVERYONE,
    OFFICER,
    OWN_PAGE,
    PROGRAMME,
    RECIPIENT,
    SIGNATORY,
    Gate,
)
from relais.accounts.limiter import BEHIND_PROXY
from relais.accounts.model import Visitor
from relais.accounts.passwords import Passwords
from relais.accounts.people_routes import people_routes
from relais.accounts.routes import account_routes
from relais.aid_requests.routes import aid_request_routes
from relais.commission.routes import commission_routes
from relais.core.context import KEY_USE, pads_of
from relais.core.db import ANSWER_SECONDS, Database
from relais.core.settings import Settings
from relais.core.vault import Vault, open_vault
from relais.directory.emergency import EMERGENCY
from relais.directory.pages import Directory
from relais.directory.reminder_routes import reminder_routes
from relais.directory.report_routes import Reporting, report_routes
from relais.directory.routes import directory_routes
from relais.directory.strip import STRIP
from relais.directory.value_words import value_words
from relais.followup.routes import followup_routes
from relais.guidance.routes import guidance_routes
from relais.inbox.routes import inbox_routes
from relais.legal.routes import LEGAL_LINKS, legal_routes
from relais.moderation.office import SECTIONS, Office
from relais.moderation.routes import moderation_routes
from relais.notifications.routes import demo_mail_routes, opening_routes
from relais.profiles.routes import space_routes
from relais.profiles.space import Space
from relais.programme.keeper import CatalogueKeeper
from relais.programme.routes import Agenda, programme_routes
from relais.referrals.health import consent_health_route
from relais.reports.routes import report_year_routes
from relais.search.desk import DeskForm
from relais.search.desk_map import DeskMap, france_map
from relais.search.following import Following, Keeper
from relais.search.routes import Desk, desk_routes
from relais.sheets.routes import sheet_routes
from relais.sheets.workplace import Workplace
from relais.web.openapi import document
from relais.web.pages import Link, Pages
from relais.web.problems import Problems
from relais.web.shield import Shield
from relais.web.static_files import StaticFiles

PACKAGE = Path(__file__).parent
# Those with templates.
SLICES = (
    *("accompaniment", "accounts", "aid_requests", "commission", "directory", "followup", "guidance", "inbox", "legal"),
    *("moderation", "notifications", "profiles", "programme", "reports", "search", "sheets"),
)
BODY_LIMIT = 64 * 1024  # bytes; a full desk form is under 8 kB
Life = Callable[[Litestar], AbstractAsyncContextManager[None]]
QUICK_EXIT = "https://www.meteofrance.com"
LINKS = (
    Link(href="/aide", words="Trouver de l'aide", invitation="trouver de l'aide"),
    Link(href="/agenda", words="Agenda", invitation="ouvrir l'agenda du programme"),
    Link(href="/", words="Poste d'écoute", invitation="revenir au poste d'écoute"),
)
REPORTS = Link(href="/rapport", words="Rapports d'activité", invitation="lire les rapports d'activité")
AUDIT = Gate(name="auditor", roles=frozenset({"auditor"}))  # who coordinates finds the journal in the coordination
# Where a signed-in person may go, by the gate of the place.
PLACES: tuple[tuple[Gate, Link], ...] = (
    (OFFICER, Link(href="/orientations", words="Orientations", invitation="ouvrir les orientations")),
    (AID_DESK, Link(href="/demandes", words="Demandes reçues", invitation="ouvrir les demandes reçues")),
    (AID_DESK, Link(href="/parcours", words="Parcours", invitation="ouvrir les parcours")),
    (
        AID_DESK,
        Link(href="/commission/dossiers", words="Dossiers nationaux", invitation="ouvrir les dossiers nationaux"),
    ),
    (COMMISSION, Link(href="/commission", words="Commission", invitation="ouvrir la commission")),
    (
        SIGNATORY,
        Link(href="/rapport/chiffres", words="Chiffres de l'année", invitation="entrer les chiffres de l'année"),
    ),
    (
        RECIPIENT,
        Link(href="/espace/orientations", words="Orientations reçues", invitation="ouvrir les orientations reçues"),
    ),
    (OWN_PAGE, Link(href="/espace", words="Votre page", invitation="ouvrir votre page")),
    (PROGRAMME, Link(href="/espace/agenda", words="Vos actions", invitation="ouvrir vos actions du programme")),
    (COORDINATOR, Link(href="/coordination", words="Coordination", invitation="ouvrir la coordination")),
    (AUDIT, Link(href="/coordination/journal", words="Journal", invitation="lire le journal")),
)
# Never written back in a page: asked for again, by their label, or dropped.
SECRET_FIELDS = {
    "mot_de_passe": "Mot de passe",
    "nouveau": "Nouveau mot de passe",
    "encore": "Nouveau mot de passe, encore",
    "code": "Code",
    "cle_acces": "",
    "secret_scelle": "",
}
# What changes nothing and carries no session: a post that names no origin is welcome there.
READING = frozenset(
    {"/", "/agenda", "/aide", "/fiche", "/structures/", "/api/v1/search", "/api/v1/places", "/api/v1/services/"}
)


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
    parts = _parts(settings, keeper, vault)
    handlers = [*_public(parts, demo=demo), *_behind_doors(parts)]
    check_gates(handlers)
    problems = Problems(parts.pages, SECRET_FIELDS)
    app = Litestar(
        route_handlers=handlers,
        guards=[parts.doors.guard],
        exception_handlers={**problems.handlers(), SignInNeededError: parts.entrance.sign_in_needed},
        state=State({BEHIND_PROXY: settings.behind_proxy}),
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
        logging_config=None,
        lifespan=[parts.following.life, closing(parts.doors.database), parts.programme.life, *beside],
    )
    app.asgi_handler = Shield(
        app.asgi_handler, public_origin=settings.public_origin, reading=READING, refuse=problems.foreign
    )
    return app


class Parts(Struct, frozen=True, kw_only=True):
    """What the slices are given, made once."""

    settings: Settings
    following: Following
    doors: Doors
    pages: Pages
    files: StaticFiles
    map: DeskMap
    directory: Directory
    entrance: Entrance
    programme: CatalogueKeeper


def _parts(settings: Settings, keeper: Keeper | None, vault: Vault | None) -> Parts:
    following = Following(settings, keeper)
    keys = vault or open_vault(settings.keys_folder, create=settings.env == "development")
    database = Database(settings.app_url, pads=pads_of(keys.key(KEY_USE)), answer_seconds=ANSWER_SECONDS)
    doors = Doors(database=database, vault=keys)
    files = StaticFiles()
    france = france_map(settings.data_dir)
    files.add("france.svg", france.drawing)
    folders = {name: PACKAGE / name / "templates" for name in SLICES}
    about = (REPORTS, *LEGAL_LINKS)
    pages = Pages(folders, STRIP, files, quick_exit=QUICK_EXIT, links=LINKS, legal_links=about)
    pages.environment.globals["service_url"] = "/structures/{}".format
    pages.environment.globals.update(places=places, form_token=form_token)
    directory = Directory(
        keeper=following.keeper,
        gazetteer=following.engine.gazetteer,
        desk_line=settings.desk_line,
        urgences={service.slug: service for service in EMERGENCY},
        strip=STRIP,
    )
    access = Access(database=doors.database, vault=keys, passwords=Passwords())
    return Parts(
        settings=settings,
        following=following,
        doors=doors,
        pages=pages,
        files=files,
        map=france,
        directory=directory,
        entrance=Entrance(pages=pages, access=access, public_origin=settings.public_origin),
        programme=CatalogueKeeper(
            settings.app_url, directory.gazetteer, settings.programme_file, following.engine.take_programme
        ),
    )


def _public(parts: Parts, *, demo: bool) -> list[HTTPRouteHandler]:
    """What knows nobody: the desk, the directory, the API. Their gate is given here, all at once."""
    engine, directory, pages = parts.following.engine, parts.directory, parts.pages
    public = [
        *desk_routes(Desk(pages=pages, engine=engine, directory=directory, map=parts.map)),
        *directory_routes(pages, directory, engine.places),
        *relais.directory.api.directory_api(directory),
        *relais.geo.api.places_api(engine.places),
        *relais.search.api.search_api(engine),
        parts.files.handler(),
        openapi_route(),
        health_route(parts.following.keeper),
        consent_health_route(parts.doors.database),
        *opening_routes(pages),
        *legal_routes(pages, parts.settings),
    ]
    if demo:
        public += demo_mail_routes(pages, parts.settings.mail_folder)
    for handler in public:
        handler.opt["gate"] = EVERYONE
    return public


def _behind_doors(parts: Parts) -> list[HTTPRouteHandler]:
    """What names its own gates."""
    pages, directory, settings = parts.pages, parts.directory, parts.settings
    database, vault = parts.doors.database, parts.doors.vault
    space = Space(pages=pages, directory=directory, engine=parts.following.engine, database=database, map=parts.map)
    office = Office(pages=pages, database=database, directory=directory, vault=vault, settings=settings, map=parts.map)
    carried = frozenset(DeskForm.__struct_fields__)
    reporting = Reporting(pages=pages, directory=directory, database=database, vault=vault, carried=carried)
    place = Workplace(
        pages=pages,
        engine=parts.following.engine,
        directory=directory,
        database=database,
        vault=vault,
        passwords=parts.entrance.access.passwords,
        settings=settings,
    )
    bureau = Bureau(pages=pages, database=database, vault=vault, settings=settings, sections=SECTIONS)
    return [
        *account_routes(parts.entrance),
        *people_routes(bureau),
        *space_routes(space),
        *moderation_routes(office),
        *report_routes(reporting),
        *reminder_routes(pages, database, partial(value_words, directory.gazetteer)),
        *guidance_routes(place),
        *inbox_routes(place),
        *sheet_routes(place),
        *followup_routes(place),
        *aid_request_routes(place),
        *commission_routes(place),
        *accompaniment_routes(place),
        *report_year_routes(place),
        *programme_routes(
            Agenda(
                pages=pages,
                directory=directory,
                database=database,
                vault=vault,
                passwords=place.passwords,
                settings=settings,
                keeper=parts.programme,
                sections=SECTIONS,
            )
        ),
    ]


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
