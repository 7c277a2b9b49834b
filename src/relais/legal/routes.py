"""`/confidentialite`, `/mentions-legales`, `/accessibilite`: read without a database, made once."""

from collections.abc import Sequence

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler

from relais.core.legal_settings import BLANKS
from relais.core.settings import Settings
from relais.web.pages import Link, Pages

# At the foot of every page, apart from where one goes for help.
LEGAL_LINKS = (
    Link(href="/confidentialite", words="Confidentialité", invitation="lire ce qui est gardé"),
    Link(href="/mentions-legales", words="Mentions légales", invitation="savoir qui publie ce service"),
    Link(href="/accessibilite", words="Accessibilité", invitation="signaler un obstacle"),
)
TEMPLATES = ("legal/privacy.html", "legal/notice.html", "legal/accessibility.html")


def legal_routes(pages: Pages, settings: Settings) -> Sequence[HTTPRouteHandler]:
    """One route per page; they take nothing and depend on the settings alone."""
    blanks = {name.removeprefix("legal_"): getattr(settings, name) for name in BLANKS}
    places = zip(LEGAL_LINKS, TEMPLATES, strict=True)
    return [_page(link.href, pages.text(template, **blanks).encode()) for link, template in places]


def _page(path: str, body: bytes) -> HTTPRouteHandler:
    @get(path, sync_to_thread=False, include_in_schema=False)
    def page() -> Response[bytes]:
        return Response(body, media_type=MediaType.HTML)

    return page
